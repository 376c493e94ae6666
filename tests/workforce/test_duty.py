from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import order
from tests.towns import ask, begin, by_hand, end, keep_away, rows, run


def staff(**words: Any) -> dict[str, Any]:
    return {"horizon": "10 d", "workforce": {"grid_workers": words}}


def test_shifts_are_shared_out_among_the_workers() -> None:
    shifts = [
        {"from": "08:00", "until": "12:00"},
        {"from": "12:00", "until": "16:00"},
    ]
    roster = {"workforce": {"rosters": {"day": {"shifts": shifts}}}}
    records = run(
        by_hand({"horizon": "1 d"}, {"workforce": {"grid_workers": {"count": 4}}}, roster)
    )
    assert rows(records, "shifts", "worker", "from_h", "until_h") == [
        (0, 0.0, 4.0),
        (3, 0.0, 4.0),
        (1, 4.0, 8.0),
        (2, 4.0, 8.0),
    ]


def test_always_is_one_shift_without_an_end() -> None:
    records = run(by_hand(staff(roster="always")))
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 240.0)]
    assert rows(records, "workers", "hours", "idle_h", "overtime_h") == [(240.0, 240.0, 0.0)]


def test_every_worker_has_her_rest_day_once_a_week() -> None:
    roster = {"shifts": [{"from": "08:00", "until": "16:00"}], "rest_days": 1}
    records = run(by_hand({"horizon": "14 d", "workforce": {"rosters": {"day": roster}}}))
    assert rows(records, "workers", "hours") == [(96.0,)]


def test_attendance_is_the_share_of_rostered_days() -> None:
    records = run(by_hand(staff(count=200, attendance=0.8)))
    assert len(records.tables["shifts"]["worker"]) == pytest.approx(1600, abs=80)


def test_less_attendance_takes_away_days_and_adds_none() -> None:
    def days(attendance: float) -> set[tuple[Any, ...]]:
        return set(
            rows(
                run(by_hand(staff(count=50, attendance=attendance))),
                "shifts",
                "worker",
                "from_h",
            )
        )

    assert days(0.5) < days(0.8) < days(1.0)


def test_absence_from_other_causes_lasts_its_length() -> None:
    absent = staff(count=300, absence=0.05, absence_length="2 d")
    records = run(by_hand(absent))
    hours, absent_h = (records.tables["workers"][name].sum() for name in ("hours", "absent_h"))
    assert hours + absent_h == 300 * 80.0
    assert absent_h / (300 * 80.0) == pytest.approx(0.09, abs=0.02)  # two days of about 21


def test_illness_on_duty_ends_the_shift_and_keeps_away() -> None:
    world = begin(by_hand(staff()))
    keep_away(world, 0, 2.0, 60.0)
    records = end(world)
    assert rows(records, "shifts", "from_h", "until_h")[:2] == [(0.0, 2.0), (72.0, 80.0)]
    assert rows(records, "workers", "absent_h") == [(6.0 + 8.0 + 8.0,)]


def test_illness_before_the_shift_counts_as_absence_too() -> None:
    world = begin(by_hand(staff()))
    keep_away(world, 0, 20.0, 30.0)  # from 04:00: the roster of the day is posted already
    records = end(world)
    assert rows(records, "shifts", "from_h", "until_h")[:2] == [(0.0, 8.0), (48.0, 56.0)]
    assert rows(records, "workers", "absent_h") == [(8.0,)]


RESERVE = {
    "horizon": "8 d",
    "workforce": {
        "rosters": {"long": {"shifts": [{"from": "08:00", "until": "20:00"}]}},
        "grid_workers": {"emergency_roster": "long"},
        "volunteers": {
            "count": 2000,
            "lives": "outside",
            "skills": ["visit"],
            "roster": "always",
            "call_up": {"notice": "6 h", "ramp": "12 h"},
        },
    },
}


def called(world: Any, at_h: float = 1.0, down_h: float | None = None) -> Any:
    world.clock.at(at_h, order.COMMAND, lambda _: world.duty.call_up(), None)
    if down_h is not None:
        world.clock.at(down_h, order.COMMAND, lambda _: world.duty.stand_down(), None)
    return end(world)


