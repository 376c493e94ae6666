"""Checks of the infections: who infected whom, when, and through which layer.

The rules. Nobody is infected twice. Who infects was infected before (so there is no cycle), is
infectious at that time, and is neither in hospital nor dead. In a layer that meets in groups
both belong to one group; no control leaves either of them a factor of 0 in that layer then, and
neither is on duty where the layer is work. A session's infection lies within an outing to the
stairwell of one of them: at the door one of them is in the crew; at a sampling table, in the
crew or in the queue.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.checks.logs import Bools, Floats, Ints, Logs, coded, told
from sim.checks.work import instant, shift_of
from sim.kernels.people import LAYER_NAMES, LAYERS

SESSION, INTRODUCED = LAYER_NAMES.index("session"), LAYER_NAMES.index("introduced")


def infections(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about infections."""
    table = logs.table("infections")
    if not len(table["resident"]):
        return []
    who, by = table["resident"], table["infector"]
    layer = coded(table["layer"], LAYER_NAMES)
    return [
        *_once(who, table["time_h"]),
        *_by_the_infectious(table, layer),
        *_in_one_group(logs, who, by, layer, table["time_h"]),
        *_not_shut_off(logs, who, by, layer, table["time_h"]),
        *_not_at_work(logs, who, by, layer, table["time_h"]),
        *_within_outings(logs, who, by, layer, table["time_h"]),
    ]


def _once(who: Ints, time_h: Floats) -> list[str]:
    order = np.lexsort((time_h, who))
    again = order[1:][who[order][1:] == who[order][:-1]]
    return told(
        again, lambda row: f"resident {who[row]} is infected again at {time_h[row]:.4f} h"
    )


def _by_the_infectious(table: dict[str, np.ndarray], layer: Ints) -> list[str]:
    who, by, time_h = table["resident"], table["infector"], table["time_h"]
    order = np.argsort(who, kind="stable")
    place = order[np.minimum(np.searchsorted(who[order], by), len(order) - 1)]
    inside = by >= 0
    known = inside & (who[place] == by)
    sick = known & (time_h[place] < time_h)
    infectious = (table["infectious_from_h"][place] <= time_h) & (
        time_h < table["infectious_until_h"][place]
    )
    gone = (table["severe_h"][place] <= time_h) | (table["death_h"][place] <= time_h)
    rules: tuple[tuple[Bools, str], ...] = (
        (
            inside != (layer != INTRODUCED),
            "has no infector though it was not introduced, or one",
        ),
        (inside & ~sick, "was infected by somebody not infected before"),
        (sick & ~infectious, "was infected by somebody not infectious then"),
        (sick & gone, "was infected by somebody in hospital or dead"),
    )
    found = []
    for broken, words in rules:
        found += told(
            np.flatnonzero(broken),
            lambda row, words=words: (  # type: ignore[misc]
                f"resident {who[row]} {words}: {by[row]}, at {time_h[row]:.4f} h"
            ),
        )
    return found


def _in_one_group(logs: Logs, who: Ints, by: Ints, layer: Ints, time_h: Floats) -> list[str]:
    town = logs.town
    groups = {
        "household": town.household,
        "stairwell": town.household_stairwell[town.household],
        "school": town.school_group,
        "work": town.work_group,
    }
    found = []
    for name, group in groups.items():
        rows = np.flatnonzero(layer == LAYERS.index(name))
        outside = (who[rows] >= town.residents) | (by[rows] >= town.residents)
        one = group[np.minimum(who[rows], town.residents - 1)]
        other = group[np.minimum(by[rows], town.residents - 1)]
        apart = rows[outside | (one != other) | (one < 0)]
        found += told(
            apart,
            lambda row, name=name: (  # type: ignore[misc]
                f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h through"
                f" {name}, which they do not share"
            ),
        )
    return found


def _not_shut_off(logs: Logs, who: Ints, by: Ints, layer: Ints, time_h: Floats) -> list[str]:
    table = logs.table("restrictions")
    closed = np.flatnonzero(table["factor"] == 0.0)
    if not len(closed):
        return []
    code = table["resident"][closed] * len(LAYERS) + coded(table["layer"][closed], LAYERS)
    keys = instant(code, table["from_h"][closed])
    order = np.argsort(keys, kind="stable")
    keys, closed, code = keys[order], closed[order], code[order]
    rows = np.flatnonzero(layer < len(LAYERS))
    found = []
    for end in (by, who):
        own = end[rows] * len(LAYERS) + layer[rows]
        at = np.maximum(np.searchsorted(keys, instant(own, time_h[rows]), "right") - 1, 0)
        shut = (code[at] == own) & (table["from_h"][closed[at]] <= time_h[rows])
        shut &= time_h[rows] < table["until_h"][closed[at]]
        cause = dict(zip(rows[shut].tolist(), closed[at][shut].tolist(), strict=True))
        found += told(
            rows[shut],
            lambda row, end=end, cause=cause: (  # type: ignore[misc]
                f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h through"
                f" {LAYERS[layer[row]]}, shut to {end[row]} by {table['cause'][cause[row]]}"
            ),
        )
    return found


def _not_at_work(logs: Logs, who: Ints, by: Ints, layer: Ints, time_h: Floats) -> list[str]:
    worker_of = {worker.person: worker.index for worker in logs.workers}
    found = []
    for end in (by, who):
        rows = np.flatnonzero(layer == LAYERS.index("work"))
        worker = np.array(
            [worker_of.get(person, -1) for person in end[rows].tolist()], np.int64
        )
        rows, worker = rows[worker >= 0], worker[worker >= 0]
        on_duty = rows[shift_of(logs, worker, time_h[rows]) >= 0]
        found += told(
            on_duty,
            lambda row, end=end: (  # type: ignore[misc]
                f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h at the"
                f" workplace while {end[row]} was on duty"
            ),
        )
    return found


def _within_outings(logs: Logs, who: Ints, by: Ints, layer: Ints, time_h: Floats) -> list[str]:
    rows = np.flatnonzero(layer == SESSION)
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

    def together(row: int) -> bool:
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
        [row for row in rows.tolist() if not together(row)],
        lambda row: (
            f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h in a session"
            " of which there is no outing"
        ),
    )
