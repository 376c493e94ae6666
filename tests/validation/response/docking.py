"""Docking: with staff without end, and growth alike, our outbreak beside Covasim's.

Covasim 3.1 (Kerr et al. 2021, doi 10.1371/journal.pcbi.1009149) is run with its hybrid
population of 20,000, default disease and lasting immunity, beta .016, and with the same and
two controls that have no limit: the ill are tested (.3 a day, sensitivity .77, a day until the
result) and isolated, their households quarantined. Ours has the same course (the shipped set
`wild`), the same chances of a test and the same factors of isolation and quarantine, no
services and no staff, so that everything is done at once. Growth before control is matched to
Covasim's, as measured; nothing else is fitted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.scenario import Scenario, load
from sim.town import build_town
from tests.validation.response.shanghai import slope
from tests.validation.runs import DAY_H, SCENARIOS

Floats = NDArray[np.float64]
KEPT = Path(__file__).with_name("covasim.json")
OURS = Path(__file__).with_name("docked.json")
DAYS, SEEDS = 180, 20
FEW, MANY = 100, 1_000  # infected in all, between which growth is measured
AT_HOME = {
    "household": 0.3,
    "stairwell": 0.1,
    "grid": 0.1,
    "school": 0.1,
    "work": 0.1,
    "city": 0.1,
}
SHUT_IN = {
    "household": 0.6,
    "stairwell": 0.2,
    "grid": 0.2,
    "school": 0.2,
    "work": 0.2,
    "city": 0.2,
}


class Shape(NamedTuple):
    """Size of an outbreak [share], its peak [share a day], days from the 100th to the peak."""

    size: float
    peak: float
    days: float


def growth_of(daily: Floats) -> float:
    """Measure the growth of daily infections between 100 and 1,000 infected in all [1/d]."""
    summed = np.cumsum(daily)
    begin, end = (int(np.argmax(summed >= bound)) for bound in (FEW, MANY))
    if summed[-1] < MANY or end - begin < 3:
        return float("nan")
    return slope(range(begin, end + 1), daily[begin : end + 1])


def shape_of(daily: Floats, residents: int) -> Shape:
    """Read size, peak and time to the peak of one outbreak; a mean over 7 days smooths."""
    smooth = np.convolve(daily, np.ones(7) / 7, mode="same")
    summed = np.cumsum(daily)
    reached = float(np.argmax(summed >= FEW)) if summed[-1] >= FEW else float("nan")
    return Shape(
        float(summed[-1]) / residents, float(smooth.max()) / residents,
        float(np.argmax(smooth)) - reached,
    )  # fmt: skip


def ours(growth: float, controlled: bool) -> Scenario:
    """Make the scenario like Covasim's: 20,000 residents, no services, no staff."""
    controls: dict[str, Any] = {
        "isolated": {"kind": "isolation", "factors": AT_HOME, "duration": "14 d"},
        "household": {
            "kind": "quarantine", "scope": "household", "factors": SHUT_IN, "duration": "14 d",
        },
    }  # fmt: skip
    every = {one: {**rest, "when": "always"} for one, rest in controls.items()}
    changes: dict[str, Any] = {
        "horizon": f"{DAYS} d", "run.warm_up": "0 d", "services": None, "workforce": None,
        "response": {"controls": every} if controlled else None,
        "town.communities": 4, "town.households_per_grid": 355,
        "hazards.outbreak.variant": "wild", "hazards.outbreak.growth": f"{growth} /d",
        "hazards.outbreak.isolation.share": 0,
        "hazards.outbreak.introductions": {"mean": 0, "infectious_at_start": SEEDS},
        "hazards.outbreak.testing.sensitivity": [["0 d", 0.77], ["60 d", 0.77]],
        "hazards.outbreak.testing.turnaround": "24 h",
        "hazards.outbreak.testing.seek_normal": 0.3 if controlled else 0,
        "hazards.outbreak.testing.seek_alert": 0.3 if controlled else 0,
    }  # fmt: skip
    return load(SCENARIOS / "g-street.yaml").override(changes)


def daily_of_ours(growth: float, runs: int, controlled: bool) -> list[Floats]:
    """Count the infections of each day of our runs."""
    scenario, found = ours(growth, controlled), []
    for replication in range(runs):
        at_h = np.asarray(engine.run(scenario, replication).tables["infections"]["time_h"])
        day = (at_h // DAY_H).astype(int)
        found.append(np.bincount(day, minlength=DAYS)[:DAYS].astype(float))
    return found


def kept(file: Path = KEPT) -> dict[str, Any]:
    """Read what Covasim gave: its version, beta, and daily infections, free and controlled."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def residents_of(growth: float) -> int:
    """Count the residents of our town."""
    spec = ours(growth, controlled=False)
    return build_town(spec.town, spec.root).residents


def main() -> int:
    """Run ours at matched growth and keep the daily infections: ``... RUNS``, minutes.

    The growth asked for is corrected once by what a first run came to.
    """
    runs, theirs = int(sys.argv[1]), kept()
    growth = float(np.mean([growth_of(np.asarray(one, float)) for one in theirs["free"]]))
    first = growth_of(daily_of_ours(growth, 1, controlled=False)[0])
    asked = growth * growth / first
    found: dict[str, Any] = {"growth": growth, "first": first, "asked": asked}
    found["residents"] = residents_of(asked)
    for name in ("free", "controlled"):
        own = daily_of_ours(asked, runs, name == "controlled")
        found[name] = [one.astype(int).tolist() for one in own]
        OURS.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
        sys.stderr.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
