"""The event kernel: exact under any control at any instant, however often it is asked."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.kernels.people import HOUSEHOLD
from sim.scenario import Introductions
from tests.hazards.epidemic.conftest import Begin, visit
from tests.outbreaks import Outbreak, doses, infection_like, same, town_of

Control = tuple[float, NDArray[np.int64], dict[str, float]]


def _with_changing_controls(outbreak: Outbreak, step_h: float) -> Outbreak:
    """Run to hour 480 in steps, with modifiers that rise and fall and a session."""
    everybody = np.arange(outbreak.town.residents)
    controls: tuple[Control, ...] = (
        (72.0, everybody, {"household": 1.5}),
        (100.3, everybody[:100], {"household": 3.2, "stairwell": 0.2, "work": 0.0}),
        (170.0, everybody[50:], {"household": 0.5, "grid": 0.3}),
        (222.7, everybody, {"household": 2.0}),
        (333.0, everybody, {}),
    )
    now_h = 0.0
    for at_h, residents, factors in (*controls, (480.0, everybody, {})):
        while now_h < at_h:
            now_h = min(now_h + step_h, at_h)
            outbreak.epidemic.advance(now_h)
        outbreak.restrict(at_h, residents, **factors)
        outbreak.epidemic.session(visit(int(at_h), [0, 41], [3, 14, 15], at_h + 0.5))
    return outbreak


@pytest.mark.parametrize("step_h", [0.1, 0.99, 7.3])
def test_one_advance_equals_many_bit_for_bit(begin: Begin, step_h: float) -> None:
    whole = _with_changing_controls(begin(), 1000.0)
    parts = _with_changing_controls(begin(), step_h)
    assert len(whole.infections()["person"]) > 200
    assert same(whole.infections(), parts.infections())


def test_a_modifier_where_nobody_is_infectious_changes_nothing(begin: Begin) -> None:
    plain, placebo = begin(), begin()
    plain.epidemic.advance(180.0)
    infections = plain.infections()
    home = plain.town.household
    infected = np.isin(np.arange(plain.town.residents), infections["person"])
    free = np.bincount(home[infected], minlength=plain.town.households) == 0
    residents = np.flatnonzero(free[home])
    assert len(residents) > 50
    placebo.restrict(100.0, residents, household=1.5)
    placebo.epidemic.advance(180.0)
    assert len(infections["person"]) > 50
    assert same(infections, placebo.infections())


def test_a_modifier_that_ends_before_anybody_is_infectious_changes_nothing(
    begin: Begin,
) -> None:
    plain, placebo = begin(introduced=0), begin(introduced=0)
    everybody = np.arange(plain.town.residents)
    for outbreak in (plain, placebo):
        outbreak.introduce(7, 50.0, at_once=False)
    placebo.restrict(10.0, everybody, household=1.5)
    placebo.restrict(50.0, everybody)
    for outbreak in (plain, placebo):
        outbreak.epidemic.advance(480.0)
    assert len(plain.infections()["person"]) > 200
    assert same(plain.infections(), placebo.infections())


def test_a_band_opened_later_holds_what_it_would_have_held_from_the_start(
    begin: Begin,
) -> None:
    early, late = begin(introduced=0), begin(introduced=0)
    everybody = np.arange(early.town.residents)
    for outbreak in (early, late):
        outbreak.introduce(7, 50.0, at_once=False)
    early.restrict(40.0, everybody, household=2.5)
    late.restrict(74.0, everybody, household=2.5)  # infectious from hour 74 on
    assert late.epidemic.courses.table["bands"][0] == 3
    for outbreak in (early, late):
        outbreak.epidemic.advance(480.0)
    assert same(early.infections(), late.infections())


def test_a_higher_modifier_keeps_what_has_happened_and_adds_to_it(begin: Begin) -> None:
    plain, raised = begin(), begin()
    everybody = np.arange(plain.town.residents)
    plain.epidemic.advance(120.0)
    raised.restrict(96.0, everybody, household=4.0)
    raised.epidemic.advance(120.0)
    before = {
        name: column[: np.searchsorted(plain.infections()["time_h"], 96.0)]
        for name, column in plain.infections().items()
    }
    rows = len(before["person"])
    assert same(before, {n: column[:rows] for n, column in raised.infections().items()})
    at_home = [
        set(o.infections()["person"][o.infections()["layer"] == HOUSEHOLD].tolist())
        for o in (plain, raised)
    ]
    assert at_home[0] < at_home[1]


def test_a_contact_at_the_very_instant_of_a_change_comes_after_it() -> None:
    town, contacts = town_of(), np.zeros(6)
    contacts[HOUSEHOLD] = 0.5
    size = np.diff(town.household_start)
    first = int(town.household_start[np.flatnonzero(size == 2)[0]])

    def start() -> Outbreak:
        infection = infection_like(3, contacts=contacts, dose=doses(*[1.0] * 7))
        outbreak = Outbreak(town, infection)
        outbreak.introduce(first)
        return outbreak

    pair = np.array([first, first + 1])
    once = start()
    once.restrict(0.0, pair, household=0.0)
    once.restrict(60.0, pair, household=2.0)
    once.epidemic.advance(480.0)
    caught_h = float(once.infections()["time_h"][1])
    again = start()
    again.restrict(0.0, pair, household=0.0)
    again.restrict(caught_h, pair, household=2.0)
    again.epidemic.advance(480.0)
    assert again.infections()["time_h"][1] == caught_h


def test_more_people_are_introduced_than_the_queue_has_room_for() -> None:
    town = town_of(1100)
    outbreak = Outbreak(town, infection_like(latent=10.0))
    come = Introductions(infectious_at_start=5000)
    spec = type("", (), {"introductions": come, "variants": {}})
    outbreak.epidemic.spec = spec  # type: ignore[assignment]
    outbreak.epidemic.introduce(datetime(2022, 3, 1))
    outbreak.epidemic.advance(1.0)
    assert len(outbreak.infections()["person"]) == 5000
