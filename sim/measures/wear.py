"""What work does to workers: injuries, who leaves, who is kept away, whom they infect."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.measures.base import Bools, Ints, Measure, column, happenings, ratio
from sim.measures.epidemic import hazards_of
from sim.measures.tables import Study

MEASURES = (
    Measure(
        "injuries",
        "Injuries at work",
        "Injuries of workers in the window; no data where no employer has a risk of them.",
        "injuries",
        "lower",
        "none",
        "strength",
    ),
    Measure(
        "workers_left",
        "Workers who left",
        "Workers who left for good in the window; no data where no employer loses any.",
        "workers",
        "lower",
        "none",
        "strength",
    ),
    Measure(
        "locked_in_share",
        "Workers locked in",
        "Workers kept from at least one shift by a zone or quarantine where they live, over "
        "the workers with rostered hours of employers whose workers may be.",
        "share",
        "lower",
        "workers with rostered hours of employers with locked_in above 0",
        "strength",
    ),
    Measure(
        "locked_out_share",
        "Workers locked out",
        "Workers kept from at least one shift by a closed town outside which they live, over "
        "the workers with rostered hours of employers whose workers may be.",
        "share",
        "lower",
        "workers with rostered hours of employers with locked_out above 0",
        "strength",
    ),
    Measure(
        "called_out",
        "Call-outs",
        "Times that a worker standing by was called out; no data where nobody stands by.",
        "call-outs",
        "none",
        "none",
        "strength",
    ),
    Measure(
        "infections_by_workers",
        "Infections by workers",
        "Infections in the window that a worker on duty caused in a session: of those she "
        "served, of colleagues, of those in the queue; no data without a hazard.",
        "infections",
        "lower",
        "none",
        "strength",
    ),
    Measure(
        "places_infected_per_worker",
        "Grids infected per infected worker",
        "Distinct grids in which an infected worker infected residents while on duty, added "
        "up over the infected workers, over their number.",
        "grids per infected worker",
        "lower",
        "infected workers with rostered hours",
        "strength",
    ),
)


def wear(study: Study) -> dict[str, float]:
    """Measure injuries, attrition, locking in, call-outs and infections by workers."""
    return {
        "injuries": _count(study, "injured", lambda body, _: _above_0(body, "injury")),
        "workers_left": _count(study, "left", lambda body, _: _above_0(body, "attrition")),
        "locked_in_share": locked_share(study, "locked_in"),
        "locked_out_share": locked_share(study, "locked_out"),
        "called_out": _count(study, "called_out", _stands_by),
        **infections_by_workers(study),
    }


def _employers(study: Study) -> dict[str, Any]:
    return dict(getattr(study.records.scenario.workforce, "employers", None) or {})


def _above_0(employer: Any, name: str) -> bool:
    return float(getattr(employer, name, 0.0)) > 0


def _stands_by(employer: Any, rosters: Any) -> bool:
    names = (employer.roster, getattr(employer, "emergency_roster", None))
    return any(getattr(rosters.get(name), "on_call", None) is not None for name in names)


def _count(study: Study, event: str, may: Callable[[Any, Any], bool]) -> float:
    """Count an event in the window; nan where no employer's workers may have it."""
    rosters = getattr(study.records.scenario.workforce, "rosters", None) or {}
    if not any(may(employer, rosters) for employer in _employers(study).values()):
        return math.nan
    return float(len(happenings(study.records, event, study.horizon_h)[0]))


def locked_share(study: Study, event: str) -> float:
    """Return the share of the workers who may be locked in (or out) that were, ever."""
    may = [name for name, body in _employers(study).items() if _above_0(body, event)]
    counted = _rostered(study) & np.isin(column(study.records, "workers", "employer"), may)
    _, who = happenings(study.records, event, study.horizon_h)
    locked = np.isin(column(study.records, "workers", "worker")[counted], who)
    return ratio(np.count_nonzero(locked), np.count_nonzero(counted))


def infections_by_workers(study: Study) -> dict[str, float]:
    """Count infections caused on duty, and the grids they reached per infected worker."""
    if not hazards_of(study.records):
        return {"infections_by_workers": math.nan, "places_infected_per_worker": math.nan}
    by, rows = _on_duty(study)
    grids = column(study.records, "infections", "grid")[rows].tolist()
    reached = {pair for pair in zip(by.tolist(), grids, strict=True) if pair[1] is not None}
    infected = column(study.records, "workers", "infected").astype(bool) & _rostered(study)
    return {
        "infections_by_workers": float(len(rows)),
        "places_infected_per_worker": ratio(len(reached), np.count_nonzero(infected)),
    }


def _rostered(study: Study) -> Bools:
    """Mark the workers with rostered hours in the window."""
    hours, absent = (
        column(study.records, "workers", name).astype(float) for name in ("hours", "absent_h")
    )
    return np.asarray(hours + absent > 0, dtype=bool)


def _on_duty(study: Study) -> tuple[Ints, Ints]:
    """Return the workers and rows of infections in sessions by workers then on duty."""
    records = study.records
    person, worker = (column(records, "workers", name) for name in ("person", "worker"))
    number = dict(zip(person.tolist(), worker.tolist(), strict=True))
    time_h, by = (column(records, "infections", name) for name in ("time_h", "infector"))
    keep = np.asarray(column(records, "infections", "layer") == "session", dtype=bool)
    keep &= (time_h >= 0) & (time_h < study.horizon_h) & np.isin(by, person)
    shifts = [column(records, "shifts", name) for name in ("worker", "from_h", "until_h")]
    found = []
    for row in np.flatnonzero(keep).tolist():
        mine = shifts[0] == number[int(by[row])]
        if np.any(mine & (shifts[1] <= time_h[row]) & (time_h[row] <= shifts[2])):
            found.append(row)
    rows = np.array(found, dtype=np.int64)
    return np.array([number[int(by[row])] for row in found], dtype=np.int64), rows
