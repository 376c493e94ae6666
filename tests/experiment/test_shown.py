"""The table of a terminal: no row for what has no data, which files and JSON keep."""

from __future__ import annotations

from typing import Any

from sim.experiment import Settings, compare, replicate
from sim.experiment.shown import as_json, as_table
from tests.experiment.fakes import MODEL, FakeScenario

FAST = Settings(model=MODEL)  # its cost_total has no data in replication 0


def shown(answer: Any, column: int = 0) -> list[str]:
    return list(as_table(answer).columns[column].cells)


def test_a_measure_without_data_has_no_row_in_the_terminal_and_stays_in_json() -> None:
    answer = replicate(FakeScenario(), 1, processes=1, settings=FAST)
    assert shown(answer) == ["on_time", "infections", "deaths"]
    rows = as_json(answer)["table"]
    assert [row["mean"] for row in rows if row["measure"] == "cost_total"] == [None]


def test_one_with_data_in_some_replications_has_its_row() -> None:
    answer = replicate(FakeScenario(), 3, processes=1, settings=FAST)
    assert shown(answer) == ["on_time", "infections", "deaths", "cost_total"]


def test_in_a_comparison_too() -> None:
    both = [FakeScenario("base"), FakeScenario("more", effect=2.0)]
    few = compare(both, 1, processes=1, settings=FAST)
    assert "cost_total" not in shown(few, column=1)
    assert "cost_total" in shown(compare(both, 3, processes=1, settings=FAST), column=1)
