"""What the inner loops know: where people belong, how the infection behaves, what changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

HOUSEHOLD, STAIRWELL, GRID, SCHOOL, WORK, CITY, EDGES, SESSION, INTRODUCED = range(9)
LAYERS = ("household", "stairwell", "grid", "school", "work", "city", "edges")
LAYER_NAMES = (*LAYERS, "session", "introduced")
AT_HOME, FIRST_BAND = np.int64(HOUSEHOLD), np.int64(0)  # plain constants compile apart
SUSCEPTIBLE, INFECTED = np.uint8(0), np.uint8(1)  # INFECTED: is, or was at least once
OLDEST = 120
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


class Places(NamedTuple):
    """Where each person belongs; outsiders come after the residents and belong nowhere (-1).

    Groups are spans of one long list: its first places are the residents themselves, in order;
    then come the lists of `members`. A *cell* is the residents of one age band in one grid
    (cell = grid * bands + band). `weight` adds up along the list what the choice of a partner
    goes by: activity, for explicit edges their weights; it is empty where all are alike.
    """

    residents: int
    bands: int  # of age, in the layers grid and city
    outsider_key: NDArray[np.int64]  # [outsiders] what their draws are keyed by
    age: NDArray[np.uint8]  # [people] years
    group: Ints  # [people, 7] by layer: household, stairwell, cell, class, workplace, -, edges
    first: NDArray[np.int64]  # [8] by layer: where its groups begin in `start`
    start: Ints  # where each group begins in the list, and after the last of a layer its end
    members: Ints  # the list after the residents
    weight: Floats  # [list + 1]
    activity: Floats  # [people], mean 1 over residents; empty: all 1
    meets_start: Ints  # [cells + 1] of `meets` and `meets_upto`
    meets: Ints  # cells that the people of a cell meet in the layer grid
    meets_upto: Floats  # share of their contacts up to each
    grid_rate: Floats  # [cells] contacts in the layer grid, relative to the mean
    city_rate: Floats  # [bands] contacts in the layer city, relative to the mean
    city_upto: Floats  # [bands, bands] share of city contacts by the band of the other
    city_weight: Floats  # [bands, grids + 1] sums of activity of a band up to each grid

    def groups_of(self, layer: int) -> tuple[Ints, NDArray[np.int64], Ints]:
        """List a layer's groups: of each person, where each begins, and the members in turn."""
        begins = self.start[self.first[layer] : self.first[layer + 1]].astype(np.int64)
        listed = np.concatenate([np.arange(self.residents, dtype=np.int32), self.members])
        members = listed[begins[0] : begins[-1]] if len(begins) else listed[:0]
        return self.group[:, layer], begins - begins[0] if len(begins) else begins, members

    @property
    def grid(self) -> Ints:
        """The grid of each person, -1 for outsiders."""
        cell = self.group[:, GRID]
        return np.where(cell >= 0, cell // self.bands, -1).astype(np.int32)


class Infection(NamedTuple):
    """How the infection behaves: rates per hour, doses, quantile tables; V variants.

    A contact with an infector of full strength gives a *dose* x; it infects a person of
    susceptibility s with probability 1 - exp(-x s).
    """

    seed: int
    floor_h: float
    clock_h: float  # from Monday 00:00 to clock 0
    contacts: Floats  # [7] per person and hour on the busiest day; household, edges: per pair
    weekly: bool  # whether the day of the week matters
    week: Floats  # [7 layers, 7 days from Monday] contacts relative to the busiest day
    dose: Floats  # [8] per contact of the first variant, at the largest susceptibility
    laws: Floats  # [V, 9, nodes] quantiles of durations [h] and of shedding (mean 1)
    shares: Floats  # [V, 5, 121] by age
    profile: Floats  # [V, 2, pieces] infectiousness in equal parts of the span; running share
    variants: Floats  # [V, 6] other figures
    isolation_share: float
    isolation: Floats  # [9] what remains of contacts by layer, inf: not stated
    reinfection: bool  # whether immunity is less than full and lasting, or anybody vaccinated
    natural_all_or_nothing: bool  # protection after infection
    vaccine_all_or_nothing: bool
    immunity: Floats  # [2 * (1 + doses), 2, points] times and values; see immunity.py
    cross: Floats  # [V, V] of infection with the first against the second, factor
    onward: Floats  # [1 + doses] infectiousness that remains


# Rows of `Infection.laws`, of `Infection.shares` and columns of `Infection.variants`.
LATENT, ONSET, INFECTIOUS, SEVERE_AFTER, CRITICAL_AFTER, HOSPITAL = range(6)
CRITICAL_STAY, DEATH_AFTER, SHEDDING = range(6, 9)
ASYMPTOMATIC, SEVERE, CRITICAL, DEATH, SUSCEPTIBILITY = range(5)
TRANSMISSIBILITY, WITHOUT_SYMPTOMS, PROFILE_MEAN, AGAINST, FROM_INFECTION = range(5)
LEAST_FRESH = 5
# TRANSMISSIBILITY: relative dose; WITHOUT_SYMPTOMS: relative infectiousness of those without;
# AGAINST: factor on the vaccine's protection; FROM_INFECTION: 1 where ONSET counts from
# infection and is drawn with the luck of LATENT; LEAST_FRESH: the least protection that any
# infection leaves for as long as contacts are drawn ahead.

COURSE = np.dtype(
    [
        ("time_h", np.float64),
        ("infectious_from_h", np.float64),
        ("infectious_until_h", np.float64),
        ("onset_h", np.float64),  # nan without symptoms
        ("strength", np.float64),  # relative dose: variant, shedding, symptoms, vaccine
        ("person", np.int32),
        ("infector", np.int32),  # row of the infector's infection, -1 introduced
        ("previous", np.int32),  # row of this person's infection before, -1 none
        ("grave", np.int32),  # row of GRAVE, -1: never severe
        ("number", np.uint16),  # of this person's infections, 0 = first
        ("layer", np.uint8),
        ("variant", np.uint8),
        ("bands", np.uint8),  # of household contacts drawn so far
        ("doses", np.uint8),  # of vaccine at infection
        ("isolates", np.bool_),  # stays at home from onset
    ],
    align=True,
)
GRAVE = np.dtype(
    [
        ("severe_h", np.float64),
        ("critical_h", np.float64),
        ("leaves_hospital_h", np.float64),
        ("death_h", np.float64),
    ]
)
LINE = 64  # bytes that a processor reads at once: as many as a row of COURSE takes


class Courses(NamedTuple):
    """Every infection so far, one row each, with the whole course ahead of it."""

    table: NDArray[np.void]  # [room] of COURSE
    grave: NDArray[np.void]  # [room] of GRAVE: times [h], nan if never
    rows: NDArray[np.int64]  # [2] in use of each


class Fields(NamedTuple):
    """What changes during a run, one value a person."""

    health: NDArray[np.uint8]
    restriction: NDArray[np.uint8]  # row of `factors`
    duty: NDArray[np.uint8]  # 1 while at work for the response
    doses: NDArray[np.uint8]  # of vaccine; empty without vaccine
    dose_h: Floats  # when the last one was given
    latest: Ints  # row of the person's latest infection, -1 none
    factors: Floats  # [256, 9] what remains of contacts by row and layer


def laid_out(arrays: Any) -> Any:
    """Store every array of a named tuple in rows: another layout compiles anew."""
    columns = arrays._asdict().items()
    rows = {n: np.ascontiguousarray(a) for n, a in columns if isinstance(a, np.ndarray)}
    return arrays._replace(**rows)


def new_courses(room: int) -> Courses:
    """Make an empty table of infections with room for so many; memory is used as it fills."""
    return Courses(in_lines(room, COURSE), np.zeros(room, GRAVE), np.zeros(2, np.int64))


def in_lines(rows: int, kind: np.dtype[Any]) -> NDArray[Any]:
    """Make rows of zeros, the first at the begin of a line of the processor's memory."""
    whole = np.zeros(rows * kind.itemsize + LINE, np.uint8)
    first = -whole.ctypes.data % LINE
    return whole[first : first + rows * kind.itemsize].view(kind)


def grown(courses: Courses) -> Courses:
    """Copy a table of infections into one with twice the rows."""
    double = new_courses(2 * len(courses.table))
    double.table[: len(courses.table)] = courses.table
    double.grave[: len(courses.grave)] = courses.grave
    return double._replace(rows=courses.rows)


def known(courses: Courses) -> NDArray[np.void]:
    """Give the rows in use."""
    return courses.table[: courses.rows[0]]


def grave_time(courses: Courses, what: str) -> Floats:
    """Give a column of `grave` of the rows in use [h], nan if never."""
    row = known(courses)["grave"]
    times = np.full(len(row), np.nan)
    times[row >= 0] = courses.grave[what][row[row >= 0]]
    return times


@njit(cache=True, inline="always")
def key_of(places: Places, i: int) -> int:
    """Give what a person's draws are keyed by."""
    return i if i < places.residents else places.outsider_key[i - places.residents]


def keys_of(places: Places, people: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give what the draws of people are keyed by."""
    outside = people - places.residents
    if len(places.outsider_key) == 0 or np.all(outside < 0):
        return people
    return np.where(outside < 0, people, places.outsider_key[np.maximum(outside, 0)])
