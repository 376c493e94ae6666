"""What every command may be told, how much is said, and how errors end."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import GridResponseError

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer(
    name="gridresponse",
    help="Simulate community grid services through an emergency, and compare what would help.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

INTERRUPTED = 130
PIPED_WIDTH = 120
FILE = typer.Argument(help="Scenario file (YAML).", show_default=False)
DIR = typer.Argument(help="Results folder.", show_default=False)
_COUNT = typer.Option("--replications", "-n", min=1, help="Default: the scenario's.")
_SEED = typer.Option(min=0, max=2**63 - 1, help="Default: the scenario's.")
_OUT = typer.Option(help="Folder for results; continued if it holds some of this command.")
_PROCESSES = typer.Option("--processes", "-p", min=1, help="Default: one a core.")
_CLUSTER = typer.Option(
    "--cluster", metavar="ADDRESS", help="Run on the workers of this Dask scheduler."
)
_SET = typer.Option("--set", metavar="PATH.TO.KEY=VALUE", help="Change a value; repeatable.")
_LOG = typer.Option(help="Which tables to keep.", metavar="full|daily|summary")
_FRESH = typer.Option("--fresh", help="Start again in a folder that holds other results.")
_QUIET = typer.Option("--quiet", "-q", help="Only the answer: no progress, no table.")
_JSON = typer.Option("--json", help="The answer as JSON on standard output, nothing else.")
_NO_REPORT = typer.Option("--no-report", help="Do not write report.html.")
_UNTIL = typer.Option(
    "--until",
    metavar="MEASURE=WIDTH",
    help="Replicate until its interval is no wider; repeatable; --replications is the cap.",
)
_TOWNS = typer.Option(
    "--towns", min=1, help="Towns, by seed, in which replications lie in turn."
)
_INDEPENDENT = typer.Option("--independent", help="Luck of its own for each: what pairs save.")
_POSTERIOR = typer.Option(
    "--posterior", metavar="FILE", help="Draws of `calibrate`, one a replication in turn."
)

Count = Annotated[int | None, _COUNT]
Seed = Annotated[int | None, _SEED]
Out = Annotated[Path | None, _OUT]
Processes = Annotated[int | None, _PROCESSES]
Cluster = Annotated[str | None, _CLUSTER]
Changes = Annotated[list[str] | None, _SET]
Until = Annotated[list[str] | None, _UNTIL]
Towns = Annotated[int | None, _TOWNS]
Independent = Annotated[bool, _INDEPENDENT]
Posterior = Annotated[Path | None, _POSTERIOR]
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


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Tell expected errors in a line, without a traceback, and end with their exit status."""

    @functools.wraps(command)
    def command_guarded(*args: Any, **kwargs: Any) -> None:
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

    return command_guarded


def print_table(*tables: Table) -> None:
    """Print tables as wide as the terminal, or for a pipe."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    with console.capture() as drawn:  # a closed pipe is for `guarded` to end, not for rich
        for table in tables:
            console.print(table)
    print(drawn.get(), end="")


def print_json(value: Any) -> None:
    """Print a value as JSON, names as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def answered(
    voice: Voice,
    plain: Mapping[str, Any],
    lines: Sequence[str],
    folder: Path,
    more: Callable[[], None] = lambda: None,
) -> None:
    """Print an answer as JSON, or as sentences, what more there is, and where it lies."""
    if voice.as_json:
        print_json(plain)
        return
    print("\n".join(lines))
    if not voice.quiet:
        more()
        print(f"Results: {folder}")
