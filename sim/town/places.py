"""Where population spend the day: classes of schools and workplaces.

Places are settled with the town, before anybody is made a worker of the response.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from sim.rng import Purpose, uniforms
from sim.town.draws import Bools, Floats, Ints, Who, offsets, ranks
from sim.town.layout import Layout
from sim.town.population import ADULT, OLD, Population

if TYPE_CHECKING:
    from sim.scenario import TownSpec

FIRST_CLASS_AGE, LAST_CLASS_AGE = 3, 17  # Source: assumed; kindergarten to senior secondary
_STEP_BITS = 8  # room for the jumps of one worker in one word of a key


@dataclass(frozen=True)
class Groups:
    """Who meets whom: the group of each resident, or -1, and the list of each group."""

    group: Ints
    start: Ints
    members: Ints
    position: Ints


def grouped(group: Ints) -> Groups:
    """List the members of each group by rising number, and where each stands in its list."""
    inside = np.flatnonzero(group >= 0)
    members = inside[np.argsort(group[inside], kind="stable")]
    start = offsets(np.bincount(group[inside]) if len(inside) else np.zeros(0, dtype=np.int64))
    position = np.full(len(group), -1, dtype=np.int64)
    position[members] = np.arange(len(members)) - start[group[members]]
    return Groups(group, start, members, position)


def _numbered(raw: Ints, chosen: Bools) -> Ints:
    """Count places that have anybody from 0 on; residents not chosen have place -1."""
    group = np.full(len(chosen), -1, dtype=np.int64)
    group[chosen] = np.unique(raw, return_inverse=True)[1]
    return group


def schools(spec: TownSpec, layout: Layout, population: Population) -> Groups:
    """Put everybody of 3-17 into a class of her community.

    Each age fills classes of ``class_size``; what is left of all ages shares mixed classes, in
    order of age. So a class holds one age, but for at most one class's worth of each age.
    """
    pupil = (population.age >= FIRST_CLASS_AGE) & (population.age <= LAST_CLASS_AGE)
    community, age = layout.community[population.grid[pupil]], population.age[pupil]
    u = population.who.at(pupil).draw(Purpose.SCHOOL)
    ages, size = LAST_CLASS_AGE + 1, int(spec.class_size)
    year = community * ages + age
    by_year = np.argsort(year, kind="stable")
    rank = np.empty_like(year)
    rank[by_year] = ranks(u[by_year], year[by_year])
    of_year = np.bincount(year, minlength=(len(layout.community_names)) * ages)
    full = rank // size < of_year[year] // size
    left_rank = ranks(age[~full] + u[~full], community[~full])
    left = np.bincount(community, weights=~full).astype(np.int64)[community[~full]]
    mixed = left_rank * -(-left // size) // left
    stride = len(pupil) + 1  # more than there can be classes
    raw = np.empty_like(year)
    raw[full] = year[full] * stride + rank[full] // size
    raw[~full] = (community[~full] * ages + LAST_CLASS_AGE) * stride + stride // 2 + mixed
    return grouped(_numbered(raw, pupil))


def workplaces(spec: TownSpec, layout: Layout, population: Population) -> tuple[Groups, Bools]:
    """Put those who work in town into workplaces that mix grids; say who works elsewhere.

    A grid has as many jobs as workers, split over its workplaces by lognormal sizes. Each
    worker takes any job in town, by a jump hash: a grid added at the end draws some workers to
    its own workplaces and moves nobody else.
    """
    grown = (population.age >= ADULT) & (population.age < OLD)
    employed = grown & (population.who.draw(Purpose.EMPLOYED) < spec.employed_share)
    here = employed & (population.who.draw(Purpose.WORKS_IN_TOWN) < spec.works_in_town)
    jobs = np.bincount(population.grid[here], minlength=len(layout.names))
    in_row_order = np.argsort(layout.row)
    last_job = np.cumsum(_jobs(spec, layout.key[in_row_order], jobs[in_row_order]))
    job = jump(population.who.at(here), int(here.sum()))
    raw = np.searchsorted(last_job, job, side="right")
    return grouped(_numbered(raw, here)), employed & ~here


def _jobs(spec: TownSpec, key: Ints, jobs: Ints) -> Ints:
    """Split the jobs of each grid over workplaces by keyed lognormal weights."""
    places = np.where(jobs > 0, np.maximum(np.rint(jobs / spec.workplace_mean), 1), 0)
    grid = np.repeat(np.arange(len(jobs)), places.astype(np.int64))
    number = np.arange(len(grid)) - offsets(places.astype(np.int64))[grid]
    u = uniforms(spec.seed, Purpose.WORKPLACE, key[grid], number)
    sigma = float(np.sqrt(np.log1p(spec.workplace_cv**2)))
    weight = np.exp(sigma * np.array([NormalDist().inv_cdf(x) for x in u.tolist()]))
    summed = np.cumsum(weight)
    before = np.concatenate(([0.0], summed))[np.searchsorted(grid, grid)]
    of_grid = np.bincount(grid, weights=weight, minlength=len(jobs))
    upto = np.rint((summed - before) / of_grid[grid] * jobs[grid]).astype(np.int64)
    return np.where(number == 0, upto, np.diff(upto, prepend=0))


def jump(who: Who, buckets: int) -> Ints:
    """Choose one of the buckets for each, evenly; a further bucket would only draw to itself.

    Lamping, Veach 2014, "A fast, minimal memory, consistent hash algorithm", arXiv 1406.2294.
    """
    out = np.zeros(len(who.grid), dtype=np.int64)
    moving, step = np.arange(len(out)), 0
    while len(moving):
        word = (who.member[moving] << _STEP_BITS) | step
        u: Floats = uniforms(
            who.seed, Purpose.PLACE, who.grid[moving], who.household[moving], word
        )
        following = np.floor((out[moving] + 1) / u)
        stays = following >= buckets
        moving, following = moving[~stays], following[~stays]
        out[moving] = following.astype(np.int64)
        step += 1
    return out
