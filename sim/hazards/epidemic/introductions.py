"""Who brings the infection in, and when: all known before the run begins."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from sim.kernels.candidates import poisson
from sim.kernels.queue import Queue
from sim.kernels.spread import introduce
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import Introductions
from sim.units import hours_since, tick


def queue_introductions(
    spec: Introductions, residents: int, seed: int, start: datetime, queue: Queue
) -> None:
    """Queue the introductions of a run: spread, dated, and infectious at clock 0."""
    number = 0
    if spec.infectious_at_start:
        rank = uniforms(seed, Purpose.INTRODUCTION_WHO, np.arange(residents), -1)
        for person in np.argsort(rank, kind="stable")[: spec.infectious_at_start]:
            introduce(queue, int(person), 0.0, number, True)
            number += 1
    times = [
        spec.over * uniform(seed, Purpose.INTRODUCTION_TIME, k, 0, 0)
        for k in range(poisson(spec.mean, uniform(seed, Purpose.INTRODUCTION, 0, 0, 0)))
    ]
    for dated in spec.dated:
        times += [max(hours_since(start, dated.at), 0.0)] * dated.count
    for k, time_h in enumerate(times):
        u = uniform(seed, Purpose.INTRODUCTION_WHO, k, 0, 0)
        person = min(int(u * residents), residents - 1)
        introduce(queue, person, float(tick(time_h)), number, False)
        number += 1
