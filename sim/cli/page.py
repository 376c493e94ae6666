"""The command that serves the planner's page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Processes, app, guarded


@app.command()
@guarded
def web(
    scenarios: Annotated[
        Path, typer.Option(help="Folder of the streets to choose from.")
    ] = Path("scenarios"),
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results"),
    host: Annotated[
        str, typer.Option(help="Address; another than this computer's own needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8765,
    processes: Processes = None,
) -> None:
    """Serve the planner's page on this computer."""
    from sim.web import serve

    def tell(text: str) -> None:
        print(text, flush=True, file=sys.stdout)

    serve(scenarios, out, (host, port), processes, tell)
