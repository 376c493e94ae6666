"""Late transformation: from the first infection to staff enough, and the damage on the way."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Bools, Floats, Measure, RecordsLike, column, fact, ratio
from sim.measures.hourly import overdue_needs, spells_below, spent_h, trailing_on_time
from sim.measures.tables import FINISHED, OPEN, REDO, Study, Tasks, need_of

POSTS_SHARE = 0.9  # design: 90 % of posts
POSTS_HOLD_H = 12  # design: held for 12 h
RECOVERY_HOLD_H = 72  # design: holds for 72 h
ROUTINE = ("resident", "grid", "background")  # drivers that need no outbreak

_DELAYS = (
    ("first_infection_to_detection", "First infection to detection", "first infection"),
    ("detection_to_activation", "Detection to activation", "first case found"),
    ("first_infection_to_activation", "First infection to activation", "first infection"),
    ("activation_to_90_percent", "Activation to 90 % of posts", "activation"),
    ("first_infection_to_90_percent", "First infection to 90 % of posts", "first infection"),
    ("call_up_to_90_percent", "Activation to 90 % of the own call-up", "activation"),
)
_ENDS = {
    "detection": "the first case is found",
    "activation": "the level first rises above normal",
    "90_percent": "the hours on duty in the next 24 h reach 90 % of the largest day's work "
    "offered (background left out), and do so for 12 h",
    "call_up": "90 % of the workers who may be called up have arrived; a smaller plan may look "
    "faster, so read it beside staff on duty",
}


def _delay_measures() -> tuple[Measure, ...]:
    found = []
    for name, title, origin in _DELAYS:
        end = _ENDS["call_up" if name.startswith("call_up") else name.split("_to_")[-1]]
        found.append(
            Measure(
                f"{name}_h",
                title,
                f"Hours from the {origin} until {end}; where that never happens, until the "
                "horizon.",
                "h",
                "lower",
                f"runs with a {origin}",
                "transformation",
            )
        )
        found.append(
            Measure(
                f"{name}_reached",
                f"{title}: reached",
                f"1 when, after the {origin}, {end} before the horizon, else 0.",
                "share",
                "higher",
                f"runs with a {origin}",
                "transformation",
                yes_or_no=True,
            )
        )
    return tuple(found)


MEASURES = (
    *_delay_measures(),
    Measure(
        "resilience_depth",
        "Overdue at the worst hour",
        "The largest number of needs past due and not settled at a whole hour, per 1,000 "
        "residents. The depth of the resilience triangle.",
        "needs per 1,000 residents",
        "lower",
        "residents",
        "transformation",
    ),
    Measure(
        "recovery_h",
        "Recovery",
        "Hours from a fall of the share on time of the last 24 h below targets.on_time to the "
        "first hour from which it holds that for 72 h, or to the horizon; the longest such "
        "spell, 0 without a fall. Hours after which nothing fell due for a day count as held.",
        "h",
        "lower",
        "runs in which needs fell due",
        "transformation",
    ),
    Measure(
        "recovered",
        "Recovered",
        "1 when the share on time of the last 24 h never fell below targets.on_time or every "
        "fall was made good for 72 h before the horizon, else 0.",
        "share",
        "higher",
        "runs in which needs fell due",
        "transformation",
        yes_or_no=True,
    ),
    Measure(
        "routine_backlog_end",
        "Routine backlog at the end",
        "Stops of tasks of normal-time services (requests, records, patrol) still open at the "
        "horizon.",
        "stops",
        "lower",
        "none",
        "transformation",
    ),
)


def response(study: Study) -> dict[str, float]:
    """Measure the emergency transformation."""
    needs, horizon_h = study.needs, study.horizon_h
    depth = float(overdue_needs(needs, horizon_h).max()) if len(needs.due_h) else math.nan
    longest_h, recovered = recovery(study)
    return {
        **delays(study),
        "resilience_depth": ratio(1000 * depth, fact(study.records, "residents")),
        "recovery_h": longest_h,
        "recovered": recovered,
        "routine_backlog_end": routine_backlog(study),
    }


def delays(study: Study) -> dict[str, float]:
    """Return each delay to the horizon at most [h], and whether its end was reached."""
    records, horizon_h = study.records, study.horizon_h
    infections = column(records, "infections", "time_h").astype(float)
    infections = infections[infections < horizon_h]
    origin = max(float(infections.min()), 0.0) if len(infections) else math.nan
    found = first_event(records, "case_found", horizon_h)
    active = first_event(records, "level", horizon_h, above=0.0)
    staffed = posts_filled_at(study, active)
    arrived = call_up_filled_at(records, active, horizon_h)
    spans = {
        "first_infection_to_detection": (origin, found),
        "detection_to_activation": (found, active),
        "first_infection_to_activation": (origin, active),
        "activation_to_90_percent": (active, staffed),
        "first_infection_to_90_percent": (origin, staffed),
        "call_up_to_90_percent": (active, arrived),
    }
    values: dict[str, float] = {}
    for name, (begin, end) in spans.items():
        known = not math.isnan(begin)
        late = math.isnan(end) or end >= horizon_h
        stop = horizon_h if late else end
        values[f"{name}_h"] = max(stop - begin, 0.0) if known else math.nan
        values[f"{name}_reached"] = float(not late) if known else math.nan
    return values


def event_times(
    records: RecordsLike, event: str, horizon_h: float, above: float = -math.inf
) -> Floats:
    """Return the sorted times [h] of an event in the window, where its value is above one."""
    time_h = column(records, "events", "time_h").astype(float)
    keep = np.asarray(column(records, "events", "event") == event, dtype=bool)
    keep &= (time_h >= 0) & (time_h < horizon_h)
    if above > -math.inf:
        keep &= column(records, "events", "value").astype(float) > above
    return np.sort(time_h[keep])


def first_event(
    records: RecordsLike, event: str, horizon_h: float, above: float = -math.inf
) -> float:
    """Return when an event first happened in the window, nan if it never did."""
    times = event_times(records, event, horizon_h, above)
    return float(times[0]) if len(times) else math.nan


def posts_filled_at(study: Study, active_h: float) -> float:
    """Return when staff first match 90 % of the largest load and hold that, nan if never.

    Looked at each whole hour: hours on shift in the next 24 h against the largest amount of
    work that became ready in any 24 h of the window.
    """
    horizon_h = study.horizon_h
    if math.isnan(active_h) or horizon_h < 24 + POSTS_HOLD_H:
        return math.nan
    load = offered_h_by_hour(study.tasks, study.records, horizon_h)
    if math.isnan(load[0]):
        return math.nan
    peak = _day_sums(load).max()
    staff = _day_sums(on_shift_h_by_hour(study.records, horizon_h))
    held = _held(staff >= POSTS_SHARE * peak, POSTS_HOLD_H)
    hours = np.flatnonzero(held[math.ceil(active_h) :])
    return math.ceil(active_h) + float(hours[0]) if len(hours) else math.nan


def call_up_filled_at(records: RecordsLike, active_h: float, horizon_h: float) -> float:
    """Return when 90 % of the workers who may be called up had arrived, nan if never."""
    called = 0.0
    for name in records.facts:
        employer = getattr(records.scenario.workforce, name.removeprefix("staff_"), None)
        if name.startswith("staff_") and getattr(employer, "call_up", None) is not None:
            called += fact(records, name)
    arrived = event_times(records, "worker_arrived", horizon_h)
    arrived = arrived[arrived >= active_h]
    wanted = math.ceil(POSTS_SHARE * called) if called > 0 else 0
    return float(arrived[wanted - 1]) if 0 < wanted <= len(arrived) else math.nan


def offered_h_by_hour(tasks: Tasks, records: RecordsLike, horizon_h: float) -> Floats:
    """Return the worker-hours of work that became ready in each hour; nan if none was done.

    A task is worth its stops times the mean worker-hours a stop took in its service (in all
    services, where that one never finished any): of every outing, from leaving to its end.
    """
    size = len(tasks.services)
    crew = np.array([_crew(records, name) for name in tasks.services], dtype=float)
    done = np.isin(tasks.outcome, (FINISHED, REDO)) & ~np.isnan(tasks.set_out_h)
    done &= ~tasks.background
    hours = spent_h(tasks, done, records, size)
    if not hours.any():  # no outings were kept: from leaving to done, for the whole crew
        spent = (tasks.closed_h[done] - tasks.set_out_h[done]) * crew[tasks.service[done]]
        hours = np.bincount(tasks.service[done], weights=spent, minlength=size).astype(float)
    stops = np.bincount(tasks.service[done], weights=tasks.stops[done], minlength=size)
    mean = ratio(float(hours.sum()), float(stops.sum()))
    per_stop = np.where(stops > 0, hours / np.maximum(stops, 1), mean)
    keep = (tasks.ready_h >= 0) & (tasks.ready_h < horizon_h) & ~tasks.background
    work = tasks.stops[keep] * per_stop[tasks.service[keep]]
    whole = int(horizon_h)
    hour = np.minimum(tasks.ready_h[keep].astype(np.int64), whole - 1)
    load: Floats = np.bincount(hour, weights=work, minlength=whole).astype(float)
    return load if not math.isnan(mean) else np.full(whole, math.nan)


def on_shift_h_by_hour(records: RecordsLike, horizon_h: float) -> Floats:
    """Return the worker-hours on shift in each whole hour of the window."""
    whole = int(horizon_h)
    edges = np.arange(whole + 1, dtype=float)
    from_h = np.sort(column(records, "shifts", "from_h").astype(float))
    until_h = np.sort(column(records, "shifts", "until_h").astype(float))
    return np.diff(_elapsed(from_h, edges) - _elapsed(until_h, edges))


def _elapsed(sorted_h: Floats, at_h: Floats) -> Floats:
    """Return the sum of (t - x)+ over x at each time t."""
    total = np.concatenate([[0.0], np.cumsum(np.where(np.isinf(sorted_h), 0.0, sorted_h))])
    count = np.searchsorted(sorted_h, at_h)
    elapsed: Floats = count * at_h - total[count]
    return elapsed


def _day_sums(per_hour: Floats) -> Floats:
    """Return the sum over the 24 h that begin at each whole hour."""
    total = np.concatenate([[0.0], np.cumsum(per_hour)])
    sums: Floats = total[24:] - total[:-24]
    return sums


def _held(good: Bools, hold_h: int) -> Bools:
    """Mark the hours from which it is good for `hold_h` hours, the last included."""
    count = np.concatenate([[0], np.cumsum(good)])
    held: Bools = (count[hold_h + 1 :] - count[: -hold_h - 1]) == hold_h + 1
    return held


def _crew(records: RecordsLike, service: str) -> int:
    known = (getattr(records.scenario, "services", None) or {}).get(service)
    return sum((getattr(known, "crew", None) or {"": 1}).values())


def recovery(study: Study) -> tuple[float, float]:
    """Return the longest spell below the target [h] and whether all were made good (1 or 0)."""
    share = trailing_on_time(study.needs, study.horizon_h)
    if np.isnan(share).all():
        return math.nan, math.nan
    below = np.nan_to_num(share, nan=1.0) < float(study.records.scenario.targets.on_time)
    spells = spells_below(below, RECOVERY_HOLD_H)
    longest = max((end - fall for fall, end, _ in spells), default=0)
    return float(longest), float(all(recovered for _, _, recovered in spells))


def routine_backlog(study: Study) -> float:
    """Return the stops of routine tasks open at the horizon, nan without such services."""
    tasks = study.tasks
    services = getattr(study.records.scenario, "services", None) or {}
    if not any(need_of(study.records.scenario, name) in ROUTINE for name in services):
        return math.nan
    routine = np.array(
        [need_of(study.records.scenario, name) in ROUTINE for name in tasks.services], bool
    )
    if not len(tasks.service):
        return 0.0
    return float(tasks.stops[(tasks.outcome == OPEN) & routine[tasks.service]].sum())
