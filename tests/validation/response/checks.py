"""The acceptance tests: each says yes or no of a model, and which wrong models it refuses.

A band is that of the runs of the posterior's draws. The bounds were written down before the
runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.validation.response.dianjiang import COUNTS
from tests.validation.response.experiments import AS_IT_IS

Runs = Sequence[Mapping[str, Any]]
FIRST_DAY, LAST_DAY = 10, 14  # 11 to 15 November: "near day 5" after the order of 8 November
ORDER_OF_PEAK, BELOW = (30.0, 300.0), 10.0
BAND = (0.025, 0.5, 0.975)
NAMES = (AS_IT_IS, "no tracing", "unlimited staff", "half the growth")


@dataclass(frozen=True)
class Check:
    """One acceptance test: what was reported, what each model gives, and whether it passes."""

    what: str
    reported: str
    given: Mapping[str, str]
    passes: Mapping[str, bool]
    touched: bool = False

    @property
    def refuses(self) -> tuple[str, ...]:
        """The wrong models that fail it."""
        return tuple(n for n in NAMES[1:] if n in self.passes and not self.passes[n])

    @property
    def holds(self) -> bool:
        """Whether the model as it is passes."""
        return self.passes[AS_IT_IS]


def band(values: Sequence[float]) -> tuple[float, float, float]:
    """Give the 2.5 %, 50 % and 97.5 % quantiles."""
    low, middle, high = np.nanquantile(np.asarray(values, float), BAND).tolist()
    return low, middle, high


def told(values: Sequence[float], places: int = 0) -> str:
    """Write the median and the band."""
    low, middle, high = band(values)
    return f"{middle:.{places}f} ({low:.{places}f} to {high:.{places}f})"


def in_band(what: str, reported: float, models: Mapping[str, Sequence[float]], touched: bool,
            places: int = 0) -> Check:  # fmt: skip
    """Ask whether what was reported lies in each model's band."""
    given = {name: told(values, places) for name, values in models.items()}
    passes = {
        name: band(values)[0] <= reported <= band(values)[2] for name, values in models.items()
    }
    return Check(what, f"{reported:.{places}f}", given, passes, touched)


def between(what: str, bounds: tuple[float, float], models: Mapping[str, Sequence[float]],
            shown: Callable[[float], str] = "{:.0f}".format) -> Check:  # fmt: skip
    """Ask whether the median of each model lies between two bounds."""
    low, high = bounds
    middle = {name: band(values)[1] for name, values in models.items()}
    return Check(
        what,
        f"{shown(low)} to {shown(high)}",
        {name: shown(value) for name, value in middle.items()},
        {name: low <= value <= high for name, value in middle.items()},
    )


def dianjiang(models: Mapping[str, Runs]) -> list[Check]:
    """Judge the runs of the posterior under each model."""
    mine = {name: models[name] for name in NAMES}
    found = [
        in_band(
            f"cases published {count.date}", count.value,
            {name: [run["counts"][place] for run in runs] for name, runs in mine.items()},
            touched=not count.held_out,
        )
        for place, count in enumerate(COUNTS)
    ]  # fmt: skip
    peaks = {name: [max(run["daily"]) for run in runs] for name, runs in mine.items()}
    days = {
        name: [float(np.argmax(run["daily"])) for run in runs] for name, runs in mine.items()
    }
    ends = {name: [run["daily"][19] for run in runs] for name, runs in mine.items()}
    return [
        *found,
        between("cases of the highest day, of the order of 100", ORDER_OF_PEAK, peaks),
        between("the highest day, November", (FIRST_DAY, LAST_DAY), days,
                lambda day: f"{day + 1:.0f}"),
        between("cases on 20 November, below about 10", (0.0, BELOW), ends),
    ]  # fmt: skip


def share_of(run: Mapping[str, Any], which: str) -> float:
    """Give the share of a run's cases that were shut in when sampled, or found in rounds."""
    return run[which] / run["cases"] if run["cases"] else 0.0


def toothless(checks: Sequence[Check]) -> list[Check]:
    """List the tests that no wrong model fails: they are dropped."""
    return [check for check in checks if not check.refuses]
