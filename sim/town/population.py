"""Who lives in the town: households, ages, who lives alone, who is ill, what each can do.

Numbers of the young and the old are exact in each grid (to a keyed rounding); a keyed rank
decides who. So the census shares hold in small towns too, and grids do not touch each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.rng import Purpose
from sim.town.draws import Bools, Floats, Ints, Who, lowest, offsets, rounded, total
from sim.town.households import household_sizes
from sim.town.layout import Layout

if TYPE_CHECKING:
    from sim.scenario import TownSpec

ADULT, OLD, VERY_OLD, OLDEST_AGE = 18, 60, 80, 99
# Source: assumed. A parent and a partner are 20 to 40 years older than the eldest child; grown
# children at home are at most 34; partners of one generation differ by a tenth of its span.
YOUNGEST_PARENT, OLDEST_PARENT, GROWN_CHILD, PARTNER_SPREAD = 20, 40, 34, 0.2
# Source: assumed. How readily the second member is a child, compared with a later one.
SECOND_IS_CHILD = 0.15
# Source: assumed. How readily residents are 60 or older: alone, as a couple, as a later member
# of a larger household, as one of its first two. A third of the households of one, and of those
# of two, are then of old residents only.
OLD_ALONE, OLD_COUPLE, OLD_GRANDPARENT, OLD_PARENT = 0.5, 0.7, 1.5, 0.25


@dataclass(frozen=True)
class Population:
    """Residents in spatial order, household by household."""

    who: Who
    grid: Ints
    household: Ints
    household_start: Ints
    household_grid: Ints
    age: Ints
    alone_80: Bools
    chronic: Bools
    ability: Floats


@dataclass(frozen=True)
class _Homes:
    """What ages depend on."""

    who: Who
    grid: Ints
    household: Ints
    start: Ints
    size: Ints  # of the resident's household


@dataclass(frozen=True)
class _Counts:
    """How many of a kind each grid has."""

    under_15: Ints
    youths: Ints
    old: Ints
    very_old: Ints
    very_old_alone: Ints


def populate(spec: TownSpec, layout: Layout) -> Population:
    """Draw the residents of every grid."""
    household_grid = np.repeat(np.arange(len(layout.households)), layout.households)
    number = np.arange(len(household_grid)) - offsets(layout.households)[household_grid]
    homes = Who(spec.seed, layout.key[household_grid], number, np.zeros_like(number))
    size = household_sizes(spec, layout, homes, household_grid)
    start = offsets(size)
    household = np.repeat(np.arange(len(size)), size)
    member = np.arange(len(household)) - start[household]
    who = Who(spec.seed, homes.grid[household], number[household], member)
    home = _Homes(who, household_grid[household], household, start, size[household])
    age = _ages(spec, layout, home)
    ill = np.where(age >= OLD, spec.chronic_60_plus, spec.chronic_under_60)
    return Population(
        who=who,
        grid=home.grid,
        household=household,
        household_start=start,
        household_grid=household_grid,
        age=age,
        alone_80=(age >= VERY_OLD) & (home.size == 1),
        chronic=who.draw(Purpose.CHRONIC) < ill,
        ability=who.draw(Purpose.ABILITY),
    )


def _counts(spec: TownSpec, layout: Layout, residents: Ints) -> _Counts:
    """Apportion ages to the grids; where more are old, more are very old and fewer young."""
    young = (1 - layout.share_60_plus) / max(1 - spec.share_60_plus, 1e-9)
    very_old_share = spec.share_80_plus / max(spec.share_60_plus, 1e-9)
    under_15 = np.minimum(spec.share_0_14 * young, 1 - layout.share_60_plus)
    youths = (1 - layout.share_60_plus - under_15) * (ADULT - 15) / (OLD - 15)

    def whole(expected: Floats, what: int) -> Ints:
        return rounded(expected, spec.seed, layout.key, what)

    stated = layout.residents >= 0
    expected = layout.share_60_plus * residents
    old = np.where(stated, np.rint(expected).astype(np.int64), whole(expected, 0))
    very_old = np.minimum(whole(very_old_share * expected, 1), old)
    return _Counts(
        under_15=whole(under_15 * residents, 2),
        youths=whole(youths * residents, 3),
        old=old,
        very_old=very_old,
        very_old_alone=whole(spec.alone_80_plus * very_old, 4),
    )


def _ages(spec: TownSpec, layout: Layout, home: _Homes) -> Ints:
    """Give everybody an age: first the generations, then ages that fit in a household."""
    grids = len(layout.names)
    count = _counts(spec, layout, np.bincount(home.grid, minlength=grids))
    minor = _minors(home, count)
    youth = lowest(minor, home.who.draw(Purpose.YOUTH), home.grid, count.youths)
    alone = lowest(
        home.size == 1, home.who.draw(Purpose.LIVES_ALONE), home.grid, count.very_old_alone
    )
    old = _old(home, minor, alone, count)
    # Everybody alone at 80 is chosen; only where nobody old shares a home, more must be alone.
    score = home.who.draw(Purpose.OLDEST) + (home.size == 1)
    more = count.very_old - total(alone, home.grid, grids)
    very_old = alone | lowest(old & ~alone, score, home.grid, more)
    low, high = _bands(home, minor, youth, old, very_old)
    u = _alike_partners(home, minor, old, very_old)
    quantile = np.where(very_old, u * u, u)  # Source: assumed; numbers fall from 80 to 99
    age = low + np.floor(quantile * (high - low + 1)).astype(np.int64)
    return _older_than_children(home, age, minor, old, u)


def _minors(home: _Homes, count: _Counts) -> Bools:
    """Choose those under 18, never the first member: no household is of children only."""
    willing = np.where(home.who.member == 1, SECOND_IS_CHILD, 1.0)
    score = -np.log(home.who.draw(Purpose.MINOR)) / willing
    return lowest(home.who.member > 0, score, home.grid, count.under_15 + count.youths)


def _old(home: _Homes, minor: Bools, alone: Bools, count: _Counts) -> Bools:
    """Choose those of 60 and older; the two of a household of two share their luck."""
    childless = ~_any_in_household(home, minor)[home.household]
    first_two = home.who.member < 2
    willing = np.select(
        [home.size == 1, (home.size == 2) & childless, first_two],
        [OLD_ALONE, OLD_COUPLE, OLD_PARENT],
        OLD_GRANDPARENT,
    )
    shared = np.where(first_two, 0, home.who.member)
    luck = Who(home.who.seed, home.who.grid, home.who.household, shared)
    score = np.where(alone, -1.0, -np.log(luck.draw(Purpose.ELDER)) / willing)
    return lowest(~minor, score, home.grid, count.old)


def _any_in_household(home: _Homes, chosen: Bools) -> Bools:
    """Say of each household whether anybody in it is chosen."""
    return np.logical_or.reduceat(chosen, home.start[:-1])


def _bands(
    home: _Homes, minor: Bools, youth: Bools, old: Bools, very_old: Bools
) -> tuple[Ints, Ints]:
    """Give the youngest and the oldest age that each may have."""
    kinds = [very_old, old, youth, minor, home.who.member > 1]
    low = np.select(kinds, [VERY_OLD, OLD, 15, 0, ADULT], ADULT)
    high = np.select(kinds, [OLDEST_AGE, VERY_OLD - 1, 17, 14, GROWN_CHILD], OLD - 1)
    return low, high


def _alike_partners(home: _Homes, minor: Bools, old: Bools, very_old: Bools) -> Floats:
    """Draw where in a band each age lies; partners of one generation lie close together."""
    u = home.who.draw(Purpose.AGE)
    second = np.flatnonzero((home.who.member == 1) & ~minor)
    same = (old[second] == old[second - 1]) & (very_old[second] == very_old[second - 1])
    second = second[same]
    near = u[second - 1] + PARTNER_SPREAD * (u[second] - 0.5)
    u[second] = np.where(near < 0, -near, np.where(near > 1, 2 - near, near))
    return u


def _older_than_children(home: _Homes, age: Ints, minor: Bools, old: Bools, u: Floats) -> Ints:
    """Redraw the ages of the first two adults under 60 where there are children at home."""
    child = minor | ((home.who.member > 1) & ~old)
    eldest = np.maximum.reduceat(np.where(child, age, -1), home.start[:-1])[home.household]
    parent = (home.who.member < 2) & ~minor & ~old & (eldest >= 0)
    low = np.clip(eldest + YOUNGEST_PARENT, ADULT, OLD - 1)
    high = np.minimum(eldest + OLDEST_PARENT, OLD - 1)
    redrawn = low + np.floor(u * (high - low + 1)).astype(np.int64)
    return np.where(parent, redrawn, age)
