"""Write docs/validation-response.md and its pictures: ``python -m tests.validation.response``.

The calibration, the runs of its posterior and Covasim's are not made again: they are read from
scenarios/calibration, dianjiang.json and covasim.json, and the page says so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.store.provenance import code_hash
from tests.validation.data import present
from tests.validation.response import checks, docking, experiments, field, page, pictures
from tests.validation.response.posterior import accepted, read
from tests.validation.response.words import DOCKED, FIT, HEAD, LIMITS, PLANS, TEETH, UNTOUCHED

ROOT = Path(__file__).parents[3]
ABSENT = """Not done. The program is there (`docking.py`, `with_covasim.py`), the runs
were not finished when this page was made, so nothing is claimed."""


def dianjiang_runs() -> dict[str, Any]:
    """Read the runs of the posterior under each model and plan."""
    found: dict[str, Any] = json.loads(experiments.KEPT.read_text(encoding="utf-8"))
    return found


def docked() -> str:
    """Hold our outbreaks against those of Covasim that are kept."""
    if not docking.OURS.exists():
        return ABSENT
    theirs, ours = docking.kept(), docking.kept(docking.OURS)
    shapes: dict[str, Any] = {}
    for name in ("free", "controlled"):
        if len(ours.get(name, [])) > 1:
            shapes[name] = tuple(
                [
                    docking.shape_of(np.asarray(run, float), side["residents"])
                    for run in side[name]
                ]
                for side in (theirs, ours)
            )
    reached = float(
        np.mean([docking.growth_of(np.asarray(run, float)) for run in ours["free"]])
    )
    told = DOCKED.format(peer=theirs["peer"], growth=ours["growth"], reached=reached,
                         faster=f"{100 * (reached / ours['growth'] - 1):+.0f} %",
                         theirs=len(theirs["free"]), own=len(ours["free"]))  # fmt: skip
    missing = "" if "controlled" in shapes else "\n\nControlled: ours was not run."
    return f"{told}\n\n{page.docked(shapes)}{missing}"


def written(runs: Mapping[str, Any], made: str) -> str:
    """Put the page together."""
    draws = read()
    kept = accepted(draws)
    in_field = field.checks()
    sampled = np.median([run["sampled_share"] for run in runs[experiments.AS_IT_IS]])
    found = [*checks.dianjiang(runs), *in_field]
    pictures.pairs(draws, kept)
    pictures.predictive(runs[experiments.AS_IT_IS])
    many = {"draws": len(draws), "kept": len(kept), "runs": len(runs["no tracing"])}
    parts = [
        HEAD.format(made=made, **many),
        FIT.format(posterior=page.posterior(draws, kept), correlated=page.correlated(kept),
                   fitted=page.fitted(kept), sampled=f"{sampled:.2f}",
                   luck=f"{1.96 / (len(kept) - 1) ** 0.5:.2f}", **many),
        UNTOUCHED.format(table=page.untouched(found)),
        TEETH.format(table=page.teeth(found), dropped=page.dropped(found), **many),
        f"## Docking: staff without end, against Covasim\n\n{docked()}",
        PLANS.format(table=page.plans(runs), **many),
        LIMITS.format(**many),
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main() -> int:
    """Read the options, make the checks, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "validation-response.md")
    parser.add_argument("--date", default=date.today().isoformat(), help="to put on the page")
    options = parser.parse_args()
    made = f"Made on {options.date} by `make validation`: code {code_hash()[:12]}."
    if not present():
        sys.stderr.write(
            "the real data of Shanghai are not here: its slope is the stated one\n"
        )
    options.out.write_text(written(dianjiang_runs(), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
