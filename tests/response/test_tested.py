"""Tests within a quarantine, by a service; antigen tests that people take at home."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from sim.checks import check
from sim.records import Records
from tests.towns import OUTBREAK, begin, by_hand, end, find, fingerprint, rows

ILL = {
    "horizon": "9 d",
    "hazards": {
        "outbreak": {
            **OUTBREAK,
            "R0": 0,
            "introductions": {"mean": 0, "infectious_at_start": 24},
            "testing": {**OUTBREAK["testing"], "seek_normal": 0, "seek_alert": 0},
        }
    },
    "workforce": {"grid_workers": {"roster": "always"}},
    "services": {
        "visit": None,
        "swab": {
            "need": {"per": "control"}, "crew": {"visit": 1}, "work": "6 min", "due": "9 h",
            "consequence": {"kind": "sample"},
        },
    },
}  # fmt: skip
HOME = {"kind": "quarantine", "scope": "stairwell", "factors": {"grid": 0}, "duration": "4 d"}
TESTS = {"tests": "swab", "test_days": [1, 3]}


def ran(*more: dict[str, Any], **controls: Any) -> Records:
    world = begin(by_hand(ILL, *more, {"response": {"controls": controls}}))
    find(world, 0, 1.0)
    return end(world)


def found(records: Records) -> list[tuple[Any, ...]]:
    cases = rows(records, "events", "time_h", "value", event="case_found")
    return [case for case in cases if case[1] != 0]


def test_households_in_quarantine_are_sampled_on_their_days() -> None:
    records = ran(it={**HOME, **TESTS})
    # decided at 20:00 of day 1, at once; day 3 at 08:00. The quarantine lasts to day 5
    asked = rows(records, "tasks", "created_h", "household", service="swab")
    assert asked == [(12.0, 0), (12.0, 1), (12.0, 2), (48.0, 0), (48.0, 1), (48.0, 2)]
    assert [value for _, value in found(records)] == [1.0, 2.0]
    by = dict(rows(records, "infections", "resident", "found_by"))
    assert (by[1], by[2]) == ("quarantine_test", "quarantine_test")
    assert check(records) == []


def test_days_count_anew_in_what_follows_and_end_with_it() -> None:
    at_home = {**HOME, **TESTS, "test_days": [1, 3], "duration": "2 d", "answers": False}
    first = {**HOME, **TESTS, "test_days": [3, 9], "followed_by": "after"}
    nobody = {"hazards": {"outbreak": {"introductions": {"infectious_at_start": 0}}}}
    records = ran(nobody, it=first, after=at_home)
    asked = sorted({h for (h,) in rows(records, "tasks", "created_h", service="swab")})
    assert asked == [48.0, 108.0, 144.0]  # day 9 never comes; it follows at 108 h, to 156 h


def antigen(sensitivity: float, **words: Any) -> Records:
    tests = {"days": [2], "sensitivity": sensitivity, **words}
    all_ill = {"outbreak": {"introductions": {"infectious_at_start": 800}}}
    big = {"town": {"households_per_grid": 400}, "hazards": all_ill}
    return ran(big, it={**HOME, "scope": "community", "duration": "2 d", "self_tests": tests})


@pytest.mark.parametrize("sensitivity", [0.3, 0.684])
def test_antigen_tests_find_an_exact_binomial_of_those_whom_a_pcr_finds(
    sensitivity: float,
) -> None:
    # all of 800 are infected and a PCR finds each: the chance of falling out of the interval
    # is 1e-6; a share that differs by .12 falls out with a chance of .96 or more
    records = antigen(sensitivity)
    cases = found(records)
    assert {h for h, _ in cases} == {24.0}  # 08:00 of day 2, known at once
    low, high = binom.ppf([5e-7, 1 - 5e-7], 799, sensitivity)
    assert low <= len(cases) <= high
    assert rows(records, "events", "time_h", "value", event="self_tested") == [(24.0, 800.0)]


def test_who_takes_no_part_is_not_found_and_a_larger_share_holds_a_smaller() -> None:
    some, more = ({v for _, v in found(antigen(1.0, takes_part=share))} for share in (0.3, 0.6))
    assert some < more
    assert 180 < len(some) < 300


def test_a_zone_tests_itself_on_the_days_of_its_clock() -> None:
    zone = {"kind": "zone", "scope": "stairwell", "factors": {"grid": 0}, "clear_days": 4,
            "self_tests": {"days": [2, 4], "sensitivity": 0.0001}}  # fmt: skip
    records = ran(it=zone)
    times = rows(records, "events", "time_h", "value", event="self_tested")
    assert times == [(24.0, 3.0), (72.0, 3.0)]


@pytest.mark.parametrize("off", [{"takes_part": 0}, {"sensitivity": 0}])
def test_antigen_tests_that_are_off_are_absent(off: dict[str, Any]) -> None:
    tests = {"days": [2, 4], **off}
    assert fingerprint(ran(it={**HOME, "self_tests": tests})) == fingerprint(ran(it=HOME))


def test_who_hides_does_not_tell_what_she_found() -> None:
    hiding = {"hiding": {"at_most": 1.0, "in_emergency": 1.0}}
    declared = {"manual_from": "2022-03-01 08:00", "delay": "0 h"}
    hide = {"response": {"behaviour": hiding, "emergency": declared}}
    tests = {"days": [2], "sensitivity": 1}
    assert len(found(ran(it={**HOME, "self_tests": tests}))) == 2
    assert found(ran(hide, it={**HOME, "self_tests": tests})) == []


def test_samples_are_drawn_for_each_by_herself() -> None:
    u = np.array([value for _, value in found(antigen(0.5))])
    assert len(set(u.tolist())) == len(u)
