"""Commands that run something: one scenario, several, or a staffing question."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    FILE,
    Changes,
    Cluster,
    Count,
    Fresh,
    Independent,
    Json,
    Log,
    NoReport,
    Out,
    Posterior,
    Processes,
    Quiet,
    Seed,
    Towns,
    Until,
    Voice,
    app,
    guarded,
    print_json,
    print_table,
)  # fmt: skip

if TYPE_CHECKING:
    from sim.experiment import Answer, Settings
    from sim.scenario import Scenario


@app.command("run")
@guarded
def run_one(
    file: Annotated[Path, FILE],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    cluster: Cluster = None,
    changes: Changes = None,
    log: Log = None,
    fresh: Fresh = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="2 replications in a tenth of the town.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Replay the logs and name every violation.")
    ] = False,
    until: Until = None,
    towns: Towns = None,
    posterior: Posterior = None,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run one scenario, N replications, and say what comes out."""
    from sim.experiment import replicate
    from sim.experiment.quick import REPLICATIONS, tenth_of

    (scenario,) = _drawn(scenarios_of([file], changes), towns, posterior)
    if quick:
        (scenario, kept), replications = tenth_of(scenario), replications or REPLICATIONS
        if kept:
            print(f"--quick: {kept}", file=sys.stderr)
    folder = out or Path("results") / f"{scenario.name}-run"
    voice = Voice(quiet, as_json, not no_report)
    settings = on_cluster(_ruled(settings_of(voice, log, fresh, check), until), cluster)
    answer = replicate(scenario, replications, seed, folder, processes, settings)
    _present(answer, voice)
    if check:
        _tell_violations(answer)


@app.command()
@guarded
def compare(
    base: Annotated[Path, typer.Argument(help="The baseline.", show_default=False)],
    others: Annotated[list[Path], typer.Argument(help="Scenarios to compare with it.")],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    cluster: Cluster = None,
    changes: Changes = None,
    log: Log = None,
    fresh: Fresh = False,
    until: Until = None,
    towns: Towns = None,
    posterior: Posterior = None,
    independent: Independent = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run scenarios under the same luck: paired differences from the first, with intervals."""
    from sim.experiment import compare as compare_scenarios

    scenarios = _drawn(scenarios_of([base, *others], changes), towns, posterior)
    folder = out or Path("results") / scenarios[0].name
    voice = Voice(quiet, as_json, not no_report)
    settings = _ruled(settings_of(voice, log, fresh), until, independent)
    settings = on_cluster(settings, cluster)
    _present(
        compare_scenarios(scenarios, replications, seed, folder, processes, settings), voice
    )


@app.command()
@guarded
def staff(
    file: Annotated[Path, typer.Argument(help="Staffing question (YAML).")],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    cluster: Cluster = None,
    towns: Towns = None,
    with_front: Annotated[
        bool, typer.Option("--front", help="Run every plan, and lay cost against harm.")
    ] = False,
    fresh: Fresh = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the smallest staffing that meets the targets, with its guarantee."""
    from sim.experiment.enough import as_table, sentences
    from sim.experiment.front import front
    from sim.experiment.staffing import staff as search
    from sim.scenario import load_staffing

    question = load_staffing(file, replications, seed, towns)
    folder = out or Path("results") / f"{question.name}-staff"
    voice = Voice(quiet, as_json, report=False)

    def tell(text: str) -> None:
        if not quiet:
            print(text, file=sys.stderr)

    settings = on_cluster(settings_of(voice, "summary", fresh), cluster)
    answer = search(question, folder, processes, settings, tell)
    every = with_front and front(question, folder, processes, replace(settings, fresh=False))
    if as_json:
        print_json(answer.as_json() | ({"front": every.as_json()} if every else {}))
        return
    print("\n".join([*sentences(answer), *(every.sentences() if every else [])]))
    if not quiet:
        print_table(as_table(answer))
        print(f"Results: {answer.folder}")


def scenarios_of(files: Sequence[Path], changes: Sequence[str] | None) -> list[Scenario]:
    """Load files and apply ``--set`` to each."""
    from sim.scenario import apply_set, load_all

    return [apply_set(scenario, changes or []) for scenario in load_all(files)]


def on_cluster(settings: Settings, cluster: str | None) -> Settings:
    """Let the replications run on the workers of a Dask scheduler, if one is named."""
    return replace(settings, cluster=cluster)


def _drawn(
    scenarios: Sequence[Scenario], towns: int | None, posterior: Path | None
) -> list[Scenario]:
    """Let replications lie in several towns and take the draws of a posterior in turn."""
    from sim.scenario import read_draws

    changes: dict[str, object] = {} if towns is None else {"run.towns": towns}
    if posterior is not None:
        changes["run.draws"] = read_draws(posterior)
    return [s.override(changes) for s in scenarios] if changes else list(scenarios)


def _ruled(
    settings: Settings, until: Sequence[str] | None, independent: bool = False
) -> Settings:
    """Add the stopping rule, and luck of their own for the scenarios."""
    from dataclasses import replace

    from sim.experiment.stopping import parsed

    return replace(settings, until=parsed(list(until or ())), independent=independent)


def settings_of(voice: Voice, log: str | None, fresh: bool, check: bool = False) -> Settings:
    """Give the settings of a batch: what is kept, and a bar where somebody watches."""
    from sim.experiment import Bar, Settings, Silence

    watched = sys.stderr.isatty() and not voice.quiet and not voice.as_json
    return Settings(log, fresh, check, Bar() if watched else Silence())


def _present(answer: Answer, voice: Voice) -> None:
    """Say the answer first, then the table, then where everything is."""
    from sim.experiment.shown import as_json, as_table

    written = _report(answer) if voice.report else None
    if voice.as_json:
        print_json(as_json(answer) | {"report": None if written is None else str(written)})
        return
    print("\n".join(answer.sentences()))
    if voice.quiet:
        return
    print_table(as_table(answer))
    print(f"Results: {answer.folder} ({answer.replications} replications)")
    if written is not None:
        print(f"Report: {written}")


def _report(answer: Answer) -> Path:
    """Write the report, unless one of these very results is there, whole."""
    from sim.report import write_report
    from sim.store import sealed

    folder = answer.folder
    same = not answer.ran and sealed(folder)
    return folder / "report.html" if same else write_report(folder)


def _tell_violations(answer: Answer) -> None:
    """Name what the replayed logs break; a violation is a failure."""
    for violation in answer.violations:
        print(violation, file=sys.stderr)
    if answer.violations:
        raise typer.Exit(1)
    print(f"Checked {answer.replications} replications: no violation.", file=sys.stderr)
