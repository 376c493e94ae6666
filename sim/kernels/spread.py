"""The spread of an infection, exact in continuous time: nothing happens between two contacts.

At infection the whole course is drawn, and only the contacts that could infect. A contact
happens when its mark is below the modifier then in force (normal = 1) and infects a susceptible
person.
`advance` handles the contacts before an instant; one long advance equals many short ones.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.kernels.candidates import count, draw, quantile, tick, word
from sim.kernels.people import (
    AT_HOME,
    FIRST_BAND,
    HOUSEHOLD,
    INFECTED,
    INTRODUCED,
    SESSION,
    SUSCEPTIBLE,
    WORK,
    Courses,
    Fields,
    Infection,
    Places,
)  # fmt: skip
from sim.kernels.queue import NONE, Queue, heap_pop, peek, push, release, room
from sim.rng import Purpose, uniform

DONE, QUEUE_FULL, COURSES_FULL = 0, 1, 2
AT_ONCE = 1 << 50  # code of an introduction that is infectious at once
HALF_TICK = 2.0**-21  # [h]
_INF = np.inf
_ASYMPTOMATIC = Purpose.ASYMPTOMATIC
_DEATH = Purpose.DEATH
_DEATH_AFTER = Purpose.DEATH_AFTER
_HOSPITAL = Purpose.HOSPITAL
_INFECTIOUS = Purpose.INFECTIOUS
_LATENT = Purpose.LATENT
_PRESYMPTOMATIC = Purpose.PRESYMPTOMATIC
_SELF_ISOLATION = Purpose.SELF_ISOLATION
_SEVERE = Purpose.SEVERE
_SEVERE_AFTER = Purpose.SEVERE_AFTER


@njit(cache=True)
def draw_course(
    places: Places, infection: Infection, courses: Courses, row: int, at_once: bool
) -> None:
    """Draw the whole course of infection `row`, whose person, number and time are set."""
    i, number = courses.person[row], courses.number[row]
    seed, key = infection.seed, places.key[i]
    age = min(places.age[i], len(infection.severe) - 1)
    latent = quantile(infection.latent, uniform(seed, _LATENT, key, number, 0))
    latent = 0.0 if at_once else max(latent, infection.floor_h)
    from_h = tick(courses.time_h[row] + latent)
    span = quantile(infection.infectious, uniform(seed, _INFECTIOUS, key, number, 0))
    courses.infectious_from_h[row] = from_h
    courses.infectious_until_h[row] = tick(from_h + span)
    courses.onset_h[row] = courses.severe_h[row] = courses.death_h[row] = np.nan
    courses.leaves_hospital_h[row] = np.nan
    courses.isolated_from_h[row] = _INF
    courses.strength[row] = 1.0
    courses.bands[row] = 0
    symptoms = uniform(seed, _ASYMPTOMATIC, key, number, 0) >= infection.asymptomatic[age]
    if not symptoms:
        courses.strength[row] = infection.asymptomatic_infectiousness
        return
    wait = quantile(infection.presymptomatic, uniform(seed, _PRESYMPTOMATIC, key, number, 0))
    onset = tick(from_h + wait)
    courses.onset_h[row] = onset
    if uniform(seed, _SELF_ISOLATION, key, 0, 0) < infection.isolation_share:
        courses.isolated_from_h[row] = onset
    given_symptoms = infection.severe[age] / max(1.0 - infection.asymptomatic[age], 1e-12)
    if uniform(seed, _SEVERE, key, number, 0) >= given_symptoms:
        return
    wait = quantile(infection.severe_after, uniform(seed, _SEVERE_AFTER, key, number, 0))
    severe = tick(onset + wait)
    courses.severe_h[row] = severe
    stay = quantile(infection.hospital, uniform(seed, _HOSPITAL, key, number, 0))
    courses.leaves_hospital_h[row] = tick(severe + stay)
    if uniform(seed, _DEATH, key, number, 0) < infection.death[age]:
        wait = quantile(infection.death_after, uniform(seed, _DEATH_AFTER, key, number, 0))
        courses.death_h[row] = tick(severe + wait)


@njit(cache=True)
def push_band(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    row: int, layer: int, band: int, after_h: float,
) -> None:  # fmt: skip
    """Queue the contacts of one band of one infection that lie after an instant."""
    i, number = np.int64(courses.person[row]), np.int64(courses.number[row])
    from_h = courses.infectious_from_h[row]
    span = courses.infectious_until_h[row] - from_h
    n = count(places, infection, i, number, layer, band, courses.strength[row], span)
    for k in range(n):
        time_h, to, mark = draw(places, infection, i, number, layer, band, k, from_h, span)
        if to < 0 or time_h <= after_h or time_h >= _INF:
            continue
        if fields.health[to] != SUSCEPTIBLE or time_h >= gone_from(courses, row):
            continue
        push(queue, time_h, row, to, places.key[i], word(number, layer, band) << 20 | k, mark)


@njit(cache=True, inline="always")
def gone_from(courses: Courses, row: int) -> float:
    """Give the time from which the infected meets nobody: hospital, then perhaps death."""
    severe = courses.severe_h[row]
    return severe if severe == severe else _INF


@njit(cache=True)
def expected_pushes(
    places: Places, infection: Infection, courses: Courses, row: int, band: int
) -> int:
    """Count the contacts of one band over all layers, to make room for them."""
    i, number = np.int64(courses.person[row]), np.int64(courses.number[row])
    span = courses.infectious_until_h[row] - courses.infectious_from_h[row]
    total = 0
    for layer in range(len(infection.contacts)):
        total += count(places, infection, i, number, layer, band, courses.strength[row], span)
    return total


@njit(cache=True)
def infect(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    i: int, time_h: float, by: int, layer: int, at_once: bool,
) -> int:  # fmt: skip
    """Infect person i; change nothing and return a status where room is missing."""
    row = np.int64(courses.rows[0])
    if row >= len(courses.person):
        return COURSES_FULL
    before = np.int64(fields.latest[i])
    courses.person[row] = i
    courses.number[row] = courses.number[before] + 1 if before >= 0 else 0
    courses.infector[row] = by
    courses.layer[row] = layer
    courses.time_h[row] = time_h
    draw_course(places, infection, courses, row, at_once)
    bands = np.int64(np.ceil(fields.factors[fields.restriction[i], HOUSEHOLD]))
    bands = max(bands, 1)
    needed = expected_pushes(places, infection, courses, row, FIRST_BAND)
    for band in range(1, bands):
        needed += expected_pushes(places, infection, courses, row, band)
    if room(queue) < needed:
        return QUEUE_FULL
    courses.rows[0] = row + 1
    fields.health[i] = INFECTED
    fields.latest[i] = row
    for layer_out in range(len(infection.contacts)):
        push_band(places, infection, courses, fields, queue, row, layer_out, FIRST_BAND, time_h)
    for band in range(1, bands):
        push_band(places, infection, courses, fields, queue, row, AT_HOME, band, time_h)
    courses.bands[row] = bands
    return DONE


@njit(cache=True)
def raise_bands(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    i: int, now_h: float,
) -> int:  # fmt: skip
    """Draw the household bands that a higher modifier of person i lays open from now on."""
    row = np.int64(fields.latest[i])
    if row < 0 or courses.infectious_until_h[row] <= now_h:
        return DONE
    bands = np.int64(np.ceil(fields.factors[fields.restriction[i], HOUSEHOLD]))
    needed = 0
    for band in range(courses.bands[row], bands):
        needed += expected_pushes(places, infection, courses, row, band)
    if room(queue) < needed:
        return QUEUE_FULL
    before_h = now_h - HALF_TICK  # a contact at this very instant comes after the change
    for band in range(courses.bands[row], bands):
        push_band(places, infection, courses, fields, queue, row, AT_HOME, band, before_h)
    courses.bands[row] = max(bands, np.int64(courses.bands[row]))
    return DONE


@njit(cache=True)
def factor(
    infection: Infection, courses: Courses, fields: Fields, i: int, layer: int, time_h: float
) -> float:
    """Give what remains of person i's contacts in a layer: the smallest of her causes."""
    remains = fields.factors[fields.restriction[i], layer]
    row = np.int64(fields.latest[i])
    if row >= 0 and courses.isolated_from_h[row] <= time_h < courses.infectious_until_h[row]:
        remains = min(remains, infection.isolation[layer])
    if layer == WORK and fields.duty[i] != 0:
        remains = 0.0
    return remains


