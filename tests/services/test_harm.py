"""Needs that are never met harm, when they lapse and not before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.rng import Purpose, uniform
from sim.services.harm import most_vulnerable
from sim.town import Town
from tests.towns import ask, begin, by_hand, end, fingerprint, keep_away, rows

NOBODY = {"workforce": {"grid_workers": {"count": 0}}}
AWAKE = {"workforce": {"grid_workers": {"roster": "always"}}}


def dialysis(share: float, **words: Any) -> dict[str, Any]:
    harm = {"kind": "harm", "share": share, "at_most": words.pop("at_most", 1)}
    return {"services": {"visit": {"expires": "6 h", "consequence": harm, **words}}}


def harmed(*changes: dict[str, Any], asked: list[tuple[float, int]]) -> list[Any]:
    world = begin(by_hand(*changes))
    for at_h, household in asked:
        ask(world, "visit", at_h, [household])
    return rows(end(world), "events", "time_h", "place", "value", event="harmed")


def test_who_is_not_served_in_time_comes_to_harm_when_the_need_lapses() -> None:
    found = harmed(NOBODY, dialysis(1.0), asked=[(1.0, 3), (2.0, 20)])
    assert [(time_h, resident) for time_h, _, resident in found] == [(7.0, 3.0), (8.0, 20.0)]
    assert len({place for _, place, _ in found}) == 2


def test_who_is_served_comes_to_no_harm() -> None:
    assert harmed(AWAKE, dialysis(1.0), asked=[(1.0, 3), (2.0, 20)]) == []


@pytest.mark.parametrize(("at_most", "times"), [(1, [7.0]), (2, [7.0, 17.0])])
def test_a_resident_is_harmed_so_often_at_most(at_most: int, times: list[float]) -> None:
    asked = [(1.0, 3), (11.0, 3), (21.0, 3)]
    found = harmed(NOBODY, dialysis(1.0, at_most=at_most), asked=asked)
    assert [time_h for time_h, *_ in found] == times


def test_whom_it_harms_is_keyed_by_resident_and_need() -> None:
    world = begin(by_hand(NOBODY, dialysis(0.5)))
    ask(world, "visit", 1.0, range(24))
    records = end(world)
    tasks = rows(records, "tasks", "household", "task")
    expected = {r for r, key in tasks if uniform(world.seed, Purpose.HARM, r, key, 0) < 0.5}
    assert {int(r) for (r,) in rows(records, "events", "value", event="harmed")} == expected
    assert 4 < len(expected) < 20


def test_needs_that_arise_by_themselves_harm_too() -> None:
    by_rate = {"services": {"visit": {"need": {"per": "resident", "rate": "1 /resident/d"}}}}
    none = {"services": {"visit": {"need": {"what": None}}}}
    world = begin(by_hand(NOBODY, none, by_rate, dialysis(1.0, at_most=99)))
    records = end(world)
    lapsed = sorted(rows(records, "tasks", "expires_h", "household", outcome="expired"))
    found = sorted(rows(records, "events", "time_h", "value", event="harmed"))
    assert found == lapsed
    assert len(found) > 20


def test_many_needs_that_lapse_while_an_outing_ends_are_all_heard_of() -> None:
    """Half an hour's visit ends at the very instant at which 23 others lapse."""
    walk = {"town": {"walk": {"stairwells": "7.5 min"}}}
    world = begin(by_hand(AWAKE, walk, dialysis(1.0, due="30 min", expires="37.5 min")))
    ask(world, "visit", 1.0, range(24))
    records = end(world)
    assert len(rows(records, "events", "value", event="harmed", time_h=1.625)) == 23
    assert rows(records, "tasks", "household", "finished_h", outcome="done") == [(0, 1.625)]


def test_work_broken_off_after_its_time_harms_then() -> None:
    world = begin(by_hand(AWAKE, dialysis(1.0, work="9 h")))
    ask(world, "visit", 1.0, [3])
    keep_away(world, worker=0, from_h=9.0, until_h=99.0)
    assert rows(end(world), "events", "time_h", "value", event="harmed") == [(9.0, 3.0)]


def test_harm_that_never_happens_is_the_same_as_none_bit_for_bit() -> None:
    def told(consequence: dict[str, Any]) -> dict[str, str]:
        world = begin(by_hand({"services": {"visit": {"expires": "6 h"}}}, consequence))
        ask(world, "visit", 1.0, range(24))
        return fingerprint(end(world))

    none: dict[str, Any] = {"services": {"visit": {"consequence": None}}}
    assert told(dialysis(0.0)) == told(none)


def test_of_a_household_the_first_vulnerable_resident_is_harmed_or_else_its_first() -> None:
    vulnerable = np.array([False, True, True, False, False])
    town = SimpleNamespace(household_start=np.array([0, 3, 5]), vulnerable=vulnerable)
    assert [most_vulnerable(cast(Town, town), household) for household in (0, 1)] == [1, 3]
