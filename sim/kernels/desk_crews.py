"""Crews: who of those who idle goes, and with what equipment."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_rules import NEAREST, OWN_GRID_FIRST, expected_h, fits, walk_h
from sim.kernels.desk_tables import NOBODY, NONE, Tables, compiled


@compiled
def form_crew(t: Tables, area: int, i: int, now_h: float) -> int:
    """Form a crew from idle workers, the least skilled and longest idle first; 0 for none.

    Where the rule looks at distance, who has the shortest walk goes first. Where the first is
    of a fixed team, all are of it; else the next first one is tried.
    """
    passed, heads = NONE, NOBODY
    while heads < 0:
        heads = _form_behind(t, area, i, passed, now_h)
        passed += 1
    return heads


@compiled
def _form_behind(t: Tables, area: int, i: int, passed: int, now_h: float) -> int:
    """Form a crew of which so many first members were tried before.

    0 where no crew can be formed, -1 where another first member's team might do.
    """
    service, crew, work_h = t.services[t.tasks[i].service], t.crew[0], expected_h(t, i)
    heads, team = NONE, NOBODY
    for part in range(service.crew):
        for _ in range(service.crew_count[part]):
            before = passed if heads == 0 else NONE
            w = _next_of_crew(t, area, i, part, heads, team, before, work_h, now_h)
            if w < 0:
                return NOBODY if team >= 0 else NONE
            team = t.workers[w].team if heads == 0 else team
            crew[heads] = w
            heads += 1
    return heads


@compiled
def _next_of_crew(
    t: Tables, area: int, i: int, part: int, heads: int, team: int, passed: int,
    work_h: float, now_h: float,
) -> int:  # fmt: skip
    """Choose one more idle worker for a part of a crew, passing over so many; -1 for none."""
    service, crew = t.services[t.tasks[i].service], t.crew[0]
    by_walk, chosen, least_h = service.rule >= NEAREST and passed == 0, NOBODY, np.inf
    for skilled in range(len(t.skills)):
        if not t.skills[skilled] & service.crew_skill[part]:
            continue
        w = t.idle[area, skilled].first
        while w >= 0:
            taken = team >= 0 and t.workers[w].team != team
            for place in range(heads):
                taken = taken or crew[place] == w
            if (
                not taken
                and fits(t, w, i, work_h, now_h)
                and not _is_held(t, area, w, i, now_h)
            ):
                away_h = walk_h(t, w, i) if by_walk else 0.0
                if passed > 0:
                    passed -= 1
                elif not by_walk:
                    return w
                elif away_h < least_h:
                    chosen, least_h = w, away_h
            w = t.workers[w].next
    return chosen


@compiled
def _is_held(t: Tables, area: int, w: int, i: int, now_h: float) -> bool:
    """Tell whether a worker is held for a crew task that goes before task `i`."""
    if not t.book[0].holds:
        return False
    for s in range(len(t.services)):
        service = t.services[s]
        if not service.holds or s == t.tasks[i].service:
            continue
        if service.parts & t.workers[w].skills:
            waiting = head(t, area, s, w, now_h)
            if waiting >= 0 and queue.comes_before(t, waiting, i):
                return True
    return False


@compiled
def head(t: Tables, area: int, s: int, w: int, now_h: float) -> int:
    """Find the task of a service that goes first in an area, -1 for none.

    For a worker, under a rule that looks at distance, the one that suits her; -1 stands for no
    worker in particular. Tasks whose equipment is out do not go.
    """
    if not t.services[s].by_grid:
        return queue.first(t, area, s, now_h)
    best, best_h = NOBODY, np.inf
    for grid in range(len(t.area_of_grid)):
        if t.queues[grid, s] < 0 or queue.area_of(t, s, grid) != area:
            continue
        i = queue.first(t, grid, s, now_h)
        if i < 0 or not has_equipment(t, i):
            continue
        away_h = _away_h(t, s, w, grid)
        nearer = away_h < best_h
        if nearer or (away_h == best_h and queue.comes_before(t, i, best)):
            best, best_h = i, away_h
    return best


@compiled
def _away_h(t: Tables, s: int, w: int, grid: int) -> float:
    """Give how far a grid is for a worker by the rule of a service [h]; 0 under other rules."""
    rule = t.services[s].rule
    if w < 0 or rule < NEAREST:
        return 0.0
    here = t.workers[w].post if rule == OWN_GRID_FIRST else t.workers[w].grid
    return 0.0 if here == grid else t.walk_h[here, grid] + 1e-9  # its own goes before any


@compiled
def has_equipment(t: Tables, i: int) -> bool:
    """Tell whether the equipment that a task takes along is there."""
    task = t.tasks[i]
    service = t.services[task.service]
    kind = service.equipment
    if kind < 0:
        return True
    return t.equipment[kind, t.equipment_of[kind, task.grid]] >= service.pieces


@compiled
def move_equipment(t: Tables, i: int, pieces: int) -> None:
    """Take so many times the equipment of a task away (-1) or bring it back (1)."""
    task = t.tasks[i]
    service = t.services[task.service]
    kind = service.equipment
    if kind >= 0:
        t.equipment[kind, t.equipment_of[kind, task.grid]] += pieces * service.pieces
