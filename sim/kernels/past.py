"""What was the case at a past instant, arranged by person: nobody looks through everything.

Made when somebody first asks for contacts, and only ever added to.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.kernels.candidates import draw, luck_of, number_of, share_at, word
from sim.kernels.modifiers import gone_from
from sim.kernels.people import (
    FIRST_BAND,
    HOUSEHOLD,
    SESSION,
    WORK,
    Courses,
    Fields,
    Infection,
    Places,
)

ENOUGH, NO_ROOM = 0, 1


class History(NamedTuple):
    """What a byte of each person was, and when: linked lists of changes, newest first."""

    last: NDArray[np.int32]  # [people] newest change, -1 none: 0 ever since
    before: NDArray[np.int32]  # [changes]
    time_h: NDArray[np.float64]  # [changes]
    value: NDArray[np.uint8]  # [changes]
    used: NDArray[np.int64]  # [1]


class Towards(NamedTuple):
    """Contacts that infections of others could make, by the person met.

    Those of households are left out, because every member of a household is asked anyway.
    A contact in a session stands with its infector, and `row` is then whom she infected.
    """

    last: NDArray[np.int32]  # [people] newest entry, -1 none
    before: NDArray[np.int32]  # [entries]
    row: NDArray[np.int32]  # [entries] of the infection
    time_h: NDArray[np.float64]  # [entries]
    code: NDArray[np.int64]  # [entries] as in the queue
    mark: NDArray[np.float64]  # [entries]
    used: NDArray[np.int64]  # [2] entries, infections seen


def new_history(people: int, room: int) -> History:
    """Make the history of bytes that have been 0 ever since."""
    return History(
        last=np.full(people, -1, np.int32),
        before=np.zeros(room, np.int32),
        time_h=np.zeros(room),
        value=np.zeros(room, np.uint8),
        used=np.zeros(1, np.int64),
    )


def new_towards(people: int, room: int) -> Towards:
    """Make an empty list of contacts by the person met."""
    return Towards(
        last=np.full(people, -1, np.int32),
        before=np.zeros(room, np.int32),
        row=np.zeros(room, np.int32),
        time_h=np.zeros(room),
        code=np.zeros(room, np.int64),
        mark=np.zeros(room),
        used=np.zeros(2, np.int64),
    )


def more_history(history: History) -> History:
    """Copy a history into one with room for twice the changes."""
    return history._replace(
        before=_double(history.before),
        time_h=_double(history.time_h),
        value=_double(history.value),
    )


def more_towards(towards: Towards) -> Towards:
    """Copy a list of contacts into one with room for twice as many."""
    names = ("before", "row", "time_h", "code", "mark")
    return towards._replace(**{name: _double(getattr(towards, name)) for name in names})


def _double(column: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([column, np.zeros_like(column)])


@njit(cache=True)
def remember(history: History, time_h: float, people: np.ndarray, values: np.ndarray) -> int:
    """Add a change of some people's byte at an instant; say whether there was room."""
    used = history.used[0]
    if used + len(people) > len(history.before):
        return NO_ROOM
    for n in range(len(people)):
        i = people[n]
        history.before[used] = history.last[i]
        history.time_h[used] = time_h
        history.value[used] = values[n]
        history.last[i] = used
        used += 1
    history.used[0] = used
    return ENOUGH


@njit(cache=True, forceinline=True)
def value_at(history: History, i: int, time_h: float) -> int:
    """Read a person's byte at an instant."""
    change = np.int64(history.last[i])
    while change >= 0 and history.time_h[change] > time_h:
        change = np.int64(history.before[change])
    return np.int64(history.value[change]) if change >= 0 else 0


@njit(cache=True)
def _enter(
    towards: Towards, i: int, row: int, time_h: float, code: int, mark: float
) -> None:  # fmt: skip
    entry = towards.used[0]
    towards.before[entry] = towards.last[i]
    towards.row[entry] = row
    towards.time_h[entry] = time_h
    towards.code[entry] = code
    towards.mark[entry] = mark
    towards.last[i] = entry
    towards.used[0] = entry + 1


@njit(cache=True)
def notice(places: Places, infection: Infection, courses: Courses, towards: Towards) -> int:
    """Enter the contacts of infections not seen before; say whether there was room."""
    layers = len(infection.contacts)
    counts = np.zeros(layers, np.int64)
    while towards.used[1] < courses.rows[0]:
        row = np.int64(towards.used[1])
        course = courses.table[row]
        number = np.int64(course.number)
        luck = luck_of(places, infection.seed, np.int64(course.person))
        for layer in range(HOUSEHOLD + 1, layers):
            counts[layer] = number_of(places, infection, courses, row, layer, FIRST_BAND, luck)
        if towards.used[0] + counts.sum() + 1 > len(towards.before):
            return NO_ROOM
        towards.used[1] = row + 1
        if course.layer == SESSION:
            infector = np.int64(courses.table[course.infector].person)
            _enter(towards, infector, row, course.time_h, SESSION << 32, 0.0)
        for layer in range(HOUSEHOLD + 1, layers):
            for k in range(counts[layer]):
                time_h, to, mark = draw(places, infection, courses, row, layer, FIRST_BAND, k)
                if to >= 0 and course.time_h < time_h < gone_from(courses, row):
                    code = word(number, layer, 0) << 20 | k
                    _enter(towards, to, row, time_h, code, mark)
    return ENOUGH


@njit(cache=True, forceinline=True)
def row_at(courses: Courses, latest: np.ndarray, i: int, time_h: float) -> int:
    """Find the latest infection of person i that began by an instant; -1: none."""
    row = np.int64(latest[i])
    while row >= 0 and courses.table[row].time_h > time_h:
        row = np.int64(courses.table[row].previous)
    return row


@njit(cache=True, forceinline=True)
def remains(
    isolation: np.ndarray, courses: Courses, fields: Fields, restriction: History,
    duty: History, i: int, layer: int, time_h: float,
) -> float:  # fmt: skip
    """Give what remained of person i's contacts in a layer at an instant."""
    if layer == WORK and value_at(duty, i, time_h) != 0:
        return 0.0
    factor = fields.factors[value_at(restriction, i, time_h), layer]
    row = row_at(courses, fields.latest, i, time_h)
    if row < 0:
        return factor
    course = courses.table[row]
    if course.isolates and course.onset_h <= time_h < course.infectious_until_h:
        factor = min(factor, isolation[layer])
    if course.grave < 0:
        return factor
    grave = courses.grave[course.grave]
    home_h = grave.leaves_hospital_h if grave.death_h != grave.death_h else np.inf
    return 0.0 if grave.severe_h <= time_h < home_h else factor


@njit(cache=True, forceinline=True)
def danger(
    infection: Infection, courses: Courses, latest: np.ndarray, i: int, layer: int,
    time_h: float,
) -> float:  # fmt: skip
    """Give the share of person i's contacts at an instant that are candidates to infect."""
    row = row_at(courses, latest, i, time_h)
    if row < 0 or not courses.table[row].time_h < time_h < gone_from(courses, row):
        return 0.0
    return share_at(infection, courses, row, layer, time_h)
