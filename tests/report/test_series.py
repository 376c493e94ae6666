"""The tables behind the figures: sums, shares, bands, and absence kept apart from nought."""

from pathlib import Path

import pandas as pd

from sim.report import series
from sim.report.saved import Saved, open_folder


def saved_with(folder: Path, rows: list[tuple[object, ...]]) -> Saved:
    saved = open_folder(folder)
    columns = ["scenario", "replication", "day", "grid", "measure", "value"]
    saved.__dict__["daily"] = pd.DataFrame(rows, columns=columns)
    return saved


def test_a_day_is_the_sum_over_grids_and_a_silent_day_is_nought(alone: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("street", 0, 0, "甲", "infections", 2.0),
        ("street", 0, 0, "乙", "infections", 3.0),
        ("street", 0, 2, "乙", "infections", 1.0),
    ]
    table = series.by_day(saved_with(alone, rows), "infections")
    assert table["value"].tolist()[:4] == [5.0, 0.0, 1.0, 0.0]


def test_the_street_s_own_row_is_taken_and_not_added_to_its_grids(alone: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("street", 0, 0, "甲", "infections", 2.0),
        ("street", 0, 0, "乙", "infections", 3.0),
        ("street", 0, 0, None, "infections", 5.0),
    ]
    table = series.by_day(saved_with(alone, rows), "infections")
    assert table["value"].tolist()[:2] == [5.0, 0.0]


def test_a_share_of_nothing_is_no_data(alone: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("street", 0, 0, "甲", "due", 4.0),
        ("street", 0, 0, "甲", "on_time", 3.0),
        ("street", 0, 1, "甲", "waiting", 1.0),
        ("street", 0, 2, "甲", "due", 2.0),
    ]
    table = series.share_by_day(saved_with(alone, rows), "on_time", "due")
    assert table["value"].fillna(-1).tolist()[:3] == [0.75, -1.0, 0.0]


def test_a_day_without_a_number_is_no_data_and_not_nought(alone: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("street", 0, 0, None, "reproduction_instant", 2.0),
        ("street", 0, 2, None, "reproduction_instant", 0.5),
    ]
    table = series.numbers_by_day(saved_with(alone, rows), "reproduction_instant")
    assert table["value"].fillna(-1).tolist()[:4] == [2.0, -1.0, 0.5, -1.0]


def test_kinds_of_a_prefix_leave_out_what_begins_otherwise(alone: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("street", 0, 0, None, "infections_grid", 2.0),
        ("street", 0, 0, None, "infections_of_ba2", 2.0),
        ("street", 0, 0, "甲", "infections", 2.0),
    ]
    saved = saved_with(alone, rows)
    table = series.mean_by_day(saved, "infections_", but="infections_of_")
    assert set(table["kind"]) == {"grid"}


def test_bands_are_quantiles_over_replications() -> None:
    values = [float(value) for value in range(101)]
    table = pd.DataFrame(
        {"scenario": "street", "replication": range(101), "day": 0, "value": values}
    )
    row = series.bands(table).iloc[0]
    assert [row[name] for name in series.QUANTILES] == [2.5, 10.0, 50.0, 90.0, 97.5]


def test_a_grid_where_nothing_fell_due_has_no_data(compared: Path) -> None:
    table = series.share_by_grid(open_folder(compared), "on_time", "due")
    base = table[table["scenario"] == "street"].set_index("grid")["share"]
    assert base.isna().to_dict() == {
        "桂阳一区一格": False,
        "桂阳一区二格": False,
        "桂阳一区三格": True,
    }


def test_the_emergency_begins_at_the_median_of_the_replications(compared: Path) -> None:
    table = series.activations(open_folder(compared)).set_index("scenario")
    assert table.loc["street"].to_dict() == {
        "day": 49 / 24,
        "reached": 4,
        "replications": 4,
    }
