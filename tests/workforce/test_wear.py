from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import order
from sim.checks import check
from sim.workforce.wear import injury_risk
from tests.towns import begin, by_hand, end, keep_away, rows, run, town_of


def staff(hours: tuple[str, str] = ("08:00", "16:00"), **words: Any) -> dict[str, Any]:
    shifts = [{"from": hours[0], "until": hours[1]}]
    rosters = {"day": {"shifts": shifts, "rest_days": words.pop("rest_days", 0)}}
    return {"horizon": "10 d", "workforce": {"rosters": rosters, "grid_workers": words}}


def seen(world: Any, *hours: float, name: str = "week_h") -> list[Any]:
    found: list[Any] = []
    for at_h in hours:
        world.clock.at(
            at_h, order.DAILY, lambda _: found.append(world.duty.staff[name][0].item()), None
        )
    end(world)
    return found


def test_the_hours_of_the_seven_days_before_are_known_each_day() -> None:
    world = begin(by_hand(staff(), {"horizon": "12 d"}))
    days = [24.0 * day + 1.0 for day in range(11)]
    assert seen(world, *days) == [0, 8, 16, 24, 32, 40, 48, 56, 56, 56, 56]


def test_a_shift_over_midnight_counts_by_the_clock() -> None:
    world = begin(by_hand(staff(("20:00", "04:00")), {"horizon": "3 d"}))
    assert seen(world, 15.0, 17.0, 41.0) == [0.0, 4.0, 12.0]


def test_days_in_a_row_start_anew_after_a_rest() -> None:
    world = begin(by_hand(staff(rest_days=1), {"horizon": "16 d"}))
    days = [24.0 * day + 1.0 for day in range(15)]
    # she rests on the first day, the eighth, where what is told is of the day before, and so on
    assert seen(world, *days, name="days") == [0, 1, 2, 3, 4, 5, 6, 6, 1, 2, 3, 4, 5, 6, 6]


def test_illness_is_a_rest_and_standing_always_is_none() -> None:
    world = begin(by_hand(staff()))
    keep_away(world, 0, 24.5, 50.0)
    days = [24.0 * day + 6.0 for day in range(5)]
    assert seen(world, *days, name="days") == [1, 2, 2, 1, 2]
    always = begin(by_hand(staff(roster="always")))
    assert seen(always, *days, name="days") == [1, 2, 3, 4, 5]


def test_who_leaves_never_comes_back() -> None:
    records = run(by_hand(staff(count=2000, lives="outside", attrition=0.1)))
    left = rows(records, "events", "time_h", "place", "value", event="left")
    gone = {int(worker): at_h for at_h, _, worker in left}
    assert {place for _, place, _ in left} == {"grid_workers"}
    assert len(gone) == len(left)
    assert all(at_h % 24 == 8.0 for at_h in gone.values())
    # 2,000 staying with .9 a day for 10 days: sd 21
    assert len(gone) == pytest.approx(2000 * (1 - 0.9**10), abs=75)
    last = dict(rows(records, "shifts", "worker", "until_h"))
    assert all(last[worker] == at_h for worker, at_h in gone.items())
    assert check(records, town_of(records.scenario)) == []


def test_more_leave_after_long_weeks_and_those_who_would_leave_anyhow_are_among_them() -> None:
    def gone(factor: float) -> set[tuple[Any, ...]]:
        words = {"count": 300, "attrition": 0.02, "attrition_long_week": factor}
        long = by_hand(staff(("08:00", "20:00"), **words), {"horizon": "14 d"})
        return set(rows(run(long), "events", "value", event="left"))

    assert gone(1.0) < gone(3.0)


def test_who_has_left_is_not_called_up_again() -> None:
    reserve = {
        "call_up": {"notice": "1 h"},
        "count": 40,
        "lives": "outside",
        "skills": ["visit"],
        "roster": "day",
        "attrition": 1.0,
    }
    world = begin(by_hand({"horizon": "6 d"}, {"workforce": {"volunteers": reserve}}))
    for at_h, call in ((1.0, "call_up"), (30.0, "stand_down"), (50.0, "call_up")):
        world.clock.at(
            at_h, order.COMMAND, lambda _, call=call: getattr(world.duty, call)(), None
        )
    records = end(world)
    assert len(rows(records, "events", "value", event="worker_arrived")) == 40
    assert len(rows(records, "events", "value", event="left")) == 40


@pytest.mark.parametrize(
    ("day_h", "week_h", "risk"),
    [
        (4.0, 0.0, 0.01),
        (8.0, 59.0, 0.01),
        (10.0, 0.0, 0.01185),
        (12.0, 0.0, 0.0137),
        (16.0, 0.0, 0.0137),
        (8.0, 60.0, 0.0123),
        (12.0, 72.0, 0.016851),
    ],
)
def test_long_days_and_weeks_hurt(day_h: float, week_h: float, risk: float) -> None:
    assert injury_risk(0.01, day_h, week_h) == pytest.approx(risk)


def test_the_injured_stay_away_for_as_long_as_stated() -> None:
    records = run(by_hand(staff(count=400, injury=0.05, injury_length="40 h")))
    hurt = rows(records, "events", "time_h", "value", event="injured")
    shifts = rows(records, "shifts", "worker", "from_h")
    by_worker: dict[int, list[float]] = {}
    for worker, from_h in shifts:
        by_worker.setdefault(worker, []).append(from_h)
    back = {
        min((h for h in by_worker[int(worker)] if h >= at_h), default=np.inf) - at_h
        for at_h, worker in hurt
        if at_h < 170.0
    }
    assert back == {40.0}  # from 16:00 to 08:00 of the second day after
    assert len(hurt) == pytest.approx(0.05 * len(shifts), abs=45)  # sd 14
    table = records.tables["workers"]
    assert table["hours"].sum() + table["absent_h"].sum() == 400 * 80.0
    assert check(records, town_of(records.scenario)) == []


def test_injury_is_decided_once_a_day_at_the_end_of_a_split_shift() -> None:
    split = {
        "from": "08:00",
        "until": "18:00",
        "breaks": [{"from": "12:00", "until": "14:00"}],
    }
    words = staff(count=300, injury=0.05)
    rosters = {"workforce": {"rosters": {"day": {"shifts": [split]}}}}
    hurt = rows(run(by_hand(words, rosters)), "events", "time_h", event="injured")
    assert {at_h % 24 for (at_h,) in hurt} == {10.0}
