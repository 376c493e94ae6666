"""Runs of the posterior of Dianjiang: as it is, three wrong models, and plans under one luck.

``python -m tests.validation.response.experiments run PART PARTS FILE`` runs some draws of the
saved posterior under each, minutes; ``... join FILES`` writes dianjiang.json; the page reads
it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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
DRAWS, DAYS = 20, 20
CAUSES = ("sealed", "case_household", "case_stairwell")
TURNAROUND_H = 12.0
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
    "fast response": {  # scenarios/overlays/fast-response.yaml
        "workforce.cadres.call_up.notice": "24 h",
        "response.emergency.delay": "8.4 h",
    },
}
MEASURES = ("infections", "lost_service", "on_time")


def varied(scenario: Scenario, draw: Draw, name: str) -> Scenario:
    """Make the scenario of one draw under one model or plan."""
    point = dict(draw)
    if name == "half the growth":
        point["growth"] = draw["growth"] / 2
    return quick(scenario, point).override(WRONG.get(name, {}) | PLANS.get(name, {}))


def confined(tables: Mapping[str, Any], found: Any) -> Any:
    """Tell which cases were shut in, as a zone or as contacts, when they were sampled."""
    rows, infections = tables["restrictions"], tables["infections"]
    mine = np.isin(np.asarray(rows["cause"], str), CAUSES)
    mine &= np.asarray(rows["layer"], str) == "grid"  # at home a town order may be the cause
    who, begin, end = (np.asarray(rows[n])[mine] for n in ("resident", "from_h", "until_h"))
    people = np.asarray(infections["resident"])[found]
    at_h = np.asarray(infections["detected_h"], float)[found] - TURNAROUND_H
    return np.array(
        [
            bool(np.any((who == one) & (begin <= at) & (at < end)))
            for one, at in zip(people, at_h, strict=True)
        ],
        bool,
    )


def shown(scenario: Scenario, draw: Draw, town: Town) -> dict[str, Any]:
    """Run one draw; give its counts, cases by day, by what they were found, and measures."""
    number = int(draw["draw"])
    records = engine.run(scenario, number, town)
    table = records.tables["infections"]
    known_h = np.asarray(table["detected_h"], float)
    found = np.isfinite(known_h)
    by = np.asarray(table["found_by"], object)[found].astype(str)
    inside = confined(records.tables, found)
    measures = measure(records)
    return {
        "draw": number,
        "counts": counts_of(known_h[found], draw, number).tolist(),
        "daily": daily(known_h[found], DAYS).tolist(),
        "cases": int(found.sum()),
        "confined": int(inside.sum()),
        "screened": int(((by == "round") & ~inside).sum()),
        "sampled_share": round(float(measures["sampled_share"]), 3),
        "measures": {name: float(measures[name]) for name in MEASURES},
    }


def main() -> int:
    """Run the draws under each model and plan, one line of JSON a draw; join the parts.

    `run PART PARTS FILE` runs a share of the draws; `join FILES` writes dianjiang.json.
    """
    names = (AS_IT_IS, *PLANS, *WRONG)
    if sys.argv[1] == "join":
        text = "".join(Path(name).read_text(encoding="utf-8") for name in sys.argv[2:])
        lines = [json.loads(line) for line in text.splitlines()]
        found = {name: [line[name] for line in lines] for name in names}
        KEPT.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
        return 0
    part, parts = int(sys.argv[2]), int(sys.argv[3])
    scenario = base()
    town = build_town(scenario.town, scenario.root)
    for draw in accepted(read())[:DRAWS][part::parts]:
        line = {name: shown(varied(scenario, draw, name), draw, town) for name in names}
        with Path(sys.argv[4]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        sys.stderr.write(f"draw {draw['draw']:.0f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
