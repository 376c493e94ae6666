"""The commands that run a design: a sweep over factors of a scenario, a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import runs
from sim.cli.options import (
    Cluster,
    Count,
    Fresh,
    Json,
    Log,
    Out,
    Processes,
    Quiet,
    Seed,
    Voice,
    app,
    guarded,
    print_json,
    print_table,
)  # fmt: skip


@app.command()
@guarded
def sweep(
    file: Annotated[Path, typer.Argument(help="Sweep (YAML).", show_default=False)],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    cluster: Cluster = None,
    log: Log = None,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run a design over factors of a scenario and say what each factor does."""
    from sim.experiment.sweeping import sweep as run_sweep
    from sim.experiment.swept import effects_table, points_table, sentences
    from sim.scenario import load_sweep

    asked = load_sweep(file, replications, seed)
    folder = out or Path("results") / f"{asked.name}-sweep"
    voice = Voice(quiet, as_json, report=False)
    settings = runs.on_cluster(runs.settings_of(voice, log or "summary", fresh), cluster)
    answer = run_sweep(asked, folder, processes, settings)
    if as_json:
        print_json(answer.as_json())
        return
    print("\n".join(sentences(answer)))
    if quiet:
        return
    print_table(effects_table(answer), points_table(answer))
    print(f"Results: {answer.folder} ({answer.answer.replications} replications a point)")


@app.command()
@guarded
def study(
    file: Annotated[Path, typer.Argument(help="Study (YAML).", show_default=False)],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    page: Annotated[
        Path | None,
        typer.Option("--page", help="Page to write; figures go to images/ beside it."),
    ] = None,
    fresh: Fresh = False,
    quiet: Quiet = False,
) -> None:
    """Run a study and write its page: question, answer, figures, tables, assumptions."""
    from sim.experiment.studies import study as run_study
    from sim.report.study_page import said, write_study
    from sim.scenario import load_study

    asked = load_study(file, replications, seed)
    folder = out or Path("results") / f"{asked.name}-study"
    settings = runs.settings_of(Voice(quiet, False, report=False), "summary", fresh)
    answer = run_study(asked, folder, processes, settings)
    written = write_study(answer, page or folder / "page.md")
    print("\n".join(said(answer)))
    print(f"Page: {written}")
    print(f"Results: {answer.folder} ({answer.answer.replications} replications a point)")
