"""A roster from a user's own table of duty rows: encodings, columns, cells."""

from datetime import datetime
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, read_duty_table, warnings
from sim.scenario.loader import load
from tests.towns import by_hand

TABLE = """\
worker,from,until,note
1,2022-03-01 20:00,2022-03-02 08:00,夜班
0,2022-03-01 08:00,2022-03-01 20:00,白班
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_are_read_in_every_common_encoding_and_sorted(folder: Path, encoding: str) -> None:
    (folder / "duty.csv").write_bytes(TABLE.encode(encoding))
    table = read_duty_table(folder / "duty.csv")
    assert table.worker.tolist() == [0, 1]
    assert table.begins == (datetime(2022, 3, 1, 8), datetime(2022, 3, 1, 20))
    assert table.ends == (datetime(2022, 3, 1, 20), datetime(2022, 3, 2, 8))


def test_every_wrong_cell_is_named_with_its_line(folder: Path) -> None:
    (folder / "duty.csv").write_text(
        "worker,from,until\n"
        "0,2022-03-01 08:00,2022-03-01 16:00\n"
        "-1,2022-03-01 08:00,2022-03-01 16:00\n"
        "0,8 o'clock,2022-03-01 16:00\n"
        "1,2022-03-01 16:00,2022-03-01 08:00\n"
        "1,2022-02-30 16:00,\n"
    )
    with pytest.raises(ScenarioError) as caught:
        read_duty_table(folder / "duty.csv")
    when = "must be a date and time such as 2022-03-01 08:00"
    assert [line.split("duty.csv:")[1] for line in str(caught.value).splitlines()] == [
        "3: worker: must be a whole number of at least 0, found -1",
        f"4: from: {when}, found 8 o'clock",
        "5: until: must lie after from, found 2022-03-01 08:00",
        "6: from: must be a date and time that exist, found 2022-02-30 16:00",
        f"6: until: {when}, found nothing",
    ]


def test_nobody_is_on_duty_twice_at_a_time(folder: Path) -> None:
    (folder / "duty.csv").write_text(
        "worker,from,until\n"
        "3,2022-03-01 08:00,2022-03-01 20:00\n"
        "4,2022-03-01 08:00,2022-03-01 20:00\n"
        "3,2022-03-01 20:00,2022-03-02 08:00\n"
        "3,2022-03-01 12:00,2022-03-01 16:00\n"
    )
    with pytest.raises(ScenarioError, match=r"5: from: worker 3 is on duty then already, by"):
        read_duty_table(folder / "duty.csv")


SCENARIO = """\
schema: 1
name: rows
start: 2022-03-01 08:00
horizon: 2 d
workforce:
  rosters:
    rows:
      file: duty.csv
  grid_workers: {count: 1, lives: outside, skills: [visit], roster: rows}
"""


def saved(folder: Path) -> Path:
    (folder / "rows.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder / "rows.yaml"


def test_a_scenario_says_where_its_file_is_missing_or_wrong(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"8: workforce.rosters.rows.file: no such file"):
        load(saved(folder))
    (folder / "duty.csv").write_text("worker,from\n0,2022-03-01\n")
    with pytest.raises(ScenarioError, match=r"duty.csv:1: until: the column is missing"):
        load(saved(folder))


def test_rows_of_nobody_are_doubted_and_the_file_belongs_to_the_scenario(folder: Path) -> None:
    (folder / "duty.csv").write_text(TABLE, encoding="utf-8")
    scenario = load(saved(folder))
    assert scenario.files == ("duty.csv",)
    assert [text for text in warnings(scenario) if "duty.csv" in text] == [
        "rows: duty.csv has rows of worker 1, but workforce.grid_workers has 1 workers,"
        " numbered from 0: rows of nobody are left out"
    ]
    before = scenario.hash()
    (folder / "duty.csv").write_text(TABLE.replace("20:00", "19:00"), encoding="utf-8")
    assert load(saved(folder)).hash() != before


def test_the_rosters_of_the_guide_can_be_loaded(folder: Path, root: Path) -> None:
    text = (root / "docs" / "rosters.md").read_text(encoding="utf-8")
    block = text.split("```yaml\n")[1].split("```")[0].removeprefix("workforce:\n")
    file = saved(folder)
    whole = SCENARIO.replace("  rosters:\n    rows:\n      file: duty.csv\n", block)
    file.write_text(whole.replace("roster: rows", "roster: stand-by"), encoding="utf-8")
    rosters = load(file).workforce.rosters
    assert {name: round(roster.hours_per_day, 4) for name, roster in rosters.items()} == {
        "desk": 8.0,
        "gate": 6.8571,
        "canteen": 7.0,
        "stand-by": 9.0,
    }


def test_a_roster_is_of_shifts_or_a_file_or_always() -> None:
    def roster(**words: object) -> Scenario:
        return by_hand({"workforce": {"rosters": {"day": {"shifts": [], **words}}}})

    for words, said in (
        ({"file": "a.csv", "always": True}, "has shifts, or a file"),
        ({"file": "a.csv", "rest_days": 1}, "for a roster that states shifts"),
        (
            {"always": True, "on_call": {"from": "08:00", "until": "09:00"}},
            "nobody is on call who is always on duty",
        ),
    ):
        with pytest.raises(ValueError, match=said):
            roster(**words)
