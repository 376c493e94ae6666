"""Checks of infections at work: each lies within an outing that brought the two together.

Those who wait at a site of mass testing meet without one: they live in one grid, and a round
was called at most a day and its length before.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.checks.logs import Bools, Floats, Ints, Logs, told
from sim.checks.work import shift_of

DAY_H = 24.0


def within_outings(logs: Logs, who: Ints, by: Ints, time_h: Floats) -> list[str]:
    """Return a sentence for each infection in a session of which there is no outing."""
    town, outings, tasks = logs.town, logs.outings, logs.tasks
    contact = [service.contact for service in logs.services]
    visits: dict[int, list[int]] = defaultdict(list)
    meets = np.isin(
        tasks.service[outings.task], [k for k, c in enumerate(contact) if c != "none"]
    )
    for outing in np.flatnonzero(meets).tolist():
        visits[int(tasks.stairwell[outings.task[outing]])].append(outing)
    home = town.household_stairwell[town.household]
    person = [worker.person for worker in logs.workers]
    worker = logs.assignments.worker

    colleagues = _colleagues(logs, who, by, time_h)
    colleagues |= _in_one_queue(logs, who, by, time_h)

    def together(row: int) -> bool:
        if colleagues[row]:
            return True
        pair = (int(who[row]), int(by[row]))
        for stairwell in {int(home[one]) for one in pair if one < town.residents}:
            lives_here = [one < town.residents and home[one] == stairwell for one in pair]
            for outing in visits[stairwell]:
                if not outings.started_h[outing] <= time_h[row] <= outings.finished_h[outing]:
                    continue
                first = int(outings.first[outing])
                crew = {person[w] for w in worker[first : first + outings.heads[outing]]}
                table = contact[int(tasks.service[outings.task[outing]])] == "table"
                if pair[0] in crew or pair[1] in crew or (table and all(lives_here)):
                    return True
        return False

    return told(
        [row for row in range(len(who)) if not together(row)],
        lambda row: (
            f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h in a session"
            " of which there is no outing"
        ),
    )


def _colleagues(logs: Logs, who: Ints, by: Ints, time_h: Floats) -> Bools:
    """Tell which infections are among workers on duty, where colleagues meet."""
    both = np.full(len(who), logs.scenario.workforce.colleagues is not None)
    worker_of = {worker.person: worker.index for worker in logs.workers}
    for one in (who, by):
        worker = np.array([worker_of.get(person, -1) for person in one.tolist()], np.int64)
        both &= (worker >= 0) & (shift_of(logs, worker, time_h) >= 0)
    return both


def _in_one_queue(logs: Logs, who: Ints, by: Ints, time_h: Floats) -> Bools:
    """Tell which pairs may have waited at one site of mass testing."""
    town, response = logs.town, logs.scenario.response
    rounds = response.mass_testing.values() if response else ()
    lasts_h = max((one.due for one in rounds if one.enabled), default=-np.inf)
    events = logs.table("events")
    called_h = np.sort(events["time_h"][events["event"] == "swab_round"].astype(float))
    live_here = (who < town.residents) & (by < town.residents) & (by >= 0)
    grid = np.full((2, len(who)), -1)
    for place, one in enumerate((who, by)):
        grid[place, live_here] = town.resident_grid[one[live_here]]
    before = np.searchsorted(called_h, time_h, "right") - 1
    last_h = np.where(before >= 0, called_h[before] if len(called_h) else -np.inf, -np.inf)
    recent = time_h <= last_h + lasts_h + DAY_H
    return np.asarray(live_here & (grid[0] == grid[1]) & recent)
