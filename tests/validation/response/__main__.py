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

from sim.store.provenance import code_hash
from tests.validation.data import present
from tests.validation.response import checks, docking, experiments, field, page, pictures
from tests.validation.response.posterior import accepted, read
from tests.validation.response.words import DOCKED, FIT, HEAD, LIMITS, PLANS, TEETH, UNTOUCHED

ROOT = Path(__file__).parents[3]
ABSENT = """Not done. The program is there (`docking.py`, `with_covasim.py`), Covasim's runs
were not finished when this page was made, so nothing is claimed."""


def dianjiang_runs() -> dict[str, Any]:
    """Read the runs of the posterior under each model and plan."""
    found: dict[str, Any] = json.loads(experiments.KEPT.read_text(encoding="utf-8"))
    return found


def docked() -> str:
    """Hold our outbreaks against those of Covasim that are kept."""
    if not docking.KEPT.exists():
        return ABSENT
    theirs = docking.kept()
    growths = [docking.growth_of(one) for one in theirs["free"]]
    growth = sum(growths) / len(growths)
    shapes: dict[str, Any] = {}
    for name, controlled in (("free", False), ("controlled", True)):
        own = docking.daily_of_ours(growth, len(theirs[name]), controlled)
        shapes[name] = (
            [docking.shape_of(one, theirs["residents"]) for one in theirs[name]],
            [docking.shape_of(one, docking.residents_of(growth)) for one in own],
        )
        if name == "free":
            reached = sum(map(docking.growth_of, own)) / len(own)
    told = DOCKED.format(peer=theirs["peer"], growth=growth, reached=reached)
    return f"{told}\n\n{page.docked(shapes)}"


def written(runs: Mapping[str, Any], made: str) -> str:
    """Put the page together."""
    draws = read()
    kept = accepted(draws)
    in_field = field.checks()
    found = [*checks.dianjiang(runs), *in_field]
    same = [
        run for run in runs[experiments.AS_IT_IS] if "measures" in run
    ]  # draws of all models
    fair = [*checks.dianjiang({**runs, experiments.AS_IT_IS: same}), *in_field]
    pictures.pairs(draws, kept)
    pictures.predictive(runs[experiments.AS_IT_IS])
    many = {"draws": len(draws), "kept": len(kept), "runs": len(runs["no tracing"])}
    parts = [
        HEAD.format(made=made, **many),
        FIT.format(posterior=page.posterior(draws, kept), correlated=page.correlated(kept),
                   fitted=page.fitted(kept), **many),
        UNTOUCHED.format(table=page.untouched(found)),
        TEETH.format(table=page.teeth(fair), dropped=page.dropped(fair), **many),
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
