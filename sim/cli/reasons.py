"""Commands that ask why: attribution, sensitivity, calibration, selection."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import runs
from sim.cli.options import (
    Changes,
    Count,
    Fresh,
    Json,
    Out,
    Processes,
    Quiet,
    Seed,
    Voice,
    app,
    guarded,
    print_json,
)

_MEASURE = typer.Option("--measure", "-m", help="Measure to explain; repeatable.")
_COUPLING = typer.Option(
    "--coupling", help="Coupling to switch; repeatable; default: all four."
)


@app.command()
@guarded
def attribute(
    base: Annotated[Path, typer.Argument(help="The baseline.", show_default=False)],
    other: Annotated[Path, typer.Argument(help="The scenario to explain.", show_default=False)],
    measures: Annotated[list[str] | None, _MEASURE] = None,
    couplings: Annotated[list[str] | None, _COUPLING] = None,
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    changes: Changes = None,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say why a scenario differs: through absence, delays, contacts at work, compliance."""
    from sim.experiment.attribution import attribute as run
    from sim.scenario.attribution_spec import COUPLINGS

    first, second = runs._scenarios([base, other], changes)
    folder = out or Path("results") / f"{second.name}-attribute"
    settings = runs._settings(Voice(quiet, as_json, report=False), "summary", fresh)
    found = run(
        (first, second),
        tuple(measures or ("on_time", "infections")),
        tuple(couplings or COUPLINGS),
        (replications, seed),
        (folder, processes),
        settings,
    )
    if as_json:
        print_json(found.as_json())
        return
    print("\n".join(found.sentences()))
    if not quiet:
        print(f"Results: {found.folder}", file=sys.stdout)
