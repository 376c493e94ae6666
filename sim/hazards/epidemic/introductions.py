"""Who brings the infection in, and when: all known before the run begins."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np

from sim.kernels.candidates import poisson
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import Introductions
from sim.units import hours_since, tick


class Introduced(NamedTuple):
    """A resident infected from outside."""

    person: int
    time_h: float
    at_once: bool  # infectious at once


def introduced(
    spec: Introductions, residents: int, seed: int, start: datetime
) -> list[Introduced]:
    """List the introductions of a run: infectious at clock 0, spread, and dated."""
    out = []
    if spec.infectious_at_start:
        rank = uniforms(seed, Purpose.INTRODUCTION_WHO, np.arange(residents), -1)
        first = np.argsort(rank, kind="stable")[: spec.infectious_at_start]
        out = [Introduced(person, 0.0, True) for person in first.tolist()]
    times = [
        spec.over * uniform(seed, Purpose.INTRODUCTION_TIME, k, 0, 0)
        for k in range(poisson(spec.mean, uniform(seed, Purpose.INTRODUCTION, 0, 0, 0)))
    ]
    for dated in spec.dated:
        times += [max(hours_since(start, dated.at), 0.0)] * dated.count
    for k, time_h in enumerate(times):
        u = uniform(seed, Purpose.INTRODUCTION_WHO, k, 0, 0)
        person = min(int(u * residents), residents - 1)
        out.append(Introduced(person, float(tick(time_h)), False))
    return out
