"""Local outbreaks: whom a case infects in a small group, at whatever remove, and how soon.

Within a household, class or workplace the same few are met again and again, so numbers per
generation say little about growth. Outbreaks in copies of the groups, run by the kernel, give
the mean of exp(-r t) over the others, t the time from the index case's infection to theirs
(Pellis, Ferguson and Fraser 2011, doi 10.1007/s00285-010-0386-0), by size of group and by what
tells residents apart.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.outbreaks import Copies, alone, copies, run
from sim.hazards.epidemic.calibrate.residents import Residents, group_of, listed
from sim.kernels.next_generation import through_classes
from sim.kernels.people import Infection, Places

Floats = NDArray[np.float64]
MOST_CASES, MOST_COPIED, LEAST_CASES = 12_000, 120_000, 500  # of outbreaks, of people
FEW = 6  # members: groups up to this size are told apart one by one
ACTIVE_SHARES = (0.25, 0.5, 0.75, 0.9, 0.97)  # between classes of activity


class Found(NamedTuple):
    """What the outbreaks of one layer came to: a row for each infected but the index cases."""

    size: NDArray[np.int64]  # class of the group's size
    case: NDArray[np.int64]  # class of the index case
    other: NDArray[np.int64]  # class of the infected
    weight: Floats  # number of others in the group
    after_h: Floats  # since the index case's infection


class Clumps:
    """The local outbreaks of one layer of small groups."""

    def __init__(
        self, places: Places, infection: Infection, layer: int, class_of: NDArray[np.int64]
    ) -> None:
        self.layer, self.infection, self.class_of = layer, infection, class_of
        self.group = group_of(places, layer)
        self.classes = int(class_of.max()) + 1
        size = np.diff(self.group.start)
        self.size_class = _size_class(size)
        self.others = np.maximum(size - 1, 1)
        self.copies = _drawn(places, layer)
        self.pairs = self._pairs()

    def outbreaks(self, dose: float, until_h: float) -> Found:
        """Run the outbreaks at a dose per contact, up to `until_h` after infection [h]."""
        table = run(self.copies, alone(self.infection, self.layer, dose), until_h)
        later = table[table["infector"] >= 0]
        person = later["person"]
        index = self.copies.index_case[self.copies.group[person]]
        others = np.bincount(self.copies.group)[self.copies.group[person]] - 1
        resident = self.copies.resident
        return Found(
            size=_size_class(others + 1),
            case=self.class_of[resident[index]],
            other=self.class_of[resident[person]],
            weight=others.astype(float),
            after_h=later["time_h"].copy(),
        )

    def table(self, found: Found, growth_per_h: float) -> Floats:
        """Give the mean of exp(-r t) per pair times others [sizes, classes, classes]."""
        shape = self.pairs.shape
        at = np.ravel_multi_index((found.size, found.case, found.other), shape)
        weight = found.weight * np.exp(-growth_per_h * found.after_h)
        summed = np.bincount(at, weight, minlength=self.pairs.size).reshape(shape)
        return np.divide(summed, self.pairs, out=np.zeros(shape), where=self.pairs > 0)

    def step(self, table: Floats, cases: Floats) -> Floats:
        """Turn index cases [residents] into those infected by their outbreaks, discounted."""
        infected = np.zeros(len(cases))
        group = self.group
        through_classes(
            group.start, group.members, self.size_class, self.others, self.class_of, table,
            cases, infected,
        )  # fmt: skip
        return infected

    def _pairs(self) -> Floats:
        """Count the pairs of an index case and another, by size and classes."""
        sizes = _size_class(np.array([2**30]))[0] + 1
        copied, index = self.copies, self.copies.index_case[self.copies.group]
        other = np.flatnonzero(index != np.arange(len(index)))
        size = np.bincount(copied.group)[copied.group[other]]
        shape = (int(sizes), self.classes, self.classes)
        case = self.class_of[copied.resident[index[other]]]
        at = (_size_class(size), case, self.class_of[copied.resident[other]])
        pairs = np.bincount(np.ravel_multi_index(at, shape), minlength=int(np.prod(shape)))
        return pairs.reshape(shape).astype(float)


def classes(residents: Residents) -> NDArray[np.int64]:
    """Tell residents apart by courses, susceptibility and activity: one number each."""
    cuts = np.unique(np.quantile(residents.active, ACTIVE_SHARES))
    activity = np.searchsorted(cuts, residents.active, side="left")
    receptive = np.argmax(residents.take, axis=1)
    together = np.stack([residents.kind, receptive, activity])
    together = np.ravel_multi_index(tuple(together), tuple(together.max(axis=1) + 1))
    return np.unique(together, return_inverse=True)[1].ravel()


def _size_class(size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell small groups apart by size, larger ones by ranges of a factor of 1.5 up to 300."""
    cuts = np.concatenate([np.arange(2, FEW + 1), FEW * 1.5 ** np.arange(1, 11)])
    return np.searchsorted(cuts, size, side="left")


def _drawn(places: Places, layer: int) -> Copies:
    """Draw index cases evenly among the members of a layer's groups of two and more."""
    group = group_of(places, layer)
    who, number = listed(group)
    size = np.diff(group.start)
    who, number = who[size[number] >= 2], number[size[number] >= 2]
    if not len(who):
        return copies(places, group, who, number)
    mean = float(np.mean(size[number]))
    count = int(np.clip(MOST_COPIED / mean, LEAST_CASES, MOST_CASES))
    chosen = ((np.arange(count) + 0.5) / count * len(who)).astype(np.int64)
    return copies(places, group, who[chosen], number[chosen])
