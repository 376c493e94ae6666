"""What the tests of this folder share: the scenarios under `scenarios/theory/`, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Scenario, load


@pytest.fixture
def theory(scenarios: Path) -> Callable[[str], Scenario]:
    """Load a scenario of the theory folder by name."""
    return lambda name: load(scenarios / "theory" / f"{name}.yaml")
