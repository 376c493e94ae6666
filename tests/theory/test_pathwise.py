"""Truths of queueing theory that hold on every path; the input alone needs statistics."""

from __future__ import annotations

import math
from heapq import heapify, heappop, heappush

import numpy as np
import pytest
from scipy import stats

from sim.engine import run
from sim.measures.queues import mean_number_waiting


def test_first_come_starts_are_those_of_kiefer_and_wolfowitz(theory) -> None:
    scenario = theory("mmc").override({"horizon": "90 d"})
    tasks = run(scenario).tables["tasks"]
    finished_h = np.nan_to_num(tasks["finished_h"], nan=np.inf)
    free, started = [0.0, 0.0, 0.0], 0
    for row in np.argsort(tasks["earliest_h"], kind="stable"):
        start_h = max(heappop(free), tasks["earliest_h"][row])
        if start_h == np.inf:
            break
        assert tasks["started_h"][row] == start_h
        started += 1
        heappush(free, finished_h[row])
    assert started == np.isfinite(tasks["started_h"]).sum() > 5000


def test_the_more_urgent_starts_first_and_never_interrupts(theory) -> None:
    scenario = theory("priorities").override({"horizon": "15 d", "run.warm_up": "0 d"})
    tasks = run(scenario).tables["tasks"]
    work_h = tasks["finished_h"] - tasks["started_h"]
    coming = list(zip(tasks["earliest_h"], tasks["priority"], range(len(work_h)), strict=True))
    heapify(coming)
    now_h, waiting, overtaken = 0.0, list[tuple[int, float, int]](), 0
    for _ in range(int(np.isfinite(work_h).sum())):
        while coming and (not waiting or coming[0][0] <= now_h):
            at_h, priority, row = heappop(coming)
            now_h = max(now_h, at_h) if not waiting else now_h
            heappush(waiting, (priority, at_h, row))
        row = heappop(waiting)[2]
        overtaken += any(one[1] < tasks["earliest_h"][row] for one in waiting)
        assert tasks["started_h"][row] == now_h
        now_h += work_h[row]
    assert overtaken > 100


def test_little_s_law_holds_exactly(theory) -> None:
    scenario = theory("mmc").override({"horizon": "90 d"})
    records = run(scenario)
    tasks, horizon_h = records.tables["tasks"], scenario.horizon
    until_h = np.where(np.isnan(tasks["started_h"]), horizon_h, tasks["started_h"])
    waited_h = float(np.sum(until_h - tasks["earliest_h"]))
    assert records.facts["waiting_task_h"] == waited_h
    rate, wait_h = len(until_h) / horizon_h, waited_h / len(until_h)
    assert mean_number_waiting(records) == pytest.approx(rate * wait_h, rel=1e-12)


def test_needs_are_poisson_and_work_has_its_law(theory) -> None:
    tasks = run(theory("mmc").override({"horizon": "300 d"})).tables["tasks"]
    gaps = np.diff(np.sort(tasks["created_h"]))
    work = (tasks["finished_h"] - tasks["started_h"])[np.isfinite(tasks["finished_h"])]
    assert stats.kstest(gaps, "expon", args=(0, 1 / 2.4)).pvalue > 0.001
    assert stats.kstest(work, "expon", args=(0, 1)).pvalue > 0.001
    n = len(work)
    assert abs(work.mean() - 1) < 3.5 / math.sqrt(n)
    assert abs(np.corrcoef(work[:-1], work[1:])[0, 1]) < 3.5 / math.sqrt(n)
