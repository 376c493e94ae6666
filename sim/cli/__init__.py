"""The command line: verbs over files. Everything slow is imported by the verb that needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from sim.cli import looks, page, reasons, runs, saved, sweeps
from sim.cli.options import app

__all__ = ["app", "looks", "main", "page", "reasons", "runs", "saved", "sweeps"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong call or input, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(args=None if arguments is None else list(arguments))
