"""Hold our epidemic against its peers, side by side: CPU seconds of one run, both sides warm.

Peers live in environments of their own (peers/environments.py makes them) and a row whose peer
is missing says so. Infections, contacts and events stand beside each time.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peers import graph
from peers.environments import PEERS, default_folder, interpreter, works
from shared.measuring import machine
from shared.sides import Command, side_by_side
from shared.table import markdown

HERE = Path(__file__).parent
SCRIPTS = {"covasim4": "with_covasim.py", "covasim3": "with_covasim.py", "eon": "with_eon.py"}
# Covasim's beta that makes a random first case infect 2.5 or .75 others directly, measured by
# with_covasim.py with `direct` and 10,000 first cases: 2.43 at .0170, .785 at .0047 (standard
# error .025 and .011); the default .016 gives 2.3.
BETA = {2.5: 0.0174, 0.75: 0.0045}
AT_HOME = {2.5: 0.155, 0.75: 0.0465}  # our household attack rate, scaled alike
TRACING = {
    "test_prob": {"symp_prob": 0.3, "asymp_prob": 0.0, "sensitivity": 0.77, "test_delay": 1},
    "contact_tracing": {
        "trace_probs": {"h": 1.0, "s": 0.5, "w": 0.5, "c": 0.2},
        "trace_time": {"h": 0, "s": 1, "w": 1, "c": 1},
    },
}


@dataclass(frozen=True)
class Row:
    """One line of work: what each side does, how many times less ours should take."""

    title: str
    works: dict[str, dict[str, Any]]
    bars: dict[str, float] = field(default_factory=dict)


def epidemic(title: str, residents: int, reproduction: float, **more: Any) -> Row:
    """Make the row of an epidemic in a town against both Covasims."""
    bars = more.pop("bars", (None, None))
    base = {"residents": residents, "infected": 20, "days": 180, **more}
    own = {"reproduction": reproduction, "household_attack_rate": AT_HOME[reproduction]}
    theirs = {**base, "beta": BETA[reproduction]}
    works = {"covasim4": theirs, "covasim3": theirs, "ours": {**base, **own}}
    known = {name: bar for name, bar in zip(works, bars, strict=False) if bar}
    return Row(title, works, known)


def rows(quick: bool, pairs: Path) -> Iterator[tuple[str, Row]]:
    """List the work; `pairs` is the file of the explicit network."""
    size = 20_000 if quick else 100_000
    same = "the same"
    title = f"{size:,} residents, 180 days, R0 2.5, no control"
    yield "free", epidemic(title, size, 2.5, bars=(60, 35))
    yield "lasting", epidemic(f"{same}, immunity lasts on both sides", size, 2.5, waning=False)
    traced = {"tracing": TRACING, "bars": (60, 100)}
    yield "tracing", epidemic(f"{same} with testing and tracing", size, 2.5, **traced)
    dies = f"{same}, 10 infections that die out (R0 .75)"
    yield "dies", epidemic(dies, size, 0.75, infected=10, bars=(1000, 1000))
    if not quick:
        yield "million", epidemic("1,000,000 residents, R0 2.5", 1_000_000, 2.5, bars=(60, 35))
    network = {"graph": str(pairs), "residents": size, "infected": 20, "days": 365,
               "per_day": 0.2 / 3, "recovery_per_day": 0.2}  # fmt: skip
    title = f"explicit network of {size:,} nodes, mean degree 10, SIR"
    yield "network", Row(title, {"eon": network, "ours": network}, {"eon": 50})


def measured(row: Row, folder: Path, repeats: int) -> dict[str, Any]:
    """Measure one row; a side that is missing says why."""
    sides: dict[str, tuple[Command, dict[str, Any]]] = {}
    missing: dict[str, Any] = {}
    for name, work in row.works.items():
        if name == "ours":
            sides[name] = (Path(sys.executable), "with_ours.py"), work
        elif why := works(interpreter(folder, name), PEERS[name][1]):
            missing[name] = {"absent": f"{why}; see benchmarks/peers/environments.py"}
        else:
            sides[name] = (interpreter(folder, name), SCRIPTS[name]), work
    found = side_by_side(sides, repeats) | missing
    return {"title": row.title, "work": row.works, "bars": row.bars, "sides": found}


def growth(quick: bool, repeats: int) -> dict[str, Any]:
    """Time ours at three sizes; give the exponent of its time in infections."""
    sizes = (10_000, 30_000, 100_000) if quick else (100_000, 1_000_000, 5_000_000)
    points = []
    for size in sizes:
        row = epidemic("", size, 2.5)
        own = {"ours": ((Path(sys.executable), "with_ours.py"), row.works["ours"])}
        points.append(side_by_side(own, repeats)["ours"])
    steps = [
        math.log(b["run_s"] / a["run_s"]) / math.log(b["infections"] / a["infections"])
        for a, b in ((points[0], points[1]), (points[1], points[2]), (points[0], points[2]))
    ]
    names = ("lower", "upper", "whole")
    exponent = {name: round(step, 3) for name, step in zip(names, steps, strict=True)}
    return {"points": points, "exponent": exponent, "bar": 1.3}


def kernel(quick: bool, repeats: int) -> dict[str, Any]:
    """Hold the full kernel against the least one, in a process of its own."""
    asked = ["--repeats", str(repeats), "--residents", str(20_000 if quick else 100_000)]
    command = [sys.executable, str(HERE / "kernel.py"), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Read the options, measure, print the table, write JSON where told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--environments", type=Path, default=default_folder())
    parser.add_argument("--out", type=Path, help="file for the JSON")
    parser.add_argument("--quick", action="store_true", help="smaller, without the million")
    parser.add_argument("--repeats", type=int, help="timed turns; default 5, quick 2")
    parser.add_argument("--only", nargs="+", help="rows by name, or growth, kernel")
    options = parser.parse_args()
    repeats = options.repeats or (2 if options.quick else 5)

    result: dict[str, Any] = {
        "benchmark": "spread",
        "how": "CPU seconds of one run (setting up apart), one thread, one untimed run before;"
        " medians over the turns, ratios within each turn",
        **machine(),
        "rows": {},
    }
    with tempfile.TemporaryDirectory() as scratch:
        pairs = Path(scratch) / "pairs.csv"
        graph.write(pairs, 20_000 if options.quick else 100_000, 10.0, 1)
        for name, row in rows(options.quick, pairs):
            if not options.only or name in options.only:
                print(f"{name}: {row.title}", file=sys.stderr, flush=True)
                result["rows"][name] = measured(row, options.environments, repeats)
    for name, call in (("growth", growth), ("kernel", kernel)):
        if not options.only or name in options.only:
            print(name, file=sys.stderr, flush=True)
            result[name] = call(options.quick, repeats)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(markdown(result))


if __name__ == "__main__":
    main()
