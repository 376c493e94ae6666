"""Workers on duty are tested every so often, and kept from work when found."""

from __future__ import annotations

from typing import Any

from sim.kernels import spread
from tests.services.test_consequences import SILENT
from tests.towns import OUTBREAK, begin, by_hand, end, fingerprint, rows

TESTED = {
    "horizon": "5 d",
    "hazards": {"outbreak": {**OUTBREAK, "introductions": {"mean": 0}}},
    "workforce": {"grid_workers": {"count": 4}, "staff_tests": {"every": "24 h"}},
    "response": {
        "emergency": {"trigger_cases": 99},
        "controls": {
            "away": {"kind": "isolation", "factors": {"grid": 0}, "duration": "48 h"},
        },
    },
}
LIVES_HERE = {"workforce": {"grid_workers": {"lives": "town"}}}
BY_DAY: dict[str, Any] = {"workforce": {"staff_tests": {"every": "48 h"}}}
AWAKE = {"workforce": {"grid_workers": {"roster": "always"}}}


def staff_of(*changes: dict[str, Any], infected: bool = False) -> Any:
    """Make a world in which worker 0 may be infected at 25 h, ill from 73 h on."""
    world = begin(by_hand(TESTED, SILENT, *changes))
    if infected:
        spread.introduce(
            world.hazards["outbreak"].epidemic.queue,
            world.workers[0].person,
            25.0,
            0,
            0,
            0,
            0.0,
        )
    return world


def test_every_worker_is_tested_at_the_start_of_every_shift() -> None:
    assert end(staff_of()).facts["tests"] == 4 * 5


def test_workers_tested_lately_are_not_tested_again() -> None:
    assert end(staff_of(BY_DAY)).facts["tests"] == 4 * 3


def test_those_on_duty_day_and_night_are_tested_too() -> None:
    assert end(staff_of(AWAKE)).facts["tests"] == 4 * 5


def test_a_worker_who_lives_here_is_found_and_reported_like_others() -> None:
    world = staff_of(LIVES_HERE, infected=True)
    records = end(world)
    person = world.workers[0].person
    found = rows(records, "events", "time_h", "value", event="case_found")
    assert found == [(60.0, person)]  # sampled at 48 h, the turnaround is 12 h
    assert rows(records, "infections", "found_by") == [("staff_test",)]
    assert world.desk.tables.workers["absent_until_h"][0] >= 108.0


def test_a_worker_from_outside_who_is_found_is_kept_from_work() -> None:
    records = end(staff_of(infected=True))
    spans = rows(records, "shifts", "from_h", worker=0)
    assert spans == [(0.0,), (24.0,), (48.0,)]  # found at 60 h, before she falls ill at 73 h
    assert rows(records, "events", "event", event="case_found") == []
    assert rows(records, "workers", "absent_h")[0] == (16.0,)


def test_without_tests_of_staff_nobody_is_found() -> None:
    off = {"workforce": {"staff_tests": None}}
    records = end(staff_of(off, LIVES_HERE, infected=True))
    assert rows(records, "events", "event", event="case_found") == []
    assert records.facts["tests"] == 0


def test_tests_that_find_nobody_change_nothing_but_their_number() -> None:
    off = {"workforce": {"staff_tests": None}}
    assert fingerprint(end(staff_of())) == fingerprint(end(staff_of(off)))
