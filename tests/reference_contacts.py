"""An explicit simulation: every contact of every pair in continuous time, in plain Python.

Written from the design's words and from the town alone; no line of the kernels is used. Each
pair of residents meets in a Poisson process. A contact happens when its mark is below the
smaller factor of the two, and infects with probability 1 - exp(-x), x the layer's dose times
the infector's infectiousness at that instant. Courses, controls and rates are those of `Rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.town import Town

NAMES = ("household", "stairwell", "grid", "school", "work", "city")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """Rates [1/h], probabilities, course [h] and controls; the window is [0, horizon_h)."""

    contacts: tuple[float, ...] = (0.10, 0.06, 0.08, 0.15, 0.12, 0.03)
    probability: tuple[float, ...] = (0.12, 0.25, 0.25, 0.20, 0.30, 0.50)
    profile: tuple[float, ...] = (0.5, 1.0, 0.25)
    latent_h: float = 18.0
    presymptomatic_h: float = 24.0
    infectious_h: tuple[float, float] = (72.0, 168.0)  # even between
    asymptomatic: float = 0.3
    asymptomatic_infectiousness: float = 0.5
    isolating: float = 0.5  # of the symptomatic, from onset
    isolated: tuple[float, ...] = (0.8, 0.1, 0.1, 0.0, 0.0, 0.1)
    severe: float = 0.2  # of the symptomatic
    severe_after_h: float = 30.0
    hospital_h: float = 48.0
    dying: float = 0.3  # of the severe
    horizon_h: float = 240.0
    sealed_from_h: float = 100.0
    sealed: tuple[float, ...] = (1.0, 0.2, 0.0, 0.0, 0.0, 0.1)
    together_h: tuple[float, float] = (60.0, 180.0)
    together: float = 1.5  # the household's factor between these times


@dataclass
class Pairs:
    """Every pair of residents of every layer, with its rate of contacts [1/h]."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    layer: NDArray[np.int64]
    rate: Floats


@dataclass
class Course:
    """What becomes of somebody infected; times in hours."""

    from_h: float
    until_h: float
    strength: float = 1.0
    isolated_h: float = np.inf
    severe_h: float = np.inf
    home_h: float = np.inf

    def sheds(self, at_h: float, profile: tuple[float, ...]) -> float:
        """Give the relative infectiousness at an instant."""
        if not self.from_h <= at_h < min(self.until_h, self.severe_h):
            return 0.0
        since = (at_h - self.from_h) / (self.until_h - self.from_h)
        return self.strength * profile[int(since * len(profile))]


