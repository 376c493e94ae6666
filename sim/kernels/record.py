"""Whom one person met in a span of time, drawn again from keys: nothing here changes a run.

A contact of two people is dangerous where one of them is an infectious candidate to infect the
other. The dangerous ones are the kernel's own candidates; the others are what is left of
the rate of contacts. First all that might have happened is drawn, then it is judged: a contact
happened when its mark was below the smaller of the two ends' factors then in force (normal = 1)
and neither of them was in hospital or dead.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.kernels.candidates import day_factor, draw, luck_of, number_of, word
from sim.kernels.modifiers import gone_from
from sim.kernels.numbers import poisson
from sim.kernels.partners import contact_rate, member, partner, span
from sim.kernels.past import History, Towards, danger, remains, row_at
from sim.kernels.people import (
    AT_HOME,
    EDGES,
    HOUSEHOLD,
    SESSION,
    Courses,
    Fields,
    Infection,
    Places,
    key_of,
)
from sim.rng import Purpose, uniform

_COUNT, _TIME, _WHO = Purpose.HARMLESS_COUNT, Purpose.HARMLESS_TIME, Purpose.HARMLESS_WHO
_MARK, _KEEP = Purpose.HARMLESS_MARK, Purpose.HARMLESS_KEEP
_FIRST_DAY = 1 << 20  # added to a day, so that days of the warm-up stay positive
_DAY_H, _TICK = 24.0, 2.0**20
_HARMLESS, _IN_SESSION = np.int64(-1), np.int64(SESSION)  # plain constants compile apart


class Found(NamedTuple):
    """Contacts that may have happened; beyond the room they are only counted."""

    time_h: NDArray[np.float64]
    person: NDArray[np.int32]
    layer: NDArray[np.int32]
    infects: NDArray[np.bool_]
    row: NDArray[np.int32]  # of the infection that makes it dangerous, -1 none
    mark: NDArray[np.float64]
    keep: NDArray[np.float64]  # uniform, for what is thinned
    rows: NDArray[np.int64]  # [1]


def new_found(room: int) -> Found:
    """Make an empty list of contacts."""
    return Found(
        time_h=np.zeros(room),
        person=np.zeros(room, np.int32),
        layer=np.zeros(room, np.int32),
        infects=np.zeros(room, np.bool_),
        row=np.zeros(room, np.int32),
        mark=np.zeros(room),
        keep=np.zeros(room),
        rows=np.zeros(1, np.int64),
    )


@njit(cache=True, forceinline=True)
def _add(
    found: Found, time_h: float, person: int, layer: int, row: int, mark: float, keep: float
) -> None:
    n = found.rows[0]
    if n < len(found.time_h):
        found.time_h[n] = time_h
        found.person[n] = person
        found.layer[n] = layer
        found.row[n] = row
        found.mark[n] = mark
        found.keep[n] = keep
    found.rows[0] = n + 1


@njit(cache=True)
def _of_infection(
    places: Places, infection: Infection, courses: Courses, row: int, layer: int, bands: int,
    i: int, from_h: float, to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add the dangerous contacts of infection `row` that person i, its own or other, had."""
    course = courses.table[row]
    by, number = np.int64(course.person), np.int64(course.number)
    if to_h <= course.infectious_from_h or from_h > course.infectious_until_h:
        return
    gone_h, luck = gone_from(courses, row), luck_of(places, infection.seed, by)
    for band in range(bands):
        n = number_of(places, infection, courses, row, layer, band, luck)
        for k in range(n):
            time_h, to, mark = draw(places, infection, courses, row, layer, band, k)
            if to < 0 or (by != i and to != i) or not from_h <= time_h < to_h:
                continue
            if course.time_h < time_h < gone_h:
                code = word(number, layer, band) << 20 | k
                keep = uniform(infection.seed, _KEEP, key_of(places, by), code, -1)
                _add(found, time_h, to if by == i else by, layer, row, mark, keep)


