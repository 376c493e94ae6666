"""What controls of the response switch on in other parts: doses, tests, protection."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import Rhythm
from sim.hazards.epidemic.outbreak import Outbreak
from sim.hazards.epidemic.vaccination import campaign_rhythm
from sim.ports import Finding
from sim.rng import Purpose, uniforms
from sim.scenario import Campaign, Control
from sim.services import StaffTests

if TYPE_CHECKING:
    from sim.assembly.world import World

DAY_H = 24.0
FIRST_NUMBER = 10_000  # of campaigns of controls: their order of luck is their own
NOBODY_S_AGE = 1_000


def vaccinate(
    world: World, control: Control, residents: NDArray[np.int64], running: Callable[[], bool]
) -> None:
    """Give a control's doses to residents from now on, day by day while it runs."""
    doses, clock, town = control.doses, world.clock, world.town
    if doses is None or control.duration is None or control.compliance == 0:
        return
    assert world.scenario.response is not None
    names = [name for name, one in world.scenario.response.controls.items() if one is control]
    number = FIRST_NUMBER + sum(ord(sign) << (8 * (k % 4)) for k, sign in enumerate(names[0]))
    campaign = Campaign(
        start=world.scenario.start + timedelta(hours=max(clock.now_h, 0.0)),
        per_day=doses.per_day,
        days=max(int(control.duration / DAY_H), 1),
        least_doses=doses.least_doses,
        gap=doses.gap,
        uptake=control.compliance,
    )
    age = np.full(town.residents, NOBODY_S_AGE, np.int16)
    age[residents] = town.age[residents]
    rhythm = campaign_rhythm(
        clock, world.state, (number, campaign), (age, world.seed), world.scenario.start,
        lambda given: world.tell("vaccinated", "", given),
    )  # fmt: skip
    clock.follow(_while_running(rhythm, running))


def self_test(world: World, residents: NDArray[np.int64], sensitivity: float) -> None:
    """Have residents test themselves now; the positive tell it, but for those who hide."""
    if not len(residents) or sensitivity == 0:
        return
    ports, now_h = world.service_ports, world.clock.now_h
    infected = ports.examine(residents, "pcr", np.full(len(residents), now_h))
    day = math.floor((now_h + world.start_hour) / DAY_H)
    u = uniforms(world.seed, Purpose.SELF_TEST, residents, day)
    tells = ~ports.hides(world.town.household[residents].astype(np.int64), now_h)
    world.tell("self_tested", "", float(len(residents)))
    for resident in residents[infected & (u < sensitivity) & tells].tolist():
        ports.report(Finding(resident, now_h, now_h, True, "self_test"))


def _while_running(rhythm: Rhythm, running: Callable[[], bool]) -> Rhythm:
    for happening in rhythm:
        yield happening
        if not running():
            return


def bind_controls(world: World) -> None:
    """Let controls of staff and of information reach the parts that they speak of."""
    command = world.command
    if command is None:
        return
    acting = command.acting
    world.timetable.gated = command.zones.gated
    world.service_ports.arrived = acting.stays.arrived
    world.desk.exposure.control_risk = acting.staff_risk
    outbreaks = [one for one in world.hazards.values() if isinstance(one, Outbreak)]
    for outbreak in outbreaks:
        if outbreak.care is not None:
            outbreak.care.report_gain = acting.report_gain
    for name, control in command.controls.items():
        if control.tests_every is not None and outbreaks:
            laboratory = world.consequences.laboratory
            tests = StaffTests(world.clock, world.desk, laboratory, control.tests_every)
            tests.on = partial(acting.in_force.__contains__, name)
            world.duty.began.append(tests.look)
