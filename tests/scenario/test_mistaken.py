"""A file that is not there, a folder, or of the other kind: said so, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load, load_staffing, load_sweep


def told(of: object, file: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        of(file)  # type: ignore[operator]
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_misspelt_file_has_one_beside_it_that_was_perhaps_meant(scenarios: Path) -> None:
    file = scenarios / "two-grid.yaml"
    assert told(load, file) == f"{file}: no such file, did you mean two-grids.yaml"
    asked = scenarios / "sweeps/two-grid.yaml"
    assert told(load_sweep, asked) == f"{asked}: no such file, did you mean two-grids.yaml"


def test_where_nothing_is_like_it_nothing_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "街道.yaml").touch()
    assert told(load, tmp_path / "none.yaml") == f"{tmp_path / 'none.yaml'}: no such file"
    nowhere = tmp_path / "nowhere" / "none.yaml"
    assert told(load, nowhere) == f"{nowhere}: no such file"


def test_a_folder_is_called_one(scenarios: Path) -> None:
    assert told(load, scenarios) == f"{scenarios}: is a folder, not a file"


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("staffing/g-street.yaml", "staff"),
        ("sweeps/two-grids.yaml", "sweep"),
        ("selection/two-grids.yaml", "select"),
        ("sensitivity/two-grids.yaml", "sensitivity"),
        ("calibration/growth.yaml", "calibrate"),
        ("studies/carry-over.yaml", "study"),
    ],
)
def test_a_question_given_as_a_scenario_names_its_command(
    scenarios: Path, file: str, command: str
) -> None:
    path = scenarios / file
    said = told(load, path)
    words = f"asks about a scenario and is none; its command is: gridresponse {command} {path}"
    assert said.startswith(f"{path}:")
    assert said.endswith(words)


def test_a_scenario_given_as_a_question_is_called_one(scenarios: Path) -> None:
    file = scenarios / "two-grids.yaml"
    said = told(load_staffing, file)
    assert said.endswith("is a scenario, not a staffing question, which names one")
