"""The desk's tables: tasks, stops, workers, outings and events as arrays of records.

One row a thing, times in hours, -1 for nobody and nothing. All whole numbers have one width,
so that no function is compiled for two. Rows of tasks, stops, outings and logs are only ever
added; what waits, idles or is under way is chained through its own rows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Nothing here allocates: without reference counting a call costs half. Python enters by one
# door only (desk.let), so nothing else needs a wrapper: they take as long again to compile.
_HOW: dict[str, Any] = {"cache": True, "_nrt": False, "error_model": "numpy"}
entry = njit(no_cfunc_wrapper=True, **_HOW)
compiled = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_HOW)
inlined = njit(inline="always", **_HOW)  # for rows of more than one kind

OPEN, DONE, REDO, EXPIRED, CANCELLED = range(5)  # outcomes of a task
NEVER, BETWEEN_STOPS, RIGHT_NOW = range(3)  # when a task takes workers off lesser ones
MET = 1  # a stop's outcomes are OPEN, MET, REDO, EXPIRED, CANCELLED
RUNS_ITS_COURSE, FINISH, HAND_OVER, RESTART, LOSE, RESUME = range(
    6
)  # what becomes of work cut short
NO_CONTACT, DOOR, TABLE = range(3)  # whom a crew meets at a stop
NOT_HEARD, LAPSED, ALWAYS = range(3)  # which ends of tasks Python hears of
SILENT, LOOKED, TOLD = range(3)  # met stops matter to nobody, where people are ill, always

# A plain number is a type of its own to numba, for which a function is compiled again.
NOBODY: Any = np.int64(-1)
NONE: Any = np.int64(0)
ONE: Any = np.int64(1)

CREW_PARTS = 8  # skills that one crew may need
WAVES = 4  # the first go at a stop, and how often it is done again: assumed
AT_ONCE = 64  # tasks for which there is always room
REWORK = 1 << 18  # added to a task's key for each time

# What places a task in its queue comes first, and a row has 256 bytes: so whoever looks for the
# next of many tasks reads one line of the processor's memory for each, not three.
TASK = np.dtype(
    [
        ("rank", "f8"), ("next_rank", "f8"), ("tie", "f8"), ("key", "i8"),
        ("child", "i8"), ("sibling", "i8"),  # in the queue: those behind it, the next of them
        ("service", "i8"), ("grid", "i8"), ("stairwell", "i8"),
        ("first", "i8"), ("stops", "i8"), ("outcome", "i8"), ("worker", "i8"),
        ("created_h", "f8"), ("earliest_h", "f8"), ("due_h", "f8"), ("expires_h", "f8"),
        ("patience_h", "f8", (WAVES,)),
        ("set_out_h", "f8"), ("started_h", "f8"), ("finished_h", "f8"),
        ("wave", "i8"),
        ("ahead_h", "f8"),  # head start by the share of its stops that are vulnerable
        ("asked_before", "i8"),  # the task asked for before it in its stairwell
        ("parent", "i8"),  # row of the task that it follows, -1 for none
        ("is_round", "?"), ("busy", "?"), ("entered", "?"), ("queued", "?"), ("drawn", "?"),
        ("unused", "i8", (3,)),
    ],
    align=True,
)  # fmt: skip
STOP = np.dtype(
    [
        ("household", "i4"), ("resident", "i4"), ("outcome", "i8"),
        ("work_h", "f8"), ("met_h", "f8"),
        ("start_h", "f8"), ("end_h", "f8"),  # as laid out by the outing under way
        ("factor", "f8"),  # work times this, by who is served
        ("wrong", "?"),  # done wrong, found or not
    ],
    align=True,
)  # fmt: skip
WORKER = np.dtype(
    [
        ("key", "i8"), ("person", "i8"), ("skills", "i8"), ("employer", "i8"), ("number", "i8"),
        ("home_grid", "i8"), ("skilled", "i8"),  # place of her skills in the list of them
        ("speed", "f8"), ("risk", "f8"),
        ("post", "i8"), ("area", "i8"), ("grid", "i8"), ("stairwell", "i8"),
        ("arrives_h", "f8"), ("absent_until_h", "f8"),
        ("shift_from_h", "f8"), ("shift_until_h", "f8"),
        ("idle_since_h", "f8"), ("suit_until_h", "f8"),
        ("hours", "f8"), ("overtime_h", "f8"), ("serve_h", "f8"), ("travel_h", "f8"),
        ("ppe_h", "f8"), ("idle_h", "f8"), ("absent_h", "f8"), ("tasks", "i8"),
        ("practice", "i8"),  # stops that she has led, of what is learnt
        ("team", "i8"),  # -1 for none
        ("week_h", "f8"), ("days", "i8"),  # hours in the 7 days before, days without a rest
        ("outing", "i8"), ("next_in_crew", "i8"), ("next", "i8"), ("previous", "i8"),
        ("on_duty", "?"), ("leaving", "?"), ("busy", "?"), ("idle", "?"),
    ],
    align=True,
)  # fmt: skip
OUTING = np.dtype(
    [
        ("task", "i8"), ("lead", "i8"), ("area", "i8"), ("how", "i8"), ("ill", "i8"),
        ("next", "i8"), ("previous", "i8"),  # of those of the area that give way
        ("end_event", "i8"),  # number of the event that ends it, -1 for none
        ("set_out_h", "f8"), ("start_h", "f8"), ("end_h", "f8"),
        ("travel_h", "f8"), ("suit_h", "f8"), ("back_h", "f8"),
        ("tired", "f8"), ("errs", "f8"),  # time and errors times this
        ("pace", "f8"),  # time of a unit of work: by speed, fatigue and practice
        ("raincoats", "i8"),  # of the crew, those without a suit
        ("called", "?"), ("over", "?"), ("announced", "?"), ("returning", "?"),
    ],
    align=True,
)  # fmt: skip
EVENT = np.dtype(
    [("time_h", "f8"), ("number", "i8"), ("priority", "i8"), ("kind", "i8"),
     ("subject", "i8"), ("part", "i8")],
    align=True,
)  # fmt: skip
SERVICE = np.dtype(
    [
        ("code", "i8"), ("parts", "i8"), ("lead", "i8"),
        ("crew_skill", "i8", (CREW_PARTS,)), ("crew_count", "i8", (CREW_PARTS,)),
        ("crew", "i8"), ("rule", "i8"), ("priority", "f8"),
        ("at_shift_end", "i8"), ("on_illness", "i8"), ("contact", "i8"), ("tells", "i8"),
        ("samplers", "i8"), ("willing", "i8"),  # the row of `met_h`, -1 for none
        ("mean_h", "f8"), ("slice_h", "f8"), ("factor", "f8"), ("suit_h", "f8"),
        ("stint_h", "f8"), ("between_h", "f8"),
        ("due_h", "f8"), ("expires_h", "f8"), ("opens_h", "f8"), ("closes_h", "f8"),
        ("ageing_h", "f8"), ("preempts", "i8"), ("when_preempted", "i8"),
        ("equipment", "i8"), ("pieces", "i8"),  # -1 for none
        ("desk", "i8"),  # row of desk_of
        ("error_share", "f8"), ("verify_share", "f8"), ("verify_h", "f8"),
        ("floor", "f8"), ("over", "f8"),  # of learning
        ("children", "i8"), ("heard", "i8"),  # services whose needs follow its tasks, as bits
        ("after_outcome", "i8"), ("follow_share", "f8"),  # of a need that follows; -1 is any
        ("next_need", "i8"), ("last_need", "i8"), ("next_day_h", "f8"),
        ("alone", "?"), ("finishes", "?"), ("background", "?"), ("travels", "?"),
        ("fixed", "?"), ("exposes", "?"), ("has_hours", "?"), ("watched", "?"),
        ("by_grid", "?"), ("holds", "?"), ("gives_way", "?"), ("returns", "?"), ("post", "?"),
        ("followed", "?"), ("regains", "?"), ("rounds", "?"), ("at_once", "?"),
    ],
    align=True,
)  # fmt: skip
NEED = np.dtype(
    [("at_h", "f8"), ("key", "i8"), ("factor", "f8"), ("ahead_h", "f8"),
     ("patience_h", "f8", (WAVES,)), ("grid", "i8"), ("stairwell", "i8"),
     ("household", "i8"), ("resident", "i8"), ("slices", "i8")],
    align=True,
)  # fmt: skip
LINE = np.dtype([("first", "i8"), ("last", "i8")])  # of those who stand in a line
SHIFT = np.dtype([("worker", "i8"), ("from_h", "f8"), ("until_h", "f8")])
ASSIGNMENT = np.dtype([("outing", "i8"), ("worker", "i8"), ("until_h", "f8")], align=True)
REACTION = np.dtype([("kind", "i8"), ("subject", "i8"), ("first", "i8"), ("last", "i8")])
BOOK = np.dtype(
    [
        ("tasks", "i8"), ("stops", "i8"), ("outings", "i8"), ("events", "i8"),
        ("needs_ahead", "i8"), ("slices_ahead", "i8"),
        ("assignments", "i8"), ("shifts", "i8"), ("reactions", "i8"), ("numbers", "i8"),
        ("event_number", "i8"), ("waiting", "i8"), ("waited_h", "f8"), ("seed", "i8"),
        ("now_h", "f8"), ("due_h", "f8"), ("due_priority", "i8"),  # what comes next
        ("horizon_h", "f8"), ("start_hour", "f8"), ("overtime_h", "f8"),
        ("within_h", "f8"), ("ahead_h", "f8"), ("quiet_until_h", "f8"),
        ("speed_up", "f8"), ("tired_per_h", "f8"), ("tired_per_day", "f8"),
        ("most_tired", "f8"),
        ("errors_per_h", "f8"),  # of fatigue
        ("suits", "i8"), ("suits_used", "i8"), ("in_raincoats", "?"),  # -1: an endless stock
        ("holds", "?"),  # whether any service does
    ],
    align=True,
)  # fmt: skip

Rows = NDArray[Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Tables(NamedTuple):
    """All that the desk works on. T tasks, W workers, A areas (one a grid), S services."""

    book: Rows  # [1] how many rows are in use, and what holds for all
    tasks: Rows  # [>= T]
    stops: Rows  # those of a task stand together
    workers: Rows  # [W]
    outings: Rows
    events: Rows  # a binary heap
    services: Rows  # [S]
    needs: Rows  # that will arise by themselves, by service and time
    laws: Floats  # [S, n] quantiles of the work of a stop [h]
    skills: Ints  # sets of skills, as bits, the least skilled first
    queues: Ints  # [A, S] the first task that waits: of an area, or of a grid
    idle: Rows  # [A, skills] lines of workers
    giving_way: Rows  # [A] lines of outings that may be called off for other work
    area_of_grid: Ints
    desk_of: (
        Ints  # [3, grids] the grid at whose desk tasks wait: its own, community's, street's
    )
    walk_h: Floats  # [grids, grids]
    asked: Ints  # [stairwells] the last task asked for
    people_start: Ints  # [stairwells + 1] first resident of each
    latest: NDArray[np.int32]  # [people] latest infection, -1 none: the hazard's own array
    spent: NDArray[np.int32]  # [people] the latest of which is known that it infects no more
    met_h: Floats  # [services whose lateness costs willingness, households] the last met
    lost: Floats  # [households] share of willingness lost: the state's own array
    equipment: Ints  # [kinds, grids] pieces free, kept at the first grid of those who share
    equipment_of: Ints  # [kinds, grids] that first grid
    crew: Ints  # [2, W] scratch: a crew that forms, a crew that disbands
    chosen: Ints  # [W] workers whom Python means
    numbers: Ints  # [>= stops of any task] stops that were just met
    assignments: Rows
    shifts: Rows
    reactions: Rows  # what Python has to do now


@compiled
def has_room(t: Tables) -> bool:
    """Tell whether one more event fits, whatever it sets off."""
    book, workers = t.book[0], len(t.workers)
    return (
        book.tasks + book.needs_ahead < len(t.tasks)
        and book.stops + book.slices_ahead + len(t.numbers) <= len(t.stops)
        and book.outings + workers <= len(t.outings)
        and book.events + 3 * book.needs_ahead + 2 * workers + 3 * AT_ONCE <= len(t.events)
        and book.needs_ahead + 2 * workers + AT_ONCE <= len(t.reactions)
        and book.assignments + 2 * workers <= len(t.assignments)
        and book.shifts + 2 * workers <= len(t.shifts)
    )


def with_room(t: Tables, tasks: int = 0, stops: int = 0) -> Tables:
    """Give tables with room for one more event and for so many more tasks and stops."""
    book, workers = t.book[0], len(t.workers)
    wanted = {  # a task more, should work have to be done again
        "tasks": book["tasks"] + book["needs_ahead"] + 1 + tasks,
        "stops": book["stops"] + book["slices_ahead"] + max(len(t.numbers), stops) + stops,
        "outings": book["outings"] + workers,
        "events": book["events"] + 3 * (book["needs_ahead"] + workers + AT_ONCE + tasks),
        "assignments": book["assignments"] + 2 * workers,
        "shifts": book["shifts"] + 2 * workers,
        "numbers": stops,
        "reactions": book["needs_ahead"] + 2 * workers + AT_ONCE + tasks,
    }
    return t._replace(
        **{
            name: _longer(getattr(t, name), int(length))
            for name, length in wanted.items()
            if length > len(getattr(t, name))
        }
    )


def _longer(rows: Rows, length: int) -> Rows:
    """Copy rows into four times the room, or what is wanted; room not used costs no memory."""
    longer = np.zeros(max(4 * len(rows), length), rows.dtype)
    longer[: len(rows)] = rows
    return longer
