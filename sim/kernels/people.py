"""What the inner loops know: where people belong, how the infection behaves, what changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HOUSEHOLD, STAIRWELL, GRID, SCHOOL, WORK, CITY, SESSION, INTRODUCED = range(8)
LAYERS = ("household", "stairwell", "grid", "school", "work", "city")
LAYER_NAMES = (*LAYERS, "session", "introduced")
AT_HOME, FIRST_BAND = np.int64(HOUSEHOLD), np.int64(0)  # plain constants compile apart
SUSCEPTIBLE, INFECTED = np.uint8(0), np.uint8(1)


class Places(NamedTuple):
    """Where each person belongs; outsiders come after the residents and belong nowhere (-1)."""

    residents: int
    key: NDArray[np.int64]  # [people] what a person's draws are keyed by
    age: NDArray[np.int64]  # [people] years
    household: NDArray[np.int32]  # [people]
    household_start: NDArray[np.int32]  # [households + 1] residents
    stairwell: NDArray[np.int32]  # [people]
    stairwell_start: NDArray[np.int32]  # [stairwells + 1] residents
    grid: NDArray[np.int32]  # [people]
    grid_start: NDArray[np.int32]  # [grids + 1] residents
    neighbour_start: NDArray[np.int32]  # [grids + 1]
    neighbour: NDArray[np.int32]
    neighbour_cumulative: NDArray[np.float64]  # own grid included
    school: NDArray[np.int32]  # [people] group, -1 none
    school_start: NDArray[np.int32]
    school_members: NDArray[np.int32]
    school_position: NDArray[np.int32]  # [people]
    work: NDArray[np.int32]  # [people] group, -1 none
    work_start: NDArray[np.int32]
    work_members: NDArray[np.int32]
    work_position: NDArray[np.int32]  # [people]


class Infection(NamedTuple):
    """How the infection behaves: rates per hour, probabilities per contact, quantile tables."""

    seed: int
    floor_h: float
    contacts: NDArray[np.float64]  # [6] per person and hour; household: per pair and hour
    probability: NDArray[np.float64]  # [7] largest, per contact; session: times its risk
    profile: NDArray[np.float64]  # [pieces] relative infectiousness, largest 1
    profile_cumulative: NDArray[np.float64]  # [pieces] share of infectiousness up to each end
    profile_mean: float
    latent: NDArray[np.float64]  # [nodes] quantiles [h]
    presymptomatic: NDArray[np.float64]
    infectious: NDArray[np.float64]
    severe_after: NDArray[np.float64]
    hospital: NDArray[np.float64]
    death_after: NDArray[np.float64]
    asymptomatic: NDArray[np.float64]  # [121] share by age
    severe: NDArray[np.float64]  # [121] share of the infected by age
    death: NDArray[np.float64]  # [121] share of the severe by age
    asymptomatic_infectiousness: float
    isolation_share: float
    isolation: NDArray[np.float64]  # [8] what remains of contacts by layer, inf: not stated


class Courses(NamedTuple):
    """Every infection so far, one row each, with the whole course ahead of it."""

    person: NDArray[np.int32]
    number: NDArray[np.int32]  # of this person's infections, 0 = first
    infector: NDArray[np.int32]  # row of the infector's infection, -1 introduced
    layer: NDArray[np.int32]
    time_h: NDArray[np.float64]
    infectious_from_h: NDArray[np.float64]
    infectious_until_h: NDArray[np.float64]
    onset_h: NDArray[np.float64]  # nan without symptoms
    severe_h: NDArray[np.float64]  # nan if never
    leaves_hospital_h: NDArray[np.float64]
    death_h: NDArray[np.float64]
    isolated_from_h: NDArray[np.float64]  # inf if she does not isolate herself
    strength: NDArray[np.float64]  # relative infectiousness
    bands: NDArray[np.int32]  # bands of household contacts drawn so far
    rows: NDArray[np.int64]  # [1] in use


class Fields(NamedTuple):
    """What changes during a run, one value a person."""

    health: NDArray[np.uint8]
    restriction: NDArray[np.uint8]  # row of `factors`
    duty: NDArray[np.uint8]  # 1 while at work for the response
    latest: NDArray[np.int32]  # row of the person's latest infection, -1 none
    factors: NDArray[np.float64]  # [256, 8] what remains of contacts by row and layer


def new_courses(room: int) -> Courses:
    """Make an empty table of infections with room for so many."""
    whole = {
        name: np.zeros(room, np.int32)
        for name in ("person", "number", "infector", "layer", "bands")
    }
    real = {name: np.zeros(room) for name in Courses._fields if name not in {*whole, "rows"}}
    return Courses(**whole, **real, rows=np.zeros(1, np.int64))


def grown(courses: Courses) -> Courses:
    """Copy a table of infections into one with twice the rows."""
    names = [name for name in Courses._fields if name != "rows"]
    double = {
        name: np.concatenate([getattr(courses, name), np.zeros_like(getattr(courses, name))])
        for name in names
    }
    return courses._replace(**double)
