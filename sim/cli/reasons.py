"""Commands that ask why: attribution, sensitivity, calibration, selection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import runs
from sim.cli.options import (
    Changes,
    Count,
    Fresh,
    Independent,
    Json,
    Out,
    Processes,
    Quiet,
    Seed,
    Voice,
    answered,
    app,
    guarded,
    print_table,
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
    from sim.experiment.attribution import EXPLAINED
    from sim.experiment.attribution import attribute as run
    from sim.scenario.attribution_spec import COUPLINGS

    first, second = runs.scenarios_of([base, other], changes)
    folder = out or Path("results") / f"{second.name}-attribute"
    voice = Voice(quiet, as_json, report=False)
    settings = runs.settings_of(voice, "summary", fresh)
    found = run(
        (first, second),
        tuple(measures or EXPLAINED),
        tuple(couplings or COUPLINGS),
        (replications, seed),
        (folder, processes),
        settings,
    )
    answered(voice, found.as_json(), found.sentences(), found.folder)


@app.command()
@guarded
def sensitivity(
    file: Annotated[Path, typer.Argument(help="Sensitivity analysis (YAML).")],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say which number matters most, and which assumption could overturn the answer."""
    from sim.experiment.screening import sensitivity as run
    from sim.experiment.sensitive import as_table, sentences
    from sim.report.tornado import write_tornado
    from sim.scenario.sensitivity_spec import load_sensitivity

    asked = load_sensitivity(file, replications, seed)
    folder = out or Path("results") / f"{asked.name}-sensitivity"
    voice = Voice(quiet, as_json, report=False)
    settings = runs.settings_of(voice, "summary", fresh)
    found = run(asked, folder, processes, settings)
    drawn = write_tornado(found)

    def more() -> None:
        print_table(as_table(found))
        print(f"Figure: {drawn}")

    plain = found.as_json() | {"figure": str(drawn)}
    answered(voice, plain, sentences(found), found.folder, more)


@app.command()
@guarded
def select(
    file: Annotated[Path, typer.Argument(help="Selection (YAML).")],
    out: Out = None,
    processes: Processes = None,
    independent: Independent = False,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Choose the best of several plans, with the chance that it is the best."""
    from sim.experiment.selecting import select as run
    from sim.scenario.selection_spec import load_selection

    asked = load_selection(file, independent)
    folder = out or Path("results") / f"{asked.name}-select"
    voice = Voice(quiet, as_json, report=False)
    settings = runs.settings_of(voice, "summary", fresh)
    found = run(asked, folder, processes, settings)
    answered(voice, found.as_json(), found.sentences(), found.folder)


@app.command()
@guarded
def calibrate(
    file: Annotated[Path, typer.Argument(help="Calibration (YAML).")],
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fit free values to an observed series; later runs read the posterior by --posterior."""
    from sim.experiment.calibration import calibrate as run
    from sim.scenario.calibration_spec import load_calibration

    asked = load_calibration(file, seed)
    folder = out or Path("results") / f"{asked.name}-calibrate"
    voice = Voice(quiet, as_json, report=False)
    settings = runs.settings_of(voice, "daily", fresh)
    found = run(asked, folder, processes, settings)
    answered(voice, found.as_json(), found.sentences(), found.folder)
