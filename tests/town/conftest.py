"""What the tests of the town share: the reference street, and towns from small tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario import GridTable, TownSpec
from sim.town import Town, build_town
from sim.town.layout import from_table
from sim.town.town import assemble

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BuildFrom = Callable[..., Town]


def _table(rows: list[tuple[Any, ...]]) -> GridTable:
    names, communities, *numbers = zip(*rows, strict=True)
    households, residents = (np.array(column, dtype=np.int64) for column in numbers[:2])
    others = (np.array(column, dtype=np.float64) for column in numbers[2:])
    return GridTable(names, communities, households, residents, *others)


@pytest.fixture(scope="session")
def street() -> Town:
    """Build the reference street: 60 grids of 425 households."""
    return build_town(TownSpec(), SCENARIOS)


@pytest.fixture
def built() -> BuildFrom:
    """Build a town of a specification that differs from the street in the arguments."""
    return lambda **changes: build_town(TownSpec(**changes), SCENARIOS)


@pytest.fixture
def built_from() -> BuildFrom:
    """Build a town from rows of a table."""

    def build(*rows: tuple[Any, ...], **changes: Any) -> Town:
        spec = TownSpec(**changes)
        return assemble(spec, from_table(_table(list(rows)), spec))

    return build
