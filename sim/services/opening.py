"""The desk's tables as they lie at the start of a run: nobody on duty, nothing to do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import desk_tables as desk
from sim.scenario import Compliance, Scenario
from sim.services.catalogue import ServiceRules
from sim.services.equipment import equipment
from sim.town import Town
from sim.units import tick

FIRST_ROOM = 4096  # rows; tables grow as they fill
GROWING = {
    "tasks": desk.TASK,
    "stops": desk.STOP,
    "outings": desk.OUTING,
    "events": desk.EVENT,
    "needs": desk.NEED,
    "assignments": desk.ASSIGNMENT,
    "shifts": desk.SHIFT,
}


def open_tables(
    scenario: Scenario,
    town: Town,
    rules: list[ServiceRules],
    staff: tuple[NDArray[Any], NDArray[np.int64]],
    shared: tuple[NDArray[np.int32], NDArray[np.float64]],
    hours: tuple[int, float],
) -> desk.Tables:
    """Lay the tables out.

    `staff`: the workers, and the pooling area of each grid; `shared`: the state's arrays of the
    latest infection of people, and of the willingness that households lost; `hours`: the seed,
    and the time of day of clock 0 [h].
    """
    (workers, area_of_grid), (latest, lost) = staff, shared
    skills, areas, heads = skill_sets(workers), town.grids, len(workers)
    services, book = _services(scenario, rules), _book(scenario, hours)
    book["holds"] = services["holds"].any()
    pieces, shared_by = equipment(scenario.workforce.equipment, town)
    tables = desk.Tables(
        book=book,
        workers=workers,
        services=services,
        laws=np.array([one.law() for one in rules] or np.zeros((0, 1))),
        skills=skills,
        queues=np.full((areas, len(rules)), -1, np.int64),
        idle=_lines((areas, len(skills))),
        giving_way=_lines((areas,)),
        area_of_grid=area_of_grid.astype(np.int64),
        desk_of=desks(town),
        walk_h=np.array(town.walk_h, np.float64),
        asked=np.full(len(town.stairwell_grid), -1, np.int64),
        people_start=town.household_start[town.stairwell_start].astype(np.int64),
        latest=latest,
        spent=np.full(len(latest), -1, np.int32),
        met_h=np.full((_write_willing(services, rules), town.households), -np.inf),
        lost=lost,
        equipment=pieces,
        equipment_of=shared_by,
        crew=np.zeros((2, heads + 1), np.int64),
        chosen=np.zeros(heads, np.int64),
        numbers=np.zeros(FIRST_ROOM, np.int64),
        reactions=np.zeros(4 * heads + 64, desk.REACTION),
        **{name: np.zeros(FIRST_ROOM, kind) for name, kind in GROWING.items()},
    )
    return desk.with_room(tables)


def desks(town: Town) -> NDArray[np.int64]:
    """Give the grid at whose desk tasks of each grid wait [area, community, street; grids].

    A community's desk, and the street's, stands in its first grid.
    """
    _, first, of = np.unique(town.grid_community, return_index=True, return_inverse=True)
    own = np.arange(town.grids)
    return np.array([own, first[of], np.zeros_like(own)], np.int64)


def _services(scenario: Scenario, rules: list[ServiceRules]) -> NDArray[Any]:
    """Write the services [services]."""
    rows = [np.zeros(0, desk.SERVICE), *(one.row(scenario) for one in rules)]
    services = np.concatenate(rows)
    services["gives_way"] |= gives_way(services)
    return services


def _write_willing(services: NDArray[Any], rules: list[ServiceRules]) -> int:
    """Note whose lateness costs willingness, by number; give how many there are."""
    willing = 0
    for one in rules:
        if isinstance(one.spec.consequence, Compliance):
            services["willing"][one.index] = willing
            services["regains"][one.index] = one.spec.consequence.regain_per_day > 0
            willing += 1
    return willing


def gives_way(services: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which services lose workers to one that preempts, of an earlier class [services]."""
    takers = services[services["preempts"] != desk.NEVER]
    later = services["priority"][:, None] > takers["priority"]
    return np.asarray((later & (services["parts"][:, None] & takers["parts"] != 0)).any(1))


def skill_sets(workers: NDArray[Any]) -> NDArray[np.int64]:
    """List the sets of skills that occur, the least skilled first, and note each worker's.

    The rare ones are thereby kept for what only they can do.
    """
    found = sorted(set(workers["skills"].tolist()), key=lambda s: (s.bit_count(), s))
    place = {skills: skilled for skilled, skills in enumerate(found)}
    workers["skilled"] = [place[skills] for skills in workers["skills"].tolist()]
    return np.array(found, np.int64)


def _book(scenario: Scenario, hours: tuple[int, float]) -> NDArray[Any]:
    book = np.zeros(1, desk.BOOK)
    book["seed"], book["start_hour"] = hours
    book["horizon_h"], book["overtime_h"] = scenario.horizon, scenario.workforce.overtime
    book["within_h"] = tick(scenario.town.walk.stairwells)
    suits, fatigue = scenario.workforce.suits, scenario.workforce.fatigue
    book["suits"] = -1 if suits is None else suits.stock
    book["in_raincoats"] = suits is not None and suits.shortage == "raincoat"
    book["most_tired"] = np.inf
    if fatigue is not None:
        book["most_tired"] = fatigue.at_most
        book["speed_up"], book["errors_per_h"] = fatigue.speed_up, fatigue.errors_per_hour
        book["tired_per_h"], book["tired_per_day"] = fatigue.per_hour, fatigue.per_day
    book["ahead_h"] = book["quiet_until_h"] = book["due_h"] = np.inf
    return book


def _lines(shape: tuple[int, ...]) -> NDArray[Any]:
    lines = np.zeros(shape, desk.LINE)
    lines["first"] = lines["last"] = -1
    return lines
