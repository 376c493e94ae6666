"""What a sweep may say, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Factor, SweepSpec, load_sweep


def factor(**words: Any) -> Factor:
    return Factor.model_validate({key.rstrip("_"): value for key, value in words.items()})


def first_point(file: Path) -> None:
    """Load a sweep and make its first point."""
    sweep = load_sweep(file)
    sweep.scenarios([{path: f.levels[0] for path, f in sweep.spec.factors.items()}])


def problems(folder: Path, scenarios: Path, text: str) -> list[str]:
    """Load a sweep of the small town and return its problems, without the file's name."""
    file = folder / "asked.yaml"
    file.write_text(f"scenario: {scenarios / 'two-grids.yaml'}\n{text}")
    with pytest.raises(ScenarioError) as found:
        first_point(file)
    return [str(problem).removeprefix(f"{file}:") for problem in found.value.problems]


def test_a_range_of_quantities_keeps_its_unit() -> None:
    assert factor(from_="12 h", to="48 h").value(0.25) == "21 h"
    assert factor(from_="2 %", to="8 %").value(0.5) == "5 %"
    assert factor(from_=0.5, to=1.5).value(0.1) == 0.6


def test_whole_numbers_have_equal_shares_of_a_range() -> None:
    assert [factor(from_=1, to=4).value(u) for u in (0.0, 0.24, 0.26, 0.99)] == [1, 1, 2, 4]
    assert [factor(from_=4, to=1).value(u) for u in (0.0, 0.99)] == [4, 1]


def test_values_are_levels_in_their_order() -> None:
    assert [factor(values=("a", "b", "c")).value(u) for u in (0.1, 0.5, 0.9)] == ["a", "b", "c"]


def test_a_place_is_by_number_where_there_are_numbers_else_by_order() -> None:
    assert factor(values=(1, 2, 5)).place(2) == 0.25
    assert factor(values=("6 h", "12 h", "48 h")).place("12 h") == pytest.approx(1 / 7)
    assert factor(values=("6 h", "1 d", "2 d")).place("1 d") == 0.5  # two units: by order
    assert factor(values=(True, False)).place(False) == 1


def test_the_shipped_sweep_has_three_factors(scenarios: Path) -> None:
    sweep = load_sweep(scenarios / "sweeps" / "two-grids.yaml", replications=3)
    assert (len(sweep.spec.factors), sweep.spec.size, sweep.name) == (3, 8, "two-grids")
    assert sweep.spec.replications == 3


def test_a_point_is_a_scenario_named_by_number_and_titled_by_its_values(
    scenarios: Path,
) -> None:
    sweep = load_sweep(scenarios / "sweeps" / "two-grids.yaml", seed=7)
    (made,) = sweep.scenarios([{"workforce.grid_workers.per_grid": 2}])
    assert (made.name, made.title) == ("p000", "workforce.grid_workers.per_grid 2")
    assert (made.workforce.grid_workers.per_grid, made.run.seed) == (2, 7)


def test_mistakes_are_named_at_their_lines(tmp_path: Path, scenarios: Path) -> None:
    text = "factors:\n  horizon: {valeus: [1 d, 2 d]}\ndesing: full\n"
    assert problems(tmp_path, scenarios, text) == [
        "3: factors.horizon.valeus: unknown key, did you mean values",
        "4: desing: unknown key, did you mean design",
    ]


def test_a_factor_has_values_or_a_range(tmp_path: Path, scenarios: Path) -> None:
    for given in ("{from: 1 d}", "{}", "{values: [1 d, 2 d], from: 1 d, to: 2 d}"):
        (told,) = problems(tmp_path, scenarios, f"factors:\n  horizon: {given}\n")
        assert told.startswith("3: factors.horizon: needs either values, or from and to")


def test_a_path_that_the_scenario_does_not_know_is_named_at_its_factor(
    tmp_path: Path, scenarios: Path
) -> None:
    text = "factors:\n  horizon: {values: [1 d, 2 d]}\n  twon.seed: {values: [1, 2]}\n"
    (told,) = problems(tmp_path, scenarios, text)
    assert told.startswith("4: factors.twon: unknown key, did you mean town")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("factors: {horizon: {from: 1 d, to: 40 h}}", "another number in the unit of from"),
        (
            "factors: {horizon: {values: [1 d, 2 d]}}\npoints: 4",
            "latin_hypercube and sobol need",
        ),
        ("factors: {horizon: {values: [1 d, 2 d]}}\ndesign: sobol\npoints: 6", "a power of 2"),
        ("design: list", "design list needs this"),
        ("design: list\nlist: [{horizon: 1 d}, {town.seed: 2}]", "name the same paths"),
        ("design: fulll\nfactors: {horizon: {values: [1 d, 2 d]}}", "did you mean full"),
        ("design: full", "are needed, or a list"),
    ],
)
def test_a_design_that_cannot_be_is_refused(
    tmp_path: Path, scenarios: Path, text: str, told: str
) -> None:
    assert any(told in problem for problem in problems(tmp_path, scenarios, text))


@pytest.mark.parametrize("word", ["D = ABD", "D = A", "E = ABC", "D : ABC", "D = AAB"])
def test_a_generator_is_a_word_of_free_letters(word: str) -> None:
    two = {letter: {"values": (0, 1)} for letter in "pqrs"}
    asked = {"scenario": "x", "factors": two, "design": "fractional", "generators": (word,)}
    with pytest.raises(ValueError, match="a word of letters among ABC for each of D"):
        SweepSpec.model_validate(asked)
