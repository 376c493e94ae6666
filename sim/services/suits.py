"""The street's stock of suits: looked at every morning, ordered up to its level, delivered."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim import order
from sim.clock import Clock, Rhythm
from sim.scenario import Suits
from sim.services.desk import Desk

LOOKED_AT = 8.0  # time of day; assumed


class SuitStock:
    """Orders suits; the desk's kernel uses them up, one each time that somebody dresses."""

    def __init__(
        self, clock: Clock, spec: Suits, desk: Desk, tell: Callable[[str, str, float], None]
    ) -> None:
        """Take over what the desk says of suits; `tell` takes events down."""
        self.clock, self.spec, self.desk, self.tell = clock, spec, desk, tell
        self.on_the_way = 0
        desk.exposure.raincoat_risk = spec.raincoat_risk
        desk.no_suits = lambda: tell("suits_out", "", 0.0)

    def rhythm(self, start_hour: float) -> Rhythm:
        """Look at the stock at 08:00 every day; clock 0 is `start_hour` h after midnight."""
        day = math.ceil((self.clock.now_h + start_hour - LOOKED_AT) / 24.0)
        while True:
            yield self.clock.event(24.0 * day + LOOKED_AT - start_hour, order.COMMAND)
            self._look()
            day += 1

    def _look(self) -> None:
        """Order what is missing, once what is left and on the way is little."""
        at_hand = self.desk.suits_left + self.on_the_way
        missing = self.spec.stock - at_hand
        if at_hand <= self.spec.reorder_at and missing > 0:
            self.on_the_way += missing
            self.tell("suits_ordered", "", float(missing))
            arrives_h = self.clock.now_h + self.spec.lead_time
            self.clock.at(arrives_h, order.DISPATCH, self._deliver, missing)

    def _deliver(self, suits: int) -> None:
        """Take a delivery in."""
        self.on_the_way -= suits
        self.tell("suits_delivered", "", float(suits))
        self.desk.stock_up(suits)
