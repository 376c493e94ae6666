"""The command line: verbs over files. Everything slow is imported by the verb that needs it."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import GridResponseError, ScenarioError

if TYPE_CHECKING:
    from sim.experiment import Answer, Settings
    from sim.scenario import Scenario

app = typer.Typer(
    name="gridresponse",
    help="Simulate community grid services through an emergency, and compare what would help.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

INTERRUPTED = 130
_PIPED_WIDTH = 120
_FILE = typer.Argument(help="Scenario file (YAML).", show_default=False)
_DIR = typer.Argument(help="Results folder.", show_default=False)
_COUNT = typer.Option("--replications", "-n", min=1, help="Default: the scenario's.")
_SEED = typer.Option(min=0, max=2**63 - 1, help="Default: the scenario's.")
_OUT = typer.Option(help="Folder for results; continued if it holds some of this command.")
_PROCESSES = typer.Option("--processes", "-p", min=1, help="Default: one a core.")
_SET = typer.Option("--set", metavar="PATH.TO.KEY=VALUE", help="Change a value; repeatable.")
_LOG = typer.Option(help="Which tables to keep.", metavar="full|daily|summary")
_FRESH = typer.Option("--fresh", help="Start again in a folder that holds other results.")
_QUIET = typer.Option("--quiet", "-q", help="Only the answer: no progress, no table.")
_JSON = typer.Option("--json", help="The answer as JSON on standard output, nothing else.")
_NO_REPORT = typer.Option("--no-report", help="Do not write report.html.")

Count = Annotated[int | None, _COUNT]
Seed = Annotated[int | None, _SEED]
Out = Annotated[Path | None, _OUT]
Processes = Annotated[int | None, _PROCESSES]
Changes = Annotated[list[str] | None, _SET]
Log = Annotated[str | None, _LOG]
Fresh = Annotated[bool, _FRESH]
Quiet = Annotated[bool, _QUIET]
Json = Annotated[bool, _JSON]
NoReport = Annotated[bool, _NO_REPORT]


@dataclass(frozen=True)
class Voice:
    """How much is said, and how."""

    quiet: bool
    as_json: bool
    report: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong call or input, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(args=None if arguments is None else list(arguments))


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Tell expected errors in a line, without a traceback, and end with their exit status."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except GridResponseError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt as error:
            print(str(error) or "Interrupted.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(0) from None

    return guarded


@app.command()
@_guarded
def validate(files: Annotated[list[Path], _FILE], as_json: Json = False) -> None:
    """Name every problem of scenario files at once, each with its line."""
    from sim.scenario import load_all, warnings

    try:
        scenarios = load_all(files)
    except ScenarioError as error:
        if not as_json:
            raise
        _print_json({"problems": [str(problem) for problem in error.problems], "warnings": []})
        raise typer.Exit(error.exit_status) from None
    warned = {str(f): warnings(s) for f, s in zip(files, scenarios, strict=True)}
    if as_json:
        flat = [f"{file}: {warning}" for file, found in warned.items() for warning in found]
        _print_json({"problems": [], "warnings": flat})
        return
    for (file, found), scenario in zip(warned.items(), scenarios, strict=True):
        count = len(scenario.assumed())
        print(f"{file}: scenario {scenario.name} is valid; {count} values are assumed")
        for warning in found:
            print(f"{file}: note: {warning}")


@app.command("run")
@_guarded
def run_one(
    file: Annotated[Path, _FILE],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    changes: Changes = None,
    log: Log = None,
    fresh: Fresh = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="2 replications in a tenth of the town.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Replay the logs and name every violation.")
    ] = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run one scenario, N replications, and say what comes out."""
    from sim.experiment import replicate
    from sim.experiment.quick import REPLICATIONS, tenth_of

    (scenario,) = _scenarios([file], changes)
    if quick:
        (scenario, kept), replications = tenth_of(scenario), replications or REPLICATIONS
        if kept:
            print(f"--quick: {kept}", file=sys.stderr)
    folder = out or Path("results") / f"{scenario.name}-run"
    voice = Voice(quiet, as_json, not no_report)
    settings = _settings(voice, log, fresh, check)
    answer = replicate(scenario, replications, seed, folder, processes, settings)
    _present(answer, voice)
    if check:
        _tell_violations(answer)


