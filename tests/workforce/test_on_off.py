from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.checks import check
from tests.towns import ask, begin, by_hand, end, keep_away, rows, run, town_of


def turns(works: Any = "3 h", stops: Any = "1 h", **words: Any) -> dict[str, Any]:
    staff = {"works": works, "stops": stops, "roster": "always", **words}
    return {"horizon": "1 d", "workforce": {"grid_workers": staff}}


GROSS = {"services": {"visit": {"content": "gross", "work": "2 h", "due": "9 h"}}}


def test_they_work_and_stop_in_turn() -> None:
    records = run(by_hand(turns(), {"horizon": "10 h"}))
    assert rows(records, "shifts", "from_h", "until_h") == [
        (0.0, 3.0), (4.0, 7.0), (8.0, 10.0),
    ]  # fmt: skip
    assert rows(records, "workers", "hours", "absent_h") == [(8.0, 0.0)]
    assert check(records, town_of(records.scenario)) == []


def test_turns_go_on_day_and_night_whatever_the_roster() -> None:
    """The worker stops from 3 to 4, 7 to 8, 11 to 12 o'clock after the start; works 0-8."""
    records = run(by_hand(turns(roster="day"), {"horizon": "2 d"}))
    assert rows(records, "shifts", "from_h", "until_h") == [
        (0.0, 3.0), (4.0, 7.0), (24.0, 27.0), (28.0, 31.0),
    ]  # fmt: skip


def test_a_shift_that_starts_in_a_stop_starts_late() -> None:
    late = {
        "workforce": {"rosters": {"day": {"shifts": [{"from": "11:30", "until": "14:00"}]}}}
    }
    records = run(by_hand(turns(roster="day"), late))
    assert rows(records, "shifts", "from_h", "until_h") == [(4.0, 6.0)]


def test_work_in_hand_is_dropped_as_with_illness() -> None:
    def finished(on_illness: str) -> list[tuple[Any, ...]]:
        rule = {"services": {"visit": {"on_illness": on_illness}}}
        world = begin(by_hand(turns(), GROSS, rule))
        ask(world, "visit", 2.0, [0])
        return rows(end(world), "tasks", "finished_h", "outcome")

    assert finished("restart") == [(6.0, "done")]
    assert finished("lose") == [(3.0, "expired")]


def test_who_is_ill_at_the_end_of_a_stop_stays_away() -> None:
    world = begin(by_hand(turns(roster="day")))
    keep_away(world, 0, 3.5, 20.0)
    records = end(world)
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 3.0)]
    assert rows(records, "workers", "absent_h") == [(4.0,)]


def test_random_turns_give_the_share_of_time_that_their_means_state() -> None:
    law = {"law": "exponential", "mean": "6 h"}
    stop = {"law": "exponential", "mean": "2 h"}
    long = {"horizon": "60 d", "workforce": {"grid_workers": {"count": 40}}}
    records = run(by_hand(turns(law, stop), long))
    hours = records.tables["workers"]["hours"]
    # 180 cycles of 8 h each: the share's sd is .024 a worker, .0038 for 40 of them
    assert float(np.mean(hours)) / 1440.0 == pytest.approx(0.75, abs=0.013)
    assert len(set(np.round(hours, 6))) == 40
