"""Run draws from the prior, once each, and keep what they show: half an hour, not repeated.

``python -m tests.validation.response.calibrate --draws 240 --out FILE`` writes the file of
runs, a line a draw; a file that holds some is gone on with, and processes may share the draws
(`--part`). ``tests.validation.response.posterior`` reads it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from sim.town import build_town
from tests.validation.response.dianjiang import (
    TOO_MANY,
    WAVES,
    Seen,
    base,
    draws,
    infected_before_orders,
    quick,
    seen,
)


def main() -> int:
    """Read the options, run what is missing, one line of JSON a draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--out", type=Path, required=True, help="the file of runs, JSON lines")
    parser.add_argument("--draws", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, default=0, help="which of the parts, from 0")
    parser.add_argument("--parts", type=int, default=1, help="processes that share the draws")
    parser.add_argument("--wave", type=int, default=1, choices=list(WAVES))
    options = parser.parse_args()
    done = 0
    if options.out.exists():
        done = len(options.out.read_text(encoding="utf-8").splitlines())
    scenario = base()
    town = build_town(scenario.town, scenario.root)
    points = list(enumerate(draws(options.draws, options.seed, options.wave)))[
        options.part :: options.parts
    ]
    with options.out.open("a", encoding="utf-8") as file:
        for number, point in points[done:]:
            one = quick(scenario, point)
            before = infected_before_orders(one, number, town)
            nothing = Seen(np.zeros(0), [], np.zeros(0))
            shown = nothing if before > TOO_MANY else seen(one, number, town)
            line = {
                "draw": number,
                "wave": options.wave,
                **point,
                "before": before,
                "known_h": [round(at, 2) for at in shown.known_h.tolist()],
                "found_by": shown.found_by,
                "infected_h": [round(at, 2) for at in shown.infected_h.tolist()],
            }
            file.write(json.dumps(line) + "\n")
            file.flush()
            sys.stderr.write(f"draw {number}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
