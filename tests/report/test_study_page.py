"""A study that is small enough to see through, run from end to end and written up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim.cli
import sim.cli.runs
from sim.experiment import Settings
from sim.experiment.studies import StudyAnswer, study
from sim.report.study_page import said, write_study
from sim.scenario import load_study
from tests.experiment.fakes import MODEL, FakeScenario

TOWN = """
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
"""
STUDY = """
title: Tiny
question: What does a suit cost?
bases: {town: tiny.yaml, other: tiny.yaml}
replications: 4
measures: [infections, doubled]
sums:
  doubled: {title: twice the infections, unit: infections, weights: {infections: 2}}
factors:
  suit: {title: price of a suit, unit: CNY, sets: [costs.suit], values: [-2, -1, 1]}
  tables: {sets: [costs.volunteer_wage], values: [0, 3]}
  plan: {levels: {as-is: {}, dear: {costs.suit: 3}}}
answers:
  - {kind: effects, over: plan, against: as-is, per: [base]}
  - {kind: break_even, along: suit, against: {plan: as-is}, this: a price, that: nothing}
  - {kind: best, choose: suit, across: tables, down: plan, measures: [infections]}
  - {kind: lines, across: suit, lines: tables}
assumed: [Everything.]
"""


class Seen:
    """Looks to the experiment like a loaded study; a suit's price adds to each daily draw."""

    def __init__(self, file: Path) -> None:
        self.asked = load_study(file)
        self.spec, self.name, self.bases = self.asked.spec, "seen", self.asked.bases

    def scenario(self, levels: dict[str, str], name: str) -> FakeScenario:
        plan = 3.0 if levels.get("plan") == "dear" else 0.0
        effect = float(levels.get("suit", 0)) * -1.0 if "suit" in levels else plan
        return FakeScenario(name=name, effect=effect)


@pytest.fixture
def answer(tmp_path: Path) -> StudyAnswer:
    (tmp_path / "tiny.yaml").write_text(TOWN)
    (tmp_path / "asked.yaml").write_text(STUDY.replace("[-2, -1, 1]", "[-1, 1, 2]"))
    seen = Seen(tmp_path / "asked.yaml")
    return study(seen, tmp_path / "out", 1, Settings("summary", model=MODEL))  # type: ignore[arg-type]


def test_points_that_say_the_same_are_run_once(answer: StudyAnswer) -> None:
    # suits of 2, 1 and -1, plans as-is and dear: five; bases and tables change nothing here
    assert len(answer.answer.scenarios) == 5
    assert len(answer.rows_of) > 5


def test_the_sentences_follow_the_numbers(answer: StudyAnswer) -> None:
    # three draws, to each of which the effect adds: 3 * 3 more with the dear plan; a price of 2
    # takes 6 infections away, one of -1 adds 3, so that nothing is gained at 0
    text = said(answer)
    assert text[0].startswith("Dear worsens infections against as-is at base town: +9")
    assert "A price equals nothing on infections at 0 CNY (95 % interval 0 to 0)." in text
    assert "Nowhere is the best shown to be -1 or 1." in text


def test_a_sum_is_made_of_its_parts(answer: StudyAnswer) -> None:
    one, two = (
        answer.values({"base": "town", "plan": "dear"}, m) for m in answer.study.spec.measures
    )
    assert one is not None
    assert two is not None
    assert (2 * one).tolist() == two.tolist()


def test_the_page_has_question_answer_figures_tables_and_how_to_run_it(
    answer: StudyAnswer, tmp_path: Path
) -> None:
    text = write_study(answer, tmp_path / "pages" / "tiny.md").read_text(encoding="utf-8")
    for heading in ("**Question.**", "**Answer.**", "## What is assumed", "## How to run it"):
        assert heading in text
    drawn = re.findall(r"!\[.*?\]\((images/[\w.-]+)\)", text)
    assert len(drawn) == 4
    for name in drawn:
        assert "<svg" in (tmp_path / "pages" / name).read_text(encoding="utf-8")
    assert "4 replications of 5 points, 20 runs" in text


@pytest.mark.slow
def test_the_command_runs_a_small_study_and_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TOWN)
    asked = STUDY.replace("-2, -1, 1", "10, 20, 30").replace("infections", "on_time")
    (tmp_path / "asked.yaml").write_text(asked.replace("replications: 4", "replications: 2"))
    done = CliRunner().invoke(
        sim.cli.app, ["study", "asked.yaml", "-p", "1", "--page", "pages/asked.md", "--quiet"]
    )
    assert done.exit_code == 0, done.output
    assert "Page: pages/asked.md" in done.stdout
    assert (tmp_path / "pages/images/asked-4.svg").exists()
