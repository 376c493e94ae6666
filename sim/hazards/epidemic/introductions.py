"""Who brings the infection in, and when: all known before the run begins."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.numbers import poisson
from sim.kernels.spread import AT_ONCE, COMMUTED
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import Introductions, Prevalence
from sim.units import hours_since, tick


class Introduced(NamedTuple):
    """A resident infected from outside, or a commuter's contact that may infect her."""

    person: int
    time_h: float
    how: int  # 0, AT_ONCE or COMMUTED
    mark: float = 0.0  # of a commuter's contact


def introduced(
    spec: Introductions, residents: int, seed: int, start: datetime, variant: int = 0
) -> list[Introduced]:
    """List the introductions of a variant: infectious at clock 0, spread, and dated.

    `variant` counts from 0, the epidemic's own; each has luck of its own.
    """
    out = []
    if spec.infectious_at_start:
        rank = uniforms(seed, Purpose.INTRODUCTION_WHO, np.arange(residents), -1, variant)
        first = np.argsort(rank, kind="stable")[: spec.infectious_at_start]
        out = [Introduced(person, 0.0, AT_ONCE) for person in first.tolist()]
    number = poisson(spec.mean, uniform(seed, Purpose.INTRODUCTION, 0, 0, variant))
    times = [
        spec.over * uniform(seed, Purpose.INTRODUCTION_TIME, k, 0, variant)
        for k in range(number)
    ]
    for dated in spec.dated:
        times += [max(hours_since(start, dated.at), 0.0)] * dated.count
    for k, time_h in enumerate(times):
        u = uniform(seed, Purpose.INTRODUCTION_WHO, k, 0, variant)
        person = min(int(u * residents), residents - 1)
        out.append(Introduced(person, float(tick(time_h)), 0))
    return out


def commuted(
    commuters: NDArray[np.int64],
    rate_per_h: float,
    prevalence: Prevalence,
    when: tuple[datetime, float],
    seed: int,
    variant: int = 0,
) -> list[Introduced]:
    """List the contacts at work outside the town that may infect a commuter.

    `rate_per_h` is that of contacts with everybody times the dose of one with somebody
    infectious; `when` the scenario's start and horizon [h]. The share infectious outside holds
    from its date to the next; before the first date nobody is.
    """
    start, horizon_h = when
    dates_h = np.array([hours_since(start, date) for date in prevalence.dates])
    edges = np.clip(np.append(dates_h, horizon_h), 0.0, horizon_h)
    summed = np.concatenate([[0.0], np.cumsum(np.diff(edges) * prevalence.share)])
    out: list[Introduced] = []
    mean = rate_per_h * summed[-1]
    counts = uniforms(seed, Purpose.COMMUTING, commuters, 0, variant)
    for person in commuters[counts > np.exp(-mean)].tolist():
        n = poisson(mean, uniform(seed, Purpose.COMMUTING, person, 0, variant))
        for k in range(n):
            u = uniform(seed, Purpose.COMMUTING_TIME, person, k, variant)
            time_h = float(tick(np.interp(u * summed[-1], summed, edges)))
            mark = uniform(seed, Purpose.COMMUTING_MARK, person, k, variant)
            out.append(Introduced(person, time_h, COMMUTED, mark))
    return out
