"""Coming on duty and going off it: at shifts, when ill, at stops, when called out or up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.rng import Purpose, uniform
from sim.scenario import EMPLOYERS, Employer, Scenario
from sim.state import State
from sim.units import tick
from sim.workforce.locked import Locked
from sim.workforce.on_off import OnOff
from sim.workforce.posting import Posting, grouped
from sim.workforce.reserve import Reserve
from sim.workforce.rosters import NEVER
from sim.workforce.standby import Standby
from sim.workforce.wear import Stay, Wear, Workers


class Waiting(NamedTuple):
    """A task that waits at the desk."""

    priority: int
    task: int
    area: int
    lead: int  # the skill that leads it, as a bit


class Desk(Protocol):
    """What duty asks of whoever hands out work."""

    @property
    def area_of_grid(self) -> Workers:
        """The pooling area of each grid as it is now [grids]."""

    def waiting(self, lowest: int) -> Iterable[Waiting]:
        """List what waits of services up to a priority class."""

    def arrive(self, workers: Workers) -> None:
        """Take workers who have just come on duty."""

    def leave(self, workers: Workers) -> None:
        """End the shifts of workers who are not on an outing, and book their hours."""

    def interrupt(self, worker: int) -> None:
        """Stop the outing of a worker who has fallen ill."""


class Duty:
    """Brings workers on and off duty. `luck`: the seed, and clock 0 in hours after midnight."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        scenario: Scenario,
        staff: NDArray[Any],
        luck: tuple[int, float],
    ) -> None:
        self.clock, self.state, self.spec, self.staff = clock, state, scenario.workforce, staff
        self.seed = luck[0]
        self.desk: Desk
        self.tell: Callable[[str, str, float], None]
        # who hears of shifts that begin and end
        self.began: list[Callable[[Workers], None]] = []
        self.ended: list[Callable[[Workers], None]] = []
        self.wear = Wear(clock, self.spec, staff, self.seed)
        self.posting = Posting(clock, scenario, staff, self.wear, luck)
        self.posting.start = self._start
        self.on_off = OnOff(clock, self.spec, staff, self.seed, self.pause)
        self.locked = Locked(self.spec, staff, self.seed)
        self.standby = Standby(self)
        self.reserve = Reserve(self, scenario.response)
        self._of_person = {person: worker for worker, person in enumerate(staff["person"])}

    def bind(self, desk: Desk, tell: Callable[[str, str, float], None]) -> None:
        """Say who hands out work, and who takes events down."""
        self.desk, self.tell = desk, tell
        self.wear.tell = self.locked.tell = tell

    def begin(self) -> None:
        """Start what happens by itself: the days, the turns of on/off workers, standing by."""
        self.clock.follow(self.posting.rhythm())
        self.on_off.begin()
        if any(roster.on_call for roster in self.spec.rosters.values()):
            self.clock.follow(self.standby.rhythm())

    # -- coming and going --------------------------------------------------------------------

    def _start(self, stay: Stay) -> None:
        """Begin the shifts of those who come; count the hours of those who are kept away."""
        now_h, staff, workers = self.clock.now_h, self.staff, stay.workers
        on = staff["on_duty"][workers]  # still finishing the shift before: this one follows on
        here = ~on & (staff["arrives_h"][workers] <= now_h)  # else stood down since the posting
        away = here & (staff["absent_until_h"][workers] > now_h)
        if away.any():
            lost_until_h = lost_h(stay.until_h[away], staff["absent_until_h"][workers[away]])
            staff["absent_h"][workers[away]] += lost_until_h - now_h
            here &= ~away
        if self.locked.matters:
            here &= ~self._shut_in(stay, here)
        if self.on_off.matters:
            here &= ~self._stopped(stay, here)
        self._come(stay, here, on)

    def _shut_in(self, stay: Stay, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell whom of those who would come a closure keeps at home; count their hours."""
        shut_in = here.copy()
        shut_in[here] = self.locked.keeps(stay.workers[here])
        lost_until_h = lost_h(stay.until_h[shut_in], self.posting.day_ends_h(stay.day))
        self.staff["absent_h"][stay.workers[shut_in]] += lost_until_h - self.clock.now_h
        return shut_in

    def _stopped(self, stay: Stay, here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell who of those who would come has stopped; they come when the stop is over."""
        stopped = here & (self.on_off.until_h[stay.workers] > self.clock.now_h)
        for place in np.flatnonzero(stopped).tolist():
            one = slice(place, place + 1)
            later = Stay(stay.workers[one], stay.until_h[one], stay.ends_h[one], stay.day)
            self._come_back(later, float(self.on_off.until_h[stay.workers[place]]))
        return stopped

    def _come(self, stay: Stay, arrives: NDArray[np.bool_], on: NDArray[np.bool_]) -> None:
        """Bring workers on duty who arrive, and let who is on duty go on with this shift."""
        now_h, staff, workers, serves = self.clock.now_h, self.staff, stay.workers, on | arrives
        arriving, serving, until_h = workers[arrives], workers[serves], stay.until_h[serves]
        staff["shift_until_h"][serving] = until_h
        staff["leaving"][serving] = False
        self.wear.begin(serving, stay.ends_h[serves], stay.day)
        staff["on_duty"][arriving] = True
        staff["shift_from_h"][arriving] = now_h
        staff["grid"][arriving], staff["stairwell"][arriving] = staff["home_grid"][arriving], -1
        staff["suit_until_h"][arriving] = -NEVER
        for at_h, mine in grouped(until_h):
            if at_h < NEVER:
                self.clock.at(at_h, order.SHIFT_END, self._end, serving[mine])
        self._write_duty(arriving, 1)
        for hear in self.began:
            hear(serving)
        if len(arriving):
            self.desk.arrive(arriving)

    def _come_back(self, stay: Stay, at_h: float) -> None:
        """Let one who stopped come on duty again, where her shift still lasts then."""
        if stay.until_h[0] > at_h:
            self.clock.at(at_h, order.SHIFT_START, self._start, stay)

    def _end(self, workers: Workers) -> None:
        """End a shift: who is idle goes home, who is out finishes first."""
        staff = self.staff
        over = staff["on_duty"][workers] & (staff["shift_until_h"][workers] <= self.clock.now_h)
        busy = staff["busy"][workers]
        staff["leaving"][workers[over & busy]] = True
        self._let_go(workers[over & ~busy])

    def _let_go(self, workers: Workers) -> None:
        """Let workers go home who are not on an outing."""
        if len(workers):
            self.desk.leave(workers)
            self.went_home(workers)

    def went_home(self, workers: Workers) -> None:
        """Take in that workers' shifts ended."""
        self._write_duty(workers, 0)
        for hear in self.ended:
            hear(workers)
        self.wear.end(workers)

    def _write_duty(self, workers: Workers, value: int) -> None:
        """Write who is at work for the response; the hazard is brought to now first."""
        if not len(workers):
            return
        self.state.before_change()
        people = self.staff["person"][workers]
        values = np.full(len(people), value, np.uint8)
        self.state.fields.duty[people] = values
        self.state.duty_log.append((self.clock.now_h, people, values))

    def absent(self, person: int, until_h: float) -> None:
        """Keep a person away from work from now until `until_h` [h]."""
        number = self._of_person.get(person)
        if number is None or until_h <= self.staff["absent_until_h"][number]:
            return
        if not self.spec.stay_away:
            return
        worker = self.staff[number]
        worker["absent_until_h"] = until_h
        if worker["on_duty"]:
            lost_until_h = float(lost_h(worker["shift_until_h"], until_h))
            worker["absent_h"] += max(lost_until_h - self.clock.now_h, 0.0)
            if worker["busy"]:
                self.desk.interrupt(number)
            self._let_go(np.array([number]))

    def pause(self, worker: int, until_h: float) -> None:
        """Take a worker off duty until a time [h], if she is on duty."""
        staff = self.staff[worker]
        if not staff["on_duty"]:
            return
        if staff["busy"]:
            self.desk.interrupt(worker)
        self._let_go(np.array([worker]))
        self._come_back(self.wear.shift_of(worker), until_h)

    def call_out(self, worker: int, from_h: float, until_h: float) -> None:
        """Have a worker who stands by come on duty from when until when [h]."""
        self.clock.at(from_h, order.SHIFT_START, self._called_out, (worker, until_h))

    def muster(self, per_h: float, until_h: float) -> None:
        """Call all who could work, one by one.

        `per_h`: calls an hour; each is on duty from her call, or goes on, until `until_h` [h].
        """
        staff, now_h = self.staff, self.clock.now_h
        free = (staff["arrives_h"] <= now_h) & (staff["absent_until_h"] <= now_h)
        called = np.flatnonzero(free & ~self.wear.left)
        called = called[np.argsort(staff["key"][called], kind="stable")]
        self.tell("muster", "", until_h)
        for place, worker in enumerate(called.tolist(), 1):
            at_h = float(tick(now_h + place / per_h))
            self.clock.at(at_h, order.SHIFT_START, self._mustered, (worker, until_h))

    def _mustered(self, call: tuple[int, float]) -> None:
        worker, until_h = call
        on = self.staff["on_duty"][worker]
        if on and self.staff["shift_until_h"][worker] >= until_h:
            return
        self.tell("mustered", EMPLOYERS[self.staff["employer"][worker]], float(worker))
        until = np.array([until_h])
        self._start(Stay(np.array([worker]), until, until, self.posting.today()))

    def _called_out(self, call: tuple[int, float]) -> None:
        worker, until_h = call
        if not self.staff["on_duty"][worker]:
            until = np.array([until_h])
            self._start(Stay(np.array([worker]), until, until, self.posting.today()))

    # -- call-up -----------------------------------------------------------------------------

    def call_up(self, haste: float = 1.0) -> None:
        """Call every reserve worker now; each comes after the notice and a keyed delay.

        `haste`: notice and delay times this; who is on the way then comes so much sooner.
        Employers whose reserve is called by level are not called here.
        """
        self.posting.emergency = True
        arrives_h = self.staff["arrives_h"]
        waiting = (arrives_h == NEVER) & ~self.wear.left
        if haste < 1.0:
            waiting = (arrives_h > self.clock.now_h) & ~self.wear.left
        for number in np.flatnonzero(waiting).tolist():
            if EMPLOYERS[self.staff["employer"][number]] not in self.reserve.by_level:
                self.call(number, haste=haste)

    def call(self, number: int, further_h: float = 0.0, haste: float = 1.0) -> None:
        """Call a worker of the reserve now; nobody else can be called."""
        staff = self.staff
        employer: Employer = getattr(self.spec, EMPLOYERS[staff["employer"][number]])
        if employer.call_up is not None:
            u = uniform(self.seed, Purpose.ARRIVAL, int(staff["key"][number]), 0, 0)
            delay_h = employer.call_up.notice - employer.call_up.ramp * math.log1p(-u)
            at_h = float(tick(self.clock.now_h + delay_h * haste + further_h))
            at_h = min(at_h, float(staff["arrives_h"][number]))
            staff["arrives_h"][number] = at_h
            self.clock.at(at_h, order.SHIFT_START, self._arrived, number)

    def _arrived(self, number: int) -> None:
        if self.staff["arrives_h"][number] != self.clock.now_h:
            return
        employer = EMPLOYERS[self.staff["employer"][number]]
        self.tell("worker_arrived", employer, float(number))
        self.posting.post(np.array([number]), self.posting.today())

    def stand_down(self) -> None:
        """Send the reserve home after this shift and return to normal rosters tomorrow."""
        self.posting.emergency = False
        by_level = [getattr(self.spec, name) for name in self.reserve.by_level]
        for employer, hers in self.posting.by_employer(self.posting.everybody):
            called = employer.call_up is not None and not employer.call_up.stays
            if called and not any(employer is one for one in by_level):
                self.staff["arrives_h"][hers] = NEVER


def lost_h(shift_until_h: Any, absent_until_h: Any) -> Any:
    """Tell until when an absence costs a shift [h]: to its end, or as long as it lasts."""
    return np.where(shift_until_h < NEVER, shift_until_h, absent_until_h)
