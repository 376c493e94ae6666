"""The spread of an infection, exact in continuous time: nothing happens between two contacts.

At infection the whole course is drawn, and only the contacts that could infect. A contact
happens when its mark is below the modifier then in force (normal = 1), and infects when it is
below that modifier times the chance that the person met is receptive enough.
`advance` handles the contacts before an instant; one long advance equals many short ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sim.kernels.candidates import below, day_factor, level, luck_of, number_of, time_of, word
from sim.kernels.course import draw_course
from sim.kernels.immunity import at_most, by_age, receptive, recovered_h
from sim.kernels.modifiers import bands_open, factor, gone_from
from sim.kernels.partners import partner
from sim.kernels.people import (
    AT_HOME,
    FIRST_BAND,
    HOUSEHOLD,
    INFECTED,
    INTRODUCED,
    SESSION,
    SUSCEPTIBLE,
    TRANSMISSIBILITY,
    WORK,
    Courses,
    Fields,
    Infection,
    Places,
)
from sim.kernels.queue import HOUR, LAST, NEXT, NONE, Queue, peek, push, room, take
from sim.rng import branch, unit

DONE, QUEUE_FULL, COURSES_FULL = 0, 1, 2
# Codes of what comes from outside: infectious at once; met at work outside the town.
AT_ONCE, COMMUTED = 1 << 50, 1 << 51
HALF_TICK = 2.0**-21  # [h]
# A plain number is a type of its own to numba, for which a function is compiled again.
AT_WORK, ONE, NOTHING = np.int64(WORK), np.int64(1), np.int64(0)


@njit(cache=True, forceinline=True, _nrt=False)
def push_band(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    row: int, layer: int, band: int, luck: Any, n: int, after_h: float,
) -> None:  # fmt: skip
    """Queue the n candidates of one band of one infection, those after an instant.

    Left out is who can never be infected by it: the immune for ever, whoever is still ill then,
    and outside the household, where no modifier is above 1, whoever the day, her age or her
    immunity will spare anyway.
    """
    course = courses.table[row]
    i, variant = np.int64(course.person), np.int64(course.variant)
    dose, profile = infection.dose[layer] * course.strength, infection.profile[variant]
    from_h, until_h = course.infectious_from_h, course.infectious_until_h
    about = word(np.int64(course.number), layer, band)
    luck = branch(luck, about)
    gone_h, code = gone_from(courses, row), about << 20
    for k in range(n):
        own = branch(luck, k)
        time_h = time_of(profile[1], from_h, until_h - from_h, dose, unit(own))
        if time_h <= after_h or time_h >= gone_h:
            continue
        own = branch(own, 1)
        mark = band + unit(own)
        to = partner(places, layer, i, unit(branch(own, 2)))
        if to < 0:
            continue
        able = 1.0
        if fields.health[to] != SUSCEPTIBLE:
            able = at_most(infection, courses, np.int64(fields.latest[to]), variant, time_h)
            if able == 0.0:
                continue
        if layer != HOUSEHOLD:
            remains, shed = 1.0, level(profile[0], from_h, until_h, time_h)
            if infection.weekly:
                remains = day_factor(infection.week, infection.clock_h, layer, time_h)
            able *= by_age(places, infection, to, variant)
            if not below(mark, remains, dose, shed, able):
                continue
        push(queue, time_h, row, to, i, code | k, mark)


@njit(cache=True, forceinline=True, _nrt=False)
def count_bands(
    places: Places, infection: Infection, courses: Courses, queue: Queue, row: int,
    layers: int, first: int, bands: int,
) -> int:  # fmt: skip
    """Count the candidates of layers in band 0 and of household bands [first, bands).

    The counts stand in the queue's scratch: by layer, then by band.
    """
    total = 0
    luck = luck_of(places, infection.seed, np.int64(courses.table[row].person))
    for layer in range(layers):
        n = number_of(places, infection, courses, row, layer, FIRST_BAND, luck)
        queue.counts[layer] = n
        total += n
    for band in range(first, bands):
        n = number_of(places, infection, courses, row, AT_HOME, band, luck)
        queue.counts[layers + band - first] = n
        total += n
    return total


@njit(cache=True, forceinline=True, _nrt=False)
def infect(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    i: int, time_h: float, by: int, layer: int, variant: int, at_once: bool,
) -> int:  # fmt: skip
    """Infect person i; change nothing and return a status where room is missing."""
    row = courses.rows[0]
    if row >= len(courses.table) or courses.rows[1] >= len(courses.grave):
        return COURSES_FULL
    graves = courses.rows[1]
    previous = np.int64(fields.latest[i])
    course = courses.table[row]
    course.person = i
    course.number = courses.table[previous].number + 1 if previous >= 0 else 0
    course.previous = previous
    course.infector = by
    course.layer = layer
    course.variant = variant
    course.time_h = time_h
    draw_course(places, infection, courses, fields, row, at_once)
    layers, bands = len(infection.contacts), bands_open(fields, i)
    luck = luck_of(places, infection.seed, i)
    if room(queue) < count_bands(places, infection, courses, queue, row, layers, ONE, bands):
        courses.rows[1] = graves
        return QUEUE_FULL
    courses.rows[0] = row + 1
    fields.health[i] = INFECTED
    fields.latest[i] = row
    for kind in range(layers + bands - 1):
        out, band = (kind, FIRST_BAND) if kind < layers else (AT_HOME, kind - layers + ONE)
        n = queue.counts[kind]
        if n > 0:
            push_band(
                places, infection, courses, fields, queue, row, out, band, luck, n, time_h
            )
    course.bands = bands
    return DONE


@njit(cache=True, _nrt=False)
def raise_bands(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    i: int, now_h: float,
) -> int:  # fmt: skip
    """Draw the household bands that a higher modifier of person i lays open from now on."""
    row = np.int64(fields.latest[i])
    if row < 0 or courses.table[row].infectious_until_h <= now_h:
        return DONE
    drawn, bands = np.int64(courses.table[row].bands), bands_open(fields, i)
    if room(queue) < count_bands(places, infection, courses, queue, row, NOTHING, drawn, bands):
        return QUEUE_FULL
    luck = luck_of(places, infection.seed, i)
    before_h = now_h - HALF_TICK  # a contact at this very instant comes after the change
    for band in range(drawn, bands):
        n = queue.counts[band - drawn]
        push_band(
            places, infection, courses, fields, queue, row, AT_HOME, band, luck, n, before_h
        )
    courses.table[row].bands = max(bands, drawn)
    return DONE


@njit(cache=True, _nrt=False)
def comes_in(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    slot: int,
) -> bool:  # fmt: skip
    """Decide whether somebody catches the infection outside.

    Who is named for it does, unless she has it now or is immune for ever; a commuter if she
    goes to work that day and is receptive.
    """
    contact = queue.slots[slot]
    to, time_h = np.int64(contact.to), contact.time_h
    if contact.code & COMMUTED == 0:
        row = np.int64(fields.latest[to])
        if row < 0:
            return True
        return infection.reinfection and time_h >= recovered_h(courses, row)
    variant = contact.code & 0xFF
    remains = factor(infection.isolation, courses, fields, to, NONE, WORK, time_h)
    remains *= day_factor(infection.week, infection.clock_h, AT_WORK, time_h)
    dose = min(infection.dose[WORK] * infection.variants[variant, TRANSMISSIBILITY], 1.0)
    able = receptive(places, infection, courses, fields, to, variant, time_h)
    return below(contact.mark, remains, dose, 1.0, able)


@njit(cache=True, forceinline=True, _nrt=False)
def happens(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    slot: int, layer: int, voided_h: np.ndarray,
) -> bool:  # fmt: skip
    """Decide whether a queued contact infects."""
    contact = queue.slots[slot]
    to, row, time_h = np.int64(contact.to), np.int64(contact.row), contact.time_h
    if layer == INTRODUCED:
        return comes_in(places, infection, courses, fields, queue, slot)
    if fields.health[to] != SUSCEPTIBLE and not infection.reinfection:
        return False
    course = courses.table[row]
    by, variant = np.int64(course.person), np.int64(course.variant)
    if layer == SESSION:
        one = fields.factors[fields.restriction[by], SESSION]
        other = fields.factors[fields.restriction[to], SESSION]
        if min(one, other) <= 0.0 or time_h >= voided_h[contact.code & 0xFFFFFFFF]:
            return False  # isolated, or broken off, since the session was announced
        able = receptive(places, infection, courses, fields, to, variant, time_h)
        return able > contact.mark
    remains = factor(infection.isolation, courses, fields, by, row, layer, time_h)
    remains = min(
        remains, factor(infection.isolation, courses, fields, to, NONE, layer, time_h)
    )
    if infection.weekly:
        remains *= day_factor(infection.week, infection.clock_h, layer, time_h)
    if contact.mark >= remains:
        return False
    able = receptive(places, infection, courses, fields, to, variant, time_h)
    from_h, until_h = course.infectious_from_h, course.infectious_until_h
    shed = level(infection.profile[variant, 0], from_h, until_h, time_h)
    return below(contact.mark, remains, infection.dose[layer] * course.strength, shed, able)


@njit(cache=True, _nrt=False)
def fetch(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue
) -> None:  # fmt: skip
    """Read what the hour at hand will need, all at once: the memory answers many at a time."""
    total = 0
    for place in range(queue.counter[NEXT], queue.counter[LAST]):
        contact = queue.slots[queue.order[place]]
        to = contact.to
        total += fields.health[to] + fields.restriction[to]
        latest = fields.latest[to]
        if infection.reinfection and latest >= 0:
            total += courses.table[latest].layer
        total += places.group[to, 0] + places.age[to]
        if contact.row >= 0:
            total += courses.table[contact.row].layer + fields.restriction[contact.tie]
    queue.counts[len(queue.counts) - 1] = total


@njit(cache=True, _nrt=False)
def advance(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    voided_h: np.ndarray, until_h: float,
) -> int:  # fmt: skip
    """Handle every contact before `until_h` [h] in order of time; return a status."""
    hour = queue.counter[HOUR]
    while True:
        slot = peek(queue, until_h)  # new contacts lie later, so it stays the earliest
        if slot < 0:
            return DONE
        if queue.counter[HOUR] != hour:
            hour = queue.counter[HOUR]
            fetch(places, infection, courses, fields, queue)
        contact = queue.slots[slot]
        layer = (contact.code >> 32) & 15
        if happens(places, infection, courses, fields, queue, slot, layer, voided_h):
            row, at_once = np.int64(contact.row), contact.code & AT_ONCE != 0
            variant = contact.code & 0xFF
            if row >= 0:
                variant, at_once = np.int64(courses.table[row].variant), False
            status = infect(
                places, infection, courses, fields, queue, np.int64(contact.to),
                contact.time_h, row, layer, variant, at_once,
            )  # fmt: skip
            if status != DONE:
                return status
        take(queue, slot)


@njit(cache=True, _nrt=False)
def introduce(
    queue: Queue, person: int, time_h: float, number: int, variant: int, how: int, mark: float
) -> None:
    """Queue the infection of a person from outside; `how`: 0, AT_ONCE or COMMUTED."""
    code = (INTRODUCED << 32) | how | variant
    push(queue, time_h, np.int64(NONE), person, -1 - number, code, mark)
