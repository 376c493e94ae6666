from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records
from sim.scenario import Roster
from sim.workforce.rosters import called_out, spans_of_shifts
from tests.towns import ask, begin, by_hand, end, rows, run, town_of


def shift(begins: str, ends: str, heads: int = 1, **more: Any) -> dict[str, Any]:
    return {"from": begins, "until": ends, "heads": heads, **more}


def staffed(count: int, *shifts: dict[str, Any], **roster: Any) -> dict[str, Any]:
    rosters = {"day": {"shifts": list(shifts), **roster}}
    return {"workforce": {"rosters": rosters, "grid_workers": {"count": count}}}


ONE_GRID = {"town": {"grids_per_community": 1}}
BY_DAY = [shift("08:00", "16:00", 6), shift("16:00", "24:00", 3), shift("00:00", "08:00", 2)]


def sound(records: Records) -> Records:
    assert check(records, town_of(records.scenario)) == []
    return records


def on_duty(records: Records, time_h: float) -> int:
    spans = rows(records, "shifts", "from_h", "until_h")
    return sum(begins <= time_h < ends for begins, ends in spans)


def test_heads_are_steps_in_time_dealt_exactly() -> None:
    records = sound(run(by_hand(ONE_GRID, {"horizon": "3 d"}, staffed(11, *BY_DAY))))
    assert [on_duty(records, hour) for hour in (1.0, 9.0, 17.0, 25.0, 33.0, 41.0)] == [
        6, 3, 2, 6, 3, 2,
    ]  # fmt: skip


def test_gates_of_three_shifts_never_stand_empty() -> None:
    gates = [shift("08:00", "16:00"), shift("16:00", "24:00"), shift("00:00", "08:00")]
    roster = staffed(6, *gates, rotates=2)
    records = sound(run(by_hand(ONE_GRID, {"run": {"warm_up": "1 d"}}, roster)))
    assert {on_duty(records, hour + 0.5) for hour in range(48)} == {2}


def test_each_goes_on_to_the_next_shift_after_so_many_days() -> None:
    two = [shift("08:00", "16:00"), shift("16:00", "24:00")]
    records = sound(run(by_hand(ONE_GRID, {"horizon": "6 d"}, staffed(2, *two, rotates=2))))
    begins = [begins % 24 for (begins,) in rows(records, "shifts", "from_h", worker=0)]
    assert begins == [0.0, 0.0, 8.0, 8.0, 0.0, 0.0]


def test_whoever_goes_round_has_shifts_of_as_many_heads() -> None:
    with pytest.raises(ValueError, match="as many heads"):
        Roster(shifts=({"from": "08:00", "until": "12:00", "heads": 2},
                       {"from": "12:00", "until": "16:00"}), rotates=1)  # fmt: skip


SPLIT = staffed(1, shift("08:00", "18:00", breaks=[{"from": "12:00", "until": "14:00"}]))


def test_the_hours_of_a_break_are_off_duty() -> None:
    records = sound(run(by_hand({"horizon": "1 d"}, SPLIT)))
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 4.0), (6.0, 10.0)]
    assert rows(records, "workers", "hours", "overtime_h", "absent_h") == [(8.0, 0.0, 0.0)]
    assert records.scenario.workforce.rosters["day"].hours_per_day == 8.0


def visited(at_shift_end: str) -> Records:
    service = {"services": {"visit": {"at_shift_end": at_shift_end, "content": "gross"}}}
    world = begin(by_hand({"horizon": "1 d"}, SPLIT, service))
    ask(world, "visit", 3.75, [0])
    return end(world)


def test_work_under_way_at_a_break_is_finished_first_where_the_service_says_so() -> None:
    records = sound(visited("finish"))
    assert rows(records, "tasks", "started_h", "finished_h") == [(3.75, 4.25)]
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 4.25), (6.0, 10.0)]
    assert rows(records, "workers", "overtime_h") == [(0.25,)]


def test_or_it_waits_until_the_break_is_over() -> None:
    records = sound(visited("hand_over"))
    assert rows(records, "tasks", "started_h", "finished_h") == [(6.0, 6.5)]
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 4.0), (6.0, 10.0)]


def test_rest_days_are_staggered_so_that_as_many_come_each_day() -> None:
    roster = Roster(shifts=({"from": "08:00", "until": "16:00"},), rest_days=2)
    many = [len(spans_of_shifts(roster, np.arange(14), day, 0.0).place) for day in range(-7, 7)]
    assert set(many) == {10}


ROWS = """\
worker,from,until,note
0,2022-03-01 08:00,2022-03-01 12:00,
0,2022-03-01 14:00,2022-03-01 16:30,after noon
1,2022-03-01 22:00,2022-03-02 06:00,gate
7,2022-03-02 08:00,2022-03-02 16:00,nobody has this slot
"""


def from_file(folder: Path, text: str, *changes: dict[str, Any]) -> Records:
    (folder / "duty.csv").write_text(text, encoding="utf-8-sig")
    roster = {"workforce": {"rosters": {"rows": {"file": "duty.csv"}}}}
    two = {"workforce": {"grid_workers": {"count": 2, "roster": "rows"}}}
    return sound(run(by_hand(roster, two, *changes).placed(folder, {})))


def test_rows_of_a_file_are_duty(tmp_path: Path) -> None:
    records = from_file(tmp_path, ROWS)
    assert records.scenario.files == ("duty.csv",)
    assert rows(records, "shifts", "worker", "from_h", "until_h") == [
        (0, 0.0, 4.0),
        (0, 6.0, 8.5),
        (1, 14.0, 22.0),
    ]


def test_a_file_counts_the_slots_of_its_employer_over_the_grids(tmp_path: Path) -> None:
    medics = {"count": 2, "lives": "outside", "skills": ["visit"], "roster": "rows"}
    roster = {"workforce": {"grid_workers": {"roster": "day"}, "medics": medics}}
    records = from_file(tmp_path, ROWS, roster, {"horizon": "1 d"})
    assert sorted(rows(records, "shifts", "worker", "from_h")) == [
        (0, 0.0),
        (1, 0.0),
        (2, 0.0),
        (2, 6.0),
        (3, 14.0),
    ]


def test_attendance_holds_for_rows_too(tmp_path: Path) -> None:
    never = {"workforce": {"grid_workers": {"attendance": 0}}}
    assert rows(from_file(tmp_path, ROWS, never), "shifts", "worker") == []


NIGHT = Roster.model_validate(
    {
        "shifts": ({"from": "08:00", "until": "16:00"},),
        "on_call": {"from": "22:00", "until": "06:00", "notice": "30 min"},
    }
).on_call


@pytest.mark.parametrize(
    ("called_h", "expected"),
    [
        (13.75, None),  # 21:45
        (14.0, (14.5, 18.5)),
        (20.0, (20.5, 22.0)),  # 04:00: to the end of the span
        (21.5, None),  # she would come when it is over
        (-3.0, (-2.5, -2.0)),  # 05:00 of the day before
    ],
)
def test_who_is_called_out_stays_up_to_4_h_within_the_span(
    called_h: float, expected: tuple[float, float] | None
) -> None:
    assert NIGHT is not None
    assert called_out(NIGHT, called_h, 8.0) == expected
