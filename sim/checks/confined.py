"""Checks of controls: nobody is confined without a recorded cause, no bed is taken twice.

A restriction names a control of the scenario that is on, fear or a hazard's own rule, and a
resident whom its target covers. Who is under a zone or a quarantine lives in its scope around a
case that was known by then, or in that of a control which it follows; where tracing
quarantines, a contact had been traced; and a zone was open. Who is isolated is a known case. A
central place has never more residents than beds, and nobody has two beds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from sim.assembly import unordered
from sim.checks.logs import Bools, Floats, Ints, Logs, told
from sim.response.targets import Targets
from sim.scenario import ANSWERING, Control

SLACK_H = 1e-6


def confined(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about controls."""
    response = logs.scenario.response
    if response is None:
        return []
    controls = {name: one for name, one in response.controls.items() if one.enabled}
    controls = unordered(logs.scenario) | controls
    return [*_beds(logs, controls), *_causes(logs, controls)]


def _causes(logs: Logs, controls: dict[str, Control]) -> list[str]:
    table = logs.table("restrictions")
    cause = table["cause"].astype(str)
    found = []
    targets = Targets(logs.town, controls, logs.seed)
    for name in np.unique(cause).tolist():
        rows = np.flatnonzero(cause == name)
        who, from_h = table["resident"][rows].astype(np.int64), table["from_h"][rows]
        if name not in controls:
            found += [f"resident {who[0]} is restricted by {name}, which is no control in use"]
            continue
        covered = np.isin(who, targets.everyone(name))
        known = covered & _explained(logs, controls, name, (who, from_h), targets)
        found += told(
            rows[~known],
            lambda row, name=name: (  # type: ignore[misc]
                f"resident {table['resident'][row]} is under {name} from"
                f" {table['from_h'][row]:.4f} h without a recorded cause"
            ),
        )
    return found


def _explained(
    logs: Logs, controls: dict[str, Control], name: str, rows: tuple[Ints, Floats], at: Targets
) -> Bools:
    """Tell of restrictions by a control (who, from when [h]) which have a recorded cause."""
    who, from_h = rows
    kind = controls[name].kind
    if kind == "isolation":
        return np.asarray(_first_case_h(logs)[who] <= from_h + SLACK_H)
    if kind not in ANSWERING:
        return np.ones(len(who), np.bool_)
    cause_h = np.full(logs.town.residents, np.inf)
    for one in _leading_to(controls, name):
        cause_h = np.minimum(cause_h, _first_cause_h(logs, controls[one], at))
        traced = [
            service.consequence
            for service in logs.scenario.services.values()
            if service.consequence is not None and service.consequence.kind == "tracing"
        ]
        if any(getattr(consequence, "control", None) == one for consequence in traced):
            times_h = _times(logs, "traced")
            cause_h = np.minimum(cause_h, times_h.min(initial=np.inf))
    known = cause_h[who] <= from_h + SLACK_H
    return known & _zone_open(logs, from_h) if kind == "zone" else known


def _leading_to(controls: dict[str, Control], name: str) -> list[str]:
    """List a control and those that it follows, one after the other."""
    names = [name]
    for one in names:
        names += [n for n, c in controls.items() if c.followed_by == one and n not in names]
    return names


def _first_case_h(logs: Logs) -> Floats:
    """Give when each resident became a known case [h], inf where never."""
    events, first_h = logs.table("events"), np.full(logs.town.residents, np.inf)
    rows = np.flatnonzero(events["event"] == "case_found")
    np.minimum.at(first_h, events["value"][rows].astype(np.int64), events["time_h"][rows])
    return first_h


def _first_cause_h(logs: Logs, control: Control, targets: Targets) -> Floats:
    """Give by resident when the first case in whose scope she lives became known [h]."""
    town, case_h = logs.town, _first_case_h(logs)
    home_h = np.minimum.reduceat(case_h, town.household_start[:-1])
    if control.scope == "household":
        return np.asarray(home_h[town.household])
    stairwell_h = np.minimum.reduceat(home_h, town.stairwell_start[:-1])
    reached_h = np.full(town.stairwells, np.inf)
    for stairwell in np.flatnonzero(stairwell_h < np.inf).tolist():
        covered = targets.around(stairwell, control)
        reached_h[covered] = np.minimum(reached_h[covered], stairwell_h[stairwell])
    return np.asarray(reached_h[town.household_stairwell[town.household]])


def _times(logs: Logs, *names: str) -> Floats:
    events = logs.table("events")
    return np.sort(events["time_h"][np.isin(events["event"].astype(str), names)].astype(float))


def _zone_open(logs: Logs, at_h: Floats) -> Bools:
    """Tell at which hours any zone was open, that of its opening included."""
    begun = np.searchsorted(_times(logs, "zone_opened", "zone_split"), at_h + SLACK_H)
    over = np.searchsorted(_times(logs, "zone_released", "zone_merged"), at_h - SLACK_H)
    return np.asarray(begun > over)


def _beds(logs: Logs, controls: dict[str, Control]) -> Iterator[str]:
    """Follow who has a bed, instant by instant: within one the table has its own order."""
    beds = {one.pool or name: one.beds for name, one in controls.items() if one.central}
    events = logs.table("events")
    event, has = events["event"].astype(str), Counter[tuple[str, int]]()
    rows = np.flatnonzero((event == "bed_taken") | (event == "bed_freed")).tolist()
    for at_h, instant in groupby(rows, lambda row: float(events["time_h"][row])):
        changed = set()
        for row in instant:
            who = (str(events["place"][row]), int(events["value"][row]))
            has[who] += 1 if event[row] == "bed_taken" else -1
            changed.add(who)
        for pool, resident in sorted(changed):
            if has[pool, resident] not in (0, 1):
                count = has[pool, resident]
                yield f"resident {resident} has {count} beds in {pool} at {at_h:.4f} h"
            if sum(n for (_, one), n in has.items() if one == resident) > 1:
                yield f"resident {resident} has a bed in two places at {at_h:.4f} h"
        for pool, most in beds.items():
            taken = sum(n for (one, _), n in has.items() if one == pool)
            if most is not None and taken > most:
                yield f"{pool} has {taken} residents at {at_h:.4f} h and {most} beds"
