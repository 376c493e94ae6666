"""Exact whatever is on: reinfection, vaccine, variants, weekends, activity, small queues."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.hazards.epidemic import places_of
from sim.kernels import people
from sim.kernels.people import Infection, Places, laid_out
from sim.scenario import EpidemicSpec, MixingSpec
from tests.hazards.epidemic.conftest import CONTACTS, DOSES, visit
from tests.outbreaks import Outbreak, infection_like, same, town_of

TOWN = town_of()
HORIZON_H = 960.0


def _everything() -> Infection:
    """Make two variants, the second milder and milder against those who had the first."""
    week = np.ones((7, 7))
    week[people.SCHOOL, 5:] = 0.0
    week[people.WORK, 5:] = 0.3
    one = infection_like(
        11,
        contacts=CONTACTS,
        dose=2.5 * DOSES,
        profile=[0.5, 1.0, 0.25],
        infectious=[72.0, 168.0],
        shedding=[0.1, 0.4, 2.5],
        asymptomatic=0.3,
        without_symptoms=0.5,
        severe=0.1,
        critical=0.5,
        death=0.5,
        week=week,
        isolation_share=0.5,
        reinfection=True,
    )
    both: dict[str, Any] = {
        name: np.concatenate([getattr(one, name)] * 2)
        for name in ("laws", "shares", "profile", "variants")
    }
    both["variants"][1, people.TRANSMISSIBILITY] = 1.5
    both["shares"][1, people.SUSCEPTIBILITY, :30] = 0.5
    isolation = np.full(9, np.inf)
    isolation[:6] = (0.8, 0.1, 0.1, 0.0, 0.0, 0.1)
    immunity = np.zeros((6, 2, 3))
    for row, values in enumerate(
        ([1.0, 0.5, 0.0], [0.9, 0.8, 0.7], [0.2, 0.6, 0.3], [0.5, 0.5, 0.5], [0.4, 0.9, 0.6],
         [0.9, 0.9, 0.9])
    ):  # fmt: skip
        immunity[row] = [[0.0, 240.0, 720.0], values]
    laid: Infection = laid_out(
        one._replace(
            **both, isolation=isolation, immunity=immunity, onward=np.array([1.0, 0.7, 0.5]),
            cross=np.array([[1.0, 0.4], [0.9, 1.0]]),
        )
    )  # fmt: skip
    return laid


def _active() -> Places:
    """Lay the town out with mixing by age and a spread of activity."""
    spec = EpidemicSpec.model_construct(
        activity_cv=1.2,
        mixing=MixingSpec(
            from_ages=(0, 18, 60), rates=((3, 1, 0.5), (1, 2, 1), (0.5, 1, 2))
        ),
        layers={},
    )  # fmt: skip
    return places_of(TOWN, np.array([1 << 50]), spec)


def _run(step_h: float, slots: int = 4096, vaccinate: bool = True) -> Outbreak:
    """Run with controls, doses and sessions, advancing in steps."""
    outbreak = Outbreak(
        TOWN, _everything(), [1 << 50], HORIZON_H, vaccine=True, slots=slots, places=_active()
    )
    for person in range(0, 200, 20):
        outbreak.introduce(person, variant=person // 20 % 2)
    everybody, now_h = np.arange(TOWN.residents), 0.0
    for number, at_h in enumerate((50.0, 111.1, 200.0, 333.3, 500.0, 700.5, HORIZON_H)):
        while now_h < at_h:
            now_h = min(now_h + step_h, at_h)
            outbreak.epidemic.advance(now_h)
        group = everybody[number * 30 : number * 30 + 200]
        if vaccinate:
            fields = outbreak.state.fields
            fields.doses[group[::3]] += 1
            fields.dose_h[group[::3]] = at_h
        outbreak.restrict(at_h, group, household=(0.5, 2.2, 1.0, 3.7)[number % 4], grid=0.4)
        outbreak.epidemic.session(visit(int(at_h), [0, 41], [3, 14, 15], at_h + 0.5))
    return outbreak


@pytest.mark.parametrize("step_h", [0.37, 5.9])
def test_one_advance_equals_many_with_reinfection_vaccine_and_modifiers_above_1(
    step_h: float,
) -> None:
    whole, parts = _run(1e9), _run(step_h)
    infections = whole.infections()
    assert len(infections["person"]) > 400
    assert (infections["number"] > 0).sum() > 100
    assert set(infections["variant"].tolist()) == {0, 1}
    assert (infections["doses"] > 0).sum() > 50
    assert same(infections, parts.infections())


def test_a_queue_of_16_grows_and_loses_nothing() -> None:
    small, large = _run(1e9, slots=16), _run(1e9, slots=1 << 16)
    assert len(small.epidemic.queue.slots) > 16
    assert len(small.epidemic.courses.table) > 16
    assert same(small.infections(), large.infections())


def test_a_placebo_modifier_changes_nothing_where_reinfection_is_on() -> None:
    one, other = (Outbreak(TOWN, _everything(), [], HORIZON_H, vaccine=True) for _ in range(2))
    for outbreak in (one, other):
        outbreak.introduce(3, 100.0, at_once=False)
    other.restrict(20.0, np.arange(TOWN.residents), household=1.5)
    other.restrict(90.0, np.arange(TOWN.residents))
    for outbreak in (one, other):
        outbreak.epidemic.advance(HORIZON_H)
    assert len(one.infections()["person"]) > 400
    assert same(one.infections(), other.infections())


def test_a_vaccine_of_no_effect_changes_nothing() -> None:
    def start(doses: int) -> Outbreak:
        infection = _everything()
        infection.immunity[2:] = 0.0
        infection = infection._replace(onward=np.ones(3))
        outbreak = Outbreak(TOWN, infection, [], HORIZON_H, vaccine=True)
        outbreak.introduce(3)
        outbreak.state.fields.doses[:] = doses
        outbreak.epidemic.advance(HORIZON_H)
        return outbreak

    plain, placebo = start(0).infections(), start(2).infections()
    assert len(plain["person"]) > 400
    del plain["doses"], placebo["doses"]
    assert same(plain, placebo)


def test_one_more_person_who_shares_no_layer_changes_nobody() -> None:
    outbreaks = []
    for outsiders in ([], [7 << 40], [7 << 40, 9 << 40]):
        outbreak = Outbreak(TOWN, _everything(), outsiders, HORIZON_H, vaccine=True)
        outbreak.introduce(3)
        outbreak.epidemic.advance(HORIZON_H)
        outbreaks.append(outbreak.infections())
    assert len(outbreaks[0]["person"]) > 400
    assert same(outbreaks[0], outbreaks[1])
    assert same(outbreaks[0], outbreaks[2])


def test_one_empty_grid_changes_nobody() -> None:
    places = places_of(TOWN, np.zeros(0, np.int64))
    start = places.start
    end = int(places.first[people.GRID + 1])
    more = places._replace(  # a cell without members, met by nobody
        start=np.insert(start, end, start[end - 1]).astype(np.int32),
        first=places.first + (np.arange(8) > people.GRID),
        meets_start=np.append(places.meets_start, places.meets_start[-1]).astype(np.int32),
        grid_rate=np.append(places.grid_rate, 0.0),
    )
    tables = []
    for laid in (places, more):
        outbreak = Outbreak(
            TOWN, _everything(), [], HORIZON_H, vaccine=True, places=laid_out(laid)
        )
        outbreak.introduce(3)
        outbreak.epidemic.advance(HORIZON_H)
        tables.append(outbreak.infections())
    assert len(tables[0]["person"]) > 400
    assert same(*tables)
