"""The sentences: their numbers are the table's, and a doubtful difference is called so."""

import math
import re
from pathlib import Path

import pytest

from sim.report import sentences
from sim.report.differences import Difference, differences, grouped
from sim.report.saved import open_folder

BASE = Difference(
    measure="on_time",
    unit="share",
    direction="higher",
    scenario="two",
    before=0.71,
    after=0.93,
    difference=0.22,
    low=0.18,
    high=0.26,
    confidence=0.95,
    pairs=10,
    correlation=0.5,
    variance_reduction=2.0,
    level_places=0,
)


def changed(**values: object) -> Difference:
    return Difference(**{**BASE.__dict__, **values})  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_clear_gain_is_told_in_visits_of_100() -> None:
    assert plain(sentences.on_time(BASE)) == (
        "93 of 100 needs were on time instead of 71; the difference is 18 to 26 of 100 (95 %)."
    )


def test_a_difference_that_may_be_nought_is_not_called_one() -> None:
    told = sentences.on_time(changed(after=0.72, difference=0.01, low=-0.02, high=0.04))
    assert plain(told) == (
        "72 of 100 needs were on time instead of 71; a difference is not shown "
        "(between −2 and +4 of 100, 95 %)."
    )


def test_the_same_in_every_replication_is_said_exactly() -> None:
    told = sentences.on_time(changed(after=0.71, difference=0.0, low=0.0, high=0.0))
    assert told == "71 of 100 needs were on time, exactly as in the baseline."


def test_no_data_is_said_and_no_number_given() -> None:
    nothing = changed(difference=math.nan, low=math.nan, high=math.nan)
    assert sentences.on_time(nothing) == "On time: no data."
    assert sentences.cost(nothing) == "Cost: no data."


@pytest.mark.parametrize(
    ("difference", "low", "high", "told"),
    [
        (52_000.0, 48_000.0, 56_000.0, "It costs 52,000 CNY more (48,000 to 56,000, 95 %)."),
        (-900.0, -1100.0, -700.0, "It saves 900 CNY (700 to 1,100, 95 %)."),
        (400.0, 400.0, 400.0, "It costs 400 CNY more, in every replication."),
        (
            10.0,
            -40.0,
            60.0,
            "A difference in cost is not shown (between −40 and +60 CNY, 95 %).",
        ),
    ],
)
def test_cost_is_told_as_more_or_less_money(
    difference: float, low: float, high: float, told: str
) -> None:
    entry = changed(measure="cost_total", unit="CNY", difference=difference, low=low, high=high)
    assert plain(sentences.cost(entry)) == told


def test_fewer_infections_are_told_as_a_count() -> None:
    entry = changed(
        measure="infections",
        unit="infections",
        direction="lower",
        before=420.0,
        after=312.0,
        difference=-108.0,
        low=-150.0,
        high=-66.0,
    )
    assert plain(sentences.count(entry)) == (
        "Infections: 312 instead of 420, 66 to 150 fewer (95 %)."
    )


def test_numbers_in_the_sentences_are_those_of_the_table(compared: Path) -> None:
    saved = open_folder(compared)
    found = differences(saved)
    lines = {line.title: line for _, group in grouped(saved) for line in group}
    for position, (name, paragraph) in enumerate(
        zip(["two", "community"], sentences.paragraphs(saved), strict=True)
    ):
        line, entry = lines["On time"], found[name, "on_time"]
        told = paragraph.sentences[0]
        assert f"instead of {line.before};" in told
        cell = line.cells[position]
        assert cell is not None
        ends = re.findall(r"[\d.]+", cell.interval)
        assert re.findall(r"difference is ([\d.]+) to ([\d.]+) of", told) == [tuple(ends)]
        assert entry.difference == pytest.approx(entry.after - entry.before)


def test_the_best_overlay_stands_first(compared: Path) -> None:
    first = sentences.headline(open_folder(compared))[0]
    assert first.startswith("Two workers <per> grid: ")
    assert "the largest gain among 2 changes" in first
