"""All that changes during a run, with one writer per field.

| field | written by |
|---|---|
| health, latest | the hazard's kernel |
| doses, dose_h | hazards/epidemic/vaccination.py |
| restriction, factors, the log | response/restrictions.py |
| duty, its log | workforce |
| compliance_lost | services/compliance.py |
| alert | response/command.py |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.kernels.people import LAYER_NAMES, LAYERS, Fields

# When a byte of some people became what: time [h], people, values; only ever added to.
Changes = list[tuple[float, NDArray[np.int64], NDArray[np.uint8]]]
LAYER_COUNT = len(LAYER_NAMES)
ROWS = 256


def _nothing() -> None:
    """Do nothing: there is no hazard to bring to now."""


def _nobody(people: NDArray[np.int64]) -> None:
    """Do nothing: there is no hazard to tell."""


@dataclass
class State:
    """The changing world. Who changes a field that the hazard reads calls `before_change`."""

    fields: Fields
    compliance_lost: NDArray[np.float64]  # [households] share of the complying lost so far
    alert: bool = False  # the public has been told
    restriction_log: Changes = field(default_factory=list)
    duty_log: Changes = field(default_factory=list)
    # The control whose factor holds, by row and layer; "" where none does.
    row_causes: list[tuple[str, ...]] = field(default_factory=lambda: [("",) * len(LAYERS)])
    before_change: Callable[[], None] = _nothing
    after_change: Callable[[NDArray[np.int64]], None] = _nobody


def new_state(people: int, households: int, vaccine: bool = False) -> State:
    """Make the state of a world in normal times; doses are kept where there is a vaccine."""
    fields = Fields(
        health=np.zeros(people, np.uint8),
        restriction=np.zeros(people, np.uint8),
        duty=np.zeros(people, np.uint8),
        doses=np.zeros(people if vaccine else 0, np.uint8),
        dose_h=np.zeros(people if vaccine else 0),
        latest=np.full(people, -1, np.int32),
        factors=np.ones((ROWS, LAYER_COUNT)),
    )
    return State(fields=fields, compliance_lost=np.zeros(households))