@dataclass
class Met:
    """Contacts in order of time, each with its mark and its chance of infecting."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    layer: NDArray[np.int64]
    time_h: Floats
    mark: Floats
    chance: Floats
    infects: NDArray[np.bool_]

    def where(self, chosen: NDArray[np.bool_]) -> Met:
        """Keep the chosen ones."""
        return Met(**{name: column[chosen] for name, column in vars(self).items()})

    def of(self, resident: int) -> Met:
        """Keep those of one resident."""
        return self.where((self.a == resident) | (self.b == resident))


def every_pair(town: Town, rules: Rules) -> Pairs:
    """List all pairs that meet, layer by layer."""
    rows = [row for layer in range(6) for row in _pairs(town, layer, rules.contacts[layer])]
    a, b, layer, rate = zip(*rows, strict=True)
    return Pairs(np.array(a), np.array(b), np.array(layer), np.array(rate))


def _pairs(town: Town, layer: int, contacts: float) -> Iterator[tuple[int, int, int, float]]:
    n = town.residents
    everybody = np.arange(n)
    if layer == 5:
        for a, b in combinations(range(n), 2):
            yield a, b, layer, contacts / (n - 1)
        return
    if layer == 2:
        size = np.bincount(town.resident_grid)
        share = _grid_shares(town)
        for a, b in combinations(range(n), 2):
            g, h = int(town.resident_grid[a]), int(town.resident_grid[b])
            others = size[h] - (1 if g == h else 0)
            yield a, b, layer, contacts * share[g, h] / others
        return
    group = {
        0: town.household,
        1: town.household_stairwell[town.household],
        3: town.school_group,
        4: town.work_group,
    }[layer]
    for g in np.unique(group[group >= 0]):
        members = everybody[group == g].tolist()
        for a, b in combinations(members, 2):
            yield a, b, layer, contacts if layer == 0 else contacts / (len(members) - 1)


def _grid_shares(town: Town) -> Floats:
    """Give the share of a resident's grid contacts by her grid and the other's."""
    share = np.zeros((town.grids, town.grids))
    for g in range(town.grids):
        at = slice(town.neighbour_start[g], town.neighbour_start[g + 1])
        share[g, town.neighbour[at]] = np.diff(town.neighbour_cumulative[at], prepend=0.0)
    return share


def simulate(
    rng: np.random.Generator, pairs: Pairs, rules: Rules, sealed: NDArray[np.bool_], first: int
) -> tuple[Met, Floats]:
    """Let one resident be infectious at 0 and everybody meet until the horizon.

    Gives the contacts that happened and when each resident was infected [h], inf if never.
    """
    met = _draw_contacts(rng, pairs, rules)
    met = met.where(met.mark < _control(rules, sealed, met))
    infected_h = np.full(len(sealed), np.inf)
    infected_h[first] = 0.0
    courses = {first: _draw_course(rng, rules, 0.0)}
    columns = (met.a, met.b, met.layer, met.time_h, met.mark, met.chance)
    contacts = zip(*(column.tolist() for column in columns), strict=True)
    for n, (one, other, layer, at_h, mark, chance) in enumerate(contacts):
        if (one in courses) == (other in courses):
            continue
        by, to = (one, other) if one in courses else (other, one)
        course = courses[by]
        if course.isolated_h <= at_h < course.until_h and mark >= rules.isolated[layer]:
            continue
        dose = -np.log1p(-rules.probability[layer])
        if chance < -np.expm1(-dose * course.sheds(at_h, rules.profile)):
            courses[to] = _draw_course(rng, rules, at_h + rules.latent_h)
            infected_h[to] = at_h
            met.infects[n] = True
    return met.where(_at_large(met, courses, rules)), infected_h


def _at_large(met: Met, courses: dict[int, Course], rules: Rules) -> NDArray[np.bool_]:
    """Tell which contacts happen though the infected isolate themselves or are in hospital."""
    kept = np.ones(len(met.a), np.bool_)
    for person, course in courses.items():
        hers = (met.a == person) | (met.b == person)
        at_home = (met.time_h >= course.isolated_h) & (met.time_h < course.until_h)
        kept &= ~(hers & at_home & (met.mark >= np.array(rules.isolated)[met.layer]))
        kept &= ~(hers & (met.time_h >= course.severe_h) & (met.time_h < course.home_h))
    return kept


def _draw_contacts(rng: np.random.Generator, pairs: Pairs, rules: Rules) -> Met:
    """Draw every contact of every pair, in order of time."""
    top = np.where(pairs.layer == 0, rules.together, 1.0)
    cumulative = np.cumsum(pairs.rate * top)
    n = int(rng.poisson(cumulative[-1] * rules.horizon_h))
    pair = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right")
    return Met(
        a=pairs.a[pair],
        b=pairs.b[pair],
        layer=pairs.layer[pair],
        time_h=np.sort(rng.random(n)) * rules.horizon_h,
        mark=rng.random(n) * top[pair],
        chance=rng.random(n),
        infects=np.zeros(n, np.bool_),
    )


def _control(rules: Rules, sealed: NDArray[np.bool_], met: Met) -> Floats:
    """Give the smaller of two people's factors under the controls."""
    begin, end = rules.together_h
    home = np.where((met.time_h >= begin) & (met.time_h < end), rules.together, 1.0)
    closed = (sealed[met.a] | sealed[met.b]) & (met.time_h >= rules.sealed_from_h)
    outside = np.where(closed, np.array(rules.sealed)[met.layer], 1.0)
    return np.where(met.layer == 0, home, outside)


def _draw_course(rng: np.random.Generator, rules: Rules, from_h: float) -> Course:
    course = Course(from_h, from_h + rng.uniform(*rules.infectious_h))
    if rng.random() < rules.asymptomatic:
        course.strength = rules.asymptomatic_infectiousness
        return course
    onset_h = from_h + rules.presymptomatic_h
    if rng.random() < rules.isolating:
        course.isolated_h = onset_h
    if rng.random() < rules.severe:
        course.severe_h = onset_h + rules.severe_after_h
        dies = rng.random() < rules.dying
        course.home_h = np.inf if dies else course.severe_h + rules.hospital_h
    return course
