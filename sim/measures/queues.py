"""What queueing theory speaks of, as plain functions of records, and the Kaplan-Meier mean."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Bools, Floats, RecordsLike, overlap_h, ratio
from sim.measures.tables import EXPIRED, Tasks, study_of


def waits_h(records: RecordsLike, service: str | None = None) -> Floats:
    """Return the wait [h] of every task ready in the window and started before its end."""
    tasks, keep, _ = _ready(records, service)
    started = keep & (tasks.started_h >= 0)
    return tasks.started_h[started] - tasks.ready_h[started]


def mean_wait_h(records: RecordsLike, service: str | None = None) -> float:
    """Return the mean wait [h] of the started tasks, of one service or of all."""
    waits = waits_h(records, service)
    return ratio(float(waits.sum()), len(waits))


def share_delayed(records: RecordsLike, service: str | None = None) -> float:
    """Return the share of started tasks that had to wait at all."""
    waits = waits_h(records, service)
    return ratio(np.count_nonzero(waits > 0), len(waits))


def share_abandoned(records: RecordsLike, service: str | None = None) -> float:
    """Return the share of tasks ready in the window that expired before their start."""
    tasks, keep, _ = _ready(records, service)
    gone = keep & (tasks.outcome == EXPIRED) & np.isnan(tasks.started_h)
    return ratio(np.count_nonzero(gone), np.count_nonzero(keep))


def mean_number_waiting(records: RecordsLike, service: str | None = None) -> float:
    """Return the mean number of tasks waiting, over the window."""
    tasks, _, horizon_h = _ready(records, service)
    mine = _of(tasks, service)
    left_h = leaving_h(tasks)
    return ratio(
        float(overlap_h(tasks.ready_h[mine], left_h[mine], horizon_h).sum()), horizon_h
    )


def mean_number_in_service(records: RecordsLike, service: str | None = None) -> float:
    """Return the mean number of tasks in work, over the window."""
    tasks, _, horizon_h = _ready(records, service)
    mine = _of(tasks, service) & ~np.isnan(tasks.started_h)
    spans = overlap_h(tasks.started_h[mine], tasks.closed_h[mine], horizon_h)
    return ratio(float(spans.sum()), horizon_h)


def leaving_h(tasks: Tasks) -> Floats:
    """Return when each task stopped waiting: at its start, or settled unstarted; else inf."""
    return np.where(np.isnan(tasks.started_h), tasks.closed_h, tasks.started_h)


def kaplan_meier_mean(span_h: Floats, happened: Bools, weight: Floats, limit_h: float) -> float:
    """Return the area under the Kaplan-Meier curve up to a limit [h].

    span_h: time to the event or to where sight of it was lost, at least 0; happened: which of
    the two; weight: how many each counts for. The curve is carried on level where the last
    span is shorter than the limit. Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452.
    """
    if not len(span_h):
        return math.nan
    happened = happened & (span_h <= limit_h)
    order = np.argsort(span_h, kind="stable")
    times, first = np.unique(np.minimum(span_h[order], limit_h), return_index=True)
    leaving = np.add.reduceat(weight[order], first)
    events = np.add.reduceat(np.where(happened, weight, 0.0)[order], first)
    at_risk = np.cumsum(leaving[::-1])[::-1]
    survival = np.cumprod(1.0 - events / at_risk)
    return float(times[0] + np.sum(survival * np.diff(times, append=limit_h)))


def _of(tasks: Tasks, service: str | None) -> Bools:
    if service is None:
        return ~tasks.background
    if service not in tasks.services:
        return np.zeros(len(tasks.service), dtype=bool)
    mine: Bools = tasks.service == tasks.services.index(service)
    return mine


def _ready(records: RecordsLike, service: str | None) -> tuple[Tasks, Bools, float]:
    study = study_of(records)
    tasks = study.tasks
    keep = (tasks.ready_h >= 0) & (tasks.ready_h < study.horizon_h) & _of(tasks, service)
    return tasks, keep, study.horizon_h
