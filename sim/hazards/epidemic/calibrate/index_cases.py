"""How many index cases infect, counted by the kernel: the check of R0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.outbreaks import fields_of
from sim.hazards.epidemic.calibrate.reproduction import Reproduction
from sim.kernels import people, queue, spread
from sim.kernels.index_cases import offspring
from sim.kernels.people import (
    FROM_INFECTION,
    INFECTIOUS,
    LATENT,
    LAYERS,
    ONSET,
    Infection,
    Places,
)
from sim.rng import Purpose, uniforms

WEEK_H = 168.0
NEVER_H = 1e6


def index_cases(
    places: Places, infection: Infection, count: int, seed: int = 1, typical: bool = True
) -> NDArray[np.int64]:
    """Count the distinct people infected directly by each of `count` index cases.

    Each finds a naive town without controls, is infectious from a random time of the week on,
    and isolates at no time; those she infects pass nothing on. Cases are drawn as typical ones
    are spread over residents, or (`typical` off) evenly. Their mean is R0, or what a resident
    infects.
    """
    persons = _drawn(places, infection, count, seed, typical)
    times_h = WEEK_H * uniforms(seed, Purpose.INTRODUCTION_TIME, np.arange(count), 1)
    until_h = WEEK_H + float(infection.laws[0, INFECTIOUS, -1]) + 1.0
    laws = infection.laws.copy()
    since = laws[:, ONSET] - laws[:, LATENT]
    laws[:, ONSET] = np.where(
        infection.variants[:, [FROM_INFECTION]] > 0, np.maximum(since, 0.0), laws[:, ONSET]
    )
    laws[:, LATENT] = NEVER_H
    variants = infection.variants.copy()
    variants[:, FROM_INFECTION] = 0.0
    out = np.zeros(count, np.int64)
    order = np.argsort(persons, kind="stable")
    turn = np.zeros(count, np.int64)  # how often a person has been an index case before
    same = np.concatenate([[False], np.diff(persons[order]) == 0])
    for place in np.flatnonzero(same):
        turn[order[place]] = turn[order[place - 1]] + 1
    for again in range(int(turn.max(initial=0)) + 1):
        now = np.flatnonzero(turn == again)
        trial = infection._replace(
            seed=seed + again, laws=laws, variants=variants, isolation_share=0.0,
            reinfection=False,
        )  # fmt: skip
        out[now] = _counted(places, trial, persons[now], times_h[now], until_h)
    return out


def _counted(
    places: Places,
    infection: Infection,
    persons: NDArray[np.int64],
    times_h: NDArray[np.float64],
    until_h: float,
) -> NDArray[np.int64]:
    fields, infected = fields_of(len(places.age)), np.zeros(len(persons), np.int64)
    room = 4096
    never_h = np.full(1, np.inf)
    while True:
        courses = people.new_courses(room)
        slots = queue.new_queue(room, 0.0, until_h, until_h / 256)
        done = offspring(
            places, infection, courses, fields, slots, never_h, persons, times_h, until_h,
            infected,
        )  # fmt: skip
        if done == spread.DONE:
            return infected
        fields, room = fields_of(len(places.age)), 2 * room


def _drawn(
    places: Places, infection: Infection, count: int, seed: int, typical: bool
) -> NDArray[np.int64]:
    """Draw residents as typical cases are spread over them, or evenly."""
    u = uniforms(seed, Purpose.INTRODUCTION_WHO, np.arange(count), 1)
    if not typical:
        return np.minimum((u * places.residents).astype(np.int64), places.residents - 1)
    town = Reproduction(places, infection)
    town.value(infection.dose[: len(LAYERS)])
    summed = np.cumsum(town.typical.vector)
    return np.asarray(np.searchsorted(summed, u * summed[-1], side="right"), np.int64)
