"""A zone's clear days count from its disinfection, but it is not kept closed for ever."""

from __future__ import annotations

from typing import Any

import pytest

from tests.towns import SEALING, begin, by_hand, end, find, rows

DISINFECTED = {
    "horizon": "12 d",
    "workforce": {"grid_workers": {"roster": "always"}},
    "services": {"visit": {"consequence": {"kind": "release", "at_most": "6 d"}}},
    "response": SEALING,
}
CLEAR = {"response": {"controls": {"sealed": {"test_days": [], "clear_round": False}}}}
NOBODY = {"workforce": {"grid_workers": {"count": 0}}}
EXPIRES = {"services": {"visit": {"expires": "9 h"}}}
ANY_TIME: dict[str, Any] = {"services": {"visit": {"consequence": None}}}


def released_h(*changes: dict[str, Any], cases: tuple[float, ...] = (0.0,)) -> list[float]:
    world = begin(by_hand(DISINFECTED, CLEAR, *changes))
    for resident, at_h in enumerate(cases):
        find(world, resident, at_h)
    return [at_h for (at_h,) in rows(end(world), "events", "time_h", event="zone_released")]


def test_without_the_rule_a_zone_is_released_after_its_clear_days() -> None:
    assert released_h(ANY_TIME) == [48.0]


def test_the_clear_days_count_from_the_disinfection() -> None:
    assert released_h() == [60.0]  # done at 0.6 h: the first meeting two days later
    assert released_h({"services": {"visit": {"work": "12 h"}}}) == [72.0]  # done at 12.1 h


@pytest.mark.parametrize("changes", [NOBODY, {**NOBODY, **EXPIRES}], ids=["waits", "lapsed"])
def test_what_is_never_done_keeps_it_closed_only_so_long(changes: dict[str, Any]) -> None:
    assert released_h(changes) == [144.0]


def test_the_longest_wait_counts_from_the_last_case() -> None:
    assert released_h(NOBODY, cases=(0.0, 24.0)) == [168.0]


def test_every_case_of_the_zone_is_waited_for() -> None:
    assert released_h({"services": {"visit": {"work": "9 h"}}}, cases=(0.0, 0.0)) == [72.0]


def test_work_found_wrong_counts_when_it_is_done_again() -> None:
    wrong = {"services": {"visit": {"work": "5 h", "error": 1, "verify": 1}}}
    assert released_h(wrong) == [72.0]  # the fourth time, done at some 20 h, is left as it is


def test_a_zone_elsewhere_is_not_kept() -> None:
    world = begin(by_hand(DISINFECTED, CLEAR, {"services": {"visit": {"work": "12 h"}}}))
    for resident in (0, 23):
        find(world, resident, 0.0)
    released = rows(end(world), "events", "time_h", "place", event="zone_released")
    assert [time_h for time_h, _ in released] == [72.0, 84.0]
    assert len({place for _, place in released}) == 2
