"""Questions in the background: one at a time, stopped at once, kept when the page ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario import load
from sim.web import jobs as jobs_
from sim.web.asked import Question, compare_question
from sim.web.jobs import BusyError, Jobs
from tests.waiting import until

SHIPPED = Path(__file__).parents[2] / "scenarios"
ENDLESS = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def question() -> Question:
    plans = [{"title": "A", "levers": {}}, {"title": "B", "levers": {"workers": 2}}]
    street = load(SHIPPED / "two-grids.yaml")
    return compare_question(street, {"plans": plans, "replications": 5, "seed": 1})


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    monkeypatch.setattr(jobs_, "command_of", lambda *_: ENDLESS)
    made = Jobs(tmp_path, at_once=1)
    yield made
    made.close()


def test_one_question_runs_at_a_time_and_stopping_it_lets_the_next_one_in(
    jobs: Jobs, question: Question
) -> None:
    first = jobs.ask(question, "street", "en")
    until(lambda: first.status() == "running")
    second = jobs.ask(question, "street", "en")
    time.sleep(0.2)
    assert second.status() == "waiting"
    jobs.stop(first)
    until(lambda: first.status() == "stopped")
    until(lambda: second.status() == "running")


def test_a_question_that_waits_can_be_stopped_before_it_begins(
    jobs: Jobs, question: Question
) -> None:
    first, second = (jobs.ask(question, "street", "en") for _ in range(2))
    until(lambda: first.status() == "running")
    jobs.stop(second)
    jobs.stop(first)
    until(lambda: second.status() == "stopped")
    assert second.finished() == 0


def test_only_so_many_questions_may_wait(jobs: Jobs, question: Question) -> None:
    running = jobs.ask(question, "street", "en")
    until(lambda: running.status() == "running")
    for _ in range(jobs_.MOST_WAITING):
        jobs.ask(question, "street", "en")
    with pytest.raises(BusyError):
        jobs.ask(question, "street", "en")


def test_a_page_started_again_knows_what_was_asked(
    jobs: Jobs, question: Question, tmp_path: Path
) -> None:
    asked = jobs.ask(question, "小街", "zh")
    until(lambda: asked.status() == "running")
    jobs.close()
    again = Jobs(tmp_path).get(asked.id)
    assert again is not None
    assert (again.status(), again.titles, again.total()) == ("stopped", ["A", "B"], 10)


def test_a_command_that_calls_its_being_stopped_a_failure_is_stopped_all_the_same(
    jobs: Jobs, question: Question, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "ready"
    program = (
        "import pathlib, signal, sys, time; "
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(1)); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    monkeypatch.setattr(jobs_, "command_of", lambda *_: [sys.executable, "-c", program])
    asked = jobs.ask(question, "street", "en")
    until(ready.exists)
    jobs.stop(asked)
    until(lambda: asked.status() not in ("running", "stopping"))
    assert asked.status() == Jobs(tmp_path).get(asked.id).status() == "stopped"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["..", ".", "/etc", "a/../..", "", "x\x00"])
def test_an_id_is_looked_up_and_never_a_path(jobs: Jobs, name: str) -> None:
    assert jobs.get(name) is None
