"""The picture of workers' hours: shares of rostered hours, worked out by hand."""

from pathlib import Path

import pandas as pd
import pytest

from sim.report import hours
from sim.report.canvas import NARROW, WIDE
from sim.report.saved import open_folder


def worker(scenario: str, employer: str, **hours_h: float) -> dict[str, object]:
    blank = dict.fromkeys(
        ("hours", "overtime_h", *(c for c, _, _ in hours.KINDS.values())), 0.0
    )
    return {"scenario": scenario, "employer": employer, **blank, **hours_h}


def test_hours_of_an_employer_are_added_up_before_they_are_shared_out() -> None:
    table = hours.shares(
        pd.DataFrame(
            [
                worker("a", "cadres", hours=9.0, overtime_h=1.0, serve_h=6.0, idle_h=3.0),
                worker("a", "cadres", hours=0.0, absent_h=2.0),
                worker("a", "medics"),
            ]
        )
    )
    assert set(table["employer"]) == {"cadres"}  # no hours, no shares
    assert table.set_index("kind")["share"].to_dict() == {
        "serving": 0.6,
        "under way": 0.0,
        "suits on and off": 0.0,
        "idle": 0.3,
        "absent": 0.2,
    }


def test_the_picture_says_what_the_baseline_spent_its_hours_on(compared: Path) -> None:
    told = hours.picture(open_folder(compared)).description
    assert told == (
        "Stacked bars, one panel per scenario, one bar per employer. Of 100 rostered hours of "
        "the baseline's grid workers: 60.5 serving, 7.9 under way, 11.9 suits on and off, "
        "19.8 idle and 6.67 absent."
    )


@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_it_is_drawn_for_paper_and_for_a_telephone(compared: Path, paper: object) -> None:
    figure = hours.picture(open_folder(compared)).draw(paper)  # type: ignore[arg-type]
    assert len(figure.axes) == len(open_folder(compared).titles)


def test_without_a_table_of_workers_there_are_no_data(compared: Path) -> None:
    saved = open_folder(compared)
    table = hours.shares(saved.workers.iloc[:0])
    assert not len(table)
    figure = hours.bars(table, saved.titles, WIDE)
    assert "no data" in {text.get_text() for text in figure.axes[0].texts}
