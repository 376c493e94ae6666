"""The streets a planner may choose: shipped scenarios, and tables of grids that she uploads."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import GridResponseError, ScenarioError

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.town import Town

FIRST = ("g-street", "two-grids")
"""What stands first in the list; the first is also the rules behind an uploaded table."""
MOST_GRIDS = 2000
MOST_RESIDENTS = 2_000_000
TABLE, SCENARIO = "grids.csv", "street.yaml"
_MADE = re.compile(r"street-[0-9a-f]{12}")


class StreetError(GridResponseError):
    """A street that cannot be used; the message says why, by line where it is a table."""

    exit_status = 2


@dataclass(frozen=True)
class Street:
    """One street: the key that names it in an address, and its scenario."""

    key: str
    scenario: Scenario
    own: bool

    @property
    def title(self) -> str:
        """Return what people call it."""
        return self.scenario.title or self.scenario.name


class Streets:
    """All streets by key; a key from an address is looked up here, and never is a path."""

    def __init__(self, shipped: Path, uploaded: Path) -> None:
        self._uploaded = uploaded
        self._known: dict[str, Street] = {}
        found = {file.stem: file for file in sorted(shipped.glob("*.yaml"))}
        for stem in [*FIRST, *found]:
            if stem in found and stem not in self._known:
                self._take(stem, found[stem], own=False)
        if not self._known:
            raise StreetError(f"{shipped}: no scenario here; --scenarios names their folder")
        for folder in sorted(uploaded.glob("street-*")):
            if _MADE.fullmatch(folder.name):
                self._take(folder.name, folder / SCENARIO, own=True)

    def _take(self, key: str, file: Path, *, own: bool) -> None:
        """Add a street, unless its file is broken: `gridresponse validate` says how."""
        from sim.scenario import load

        try:
            scenario = load(file, file.parent)
        except ScenarioError:
            return
        self._known[key] = Street(key, scenario, own)

    def every(self) -> list[Street]:
        """List the streets, the uploaded ones last."""
        return list(self._known.values())

    def get(self, key: str) -> Street | None:
        """Return a street by its key."""
        return self._known.get(key)

    def add(self, title: str, table: bytes) -> Street:
        """Take a table of grids as a street with the rules of the first; raises StreetError."""
        from sim.scenario import load, read_grid_table

        base = self.every()[0].scenario
        key = f"street-{secrets.token_hex(6)}"
        folder = self._uploaded / key
        folder.mkdir(parents=True)
        try:
            (folder / TABLE).write_bytes(table)
            grids = read_grid_table(folder / TABLE)
            _refuse_large(len(grids.names), int(grids.residents.sum()))
            (folder / SCENARIO).write_text(base.to_yaml(), encoding="utf-8")
            mine = load(folder / SCENARIO, folder).override(
                {"town.grids": TABLE, "title": title or key}, name=key
            )
            (folder / SCENARIO).write_text(mine.to_yaml(), encoding="utf-8")
        except ScenarioError as error:
            shutil.rmtree(folder)
            raise StreetError(_without_paths(error)) from None
        except BaseException:
            shutil.rmtree(folder)
            raise
        self._take(key, folder / SCENARIO, own=True)
        return self._known[key]


def _refuse_large(grids: int, residents: int) -> None:
    if grids > MOST_GRIDS or residents > MOST_RESIDENTS:
        raise StreetError(
            f"the page takes at most {MOST_GRIDS:,} grids and {MOST_RESIDENTS:,} residents, "
            f"found {grids:,} and {residents:,}; the command line takes more"
        )


def _without_paths(error: ScenarioError) -> str:
    """Give the problems of a table by line, without where this computer keeps it."""
    lines = []
    for problem in error.problems:
        text = str(problem).removeprefix(problem.file).lstrip(":")
        lines.append(f"line {text}" if problem.line is not None else text.strip())
    return "\n".join(lines)


@lru_cache(maxsize=4)
def town_of(scenario: Scenario) -> Town:
    """Build a town once."""
    from sim.town import build_town

    return build_town(scenario.town, scenario.root)


def grids_of(scenario: Scenario) -> dict[str, Any]:
    """Return the grids by column: names, places [m], residents, workers, the vulnerable."""
    import numpy as np

    town = town_of(scenario)
    employer = scenario.workforce.grid_workers
    per_grid = (employer.per_grid or 0.0) if employer else 0.0
    stated = np.where(town.grid_workers < 0, 1, town.grid_workers)
    residents = np.bincount(town.resident_grid, minlength=town.grids)
    vulnerable = np.bincount(town.resident_grid[town.vulnerable], minlength=town.grids)
    return {
        "name": list(town.grid_names),
        "community": [town.community_names[c] for c in town.grid_community],
        "x_m": [float(x) for x in town.grid_x_m],
        "y_m": [float(y) for y in town.grid_y_m],
        "residents": residents.tolist(),
        "workers": (per_grid * stated).round(2).tolist(),
        "vulnerable_share": (100 * vulnerable / np.maximum(residents, 1)).round(1).tolist(),
    }


def as_json(value: Any) -> str:
    """Write values for a script of the page; what is no number becomes null."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
