"""Run draws from the prior, once each, and keep what they show: half an hour, not repeated.

``python -m tests.validation.response.calibrate --draws 240 --out FILE`` writes the file of
runs, a line a draw; a file that holds some is gone on with, and processes may share the draws
(`--part`). With `--after` and the first wave's files it is a second wave.
``tests.validation.response.posterior`` reads it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sim.scenario import Scenario
from sim.town import Town, build_town
from tests.validation.response.dianjiang import (
    PRIOR,
    TOO_MANY,
    base,
    draws,
    infected_before_orders,
    narrowed,
    quick,
    seen,
)
from tests.validation.response.posterior import accepted, judged, runs_of


def shown(scenario: Scenario, number: int, town: Town) -> dict[str, Any]:
    """Run a draw unless too many are infected before the orders; hours to the tenth."""
    before = infected_before_orders(scenario, number, town)
    if before > TOO_MANY:
        return {"before": before, "known_h": None, "infected": 0}
    one = seen(scenario, number, town)
    hours = [round(at, 1) for at in sorted(one.known_h.tolist())]
    return {"before": before, "known_h": hours, "infected": len(one.infected_h)}


def main() -> int:
    """Read the options, run what is missing, one line of JSON a draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--out", type=Path, required=True, help="the file of runs, JSON lines")
    parser.add_argument("--draws", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first draw")
    parser.add_argument("--part", type=int, default=0, help="which of the parts, from 0")
    parser.add_argument("--parts", type=int, default=1, help="processes that share the draws")
    parser.add_argument("--after", type=Path, nargs="*", help="runs of a first wave: a second")
    options = parser.parse_args()
    done = 0
    if options.out.exists():
        done = len(options.out.read_text(encoding="utf-8").splitlines())
    ranges = narrowed(accepted(judged(runs_of(options.after)))) if options.after else PRIOR
    scenario = base()
    town = build_town(scenario.town, scenario.root)
    points = list(enumerate(draws(options.draws, options.seed, ranges), options.first))[
        options.part :: options.parts
    ]
    with options.out.open("a", encoding="utf-8") as file:
        for number, point in points[done:]:
            line = {"draw": number, "wave": 2 if options.after else 1, **point}
            line |= shown(quick(scenario, point), number, town)
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
            file.flush()
            sys.stderr.write(f"draw {number}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
