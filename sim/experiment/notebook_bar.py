"""How far a batch is, in a notebook: one line of HTML that is written anew."""

from __future__ import annotations

import sys
import time
from typing import Any

EVERY_S = 0.5
"""The line is written anew so often at most [s]. Source: assumed."""


def in_notebook() -> bool:
    """Say whether this process is the kernel of a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and hasattr(shell, "kernel")


class NotebookBar:
    """A bar below the cell, with the time left; it goes when the batch is done."""

    def __init__(self) -> None:
        self._total, self._done = 0, 0
        self._begun_s = self._shown_s = 0.0
        self._display: Any = None

    def start(self, total: int) -> None:
        """Show an empty bar."""
        from IPython.display import display

        self._total, self._done, self._begun_s = total, 0, time.monotonic()
        self._display = display(self._line(), display_id=True)  # type: ignore[no-untyped-call]

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        now_s = time.monotonic()
        if self._display is not None and now_s - self._shown_s >= EVERY_S:
            self._shown_s = now_s
            self._display.update(self._line())

    def stop(self) -> None:
        """Say how many were run, and in what time."""
        if self._display is not None:
            self._display.update(self._line())

    def _line(self) -> Any:
        from IPython.display import HTML

        passed_s = time.monotonic() - self._begun_s
        left_s = passed_s / self._done * (self._total - self._done) if self._done else None
        left = "" if left_s is None or not left_s else f", {left_s:.0f} s left"
        return HTML(  # type: ignore[no-untyped-call]
            f'<progress max="{self._total}" value="{self._done}" '
            f'aria-label="replications"></progress> {self._done} of {self._total} '
            f"replications, {passed_s:.0f} s{left}"
        )
