"""Who hears of the end of a task: Python, and the needs that follow from it at once."""

from __future__ import annotations

from sim.kernels.desk_events import FOLLOWS, NEW_TASK, SETTLED, plan, react
from sim.kernels.desk_tables import ALWAYS, EXPIRED, LAPSED, NONE, Tables, compiled
from sim.kernels.numbers import tick
from sim.rng import Purpose, uniform

_FOLLOWS = Purpose.FOLLOWS


@compiled
def tell_end(t: Tables, i: int, now_h: float) -> None:
    """Tell of a task that has just come to its end, in any way but by being withdrawn."""
    task = t.tasks[i]
    service = t.services[task.service]
    told = service.heard == ALWAYS or (service.heard == LAPSED and task.outcome == EXPIRED)
    for s in range(len(t.services) if service.children != 0 else 0):
        child = t.services[s]
        if not service.children >> s & 1:
            continue
        if child.after_outcome >= 0 and child.after_outcome != task.outcome:
            continue
        if uniform(t.book[0].seed, _FOLLOWS, task.key, child.code, 0) < child.follow_share:
            if service.at_once:
                plan(t, max(tick(now_h), now_h), NEW_TASK, FOLLOWS, i, s)
            else:
                told = True
    if told:
        react(t, SETTLED, i, NONE, NONE)
