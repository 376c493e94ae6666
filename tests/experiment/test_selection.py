"""Selection of the best: constants of the tables, and how often the best is chosen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment.selection import Rule, Sample, by_ocba, kn, ocba, rinott, rinott_constant
from sim.scenario.selection_spec import load_selection

RULE = Rule(0.5, 0.95, 20, 10, 2000)


def plans(rng: np.random.Generator, paired: bool) -> Sample:
    """Five plans of which the first is better by just what matters; pairs share half."""
    common = rng.normal(0, 1, 2000)
    own = rng.normal(0, 1, (5, 2000))
    values = own + common if paired else own * 2**0.5
    values[1:] += 0.5
    return lambda plan, runs: values[plan, :runs]


def rate(procedure: Callable[..., object], paired: bool, times: int) -> tuple[float, float]:
    rng, right, runs = np.random.default_rng(8), 0, 0
    for _ in range(times):
        found = procedure(plans(rng, paired), 5, RULE)
        right, runs = right + (found.best == 0), runs + sum(found.runs)  # type: ignore[attr-defined]
    return right / times, runs / times


def test_rinott_s_constant_is_that_of_the_tables() -> None:
    # Law 2015, table 10.11, of two systems, n0 = 20
    assert rinott_constant(2, 20, 0.90) == pytest.approx(1.896, abs=0.005)
    assert rinott_constant(2, 20, 0.95) == pytest.approx(2.453, abs=0.005)


def test_ocba_gives_most_runs_to_rivals_that_are_near_or_noisy() -> None:
    found = ocba([0.0, 1.0, 2.0], [1.0, 1.0, 1.0], 1000)
    assert found[1] == pytest.approx(4 * found[2], abs=4)
    assert sum(found) <= 1000


@pytest.mark.slow
def test_the_best_is_chosen_as_often_as_promised(capsys: pytest.CaptureFixture[str]) -> None:
    """Of 200 selections at 95 % fewer than 180 come with a chance of 1 in 500."""
    pairs, apart, two = rate(kn, True, 200), rate(kn, False, 200), rate(rinott, False, 200)
    spent = rate(by_ocba, False, 100)
    with capsys.disabled():
        sys.stdout.write(
            "\nbest chosen, mean runs of five plans: "
            f"KN in pairs {pairs[0]:.3f}, {pairs[1]:.0f}; KN apart {apart[0]:.3f}, "
            f"{apart[1]:.0f}; Rinott {two[0]:.3f}, {two[1]:.0f}; OCBA {spent[0]:.2f}, "
            f"{spent[1]:.0f}"
        )
    assert min(pairs[0], apart[0], two[0]) >= 0.9
    assert pairs[1] < apart[1] < two[1]


def test_procedures_for_independent_runs_are_refused_in_pairs(
    tmp_path: Path, scenarios: Path
) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text(
        f"scenario: {scenarios / 'two-grids.yaml'}\nmeasure: on_time\nbest: highest\n"
        "indifference: 0.02\nprocedure: rinott\nplans:\n"
        "  - {name: one, change: {workforce.grid_workers.per_grid: 1}}\n"
        "  - {name: two, change: {workforce.grid_workers.per_grid: 2}}\n"
    )
    with pytest.raises(ScenarioError, match="rinott holds for independent runs only"):
        load_selection(file)
    seeds = [scenario.run.seed for scenario in load_selection(file, independent=True).scenarios]
    assert seeds[0] != seeds[1]


def test_the_shipped_selection_is_among_three_plans(scenarios: Path) -> None:
    found = load_selection(scenarios / "selection" / "two-grids.yaml")
    assert [scenario.name for scenario in found.scenarios] == ["one", "two", "four"]
