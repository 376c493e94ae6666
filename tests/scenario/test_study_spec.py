"""What a study's file may say, and the scenarios that it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load_study

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios/studies").glob("*.yaml"))
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
question: Which?
bases: {a: tiny.yaml, b: tiny.yaml}
replications: 2
measures: [infections]
factors:
  horizon: {sets: [horizon], values: [2 d, 3 d]}
  suit: {times: [costs.suit], values: [1, 2]}
  plan:
    levels: {none: {}, warm: {run.warm_up: 1 d}, dear: {costs: {suit: 90}}}
    combine: [2]
  own:
    by_base: {long: {a: {horizon: 4 d}}, short: {a: {horizon: 1 d}, b: {horizon: 1 d}}}
answers:
  - {kind: effects, over: plan, against: none, per: [base]}
"""


def written(folder: Path, text: str = STUDY) -> Path:
    (folder / "tiny.yaml").write_text(TOWN)
    (folder / "asked.yaml").write_text(text)
    return folder / "asked.yaml"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_study_says_what_the_schema_knows(file: Path) -> None:
    asked = load_study(file)
    assert asked.spec.replications >= 10
    assert asked.spec.assumed != ()


def test_the_six_studies_are_there() -> None:
    assert {file.stem for file in SHIPPED} >= {
        "four-countermeasures", "price-of-a-day", "the-cliff", "pool-or-bubble", "zone-size",
        "first-or-last",
    }  # fmt: skip


def test_levels_set_multiply_and_change(tmp_path: Path) -> None:
    asked = load_study(written(tmp_path))
    made = asked.scenario({"base": "a", "horizon": "3 d", "suit": "2"}, "x")
    plain = asked.bases["a"]
    assert made is not None
    assert (made.horizon, made.costs.suit) == (72, 2 * plain.costs.suit)


def test_levels_together_are_named_and_both_take_effect(tmp_path: Path) -> None:
    asked = load_study(written(tmp_path))
    assert asked.spec.levels_of("plan") == ("none", "warm", "dear", "warm + dear")
    made = asked.scenario({"plan": "warm + dear"}, "x")
    assert made is not None
    assert (made.run.warm_up, made.costs.suit) == (24, 90)


def test_a_base_may_lack_a_level(tmp_path: Path) -> None:
    asked = load_study(written(tmp_path))
    assert asked.scenario({"base": "b", "own": "long"}, "x") is None
    assert asked.scenario({"base": "a", "own": "long"}, "x") is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("over: plan", "over: plans"), "names no factor: plans"),
        (("against: none", "against: non"), "names no level of plan: non"),
        (("values: [1, 2]", "values: [1]"), "two levels or more"),
        (("title: Tiny\n", "title: Tiny\nhypothesis: none\n"), "hypothesis"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, wrong: tuple[str, str], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        load_study(written(tmp_path, STUDY.replace(*wrong)))


def test_a_point_that_is_no_scenario_is_said_at_the_factors(tmp_path: Path) -> None:
    asked = load_study(
        written(tmp_path, STUDY.replace("values: [2 d, 3 d]", "values: [2 d, x]"))
    )
    with pytest.raises(ScenarioError, match=r"asked.yaml:\d+: factors \(horizon x\)"):
        asked.scenario({"horizon": "x"}, "p000")
