"""Runs of the posterior of Dianjiang: as it is, three wrong models, and plans under one luck.

``python -m tests.validation.response.experiments`` runs some draws of the saved posterior under
each and writes dianjiang.json, minutes; the page reads it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from sim import engine
from sim.measures import measure
from sim.scenario import Scenario
from sim.town import Town, build_town
from tests.validation.response.dianjiang import base, counts_of, daily, quick
from tests.validation.response.posterior import Draw, accepted, read

KEPT = Path(__file__).with_name("dianjiang.json")
DRAWS, DAYS = 8, 20
AS_IT_IS = "as it is"
WRONG: dict[str, dict[str, Any]] = {
    "no tracing": {
        "response.controls.case_household.enabled": False,
        "response.controls.case_stairwell.enabled": False,
    },
    "unlimited staff": {
        "workforce.grid_workers.per_grid": 20,
        "workforce.cadres.per_1000_residents": 6,
        "workforce.cadres.call_up.notice": "0 h",
        "workforce.medics.per_1000_residents": 20,
        "workforce.medics.call_up.notice": "0 h",
        "workforce.volunteers.ceiling": 0.1,
    },
    "half the growth": {},  # the draw's growth is halved
}
PLANS: dict[str, dict[str, Any]] = {
    "two workers a grid": {"workforce.grid_workers.per_grid": 2},
    "orders a day earlier": {
        "response.emergency.manual_from": "2022-11-07 18:00",
        "response.controls.sealed.from": "2022-11-09 22:00",
        "response.controls.temporary_control.from": "2022-11-07 18:00",
        "response.controls.temporary_control.until": "2022-11-09 22:00",
        "response.controls.medium_area.from": "2022-11-09 22:00",
        "workforce.cadres.call_up.notice": "24 h",
    },
}
MEASURES = ("infections", "lost_service", "on_time")


def varied(scenario: Scenario, draw: Draw, name: str) -> Scenario:
    """Make the scenario of one draw under one model or plan."""
    point = dict(draw)
    if name == "half the growth":
        point["growth"] = draw["growth"] / 2
    return quick(scenario, point).override(WRONG.get(name, {}) | PLANS.get(name, {}))


def shown(scenario: Scenario, draw: Draw, town: Town) -> dict[str, Any]:
    """Run one draw; give its counts, cases by day, by what they were found, and measures."""
    number = int(draw["draw"])
    records = engine.run(scenario, number, town)
    table = records.tables["infections"]
    known_h = np.asarray(table["detected_h"], float)
    found = np.isfinite(known_h)
    measures = measure(records)
    return {
        "draw": number,
        "counts": counts_of(known_h[found], draw, number).tolist(),
        "daily": daily(known_h[found], DAYS).tolist(),
        "found_by": dict(
            Counter(str(by) for by in np.asarray(table["found_by"], object)[found])
        ),
        "measures": {name: float(measures[name]) for name in MEASURES},
    }


def main() -> int:
    """Run the draws under each model and plan, write what came out after each."""
    scenario = base()
    town, kept = build_town(scenario.town, scenario.root), accepted(read())[:DRAWS]
    names = (AS_IT_IS, *PLANS, *WRONG)
    found: dict[str, list[Any]] = {name: [] for name in names}
    for draw in kept:
        for name in names:
            found[name].append(shown(varied(scenario, draw, name), draw, town))
        KEPT.write_text(json.dumps(found) + "\n", encoding="utf-8")
        sys.stderr.write(f"draw {draw['draw']:.0f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
