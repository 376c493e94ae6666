"""Small scenario files for the tests of the loader."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load

HEAD = "name: small\nstart: 2022-03-01 08:00\nhorizon: 10 d\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty folder `scenarios`, its parent the working folder."""
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    monkeypatch.chdir(tmp_path)
    return Path("scenarios")


@pytest.fixture
def said(folder: Path) -> Callable[[str], list[str]]:
    """Say what loading a text as a file says, line by line."""

    def say(text: str) -> list[str]:
        file = folder / "a.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            load(file)
        except ScenarioError as error:
            return str(error).replace("scenarios/a.yaml:", "").splitlines()
        return []

    return say


@pytest.fixture
def head() -> str:
    """Give the three lines that every scenario needs."""
    return HEAD


@pytest.fixture(scope="session")
def street() -> Scenario:
    """Load the reference street from its file."""
    return load(Path(__file__).parents[2] / "scenarios" / "g-street.yaml")
