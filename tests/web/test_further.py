"""Why? and What if I am wrong?: what is run, what is refused, what is said of what came out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario, load
from sim.scenario.sensitivity_spec import load_sensitivity
from sim.web import overturned, parts, reasons
from sim.web.asked import AskedError, write
from sim.web.doubts import DOUBTS, ranges, shown
from sim.web.further import doubt_question, why_question
from sim.web.job import ANSWER, ASKED, Job
from sim.web.jobs import command_of
from sim.web.sayings import Sentence
from sim.web.words import Words

SHIPPED = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def plans() -> tuple[Scenario, ...]:
    town = load(SHIPPED / "two-grids.yaml").override({"title": "现状"})
    two = {"workforce.grid_workers.per_grid": 2, "title": "一格两人"}
    return town, town.override(two), town.override({"response.emergency.delay": "4 h"})


@pytest.fixture
def compared(tmp_path: Path) -> Job:
    return made(tmp_path / "page-1", {"kind": "compare", "seed": 7, "plans": []})


def made(folder: Path, asked: dict[str, Any], answer: dict[str, Any] | None = None) -> Job:
    folder.mkdir()
    (folder / ASKED).write_text(json.dumps(asked), encoding="utf-8")
    if answer:
        (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")
    return Job(folder.name, folder)


def found(mean: float, half: float = 0.0) -> dict[str, float | None]:
    ends = (mean - half, mean + half) if half else (None, None)
    return {"mean": mean, "low": ends[0], "high": ends[1], "deviation": half, "replications": 4}


def plain(sentences: list[Sentence]) -> list[str]:
    return ["".join(piece.text for piece in s).replace("\u00a0", " ") for s in sentences]


def test_why_runs_the_first_plan_and_the_chosen_one_with_the_same_luck(
    compared: Job, plans: tuple[Scenario, ...]
) -> None:
    question = why_question(compared, plans, {"plan": 2, "replications": 3})
    assert (question.seed, question.replications, question.extra["runs"]) == (7, 3, 32)
    assert [plan.name for plan in question.plans] == ["plan-a", "plan-b"]
    assert question.plans[1].hash() == plans[2].hash()


def test_the_doubts_are_an_analysis_that_the_command_line_takes(
    compared: Job, plans: tuple[Scenario, ...], tmp_path: Path
) -> None:
    said = {"plan": 1, "replications": 3, "doubts": ["requests", "growth", "compliance"]}
    question = doubt_question(compared, plans, said)
    write(question, tmp_path / "plans")
    asked = load_sensitivity(tmp_path / "plans" / "question.yaml")
    assert {path: factor.levels for path, factor in asked.factors.items()} == {
        "hazards.outbreak.growth": ("0.21 /d", "0.49 /d"),
        "response.controls.sealed.compliance": (0.76, 1),
        "services.requests.need.rate": ("0.0049 /d", "0.0196 /d"),
    }
    assert (asked.spec.replications, asked.spec.seed, len(asked.scenarios)) == (3, 7, 2)
    assert question.extra["runs"] == 14


def test_what_the_plans_differ_in_is_not_offered_as_a_doubt(
    plans: tuple[Scenario, ...],
) -> None:
    assert ranges(plans[0], plans[1])[1] == []
    assert len(ranges(plans[0], plans[1])[0]) == len(DOUBTS)
    shared, moved = ranges(plans[0], plans[2])
    assert moved == ["activation"]
    assert len(shared) == len(DOUBTS) - 1


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"plan": 0, "replications": 3},
        {"plan": 3, "replications": 3},
        {"plan": 1, "replications": 1},
        {"plan": 1, "replications": 3},
        {"plan": 1, "replications": 3, "doubts": ["town.seed"]},
        {"plan": 1, "replications": 3, "doubts": [{}]},
    ],
)
def test_a_question_about_nothing_is_refused(
    compared: Job, plans: tuple[Scenario, ...], said: Any
) -> None:
    with pytest.raises(AskedError):
        doubt_question(compared, plans, said)


def test_one_plan_alone_has_no_why(compared: Job, plans: tuple[Scenario, ...]) -> None:
    with pytest.raises(AskedError, match="one plan alone"):
        why_question(compared, plans[:1], {"plan": 1, "replications": 3})


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        ("why", "attribute plan-a.yaml plan-b.yaml --measure on_time --measure infections"),
        ("doubt", "sensitivity question.yaml"),
    ],
)
def test_it_is_the_command_line_that_answers(tmp_path: Path, kind: str, verb: str) -> None:
    asked = {
        "kind": kind, "plans": [{"title": "A"}, {"title": "B"}], "replications": 3, "seed": 7,
        "measures": ["on_time", "infections"], "runs": 32,
    }  # fmt: skip
    job = made(tmp_path / "page-2", asked)
    words = command_of(job, 1)[3:]
    said = f"{verb} --replications 3 --seed 7 --processes 1 --json --out {job.folder}"
    assert " ".join(words) == said
    assert (job.total(), job.status(), parts.told(job, Words("en"))) == (96, "stopped", None)


@pytest.fixture
def why(tmp_path: Path) -> Job:
    shares = {"direct": (0.12, 0.02), "absence": (-0.02, 0.01), "delays": (0.0, 0.05),
              "contacts_at_work": (0.01, 0.03), "compliance": (0.0, 0.0)}  # fmt: skip
    answer = {
        "replications": 4,
        "whole": {"on_time": found(0.1, 0.03), "infections": found(-5, 9)},
        "shares": [
            {"measure": measure, "coupling": name, "found": found(*share)}
            for measure in ("on_time", "infections")
            for name, share in shares.items()
        ],
    }
    asked = {"kind": "why", "plans": [{"title": "现状"}, {"title": "一格两人"}], "runs": 32}
    return made(tmp_path / "page-3", asked, answer)


def test_why_in_english(why: Job) -> None:
    told = reasons.told(why, Words("en"))
    assert told is not None
    on_time, infections = told.panels
    assert plain(on_time.sentences) == [
        "With 一格两人, 10 more of 100 needs are met on time (+7 to +13, 95 %).",
        "Directly, by the plan itself: +12 of 100 (+10 to +14, 95 %).",
        "Through workers who fall ill: −2.0 of 100 (−3.0 to −1.0, 95 %).",
        "Not shown to matter: work that waits and contacts at work.",
        "No part in it has: compliance.",
    ]
    assert plain(infections.sentences)[0] == (
        "With 一格两人, a difference in infections is not shown (−14 to +4, 95 %), "
        "so neither is where it comes from."
    )
    assert on_time.rows[-1] == ["The whole difference", "+10", "+7 to +13"]
    assert on_time.rows[-2] == ["Through compliance", "0", "in every outbreak"]
    assert on_time.picture["bars"][1]["mean"] == -2.0
    assert on_time.picture["said"].startswith("In words: Directly, by the plan itself +12")


def test_why_in_chinese(why: Job) -> None:
    told = reasons.told(why, Words("zh"))
    assert told is not None
    assert plain(told.panels[0].sentences)[:2] == [
        "采用“一格两人”，每 100 项需求多 10 项及时满足（+7 至 +13，95 %）。",
        "方案本身的直接作用：+12 项/百项（+10 至 +14，95 %）。",
    ]


def test_every_number_of_the_reasons_explains_itself(why: Job) -> None:
    told = reasons.told(why, Words("en"))
    assert told is not None
    cause, mean, *_ = [p for p in told.panels[0].sentences[1] if p.explained]
    assert cause.explained.startswith("What is left of the difference when none")
    assert mean.explained.startswith("95 % interval over 4 outbreaks")


def doubted(folder: Path, at_high: tuple[float, float]) -> Job:
    ends = {
        "rate": (found(0.04, 0.03), found(*at_high)),
        "growth": (found(0.1, 0.02), found(0.1, 0.02)),
    }
    swing = {"size": 0.08, "low": 0.05, "high": 0.11}
    answer = {
        "base": {"on_time": found(0.1, 0.03)},
        "bars": [
            {"measure": "on_time", "factor": name, "at_low": low, "at_high": high, **swing}
            for name, (low, high) in ends.items()
        ],
    }
    asked = {
        "kind": "doubt", "plans": [{"title": "现状"}, {"title": "一格两人"}], "replications": 4,
        "measures": ["on_time"], "runs": 10,
        "doubts": [["growth", "hazards.outbreak.growth", "0.21 /d", "0.49 /d"],
                   ["requests", "services.requests.need.rate", "0.0049 /d", "0.0196 /d"]],
    }  # fmt: skip
    return made(folder, asked, answer)


@pytest.mark.parametrize(
    ("at_high", "first", "verdict"),
    [
        ((0.12, 0.03), "the answer stands.", "stands"),
        ((0.01, 0.03), "but not all doubts leave it clear.", "not shown"),
        ((-0.06, 0.03), "but a doubt could overturn it.", "turns round"),
    ],
)
def test_an_answer_stands_is_no_longer_shown_or_turns_round(
    tmp_path: Path, at_high: tuple[float, float], first: str, verdict: str
) -> None:
    told = overturned.told(doubted(tmp_path / "page-4", at_high), Words("en"))
    assert told is not None
    (panel,) = told.panels
    assert first in plain(panel.sentences)[0]
    assert [row[-1] for row in panel.rows] == [verdict, "stands"]


def test_what_if_i_am_wrong_in_words(tmp_path: Path) -> None:
    job = doubted(tmp_path / "page-5", (-0.06, 0.03))
    told, chinese = (overturned.told(job, Words(language)) for language in ("en", "zh"))
    assert told is not None
    assert chinese is not None
    assert plain(told.panels[0].sentences)[1:] == [
        "It turns round if this is 19.6 per 1,000 residents a day – Requests and complaints: "
        "−6 of 100 (−9 to −3, 95 %).",
        "Most depends on this – Requests and complaints: "
        "+4 of 100 at 4.9 per 1,000 residents a day, "
        "−6 of 100 at 19.6 per 1,000 residents a day.",
    ]
    assert plain(chinese.panels[0].sentences)[1] == (
        "若“居民诉求”为 19.6 次/千居民·天，差异就反过来：−6 项/百项（−9 至 −3，95 %）。"
    )
    assert told.panels[0].picture["base"] == 10.0
    assert parts.part(job, "bars", Words("en")) == [told.panels[0].picture]


def test_shares_are_shown_of_100_and_times_with_their_unit() -> None:
    words = Words("en")
    assert shown("volunteers", "0.015", words) == "1.5\u00a0%"
    assert shown("packs", "12.9 min", words) == "12.9 min"


def test_every_doubt_has_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        assert all(Words(language)(f"doubt.{doubt.key}") for doubt in DOUBTS)