@njit(cache=True)
def happens(
    infection: Infection, courses: Courses, fields: Fields, queue: Queue, slot: int,
    voided_h: np.ndarray,
) -> tuple[bool, int]:  # fmt: skip
    """Decide whether a queued contact infects; also give its layer."""
    time_h, code = queue.time_h[slot], queue.code[slot]
    to, row = np.int64(queue.to[slot]), np.int64(queue.infection[slot])
    layer = (code >> 32) & 15
    if fields.health[to] != SUSCEPTIBLE:
        return False, layer
    if layer == INTRODUCED:
        return True, layer
    if layer == SESSION:
        by = np.int64(courses.person[row])
        one = fields.factors[fields.restriction[by], SESSION]
        other = fields.factors[fields.restriction[to], SESSION]
        if min(one, other) <= 0.0:
            return False, layer  # isolated since the session was announced
        return time_h < voided_h[code & 0xFFFFFFFF], layer
    by = np.int64(courses.person[row])
    one = factor(infection, courses, fields, by, layer, time_h)
    other = factor(infection, courses, fields, to, layer, time_h)
    return queue.mark[slot] < min(one, other), layer


@njit(cache=True)
def advance(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    voided_h: np.ndarray, until_h: float,
) -> int:  # fmt: skip
    """Handle every contact before `until_h` [h] in order of time; return a status."""
    while True:
        slot = peek(queue, until_h)  # new contacts lie later, so it stays the earliest
        if slot < 0:
            return DONE
        infects, layer = happens(infection, courses, fields, queue, slot, voided_h)
        if infects:
            to, by = np.int64(queue.to[slot]), np.int64(queue.infection[slot])
            at_once = layer == INTRODUCED and queue.code[slot] & AT_ONCE != 0
            status = infect(
                places, infection, courses, fields, queue, to, queue.time_h[slot], by, layer,
                at_once,
            )  # fmt: skip
            if status != DONE:
                return status
        release(queue, heap_pop(queue))


@njit(cache=True)
def introduce(queue: Queue, person: int, time_h: float, number: int, at_once: bool) -> None:
    """Queue the infection of a person from outside."""
    code = (INTRODUCED << 32) | (AT_ONCE if at_once else 0)
    push(queue, time_h, np.int64(NONE), person, -1 - number, code, 0.0)
