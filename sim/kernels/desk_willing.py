"""Who still waits when a task is overdue, and who was met: what willingness hangs on.

Python acts only where somebody waits, or may win back what was lost (services/compliance.py).
"""

from __future__ import annotations

from sim.kernels.desk_events import LATE, react
from sim.kernels.desk_tables import NONE, Tables, compiled


@compiled
def overdue(t: Tables, i: int) -> None:
    """Have Python act on an overdue task if nobody met a household since the need arose."""
    task = t.tasks[i]
    willing = t.services[task.service].willing
    for k in range(task.first, task.first + task.stops):
        household = t.stops[k].household
        if household >= 0 and t.met_h[willing, household] < task.created_h:
            react(t, LATE, i, NONE, NONE)
            return


@compiled
def note_met(t: Tables, i: int, now_h: float) -> bool:
    """Note which households were just met; tell whether any of them may win something back."""
    task, wins = t.tasks[i], False
    service = t.services[task.service]
    for place in range(t.book[0].numbers):
        stop = t.stops[task.first + t.numbers[place]]
        if stop.household >= 0:
            t.met_h[service.willing, stop.household] = now_h
            in_time = stop.met_h <= task.due_h
            wins = wins or (service.regains and in_time and t.lost[stop.household] > 0.0)
    return wins
