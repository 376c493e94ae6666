"""Work carries infection exactly: whom a worker meets while infectious, and nobody else.

A hand-made town without any other contact; a contact with the infectious infects for certain.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.people import SESSION
from tests.hazards.epidemic.conftest import table, visit
from tests.outbreaks import Outbreak, infection_like, town_of

TOWN = town_of()
WORKER = TOWN.residents  # from outside
ROUND = list(range(40, 60))  # households visited in turn, four an hour


def _with_worker(infectious_from_h: float, from_outside: bool = True) -> Outbreak:
    dose = np.zeros(8)
    dose[SESSION] = 50.0
    infection = infection_like(dose=dose, onset=9e3)
    outbreak = Outbreak(TOWN, infection, outsiders=[1 << 50])
    person = WORKER if from_outside else 3
    outbreak.introduce(person, infectious_from_h - 24.0, at_once=False)
    outbreak.epidemic.advance(infectious_from_h - 4.0)
    return outbreak


def _infected(outbreak: Outbreak) -> dict[int, float]:
    """Give the households infected by work, with the time [h]."""
    infections = outbreak.infections()
    by_work = infections["layer"] == SESSION
    households = TOWN.household[infections["person"][by_work]].tolist()
    return dict(zip(households, infections["time_h"][by_work].tolist(), strict=True))


@pytest.mark.parametrize("from_outside", [True, False])
def test_the_households_met_while_infectious_are_infected_and_no_others(
    from_outside: bool,
) -> None:
    outbreak = _with_worker(102.0, from_outside)
    crew = [WORKER if from_outside else 3]
    session = visit(9, crew, ROUND, 99.5)  # the eleventh visit begins at hour 102
    outbreak.epidemic.session(session)
    outbreak.epidemic.advance(120.0)
    infected = _infected(outbreak)
    assert sorted(infected) == ROUND[10:]
    for household, at_h in infected.items():
        stop = ROUND.index(household)
        assert session.start_h[stop] <= at_h <= session.end_h[stop]


def test_every_member_of_an_infectious_crew_of_one_infects_one_member_a_household() -> None:
    outbreak = _with_worker(99.0)
    outbreak.epidemic.session(visit(9, [WORKER], ROUND, 99.5))
    outbreak.epidemic.advance(120.0)
    by_work = outbreak.infections()["layer"] == SESSION
    assert by_work.sum() == len(ROUND)
    assert set(outbreak.infections()["infector"][by_work].tolist()) == {0}


def test_a_round_interrupted_infects_nobody_after_it() -> None:
    outbreak = _with_worker(99.0)
    handle = outbreak.epidemic.session(visit(9, [WORKER], ROUND, 99.5))
    outbreak.epidemic.advance(101.6)
    outbreak.epidemic.void(handle, 101.6)
    outbreak.epidemic.advance(120.0)
    infected = _infected(outbreak)
    assert sorted(infected)[:8] == ROUND[:8]
    assert len(infected) in (8, 9)  # the ninth visit was under way
    assert max(infected.values()) < 101.6


def test_a_session_without_risk_infects_nobody() -> None:
    outbreak = _with_worker(99.0)
    outbreak.epidemic.session(visit(9, [WORKER], ROUND, 99.5, risk=0.0))
    outbreak.epidemic.advance(120.0)
    assert _infected(outbreak) == {}


def test_a_worker_who_is_not_infectious_yet_infects_nobody() -> None:
    outbreak = _with_worker(106.0)
    outbreak.epidemic.session(visit(9, [WORKER], ROUND, 102.5))
    outbreak.epidemic.advance(106.0)
    assert _infected(outbreak) == {}


def test_a_resident_infects_the_worker_who_visits_her() -> None:
    outbreak = _with_worker(99.0, from_outside=False)
    home = int(TOWN.household[3])
    single = [h for h in range(TOWN.households) if np.diff(TOWN.household_start)[h] == 1]
    outbreak.epidemic.session(visit(9, [WORKER], [single[0]], 100.0))
    outbreak.epidemic.advance(102.0)
    assert len(outbreak.infections()["person"]) == 1
    for task in range(40):  # a keyed member of the household opens the door
        outbreak.epidemic.session(visit(task, [WORKER], [home], 103.0))
    outbreak.epidemic.advance(106.0)
    infections = outbreak.infections()
    assert infections["person"].tolist() == [3, WORKER]
    assert infections["layer"][1] == SESSION


def test_an_infectious_sampler_infects_whom_she_samples() -> None:
    outbreak = _with_worker(99.0)
    residents = list(range(100, 130))
    outbreak.epidemic.session(table(9, [WORKER], residents, 100.0))
    outbreak.epidemic.advance(103.0)
    infected = outbreak.infections()["person"].tolist()
    assert sorted(infected[1:]) == residents


def test_who_was_infected_since_the_last_look_is_known_when_a_session_is_pushed() -> None:
    outbreak = _with_worker(102.0)
    fresh = Outbreak(TOWN, outbreak.epidemic.infection, outsiders=[1 << 50])
    fresh.introduce(WORKER, 78.0, at_once=False)
    fresh.state.before_change = lambda: fresh.epidemic.advance(98.0)
    assert fresh.epidemic.risky([WORKER], 0)
