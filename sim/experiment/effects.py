"""What factors do to a measure: contrasts of two levels, or a plane through the points.

Every effect is computed in each replication, over points run under the same luck, and has the
interval of its mean over replications: what all points share falls out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.experiment.design import Design, Floats
from sim.experiment.statistics import Estimate, estimate

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Effect:
    """What one factor, or two together, do to a measure.

    factors: one label, or two for an interaction. confounded: what else it may be in a
    fraction, two-factor interactions and main effects only. found: its mean over replications.
    """

    measure: str
    factors: tuple[str, ...]
    confounded: tuple[tuple[str, ...], ...]
    found: Estimate


@dataclass(frozen=True)
class Effects:
    """Effects on one measure; fit: the share of variation between means that they hold."""

    rows: tuple[Effect, ...]
    fit: float


def effects_of(design: Design, measure: str, values: Floats) -> Effects | None:
    """Give the effects on a measure from its values [points, replications].

    Two levels: main effects, mean at the high minus mean at the low level, and two-factor
    interactions, half the difference between the effect of one at the high and at the low level
    of the other (Box, Hunter and Hunter 2005, ch. 5). Else, for each factor, the change from
    its low to its high end on the plane of least squares; None where the points do not part
    the factors. A replication without data at any point counts as without data.
    """
    if not design.factors:
        return None
    if design.two_level:
        return _contrasts(design, measure, values)
    return _plane(design, measure, values)


def _contrasts(design: Design, measure: str, values: Floats) -> Effects:
    signs = np.where(design.place > 0.5, 1.0, -1.0)
    columns: dict[tuple[str, ...], Floats] = {
        (label,): signs[:, number] for number, label in enumerate(design.labels)
    }
    for (a, first), (b, second) in combinations(enumerate(design.labels), 2):
        columns[first, second] = signs[:, a] * signs[:, b]
    rows, told, taken = [], list[tuple[str, ...]](), np.ones((len(values), 1))
    for names, column in columns.items():
        same = [other for other in columns if _alike(columns[other], column)]
        if same[0] != names and len(names) == 2:
            continue  # said where it stands first
        found = _change(values, column)
        rows.append(Effect(measure, names, tuple(o for o in same if o != names), found))
        told.append(names)
        taken = np.column_stack([taken, column])
    return Effects(tuple(rows), _fit(taken, values))


def _alike(a: Floats, b: Floats) -> bool:
    return bool((a == b).all() or (a == -b).all())


def _change(values: Floats, column: Floats) -> Estimate:
    """Estimate the mean at the high minus the mean at the low level, by replication."""
    change = values[column > 0].mean(axis=0) - values[column < 0].mean(axis=0)
    return estimate(_level(change, values))


def _plane(design: Design, measure: str, values: Floats) -> Effects | None:
    along = np.column_stack([np.ones(len(values)), design.place])
    if np.linalg.matrix_rank(along) < along.shape[1]:
        return None
    slopes = np.linalg.pinv(along) @ np.where(np.isnan(values), 0.0, values)
    slopes[:, np.isnan(values).any(axis=0)] = np.nan
    rows = tuple(
        Effect(measure, (label,), (), estimate(_level(slopes[number], values)))
        for number, label in enumerate(design.labels, start=1)
    )
    return Effects(rows, _fit(along, values))


def _level(change: Floats, values: Floats) -> Floats:
    """Take away rounding from changes that are otherwise 0."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    return np.where(np.abs(change) <= _ROUNDING * largest, 0.0, change)


def _fit(along: Floats, values: Floats) -> float:
    """Give the share of variation between means that a model holds; nan if it must hold all."""
    whole = values[:, ~np.isnan(values).any(axis=0)]
    if not whole.shape[1] or len(along) <= along.shape[1]:
        return float("nan")
    means = whole.mean(axis=1)
    left = means - along @ (np.linalg.pinv(along) @ means)
    spread = float(((means - means.mean()) ** 2).sum())
    return 1 - float((left**2).sum()) / spread if spread > 0 else float("nan")


def strongest(rows: Sequence[Effect]) -> list[Effect]:
    """Order effects by size, those that are shown first."""
    return sorted(rows, key=lambda row: (not shown(row), -abs(row.found.mean)))


def shown(effect: Effect) -> bool:
    """Tell whether the interval of an effect leaves out 0."""
    found = effect.found
    return found.low > 0 or found.high < 0
