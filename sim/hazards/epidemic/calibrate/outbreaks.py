"""Outbreaks in copies of the town's small groups, run by the kernel itself with fixed seeds.

Each index case gets a copy of her household, stairwell, class or workplace, and nothing else
spreads. The luck of a person is the same at every dose, so what is found rises with the dose.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.residents import Group
from sim.kernels import people, queue, spread
from sim.kernels.index_cases import introduce_all
from sim.kernels.people import HOUSEHOLD, LAYERS, STAIRWELL, Fields, Infection, Places

SEED = 20220301  # any: of all calibrations
ROWS = 256  # of modifiers; see sim/state.py
Floats = NDArray[np.float64]


class Copies(NamedTuple):
    """Copies of small groups, one for each index case; people are numbered anew."""

    places: Places  # the copies are its households and its stairwells
    index_case: NDArray[np.int64]  # [at most groups] the index cases, one in a group
    group: NDArray[np.int64]  # [people]
    resident: NDArray[np.int64]  # [people] of whom a person is the copy


def copies(
    places: Places, group: Group, who: NDArray[np.int64], of: NDArray[np.int64]
) -> Copies:
    """Copy the groups `of` [cases], each for its index case `who` [cases], a resident."""
    first = group.start[of]
    size = group.start[of + 1] - first
    start = np.concatenate([[0], np.cumsum(size)])
    number = np.repeat(np.arange(len(of)), size)
    place = np.arange(start[-1]) - start[number] + first[number]
    resident = group.members[place].astype(np.int64)
    index = np.flatnonzero(resident == who[number])
    active = places.activity[resident] if len(places.activity) else places.activity
    belongs = np.full((len(resident), len(LAYERS)), -1, np.int32)
    belongs[:, HOUSEHOLD] = belongs[:, STAIRWELL] = number
    small = places._replace(
        residents=len(resident),
        outsider_key=np.zeros(0, np.int64),
        age=places.age[resident],
        group=belongs,
        first=np.array([0, *[len(start)] * 2, *[2 * len(start)] * 5])[: len(LAYERS) + 1],
        start=np.concatenate([start, start]).astype(np.int32),
        members=np.zeros(0, np.int32),
        weight=np.concatenate([[0.0], np.cumsum(active)]) if len(active) else active,
        activity=active,
    )
    return Copies(people.laid_out(small), index, number, resident)


def alone(infection: Infection, layer: int, dose: float, isolating: bool = True) -> Infection:
    """Let an infection spread in one layer of small groups only, evenly over the week."""
    at = HOUSEHOLD if layer == HOUSEHOLD else STAIRWELL
    contacts, doses = np.zeros(len(LAYERS)), np.zeros(len(LAYERS) + 1)
    contacts[at] = infection.contacts[layer] * infection.week[layer].mean()
    doses[at] = dose
    isolation = infection.isolation.copy()
    isolation[at] = infection.isolation[layer]
    return infection._replace(
        seed=SEED,
        contacts=contacts,
        weekly=False,
        dose=doses,
        isolation=isolation,
        isolation_share=infection.isolation_share if isolating else 0.0,
        reinfection=False,
    )


def run(copies: Copies, infection: Infection, until_h: float) -> NDArray[np.void]:
    """Infect every index case at 0; give the table of infections before `until_h` [h]."""
    n = copies.places.residents
    fields, courses = fields_of(n), people.new_courses(n + 1)
    width_h = max(min(1.0, until_h * 16 / max(n, 1)), until_h / 4096)
    slots = queue.new_queue(4 * n + 1024, 0.0, until_h, width_h)
    introduce_all(slots, copies.index_case)
    never_h = np.full(1, np.inf)
    while True:
        done = spread.advance(
            copies.places, infection, courses, fields, slots, never_h, until_h
        )
        if done == spread.DONE:
            return people.known(courses)
        slots, courses = queue.grown(slots), people.grown(courses)


def fields_of(count: int) -> Fields:
    """Make the fields of so many people in a naive town without controls."""
    return Fields(
        health=np.zeros(count, np.uint8),
        restriction=np.zeros(count, np.uint8),
        duty=np.zeros(count, np.uint8),
        doses=np.zeros(0, np.uint8),
        dose_h=np.zeros(0),
        latest=np.full(count, -1, np.int32),
        factors=np.ones((ROWS, len(people.LAYER_NAMES))),
    )
