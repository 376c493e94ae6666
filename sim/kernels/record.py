"""Whom one person met in a span of time, drawn again from keys: nothing here changes a run.

A contact of two people is dangerous where one of them would infect the other, were she
susceptible. The dangerous ones are the kernel's own candidates; the others are what is left of
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

from sim.kernels.candidates import count, draw, others, pair_rate, partner, poisson, word
from sim.kernels.past import History, Towards, danger, remains
from sim.kernels.people import (
    AT_HOME,
    HOUSEHOLD,
    SCHOOL,
    SESSION,
    STAIRWELL,
    WORK,
    Courses,
    Fields,
    Infection,
    Places,
)
from sim.kernels.spread import gone_from
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
    by, number = np.int64(courses.person[row]), np.int64(courses.number[row])
    start_h, until_h = courses.infectious_from_h[row], courses.infectious_until_h[row]
    span = until_h - start_h
    if to_h <= start_h or from_h > until_h:
        return
    gone_h, strength = gone_from(courses, row), courses.strength[row]
    for band in range(bands):
        n = count(places, infection, by, number, layer, band, strength, span)
        for k in range(n):
            time_h, to, mark = draw(
                places, infection, by, number, layer, band, k, start_h, span
            )
            if to < 0 or (by != i and to != i) or not from_h <= time_h < to_h:
                continue
            if courses.time_h[row] < time_h < gone_h:
                code = word(number, layer, band) << 20 | k
                keep = uniform(infection.seed, _KEEP, places.key[by], code, -1)
                _add(found, time_h, to if by == i else by, layer, row, mark, keep)


@njit(cache=True)
def _of_others(
    places: Places, infection: Infection, courses: Courses, latest: np.ndarray,
    towards: Towards, i: int, from_h: float, to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add the dangerous contacts of others with person i, households apart, and sessions."""
    row = np.int64(latest[i])
    if row >= 0 and courses.layer[row] == SESSION and from_h <= courses.time_h[row] < to_h:
        infector = np.int64(courses.infector[row])
        met = np.int64(courses.person[infector])
        _add(found, courses.time_h[row], met, _IN_SESSION, infector, 0.0, 0.0)
    entry = np.int64(towards.last[i])
    while entry >= 0:
        time_h, code = towards.time_h[entry], towards.code[entry]
        if from_h <= time_h < to_h:
            row = np.int64(towards.row[entry])
            met = np.int64(courses.person[row])
            layer, keep = (code >> 32) & 15, 0.0
            if layer != SESSION:
                keep = uniform(infection.seed, _KEEP, places.key[met], code, -1)
            _add(found, time_h, met, layer, row, towards.mark[entry], keep)
        entry = np.int64(towards.before[entry])


@njit(cache=True)
def _group(places: Places, layer: int, i: int) -> tuple[int, int]:
    """Give the span of a small group in its list of members; (0, 0) for a large layer."""
    if layer == HOUSEHOLD:
        h = places.household[i]
        return np.int64(places.household_start[h]), np.int64(places.household_start[h + 1])
    if layer == STAIRWELL:
        s = places.stairwell[i]
        return np.int64(places.stairwell_start[s]), np.int64(places.stairwell_start[s + 1])
    if layer == SCHOOL:
        g = places.school[i]
        return np.int64(places.school_start[g]), np.int64(places.school_start[g + 1])
    if layer == WORK:
        g = places.work[i]
        return np.int64(places.work_start[g]), np.int64(places.work_start[g + 1])
    return 0, 0


@njit(cache=True)
def _harmless(
    places: Places, seed: int, i: int, layer: int, bands: int, rate: float, from_h: float,
    to_h: float, found: Found,
) -> None:  # fmt: skip
    """Add what contacts person i might have in a layer, dangerous or not, from other keys.

    In a small group `rate` [1/h] is a pair's, and the pair and the day are the key; in a large
    layer it is her own, and so is the key.
    """
    start, stop = _group(places, layer, i)
    small = stop > start
    key, mean = places.key, _DAY_H * rate
    none = math.exp(-mean)
    first_day, last_day = math.floor(from_h / _DAY_H), math.ceil(to_h / _DAY_H)
    for n in range(start, max(stop, start + 1)):
        j, low, high = np.int64(-1), key[i], np.int64(-1)
        if small:
            j = np.int64(n)
            if layer == SCHOOL:
                j = np.int64(places.school_members[n])
            elif layer == WORK:
                j = np.int64(places.work_members[n])
            if j == i:
                continue
            low, high = min(key[i], key[j]), max(key[i], key[j])
        for day in range(np.int64(first_day), np.int64(last_day)):
            for band in range(bands):
                about = (((day + _FIRST_DAY) * 16 + layer) * 4096 + band) << 16
                u = uniform(seed, _COUNT, low, high, about)
                if u < none:
                    continue
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
    key, kept = places.key, 0
    for n in range(found.rows[0]):
        time_h, layer = found.time_h[n], np.int64(found.layer[n])
        j, row = np.int64(found.person[n]), np.int64(found.row[n])
        infects = layer == SESSION
        if not infects:
            mark = found.mark[n]
            if mark >= remains(
                infection, courses, fields, restriction, duty, i, layer, time_h
            ) or mark >= remains(
                infection, courses, fields, restriction, duty, j, layer, time_h
            ):
                continue
            by = np.int64(courses.person[row]) if row >= 0 else i
            to = i + j - by
            own = danger(infection, courses, fields.latest, by, layer, time_h)
            rest = 1.0 - danger(infection, courses, fields.latest, to, layer, time_h)
            if row < 0:
                if found.keep[n] >= rest - own:
                    continue
            elif own > rest and key[by] > key[to] and found.keep[n] * own >= rest:
                continue
            caught = np.int64(fields.latest[to])
            infects = caught >= 0 and row >= 0
            infects = infects and courses.infector[caught] == row
            infects = infects and courses.time_h[caught] == time_h
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
            row, rate = np.int64(latest[i]), pair_rate(places, infection, layer, i)
            if rate <= 0.0:
                continue
            if row >= 0:
                _of_infection(
                    places, infection, courses, row, layer, opened, i, from_h, to_h, found
                )
            start, stop = _group(places, layer, i)
            if stop > start:
                rate /= others(places, layer, i)
            _harmless(places, infection.seed, i, layer, opened, rate, from_h, to_h, found)
        start, stop = _group(places, AT_HOME, i)
        for j in range(start, stop):
            row = np.int64(latest[j])
            if j != i and row >= 0:
                _of_infection(
                    places, infection, courses, row, AT_HOME, bands, i, from_h, to_h, found
                )
    if found.rows[0] > len(found.time_h):
        return -found.rows[0]
    return _judge(places, infection, courses, fields, restriction, duty, i, found)
