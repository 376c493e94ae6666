"""Which staffing is enough: the order of tests, the verdicts, and what is said of them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment import CallError, Settings, staff
from sim.experiment import certificate as c
from sim.experiment.enough import sentences
from sim.experiment.front import placed
from sim.experiment.means import pseudo_values
from sim.experiment.staffing import beforehand, judged, search
from sim.scenario import Bound, PlanSpec, Staffing, StaffingSpec, load_staffing
from tests.experiment.fakes import MODEL, FakeScenario

PLANS = tuple(PlanSpec(name=name, change={"effect": 1}) for name in ("one", "two", "three"))
SPEC = StaffingSpec(scenario="base.yaml", plans=PLANS, replications=29)


def question(*effects: float, **words: Any) -> Staffing:
    """Ask about plans of which each adds so much to a daily draw of 0 to 9 (needs per cent)."""
    scenarios = tuple(
        FakeScenario(name=plan.name, effect=effect)
        for plan, effect in zip(PLANS, effects, strict=False)
    )
    spec = SPEC.model_copy(update=words)
    return Staffing(spec, scenarios, {"on_time": Bound(at_least=0.045)}, "made")  # type: ignore[arg-type]


def ask(folder: Path, *effects: float, **words: Any) -> Any:
    return staff(question(*effects, **words), folder, 1, Settings(model=MODEL))


def verdicts(answer: Any) -> list[tuple[str, str, int, int]]:
    return [(v.plan, v.verdict, v.held, v.runs) for v in answer.verdicts]


def test_the_cheapest_certified_plan_is_the_answer_and_one_less_is_not(tmp_path: Path) -> None:
    answer = ask(tmp_path, 0, 5, 5)  # 5 more and every draw is above the bound
    assert verdicts(answer) == [
        ("one", "not enough", 12, 29),
        ("two", "enough", 29, 29),
        ("three", "enough", 29, 29),
    ]
    assert answer.certified.plan == "two"
    said = sentences(answer)
    assert said[0] == (
        "Two is enough: in at least 90 of 100 outbreaks on_time is at least 4.50 %. All "
        "targets held in 29 of 29 outbreaks (share 88.1 to 100 %); if the share were only 90 "
        "in 100, so many would have held with a chance of 0.05."
    )
    assert said[1] == (
        "One is not enough, at 95 %: all targets held in 12 of 29 outbreaks (23.5 to 61.1 %)."
    )


def test_a_plan_after_the_first_failure_is_not_run(tmp_path: Path) -> None:
    answer = ask(tmp_path, 5, 0, 5)
    assert verdicts(answer)[0] == ("one", "not run", 0, 0)
    assert answer.certified.plan == "three"
    assert not (tmp_path / "one").exists()


def test_no_plan_may_be_enough(tmp_path: Path) -> None:
    answer = ask(tmp_path, 0, 0, 0)
    assert answer.certified is None
    assert sentences(answer)[0].startswith("No plan is shown to be enough")


def test_of_few_failures_it_cannot_be_told(tmp_path: Path) -> None:
    answer = ask(tmp_path, 0, 0, 4)  # a draw of 0 fails
    assert answer.verdicts[2].verdict == "cannot tell"
    assert "Of three it cannot be told" in sentences(answer)[0]


def test_the_same_question_again_runs_nothing_and_says_the_same(tmp_path: Path) -> None:
    first, again = ask(tmp_path, 0, 5, 5), ask(tmp_path, 0, 5, 5)
    assert first.verdicts == again.verdicts


def test_stopped_early_it_takes_fewer_runs(tmp_path: Path) -> None:
    answer = ask(tmp_path, 0, 5, 5, replications=200, stop_early=True)
    assert verdicts(answer) == [
        ("one", "not enough", 3, 10),
        ("two", "enough", 40, 40),
        ("three", "enough", 40, 40),
    ]


def test_what_a_certificate_takes_is_said_beforehand() -> None:
    assert beforehand(SPEC) == (
        "29 outbreaks a plan: a plan is certified (at 95 %, for 90 in 100 outbreaks) if at "
        "most 0 of them fail."
    )
    assert beforehand(SPEC.model_copy(update={"replications": 20})) == (
        "20 outbreaks a plan cannot certify 90 in 100 at 95 %: at least 29 are needed, with "
        "none failed."
    )


def test_a_mean_is_tested_by_student_s_t() -> None:
    values = {"wait_h": np.array([[1.0, 1.2, 0.8, 1.1, 0.9]])}
    answer = SimpleNamespace(values=values, replications=5)
    held = {1.2: "enough", 1.0: "cannot tell", 0.8: "not enough"}
    for limit, verdict in held.items():
        targets = {"wait_h": Bound(at_most=limit, on="mean")}
        assert judged(SPEC, targets, "one", answer).verdict == verdict  # type: ignore[arg-type]


def test_no_data_is_not_enough() -> None:
    assert not Bound(at_least=0.9).holds(math.nan)
    assert not Bound(at_most=5).holds(math.nan)


def test_a_target_that_is_no_measure_is_refused(tmp_path: Path) -> None:
    asked = replace(question(0, 5, 5), targets={"on_tim": Bound(at_least=0.9)})
    with pytest.raises(CallError, match=r"targets.on_tim: no such measure"):
        staff(asked, tmp_path, 1, Settings(model=MODEL))


TRUTHS = (0.70, 0.85, 0.96)  # in what share of outbreaks each plan holds; .9 is enough


def bernoulli(rng: np.random.Generator, runs: int = 61) -> Any:
    """Answer for plans whose outbreaks hold by coin, all with the same luck."""
    luck = rng.uniform(size=runs)

    def answer_of(scenario: Any) -> Any:
        held = luck < TRUTHS[[plan.name for plan in PLANS].index(scenario.name)]
        values = {"on_time": held[None, :].astype(float)}
        return SimpleNamespace(values=values, replications=runs, ran=0)

    return answer_of


def searched(rng: np.random.Generator, **words: Any) -> list[str]:
    asked = replace(
        question(0, 0, 0, replications=61, **words), targets={"on_time": Bound(at_least=0.5)}
    )
    return [found.verdict for found in search(asked, bernoulli(rng))]


def test_in_200_searches_with_known_truth_false_certificates_are_rare() -> None:
    """Plans hold in 70, 85 and 96 of 100 outbreaks: two is certified falsely in theory in .8 %.

    (At most 2 of 61 failed: chance .0082 at .85.) More than 16 false ones of 200 would come
    with a chance of .02 at a level of exactly 5 %; a search that certified wrongly in 12 %
    would show more than 16 with a chance of .95. The true plan, three, is certified with a
    chance of .56: 200 searches lie between 90 and 134 but once in 700.
    """
    rng = np.random.default_rng(3)
    found = [searched(rng) for _ in range(200)]
    false = sum("enough" in verdicts[:2] for verdicts in found)
    true = sum(verdicts[2] == "enough" for verdicts in found)
    assert false <= 16
    assert 90 <= true <= 134


def test_at_the_very_bound_the_level_is_kept_and_stopping_early_keeps_it_too() -> None:
    """A plan that holds in exactly 90 of 100 is certified with a chance of at most 5 %.

    Of 400 more than 32 (8 %) come with a chance of .004 at 5 %.
    """
    rng, fixed, early = np.random.default_rng(4), 0, 0
    for _ in range(400):
        outcomes = (rng.uniform(size=400) < 0.9).tolist()
        fixed += c.chance_if_short(sum(outcomes[:61]), 61, 0.9) <= 0.05
        early += c.decided(outcomes, 0.9, 0.97, 0.05) is True
    assert fixed <= 32
    assert early <= 32


def test_a_ratio_of_expectations_weighs_outbreaks_by_what_was_due() -> None:
    values, weight = np.array([1.0, 0.5, np.nan]), np.array([10.0, 30.0, 0.0])
    pseudo = pseudo_values(values, weight)
    # 25 of 40 due; without the first 15 of 30, without the second 10 of 10
    assert pseudo.tolist() == pytest.approx([3 * 0.625 - 2 * 0.5, 3 * 0.625 - 2 * 1.0, 0.625])


def test_the_front_names_plans_that_are_beaten_in_cost_and_harm() -> None:
    luck = np.random.default_rng(2).normal(size=30)
    found = placed(
        {
            "cheap": (100 + luck, 50 + luck),
            "dear": (200 + luck, 40 + 2 * luck),
            "foolish": (210 + 2 * luck, 55 + 3 * luck),
        },
        "infections",
    )
    assert [row.beaten_by for row in found.plans] == [(), (), ("cheap", "dear")]
    assert found.sentences()[1] == "foolish is beaten in both by cheap, dear."


@pytest.mark.long
@pytest.mark.parametrize("workers", [4, 14, 56])
def test_the_fewest_workers_of_a_queue_are_those_of_erlang_s_formula(
    workers: int, scenarios: Path, tmp_path: Path
) -> None:
    asked = load_staffing(scenarios / "staffing" / f"erlang-{workers}.yaml")
    answer = staff(asked, tmp_path)
    assert answer.certified is not None
    assert answer.certified.plan == f"workers-{workers}"
    assert answer.verdicts[0].verdict == "not enough"


@pytest.mark.long
def test_where_the_margin_is_a_third_of_a_minute_it_cannot_be_told(
    scenarios: Path, tmp_path: Path
) -> None:
    """Load 5: 7 workers wait .1621 h on average, the bound is .168 h: .006 h above."""
    answer = staff(load_staffing(scenarios / "staffing" / "erlang-7.yaml"), tmp_path)
    assert [found.verdict for found in answer.verdicts] == ["not run", "cannot tell", "enough"]


def test_towns_of_a_question_are_those_of_its_scenarios(scenarios: Path) -> None:
    asked = load_staffing(scenarios / "staffing" / "g-street.yaml", 60, towns=5)
    assert [scenario.run.towns for scenario in asked.scenarios] == [5, 5, 5, 5]
    with pytest.raises(ScenarioError, match="must be a divisor of replications"):
        load_staffing(scenarios / "staffing" / "g-street.yaml", towns=5)


def test_the_shipped_question_is_about_workers_per_grid(scenarios: Path) -> None:
    asked = load_staffing(scenarios / "staffing" / "g-street.yaml")
    heads = [scenario.workforce.grid_workers.per_grid for scenario in asked.scenarios]
    assert heads == [1, 2, 3, 4]
    assert asked.name == "g-street"


def test_what_is_wrong_with_a_question_is_named_at_its_line(
    tmp_path: Path, scenarios: Path
) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text(
        f"scenario: {scenarios / 'two-grids.yaml'}\n"
        "plans:\n"
        "  - {name: one, chang: {workforce.grid_workers.per_grid: 1}}\n"
        "  - {name: two, change: {workforce.grid_workers.per_grid: 2}}\n"
        "holds_in: 90\n"
        "target: {}\n"
    )
    with pytest.raises(ScenarioError) as found:
        load_staffing(file)
    assert [str(problem).removeprefix(f"{file}:") for problem in found.value.problems] == [
        "3: plans.0.chang: unknown key, did you mean change",
        "6: target: unknown key, did you mean targets",
        "5: holds_in: must be at most 1, found 90, did you mean 90 %",
    ]


def test_a_change_that_the_scenario_refuses_is_named_by_its_plan(
    tmp_path: Path, scenarios: Path
) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text(
        f"scenario: {scenarios / 'two-grids.yaml'}\n"
        "plans:\n"
        "  - {name: one, change: {workforce.grid_worker.per_grid: 1}}\n"
    )
    with pytest.raises(ScenarioError, match=r"plans.0.workforce.grid_worker: unknown key"):
        load_staffing(file)


def test_targets_of_means_are_spoken_of_as_means(tmp_path: Path) -> None:
    mean = {"on_time": Bound(at_least=0.07, on="mean")}
    asked = replace(question(0, 5, 5), targets=mean)
    said = sentences(staff(asked, tmp_path, 1, Settings(model=MODEL)))
    assert said[0].startswith(
        "Two is enough: on_time is at least 7 % on average. In 29 outbreaks"
    )
    assert said[1].startswith("One is not enough, at 95 %: on_time was ")
    assert "held in" not in " ".join(said)