@app.command()
@_guarded
def compare(
    base: Annotated[Path, typer.Argument(help="The baseline.", show_default=False)],
    others: Annotated[list[Path], typer.Argument(help="Scenarios to compare with it.")],
    replications: Count = None,
    seed: Seed = None,
    out: Out = None,
    processes: Processes = None,
    changes: Changes = None,
    log: Log = None,
    fresh: Fresh = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run scenarios under the same luck: paired differences from the first, with intervals."""
    from sim.experiment import compare as compare_scenarios

    scenarios = _scenarios([base, *others], changes)
    folder = out or Path("results") / scenarios[0].name
    voice = Voice(quiet, as_json, not no_report)
    settings = _settings(voice, log, fresh)
    _present(
        compare_scenarios(scenarios, replications, seed, folder, processes, settings), voice
    )


@app.command()
@_guarded
def report(folder: Annotated[Path, _DIR]) -> None:
    """Write report.html from saved results."""
    from sim.report import write_report
    from sim.store import Results

    Results(folder).manifest()
    print(write_report(folder))


@app.command()
@_guarded
def story(
    folder: Annotated[Path, _DIR],
    resident: Annotated[int | None, typer.Option(help="Number of a resident.")] = None,
    household: Annotated[int | None, typer.Option(help="Number of a household.")] = None,
    worker: Annotated[int | None, typer.Option(help="Number of a worker.")] = None,
    task: Annotated[int | None, typer.Option(help="Number of a task.")] = None,
    scenario: Annotated[int, typer.Option(help="Number of the scenario, 0 the first.")] = 0,
    replication: Annotated[int, typer.Option(help="Number of the replication.")] = 0,
    as_json: Json = False,
) -> None:
    """Tell what happened to a resident, household, worker or task, in order."""
    from sim.experiment import CallError
    from sim.experiment.story import Subject, tell
    from sim.store import Results

    asked = {"resident": resident, "household": household, "worker": worker, "task": task}
    given = [(kind, number) for kind, number in asked.items() if number is not None]
    if len(given) != 1:
        raise CallError("story: needs one of --resident, --household, --worker, --task")
    told = tell(Results(folder), Subject(*given[0]), scenario, replication)
    _print_json({"story": told}) if as_json else print("\n".join(told))


@app.command()
@_guarded
def schema() -> None:
    """Print the JSON Schema of a scenario."""
    from sim.scenario import Scenario, json_schema

    _print_json(json_schema(Scenario))


@app.command()
@_guarded
def measures(as_json: Json = False) -> None:
    """List the measures with their definitions."""
    from dataclasses import asdict

    from sim.measures import MEASURES

    if as_json:
        _print_json({"measures": [asdict(measure) for measure in MEASURES.values()]})
        return
    for measure in MEASURES.values():
        print(f"{measure.id} [{measure.unit}] {measure.title}: {measure.explained}")


def _scenarios(files: Sequence[Path], changes: Sequence[str] | None) -> list[Scenario]:
    """Load files and apply ``--set`` to each."""
    from sim.scenario import apply_set, load_all

    return [apply_set(scenario, changes or []) for scenario in load_all(files)]


def _settings(voice: Voice, log: str | None, fresh: bool, check: bool = False) -> Settings:
    from sim.experiment import Bar, Settings, Silence

    watched = sys.stderr.isatty() and not voice.quiet and not voice.as_json
    return Settings(log, fresh, check, Bar() if watched else Silence())


def _present(answer: Answer, voice: Voice) -> None:
    """Say the answer first, then the table, then where everything is."""
    from rich.console import Console

    from sim.experiment.shown import as_json, as_table

    written = _report(answer) if voice.report else None
    if voice.as_json:
        _print_json(as_json(answer) | {"report": None if written is None else str(written)})
        return
    print("\n".join(answer.sentences()))
    if voice.quiet:
        return
    Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH).print(as_table(answer))
    print(f"Results: {answer.folder} ({answer.replications} replications)")
    if written is not None:
        print(f"Report: {written}")


def _report(answer: Answer) -> Path:
    """Write the report, unless one of these very results is there."""
    from sim.report import write_report

    folder = answer.folder
    written = folder / "report.html"
    return written if not answer.ran and written.exists() else write_report(folder)


def _tell_violations(answer: Answer) -> None:
    """Name what the replayed logs break; a violation is a failure."""
    for violation in answer.violations:
        print(violation, file=sys.stderr)
    if answer.violations:
        raise typer.Exit(1)
    print(f"Checked {answer.replications} replications: no violation.", file=sys.stderr)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
