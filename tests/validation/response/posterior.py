"""The posterior of Dianjiang: the draws whose counts lie nearest to those published.

``python -m tests.validation.response.posterior RUNS...`` reads files of calibrate.py, keeps
them (compressed) and writes two files of scenarios/calibration: every draw with its counts and
distance (CSV), and the accepted ones as a posterior for `--posterior` (YAML). Approximate
Bayes by rejection (Tavare et al. 1997; Beaumont 2010, doi
10.1146/annurev-ecolsys-102209-144621), as `gridresponse calibrate`.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario import write_draws
from tests.validation.response.dianjiang import COUNTS, PRIOR, base, changes, counts_of
from tests.validation.response.observation import Floats, distance
from tests.validation.runs import SCENARIOS

TABLE = SCENARIOS / "calibration" / "dianjiang-draws.csv"
RUNS = SCENARIOS / "calibration" / "dianjiang-runs.jsonl.gz"
POSTERIOR = SCENARIOS / "calibration" / "dianjiang-posterior.yaml"
ACCEPTED = 0.2
FITTED = np.array([not count.held_out for count in COUNTS])
OBSERVED = np.array([count.value for count in COUNTS])
Draw = dict[str, float]
COLUMNS = (
    "draw",
    "wave",
    *PRIOR,
    "before",
    *(f"count_{count.date}" for count in COUNTS),
    "distance",
)


def nearest(far: Sequence[float], share: float) -> list[int]:
    """Give the places of the smallest share of distances, nearest first."""
    order = np.argsort(np.asarray(far, float), kind="stable")
    return [int(place) for place in order[: max(1, round(len(order) * share))]]


def judged(lines: Iterable[dict[str, Any]]) -> list[Draw]:
    """Give each run its counts and distance; one rejected without a run lies infinitely far."""
    found = []
    for line in lines:
        draw: Draw = {name: line[name] for name in ("draw", "wave", *PRIOR, "before")}
        ran = line["known_h"] is not None
        known_h = np.asarray(line["known_h"] if ran else [], float)
        counts = counts_of(known_h, line, int(line["draw"]))
        draw |= dict(zip(COLUMNS[-6:-1], counts.tolist(), strict=True))
        draw["distance"] = distance(counts[FITTED], OBSERVED[FITTED]) if ran else float("inf")
        found.append(draw)
    return sorted(found, key=lambda draw: (draw["wave"], draw["draw"]))


def accepted(draws: Sequence[Draw]) -> list[Draw]:
    """Give the nearest draws, nearest first."""
    return [draws[place] for place in nearest([d["distance"] for d in draws], ACCEPTED)]


def read(file: Path = TABLE) -> list[Draw]:
    """Read the table of draws."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            {name: float(cell) for name, cell in row.items()} for row in csv.DictReader(lines)
        ]


def counts_in(draws: Sequence[Draw]) -> Floats:
    """Give the counts of draws [draws, counts]."""
    return np.array([[draw[name] for name in COLUMNS[-6:-1]] for draw in draws])


def correlations(draws: Sequence[Draw], names: Sequence[str]) -> Floats:
    """Give the rank correlations (Spearman) of free values [names, names]."""
    values = np.array([[draw[name] for name in names] for draw in draws])
    ranks = np.apply_along_axis(_ranks, 0, values)
    return np.asarray(np.corrcoef(ranks, rowvar=False))


def _ranks(values: Floats) -> Floats:
    """Rank values from 0, equal ones alike."""
    return np.array([np.sum(values < one) + (np.sum(values == one) - 1) / 2 for one in values])


def runs_of(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Read files of runs, JSON lines, compressed where they end in .gz."""
    found = []
    for file in files:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode()
        found += [json.loads(line) for line in text.splitlines()]
    return found


def main() -> int:
    """Read the runs, write the table and the posterior, and say how many there are.

    Without files the kept runs are read; with files they are kept, in place of those before.
    """
    files = [Path(name) for name in sys.argv[1:]]
    lines = runs_of(files or [RUNS])
    if files:
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        RUNS.write_bytes(gzip.compress(text.encode(), mtime=0))
    draws = judged(lines)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(draws)
    kept, scenario = accepted(draws), base()
    told = {"scenario": "dianjiang-screening", "accepted": f"{len(kept)} of {len(draws)}"}
    write_draws(POSTERIOR, [changes(scenario, draw) for draw in kept], told)
    sys.stdout.write(f"{len(kept)} of {len(draws)} draws\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
