"""Which points a sweep runs: full and fractional factorials, Latin hypercubes, Sobol, lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Factor
from sim.scenario.sweep_spec import LETTERS, quantity

if TYPE_CHECKING:
    from sim.scenario import SweepSpec

Floats = NDArray[np.float64]
_FOR_DESIGNS = 900  # parts a design's luck from that of the runs with the same seed


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    points: values by dotted path. factors: those that vary, by dotted path. place: where each
    point lies between the ends of each factor, 0 to 1 [points, factors]. two_level: whether
    effects are contrasts between two levels. words: the words that define a fraction.
    """

    kind: str
    points: tuple[dict[str, Any], ...]
    factors: dict[str, Factor]
    place: Floats
    two_level: bool
    words: tuple[frozenset[str], ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The shortest endings of the factors' paths that tell them apart."""
        return short_names(tuple(self.factors))

    @property
    def resolution(self) -> int | None:
        """The length of the shortest defining word, None for no fraction (Box, Hunter 1961)."""
        return min((len(word) for word in self.words), default=None)


def design_of(spec: SweepSpec) -> Design:
    """Lay out the points of a sweep; the same spec gives the same points."""
    if spec.design == "list":
        return _listed(spec)
    factors = dict(spec.factors)
    if spec.design in ("latin_hypercube", "sobol"):
        drawn = _drawn(spec)
        points = tuple(
            {
                path: factor.value(float(row[number]))
                for number, (path, factor) in enumerate(factors.items())
            }
            for row in drawn
        )
        return Design(spec.design, points, factors, _place(points, factors), two_level=False)
    signs = _fraction(spec) if spec.design == "fractional" else None
    levels = [range(len(factor.levels)) for factor in factors.values()]
    rows = list(product(*levels)) if signs is None else [tuple(row) for row in signs]
    points = tuple(
        {
            path: factor.levels[row[number]]
            for number, (path, factor) in enumerate(factors.items())
        }
        for row in rows
    )
    two = all(len(factor.levels) == 2 for factor in factors.values())
    words = tuple(_defining(spec)) if signs is not None else ()
    return Design(spec.design, points, factors, _place(points, factors), two, words)


def short_names(paths: Sequence[str]) -> tuple[str, ...]:
    """Cut dotted paths to the shortest endings that differ."""
    parts = [path.split(".") for path in paths]
    for length in range(1, max(map(len, parts), default=1) + 1):
        names = tuple(".".join(part[-length:]) for part in parts)
        if len(set(names)) == len(names):
            return names
    return tuple(paths)


def _drawn(spec: SweepSpec) -> Floats:
    """Draw places from 0 to 1 [points, factors]; keyed by the seed, apart from the runs."""
    from scipy.stats import qmc

    luck = np.random.default_rng([_FOR_DESIGNS, spec.seed])
    kinds = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}
    sampler = kinds[spec.design](len(spec.factors), rng=luck)
    return np.asarray(sampler.random(spec.points), dtype=np.float64)


def _fraction(spec: SweepSpec) -> NDArray[np.int64]:
    """Give the level, 0 or 1, of each factor at each point of a fraction [points, factors]."""
    free = len(spec.factors) - len(spec.generators)
    base = np.array(list(product((-1, 1), repeat=free)))
    made = [
        base[:, [LETTERS.index(letter) for letter in word]].prod(axis=1)
        for word in spec.words().values()
    ]
    signs = np.column_stack([base, *made])
    return np.asarray((signs + 1) // 2, dtype=np.int64)


def _defining(spec: SweepSpec) -> Iterator[frozenset[str]]:
    """Yield every word that equals the identity: products of the generators' words."""
    words = [frozenset(word) ^ {letter} for letter, word in spec.words().items()]
    for count in range(1, len(words) + 1):
        for chosen in combinations(words, count):
            yield reduce(frozenset.symmetric_difference, chosen)


def _listed(spec: SweepSpec) -> Design:
    """Take the points as they are written; what never varies is no factor."""
    factors = {}
    for path in spec.listed[0]:
        values = _once([point[path] for point in spec.listed])
        if len(values) > 1:
            factors[path] = Factor.model_validate({"values": values})
    points = tuple(dict(point) for point in spec.listed)
    return Design("list", points, factors, _place(points, factors), two_level=False)


def _once(values: Sequence[Any]) -> tuple[Any, ...]:
    """Give each value once: numbers of one unit by size, else in the order they come."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    numbers = [quantity(value) for value in found]
    units = {None if number is None else number[1] for number in numbers}
    if len(units) == 1 and None not in units:
        found.sort(key=lambda value: (quantity(value) or (0.0, ""))[0])
    return tuple(found)


def _place(points: Sequence[dict[str, Any]], factors: dict[str, Factor]) -> Floats:
    rows = [[factor.place(point[path]) for path, factor in factors.items()] for point in points]
    return np.array(rows, dtype=np.float64).reshape(len(points), len(factors))
