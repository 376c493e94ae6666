"""How far a batch is and how long it will take, for whoever watches a terminal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sim.experiment.notebook_bar import NotebookBar, in_notebook

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S = 2.0
"""A batch that is done sooner shows nothing [s]. Source: assumed."""


class Bar:
    """A bar on standard error with the time left, shown after two seconds.

    In a notebook it stands below the cell.
    """

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._timer: threading.Timer | None = None
        self._notebook = NotebookBar() if in_notebook() else None

    def start(self, total: int) -> None:
        """Begin to count; the bar appears when the batch has taken a while."""
        if self._notebook is not None:
            self._notebook.start(total)
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("replications", total=total)
        self._timer = threading.Timer(PATIENCE_S, self._progress.start)
        self._timer.daemon = True
        self._timer.start()

    def advance(self) -> None:
        """Count one more."""
        if self._notebook is not None:
            self._notebook.advance()
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)

    def stop(self) -> None:
        """Take the bar away."""
        if self._notebook is not None:
            self._notebook.stop()
        if self._timer is not None:
            self._timer.cancel()
        if self._progress is not None:
            self._progress.stop()