@njit(cache=True)
def _of_infections(
    places: Places, infection: Infection, courses: Courses, latest: np.ndarray, whose: int,
    layer: int, bands: int, i: int, from_h: float, to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add the dangerous contacts of all infections of a person that person i had."""
    row = np.int64(latest[whose])
    while row >= 0:
        _of_infection(places, infection, courses, row, layer, bands, i, from_h, to_h, found)
        row = np.int64(courses.table[row].previous)


@njit(cache=True)
def _of_others(
    places: Places, infection: Infection, courses: Courses, latest: np.ndarray,
    towards: Towards, i: int, from_h: float, to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add the dangerous contacts of others with person i, households apart, and sessions."""
    row = np.int64(latest[i])
    while row >= 0:
        course = courses.table[row]
        if course.layer == SESSION and from_h <= course.time_h < to_h:
            infector = np.int64(course.infector)
            met = np.int64(courses.table[infector].person)
            _add(found, course.time_h, met, _IN_SESSION, infector, 0.0, 0.0)
        row = np.int64(course.previous)
    entry = np.int64(towards.last[i])
    while entry >= 0:
        time_h, code = towards.time_h[entry], towards.code[entry]
        if from_h <= time_h < to_h:
            row = np.int64(towards.row[entry])
            met = np.int64(courses.table[row].person)
            layer, keep = (code >> 32) & 15, 0.0
            if layer != SESSION:
                keep = uniform(infection.seed, _KEEP, key_of(places, met), code, -1)
            _add(found, time_h, met, layer, row, towards.mark[entry], keep)
        entry = np.int64(towards.before[entry])


@njit(cache=True)
def _pair_rate(
    places: Places, contacts: np.ndarray, layer: int, i: int, place: int, all_of_her: float
) -> float:
    """Give the rate of contacts of person i with who stands at a place of her group's list.

    `all_of_her` is the rate at which she draws contacts in the layer, herself included [1/h].
    """
    start, stop = span(places, layer, i)
    if layer == EDGES:
        if len(places.weight) == 0:
            return contacts[layer]
        return contacts[layer] * (places.weight[place + 1] - places.weight[place])
    if layer == HOUSEHOLD or len(places.activity) == 0:
        return all_of_her / (stop - start)
    whole = places.weight[stop] - places.weight[start]
    return all_of_her * (places.weight[place + 1] - places.weight[place]) / whole


@njit(cache=True)
def _harmless(
    places: Places, infection: Infection, i: int, layer: int, bands: int, from_h: float,
    to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add what contacts person i might have in a layer, dangerous or not, from other keys.

    In a small group the pair and the day are the key; in a large layer she is, and the day.
    """
    start, stop = span(places, layer, i)
    small, own, seed = stop > start, key_of(places, i), infection.seed
    all_of_her = contact_rate(places, infection.contacts, layer, i)
    first_day, last_day = math.floor(from_h / _DAY_H), math.ceil(to_h / _DAY_H)
    for n in range(start, max(stop, start + 1)):
        j, low, high, rate = np.int64(-1), own, np.int64(-1), all_of_her
        if small:
            j = np.int64(member(places, n))
            if j == i:
                continue
            low, high = min(own, key_of(places, j)), max(own, key_of(places, j))
            rate = _pair_rate(places, infection.contacts, layer, i, n, all_of_her)
        mean = _DAY_H * rate
        for day in range(np.int64(first_day), np.int64(last_day)):
            for band in range(bands):
                about = (((day + _FIRST_DAY) * 16 + layer) * 4096 + band) << 16
                u = uniform(seed, _COUNT, low, high, about)
                for k in range(poisson(mean, u)):
                    late = _DAY_H * uniform(seed, _TIME, low, high, about | k)
                    time_h = day * _DAY_H + math.floor(late * _TICK) / _TICK
                    if not from_h <= time_h < to_h:
                        continue
                    met = j
                    if not small:
                        who = uniform(seed, _WHO, low, high, about | k)
                        met = np.int64(partner(places, layer, i, who))
                    if met < 0:
                        continue
                    mark = band + uniform(seed, _MARK, low, high, about | k)
                    keep = uniform(seed, _KEEP, low, high, about | k)
                    _add(found, time_h, met, layer, _HARMLESS, mark, keep)


@njit(cache=True)
def _judge(
    places: Places, infection: Infection, courses: Courses, fields: Fields,
    restriction: History, duty: History, i: int, found: Found,
) -> int:  # fmt: skip
    """Keep what happened; give its number.

    Harmless contacts are thinned to the rest that the dangerous ones leave. Where both ends are
    infectious and their dangerous contacts would be more than all that they have, those of one
    of them are thinned instead.
    """
    kept = 0
    for n in range(found.rows[0]):
        time_h, layer = found.time_h[n], np.int64(found.layer[n])
        j, row = np.int64(found.person[n]), np.int64(found.row[n])
        infects = layer == SESSION
        if not infects:
            mark, day = (
                found.mark[n],
                day_factor(infection.week, infection.clock_h, layer, time_h),
            )
            if mark >= day * remains(
                infection.isolation, courses, fields, restriction, duty, i, layer, time_h
            ) or mark >= day * remains(
                infection.isolation, courses, fields, restriction, duty, j, layer, time_h
            ):
                continue
            by = np.int64(courses.table[row].person) if row >= 0 else i
            to = i + j - by
            own = danger(infection, courses, fields.latest, by, layer, time_h)
            rest = 1.0 - danger(infection, courses, fields.latest, to, layer, time_h)
            if row < 0:
                if found.keep[n] >= rest - own:
                    continue
            elif own > rest and found.keep[n] * own >= rest:
                low, high = key_of(places, by), key_of(places, to)
                if low > high:
                    continue
            caught = row_at(courses, fields.latest, to, time_h)
            infects = caught >= 0 and row >= 0
            infects = infects and courses.table[caught].infector == row
            infects = infects and courses.table[caught].time_h == time_h
        found.time_h[kept], found.person[kept] = time_h, j
        found.layer[kept], found.infects[kept] = layer, infects
        kept += 1
    return kept


@njit(cache=True)
def record(
    places: Places, infection: Infection, courses: Courses, fields: Fields,
    restriction: History, duty: History, towards: Towards, i: int, from_h: float, to_h: float,
    found: Found,
) -> int:  # fmt: skip
    """Find the contacts of person i in [from_h, to_h) [h], in no order; give their number.

    Where the room does not suffice, give minus the room that is needed.
    """
    found.rows[0] = 0
    latest = fields.latest
    _of_others(places, infection, courses, latest, towards, i, from_h, to_h, found)
    if i < places.residents:
        bands, change = np.int64(1), np.int64(restriction.last[i])
        while change >= 0:  # the bands that the modifiers of her household ever laid open
            factor = fields.factors[restriction.value[change], HOUSEHOLD]
            bands = max(bands, np.int64(math.ceil(factor)))
            change = np.int64(restriction.before[change])
        for layer in range(len(infection.contacts)):
            opened = bands if layer == HOUSEHOLD else 1
            if contact_rate(places, infection.contacts, layer, i) <= 0.0:
                continue
            _of_infections(
                places, infection, courses, latest, i, layer, opened, i, from_h, to_h, found
            )
            _harmless(places, infection, i, layer, opened, from_h, to_h, found)
        start, stop = span(places, AT_HOME, i)
        for j in range(start, stop):
            if j != i:
                _of_infections(
                    places, infection, courses, latest, j, AT_HOME, bands, i, from_h, to_h,
                    found,
                )  # fmt: skip
    if found.rows[0] > len(found.time_h):
        return -found.rows[0]
    return _judge(places, infection, courses, fields, restriction, duty, i, found)