def test_the_reserve_comes_after_the_notice_one_by_one() -> None:
    records = called(begin(by_hand(RESERVE)))
    arrived = np.array(rows(records, "events", "time_h", event="worker_arrived"))[:, 0]
    assert len(arrived) == 2000
    assert arrived.min() == pytest.approx(7.0, abs=0.05)
    assert np.median(arrived) == pytest.approx(7.0 + 12.0 * np.log(2.0), abs=0.8)
    assert arrived.mean() == pytest.approx(19.0, abs=1.0)


def test_a_shorter_notice_moves_everybody_by_the_same() -> None:
    day, now = (
        called(
            begin(by_hand(RESERVE, {"workforce": {"volunteers": {"call_up": {"notice": n}}}}))
        )
        for n in ("24 h", "6 h")
    )
    arrivals = [
        dict(rows(r, "events", "value", "time_h", event="worker_arrived")) for r in (day, now)
    ]
    assert {round(arrivals[0][w] - arrivals[1][w], 3) for w in arrivals[0]} == {18.0}


def test_nobody_comes_who_is_not_called() -> None:
    records = end(begin(by_hand(RESERVE)))
    assert set(rows(records, "shifts", "worker")) == {(0,)}


def test_the_emergency_roster_holds_from_the_next_day_until_the_day_after_stand_down() -> None:
    records = called(begin(by_hand(RESERVE)), at_h=1.0, down_h=50.0)
    assert rows(records, "shifts", "from_h", "until_h", worker=0)[:4] == [
        (0.0, 8.0),
        (24.0, 36.0),
        (48.0, 60.0),
        (72.0, 80.0),
    ]


def test_the_reserve_goes_home_after_its_shift_unless_it_stays() -> None:
    day = {
        "workforce": {"volunteers": {"count": 3, "roster": "day", "call_up": {"ramp": "0 h"}}}
    }
    stays = {"workforce": {"volunteers": {"call_up": {"stays": True}}}}
    gone = called(begin(by_hand(RESERVE, day)), at_h=1.0, down_h=26.0)
    kept = called(begin(by_hand(RESERVE, day, stays)), at_h=1.0, down_h=26.0)
    assert rows(gone, "shifts", "from_h", "until_h", worker=1) == [(7.0, 8.0), (24.0, 32.0)]
    assert len(rows(kept, "shifts", "worker", worker=1)) == 8


def test_who_is_on_duty_stands_in_the_state_while_she_is() -> None:
    world = begin(by_hand({"workforce": {"grid_workers": {"lives": "town"}}}))
    seen: list[tuple[float, int]] = []
    person = world.workers[0].person
    for at_h in (0.5, 7.9, 8.5, 24.5):
        world.clock.at(
            at_h,
            order.DAILY,
            lambda _: seen.append((world.clock.now_h, int(world.state.fields.duty[person]))),
            None,
        )
    end(world)
    assert seen == [(0.5, 1), (7.9, 1), (8.5, 0), (24.5, 1)]
    assert int(world.state.fields.duty.sum()) == 0


def test_the_hours_of_a_worker_add_up_whatever_happens() -> None:
    world = begin(by_hand({"services": {"visit": {"ppe": True}}}, staff(count=3)))
    for day in range(8):
        ask(world, "visit", 24.0 * day + 1.3, range(day, day + 9))
    keep_away(world, 1, 26.6, 90.0)
    table = end(world).tables["workers"]
    spent = sum(table[name] for name in ("serve_h", "travel_h", "ppe_h", "idle_h"))
    assert np.round(spent - table["hours"], 9).tolist() == [0.0, 0.0, 0.0]


def test_hours_of_the_warm_up_are_left_out() -> None:
    records = run(by_hand({"run": {"warm_up": "5 d"}}))
    assert rows(records, "workers", "hours") == [(16.0,)]
    assert len(records.tables["shifts"]["worker"]) == 7
