"""The contact record: who met whom, as a pure function of keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.assembly import bind, build_world
from sim.engine import records_of, start_rhythms
from sim.kernels.people import (
    CITY,
    GRID,
    HOUSEHOLD,
    LAYER_NAMES,
    SCHOOL,
    SESSION,
    STAIRWELL,
    WORK,
)
from sim.ports import Contacts
from sim.scenario import load
from sim.town import build_town
from tests.hazards.epidemic.conftest import Begin, table, visit
from tests.outbreaks import Outbreak, doses, same

SMALL = (HOUSEHOLD, STAIRWELL, SCHOOL, WORK)


def _controlled(outbreak: Outbreak) -> Outbreak:
    """Run to hour 480 with controls that come and go, and sessions of a worker."""
    everybody = np.arange(outbreak.town.residents)
    worker = outbreak.town.residents
    changes = {
        90.0: lambda at: outbreak.restrict(at, everybody, household=1.5),
        120.0: lambda at: outbreak.restrict(at, everybody[:60], household=2.5, grid=0, city=0),
        200.0: lambda at: outbreak.restrict(at, everybody[30:200], work=0.3, school=0.0),
        210.0: lambda at: outbreak.on_duty(at, 100, True),
        260.0: lambda at: outbreak.on_duty(at, 100, False),
        300.0: lambda at: outbreak.restrict(at, everybody),
    }
    for at_h in sorted({*changes, *np.arange(30.0, 460.0, 3.0).tolist()}):
        outbreak.epidemic.advance(at_h)
        if at_h in changes:
            changes[at_h](at_h)
        if at_h % 6.0 == 0.0:
            first = int(at_h) % 100
            outbreak.epidemic.session(visit(int(at_h), [worker], [first, first + 1], at_h))
            queue = list(range(first, first + 12))
            outbreak.epidemic.session(table(1000 + int(at_h), [worker], queue, at_h + 1.0))
    outbreak.epidemic.advance(480.0)
    return outbreak


def _entries(contacts: Contacts) -> list[tuple[float, int, int, bool]]:
    return list(zip(*(column.tolist() for column in contacts), strict=True))


def test_every_true_infector_is_in_the_list_of_her_victim_and_the_other_way_round(
    begin: Begin,
) -> None:
    outbreak = _controlled(begin())
    infections, contacts = outbreak.infections(), outbreak.epidemic.contacts
    layers = set()
    for row in np.flatnonzero(infections["infector"] >= 0):
        victim, layer = int(infections["person"][row]), int(infections["layer"][row])
        infector = int(infections["person"][infections["infector"][row]])
        at_h = float(infections["time_h"][row])
        entry = (at_h, infector, layer, True)
        assert entry in _entries(contacts(victim, at_h, at_h + 2.0**-20))
        entry = (at_h, victim, layer, True)
        assert entry in _entries(contacts(infector, at_h - 24.0, at_h + 24.0))
        layers.add(layer)
    assert layers == {HOUSEHOLD, STAIRWELL, GRID, SCHOOL, WORK, CITY, SESSION}


def test_the_list_marks_exactly_the_infections_of_the_table(begin: Begin) -> None:
    outbreak = _controlled(begin())
    infections = outbreak.infections()
    by_others = int((infections["infector"] >= 0).sum())
    marked = sum(
        int(outbreak.epidemic.contacts(person, 0.0, 480.0).infects.sum())
        for person in range(outbreak.town.residents + 1)
    )
    assert by_others > 200
    assert marked == 2 * by_others


def test_ten_thousand_calls_change_no_table(begin: Begin) -> None:
    quiet, asked = begin(), begin()
    everybody = np.arange(quiet.town.residents)
    rng = np.random.default_rng(5)
    for at_h in (60.0, 120.0, 180.0, 240.0, 300.0):
        for outbreak in (quiet, asked):
            outbreak.restrict(at_h, everybody, household=at_h / 100.0)
            outbreak.epidemic.session(visit(int(at_h), [0, 40], [3, 4, 5], at_h))
        for resident in rng.integers(0, len(everybody), 2000).tolist():
            asked.epidemic.contacts(resident, at_h - 60.0, at_h)
    for outbreak in (quiet, asked):
        outbreak.epidemic.advance(480.0)
    assert len(quiet.infections()["person"]) > 200
    assert same(quiet.infections(), asked.infections())
    assert same(quiet.epidemic.queue._asdict(), asked.epidemic.queue._asdict())
    assert same(quiet.state.fields._asdict(), asked.state.fields._asdict())


@pytest.mark.slow
def test_ten_thousand_calls_in_a_whole_run_change_no_record(scenarios: Path) -> None:
    scenario = load(scenarios / "two-grids.yaml").override(
        {"horizon": "12 d", "hazards.outbreak.introductions.infectious_at_start": 10}
    )
    town = build_town(scenario.town, scenario.root)
    records = []
    for calls in (0, 2000):
        world = build_world(scenario, town, 0)
        assert world.hazards["outbreak"].epidemic is not None
        bind(world)
        start_rhythms(world)
        rng = np.random.default_rng(6)
        for at_h in (30.7, 71.1, 120.0, 201.9, 260.0):
            world.clock.run(at_h)
            for resident in rng.integers(0, town.residents, calls).tolist():
                world.hazards["outbreak"].epidemic.contacts(
                    resident, max(at_h - 48.0, 0.0), at_h
                )
        world.clock.run(scenario.horizon)
        records.append(records_of(world))
    assert len(records[0].tables["infections"]["resident"]) > 50
    for name, table_ in records[0].tables.items():
        for column, values in table_.items():
            assert np.array_equal(
                values, records[1].tables[name][column], equal_nan=values.dtype.kind == "f"
            )


def test_a_span_asked_for_in_two_parts_equals_the_whole(begin: Begin) -> None:
    contacts = _controlled(begin()).epidemic.contacts
    for resident in range(0, 400, 7):
        whole = _entries(contacts(resident, 90.5, 351.25))
        for cut_h in (132.0, 200.0, 210.0, 243.77):
            first = _entries(contacts(resident, 90.5, cut_h))
            second = _entries(contacts(resident, cut_h, 351.25))
            assert first + second == whole


def test_what_was_answered_once_is_answered_for_ever(begin: Begin) -> None:
    early, late = begin(), begin()
    everybody = np.arange(early.town.residents)

    def answers(outbreak: Outbreak) -> list[list[tuple[float, int, int, bool]]]:
        return [_entries(outbreak.epidemic.contacts(i, 48.0, 240.0)) for i in range(80)]

    early.epidemic.advance(240.0)
    at_once = answers(early)
    for outbreak in (early, late):
        outbreak.restrict(240.0, everybody, household=3.0, city=0.0)
        outbreak.epidemic.advance(480.0)
        assert answers(outbreak) == at_once


def test_both_sides_agree_in_households_stairwells_classes_and_workplaces(
    begin: Begin,
) -> None:
    outbreak = _controlled(begin())
    told = {
        i: [
            (at_h, person, layer, infects)
            for at_h, person, layer, infects in _entries(outbreak.epidemic.contacts(i, 0, 480))
            if layer in SMALL
        ]
        for i in range(outbreak.town.residents)
    }
    entries = [(i, *entry) for i, mine in told.items() for entry in mine]
    assert len(entries) > 30_000
    mirrored = {(j, at_h, i, layer, infects) for i, at_h, j, layer, infects in entries}
    assert mirrored == set(entries)


def test_both_sides_agree_on_dangerous_contacts_in_the_large_layers(begin: Begin) -> None:
    outbreak = begin()
    # Everybody infectious meets dangerously only: nothing harmless is left.
    epidemic = outbreak.epidemic
    epidemic.infection = epidemic.infection._replace(
        dose=doses(*[1.0] * 7),
        profile=np.array([[[1.0, 1.0, 1.0], [1 / 3, 2 / 3, 1.0]]]),
        variants=np.array([[1.0, 1.0, 1.0, 1.0, 0.0, 0.0]]),
    )
    epidemic.advance(100.0)
    infections = outbreak.infections()
    sick = infections["person"][infections["infectious_from_h"] < 60.0]
    checked = 0
    for i in sick.tolist():
        for at_h, person, layer, infects in _entries(epidemic.contacts(i, 60.0, 70.0)):
            if layer in (GRID, CITY):
                back = _entries(epidemic.contacts(person, at_h, at_h + 1.0))
                assert (at_h, i, layer, infects) in back
                checked += 1
    assert checked > 20


def test_where_every_contact_is_dangerous_only_the_immune_escape(begin: Begin) -> None:
    outbreak = begin()
    epidemic = outbreak.epidemic
    epidemic.infection = epidemic.infection._replace(
        dose=doses(*[1.0] * 7),
        profile=np.array([[[1.0, 1.0, 1.0], [1 / 3, 2 / 3, 1.0]]]),
        variants=np.array([[1.0, 1.0, 1.0, 1.0, 0.0, 0.0]]),
    )
    epidemic.advance(200.0)
    infections = outbreak.infections()
    infected_h = np.full(outbreak.town.residents + 1, np.inf)
    infected_h[infections["person"]] = infections["time_h"]
    met = 0
    for row in range(40):
        person = int(infections["person"][row])
        begin_h = float(infections["infectious_from_h"][row])
        gone_h = min(float(np.nan_to_num(infections["severe_h"][row], nan=np.inf)), 200.0)
        end_h = min(float(infections["infectious_until_h"][row]), gone_h)
        for at_h, other, _, infects in _entries(epidemic.contacts(person, begin_h, end_h)):
            assert infects or infected_h[other] < at_h
            met += 1
    assert met > 1000


def test_the_record_is_in_order_of_time_and_cannot_be_changed(begin: Begin) -> None:
    contacts = _controlled(begin()).epidemic.contacts(3, 0.0, 480.0)
    assert (np.diff(contacts.time_h) >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        contacts.time_h[0] = 0.0


def test_contacts_after_now_are_refused(begin: Begin) -> None:
    outbreak = begin()
    outbreak.epidemic.advance(48.0)
    with pytest.raises(ValueError, match=r"known up to 48.0 h, not up to 49.0 h"):
        outbreak.epidemic.contacts(0, 0.0, 49.0)


def test_a_sealed_resident_meets_only_her_household(begin: Begin) -> None:
    outbreak = begin()
    closed = {"stairwell": 0.0, "grid": 0.0, "school": 0.0, "work": 0.0, "city": 0.0}
    outbreak.restrict(48.0, np.array([5]), **closed)
    outbreak.epidemic.advance(96.0)
    before = outbreak.epidemic.contacts(5, 0.0, 48.0).layer
    after = outbreak.epidemic.contacts(5, 48.0, 96.0).layer
    assert len(set(before.tolist())) > 1
    assert set(after.tolist()) <= {HOUSEHOLD}


def test_a_worker_on_duty_is_not_at_her_workplace(begin: Begin) -> None:
    outbreak = begin(introduced=0)
    worker = int(np.flatnonzero(outbreak.town.work_group >= 0)[0])
    outbreak.on_duty(96.0, worker, True)
    outbreak.on_duty(192.0, worker, False)
    outbreak.epidemic.advance(288.0)
    spans = ((0.0, 96.0), (96.0, 192.0), (192.0, 288.0))
    at_work = [(outbreak.epidemic.contacts(worker, *s).layer == WORK).sum() for s in spans]
    assert at_work[0] > 0
    assert at_work[1] == 0
    assert at_work[2] > 0


def test_the_dead_and_those_in_hospital_meet_nobody(begin: Begin) -> None:
    outbreak = begin()
    outbreak.epidemic.advance(480.0)
    infections = outbreak.infections()
    severe = np.flatnonzero(infections["severe_h"] < 440.0)
    assert len(severe) > 5
    for row in severe:
        person, from_h = int(infections["person"][row]), float(infections["severe_h"][row])
        until_h = float(infections["leaves_hospital_h"][row])
        if np.isfinite(infections["death_h"][row]):
            until_h = 480.0
        met = outbreak.epidemic.contacts(person, from_h, min(until_h, 480.0))
        assert len(met.time_h) == 0


def test_somebody_from_outside_meets_residents_only_in_sessions(begin: Begin) -> None:
    outbreak = _controlled(begin())
    met = outbreak.epidemic.contacts(outbreak.town.residents, 0.0, 480.0)
    assert set(met.layer.tolist()) == {LAYER_NAMES.index("session")}


def test_more_contacts_than_there_is_room_for_are_found_all_the_same(begin: Begin) -> None:
    outbreak = begin(introduced=0)
    epidemic = outbreak.epidemic
    epidemic.infection = epidemic.infection._replace(contacts=np.full(7, 2.0))
    epidemic.advance(480.0)
    assert len(epidemic.contacts(0, 0.0, 480.0).time_h) > 1024
