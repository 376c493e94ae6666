"""The work against three reports: a hotline's worst day, a sweep, a desk's learning.

Each is a small scenario made of scenarios/theory/mmc.yaml (one grid, workers who are always
there) with the services of the shipped street; `staff` multiplies the workers, for the wrong
model that has no end of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.records import Records
from sim.scenario import Scenario, load
from tests.validation.runs import DAY_H, SCENARIOS

OPERATORS, CALL_H, DAYS = 5, 7 / 60, 36
MEAN_ANSWERED, WORST_ANSWERED = 609_000 / 732_000, 23_000 / 35_000
WORST_LOAD = 35_000 / (732_000 / DAYS)  # calls of the worst day over those of a mean day
DESKS, SAMPLED, ROUNDS, OPEN_H = 7, 8_520, 5, 6.0
SLOW, QUICK = 60.0, SAMPLED / DESKS / OPEN_H  # people a desk and hour, first and fifth round
HOUSEHOLDS, STAFF, SWEEP_DAYS = 186_045, 5_592, 3
SWEPT = HOUSEHOLDS / STAFF / SWEEP_DAYS
MANY = 100  # times the staff, where it is unlimited


class Days(NamedTuple):
    """Calls of each day of each run [days], and those answered."""

    calls: NDArray[np.float64]
    answered: NDArray[np.float64]


def small(**changes: Any) -> Scenario:
    """Load the small scenario with other values; `__` in a keyword stands for a dot."""
    paths = {key.replace("__", "."): value for key, value in changes.items()}
    return load(SCENARIOS / "theory" / "mmc.yaml").override({"run.log": "full", **paths})


def hotline(load_share: float, runs: int, staff: int = 1) -> Days:
    """Take calls for 36 days at a mean load of the operators' time, no call made again."""
    residents = 60.0
    rate = load_share * OPERATORS * DAY_H / CALL_H / residents
    need = {"per": "resident", "rate": f"{rate} /resident/d", "factor_cv": 0.5}
    scenario = small(
        horizon=f"{DAYS} d",
        services__requests={
            "need": need, "crew": {"help": 1}, "due": "1 h",
            "work": {"law": "lognormal", "mean": "7 min", "cv": 0.6},
            "patience": {"law": "exponential", "mean": "5 min"},
        },
        workforce__grid_workers__count=OPERATORS * staff,
    )  # fmt: skip
    calls, answered = [], []
    for replication in range(runs):
        tasks = engine.run(scenario, replication).tables["tasks"]
        day = (np.asarray(tasks["created_h"]) // DAY_H).astype(int)
        began = ~np.isnan(np.asarray(tasks["started_h"], float))
        calls.append(np.bincount(day, minlength=DAYS)[:DAYS])
        answered.append(np.bincount(day[began], minlength=DAYS)[:DAYS])
    return Days(np.concatenate(calls).astype(float), np.concatenate(answered).astype(float))


def fitted_load(runs: int = 2, steps: int = 5) -> float:
    """Find the load at which the mean share answered is the reported one, by bisection."""
    low, high = 0.5, 2.0
    for _ in range(steps):
        middle = (low + high) / 2
        days = hotline(middle, runs)
        more = days.answered.sum() / days.calls.sum() > MEAN_ANSWERED
        low, high = (middle, high) if more else (low, middle)
    return (low + high) / 2


def on_the_worst_day(days: Days, near: float = 0.15) -> tuple[float, float, int]:
    """Give mean and spread of the share answered on days loaded as the worst, and how many."""
    load_of_day = days.calls / days.calls.mean()
    like = np.abs(load_of_day / WORST_LOAD - 1) < near
    shares = days.answered[like] / days.calls[like]
    spread = float(shares.std(ddof=1)) if len(shares) > 1 else float("nan")
    return float(shares.mean()), spread, len(shares)


def desk_rounds(over: float = 600, staff: int = 1) -> list[float]:
    """Sample 8,520 people a day at seven desks; give people a desk and hour of each round."""
    profile = [{"from": "00:00", "value": 0}, {"from": "08:00", "value": 1},
               {"from": "09:00", "value": 0}]  # fmt: skip
    scenario = small(
        horizon=f"{ROUNDS} d",
        services__requests={
            "need": {"per": "grid", "rate": f"{SAMPLED} /h", "profile": profile},
            "crew": {"help": 1}, "due": "1 d", "work": "60 s",
            "learning": {"floor": 0.3, "over": over},
        },
        workforce__grid_workers__count=DESKS * staff,
    )  # fmt: skip
    tasks = engine.run(scenario, 0).tables["tasks"]
    created, finished = (np.asarray(tasks[name], float) for name in ("created_h", "finished_h"))
    found = []
    for day in range(ROUNDS):
        mine = created // DAY_H == day
        open_h = float(np.nanmax(finished[mine])) - (DAY_H * day + 8)
        found.append(float(mine.sum()) / DESKS / staff / open_h)
    return found


def sweep(staff: int = 1, replication: int = 0) -> tuple[float, float]:
    """Register the households of two grids, one person for 33; give households a day, days.

    Door-to-door registration is that of scenarios/full-street.yaml: a crew of two, 4.3 min a
    household (Qidong, 20 March 2022), a tenth of doors again; shifts of 12 h.
    """
    households = 850
    people = 2 * round(households * STAFF / HOUSEHOLDS / 2)
    rosters = {"long": {"shifts": [{"from": "08:00", "until": "20:00"}]}}
    control = {"kind": "town", "scope": "town", "factors": {}, "creates": ["requests"],
               "from": "2022-03-01 08:00", "until": "2022-03-07 08:00"}  # fmt: skip
    walk = {"stops": "1.5 min", "stairwells": "3 min", "neighbouring_grids": "8 min",
            "community": "12 min"}  # fmt: skip
    scenario = small(
        horizon="7 d", town__grids_per_community=2, town__households_per_grid=households // 2,
        town__walk=walk, workforce__donning="20 min", workforce__doffing="20 min",
        workforce__pooling="community", workforce__rosters=rosters,
        workforce__grid_workers={
            "count": people * staff, "lives": "outside", "skills": ["help"], "roster": "long",
        },
        services__requests={
            "need": {"per": "control", "what": "household"}, "crew": {"help": 2}, "due": "24 h",
            "work": {"law": "lognormal", "mean": "4.3 min", "cv": 0.6}, "ppe": True,
            "error": 0.1, "verify": 1, "round": True, "at_shift_end": "hand_over",
        },
        response__controls={"sweep": control},
    )  # fmt: skip
    return swept(engine.run(scenario, replication), people * staff, households)


def swept(records: Records, people: int, households: int) -> tuple[float, float]:
    """Read households a staff-day, and the days until the last of them was done."""
    needs = records.tables["needs"]
    met = np.asarray(needs["met_h"], float)
    met = met[~np.isnan(met)]
    ended_d = (float(met.max()) - 8.0) / DAY_H
    shifts = records.tables["shifts"]
    began = np.asarray(shifts["from_h"], float)
    staff_days = float(np.sum(began <= met.max()))
    return min(len(met), households) / staff_days, ended_d
