"""Errors for people: where, which rule, what was found, what may be meant; one base class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

LONGEST_FOUND = 60


@dataclass(frozen=True)
class Problem:
    """State one thing that is wrong with an input, and where it stands."""

    file: str
    line: int | None
    path: str
    rule: str
    found: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        """Print as ``file:line: path: rule, found X, did you mean Y``."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        text = ": ".join(part for part in (where, self.path, self.rule) if part)
        if self.found is not None:
            text += f", found {_shortened(self.found)}"
        if self.suggestion is not None:
            text += f", did you mean {self.suggestion}"
        return text


class GridResponseError(Exception):
    """Anything this program says on purpose; ``exit_status`` is what the command ends with."""

    exit_status: ClassVar[int] = 1


class ScenarioError(GridResponseError):
    """The input is wrong: every problem found, one a line."""

    exit_status: ClassVar[int] = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Keep the problems on the way between processes."""
        return type(self), (self.problems,)


class RunError(GridResponseError):
    """A run failed: the input was accepted, the simulation could not go on."""

    exit_status: ClassVar[int] = 1


def _shortened(text: str) -> str:
    """Keep a message on one line and in sight."""
    text = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"
