"""Checks of the infections: who infected whom, when, and through which layer.

The rules, beside those of chains, doses and sessions. In a layer that meets in groups both
belong to one group; along an edge they are a pair that the scenario's file names. No control
leaves either of them a factor of 0 in the layer then, and neither is on duty where the layer is
work. A session's infection lies within an outing to the stairwell of one of them: at the door
one of them is in the crew; at a sampling table, in the crew or in the queue. Or both were
gathered at one place, as in a shelter.
"""

from __future__ import annotations

import numpy as np

from sim.checks.chains import chains
from sim.checks.doses import doses
from sim.checks.logs import Bools, Floats, Ints, Logs, coded, told
from sim.checks.sessions import within_outings
from sim.checks.work import instant, shift_of
from sim.hazards.gathering import together
from sim.kernels.people import LAYER_NAMES, LAYERS
from sim.scenario import of_kind, read_edges

SESSION, INTRODUCED = LAYER_NAMES.index("session"), LAYER_NAMES.index("introduced")


def infections(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about infections."""
    table = logs.table("infections")
    if not len(table["resident"]):
        return doses(logs)
    who, by = table["resident"], table["infector"]
    layer, time_h = coded(table["layer"], LAYER_NAMES), table["time_h"]
    at_work = np.flatnonzero(layer == SESSION)
    at_work = at_work[~_gathered(logs, who[at_work], by[at_work], time_h[at_work])]
    return [
        *chains(logs, layer == INTRODUCED),
        *doses(logs),
        *_in_one_group(logs, who, by, layer, time_h),
        *_along_edges(logs, who, by, layer, time_h),
        *_not_shut_off(logs, who, by, layer, time_h),
        *_not_at_work(logs, who, by, layer, time_h),
        *within_outings(logs, who[at_work], by[at_work], time_h[at_work]),
    ]


def _gathered(logs: Logs, who: Ints, by: Ints, time_h: Floats) -> Bools:
    """Tell which pairs were gathered at one place, as in a shelter."""
    home, residents = logs.town.household.astype(np.int64), logs.town.residents
    one, other = (home[np.minimum(person, residents - 1)] for person in (who, by))
    both = (who < residents) & (by >= 0) & (by < residents)
    return both & together(logs.table("events"), one, other, time_h)


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


def _along_edges(logs: Logs, who: Ints, by: Ints, layer: Ints, time_h: Floats) -> list[str]:
    rows = np.flatnonzero(layer == LAYERS.index("edges"))
    named = np.zeros(0, np.int64)
    for hazard in of_kind(logs.scenario.hazards, "epidemic").values():
        stated = hazard.layers.get("edges")
        if stated is not None and stated.file is not None and len(rows):
            edges = read_edges(logs.scenario.root / stated.file)
            met = edges.weight > 0
            named = pair_code(edges.a[met].astype(np.int64), edges.b[met].astype(np.int64))
    apart = rows[~np.isin(pair_code(who[rows], by[rows]), named)]
    return told(
        apart,
        lambda row: (
            f"resident {who[row]} was infected by {by[row]} at {time_h[row]:.4f} h"
            " along an edge that is not named"
        ),
    )


def pair_code(one: Ints, other: Ints) -> Ints:
    """Code pairs of people as numbers, whichever comes first."""
    return np.minimum(one, other) << 32 | np.maximum(one, other)


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
