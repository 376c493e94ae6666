"""Truths of queueing and epidemic theory that the scenario language can state.

The rule: over 30 or more independent replications z = (mean - truth) / standard error must not
exceed 3.5, and the standard error must be small enough for that to mean something: at most 1 %
of the truth where nothing else is said, so that a fault of 5 % is found with probability .93.
The seeds are fixed: a test that passed once passes always. Pathwise tests need no statistics.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats

from sim.engine import run
from sim.measures.queues import (
    mean_number_in_service,
    mean_number_waiting,
    mean_wait_h,
    share_abandoned,
    share_delayed,
    waits_h,
)  # fmt: skip
from sim.records import Records
from sim.scenario import Scenario, load
from sim.town import build_town

DAY_H = 24.0
Floats = NDArray[np.float64]


@pytest.fixture
def theory(scenarios: Path) -> Callable[[str], Scenario]:
    """Load a scenario of the theory folder by name."""
    return lambda name: load(scenarios / "theory" / f"{name}.yaml")


def replicate(scenario: Scenario) -> Iterator[Records]:
    """Run a scenario's replications in turn, in one town."""
    town = build_town(scenario.town, scenario.root)
    for replication in range(scenario.run.replications):
        yield run(scenario, replication, town)


def agree(values: list[float], truth: float, error: float = 0.01) -> None:
    """Compare a mean with the truth; `error` is the largest standard error as a share of it."""
    assert len(values) >= 30
    se = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    z = (float(np.mean(values)) - truth) / se
    told = (
        f"mean {np.mean(values):.5f}, truth {truth:.5f}, se {100 * se / truth:.2f} %, z {z:.2f}"
    )
    assert abs(z) <= 3.5, told
    assert se <= error * truth, told


# -- queues, pathwise --------------------------------------------------------------------------


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
    scenario = theory("priorities").override({"horizon": "150 d", "run.warm_up": "0 d"})
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


# -- queues, by their formulas -----------------------------------------------------------------


def erlang_c_wait_h(rate: float, mean_h: float, workers: int) -> float:
    """Give the mean wait of M/M/c (Erlang 1917)."""
    load = rate * mean_h
    last = load**workers / math.factorial(workers) * workers / (workers - load)
    waits = last / (sum(load**k / math.factorial(k) for k in range(workers)) + last)
    return waits * mean_h / (workers - load)


def test_erlang_c_is_the_figure_of_the_textbooks() -> None:
    assert erlang_c_wait_h(2.4, 1.0, 3) == pytest.approx(1.0787, abs=5e-5)


def controlled(values: list[float], controls: Floats, known: list[float]) -> list[float]:
    """Take out of each value what the controls explain, by their known means (regression)."""
    apart = controls - np.array(known)
    slopes = np.linalg.lstsq(np.c_[np.ones(len(apart)), apart], np.array(values))[0][1:]
    return list(np.array(values) - apart @ slopes)


@pytest.mark.slow
def test_mmc_waits_as_erlang_c_says(theory) -> None:
    # The standard error of the plain mean over 30 replications of 900 d is 1.06 % (by another
    # simulation, 4,000 replications); with arrivals and work as controls it is 0.76 %.
    scenario, waits, controls = theory("mmc"), [], []
    for records in replicate(scenario):
        tasks = records.tables["tasks"]
        work_h = np.nanmean(tasks["finished_h"] - tasks["started_h"])
        waits.append(mean_wait_h(records))
        controls.append([len(tasks["task"]) / scenario.horizon, work_h])
    truth = erlang_c_wait_h(2.4, 1.0, 3)
    agree(waits, truth, error=0.015)
    agree(controlled(waits, np.array(controls), [2.4, 1.0]), truth)


@pytest.mark.slow
def test_md1_waits_as_pollaczek_and_khinchine_say(theory) -> None:
    runs = list(replicate(theory("md1")))
    agree([mean_wait_h(records) for records in runs], 0.6 / (2 * (1 - 0.6)))
    agree([share_delayed(records) for records in runs], 0.6)


@pytest.mark.slow
def test_two_priorities_wait_as_cobham_says(theory) -> None:
    residual = (0.3 * 0.5**2 + 0.45 * 1.5) / 2
    runs = list(replicate(theory("priorities")))
    urgent = [mean_wait_h(records, "urgent") for records in runs]
    others = [mean_wait_h(records, "requests") for records in runs]
    agree(urgent, residual / (1 - 0.15))
    agree(others, residual / ((1 - 0.15) * (1 - 0.60)), error=0.015)  # power .93 at 7.5 %


def erlang_a(rate: float, mean_h: float, workers: int, patience_h: float) -> float:
    """Give the share that gives up, from the birth-death chain of the number present."""
    n = np.arange(1, 400)
    leaving = np.minimum(n, workers) / mean_h + np.maximum(n - workers, 0) / patience_h
    weight = np.concatenate([[1.0], np.cumprod(rate / leaving)])
    waiting = np.maximum(np.arange(400) - workers, 0)
    return float(np.sum(weight * waiting) / np.sum(weight) / patience_h / rate)


@pytest.mark.slow
def test_the_impatient_give_up_as_erlang_a_says(theory) -> None:
    shares = [share_abandoned(records) for records in replicate(theory("erlang-a"))]
    agree(shares, erlang_a(2.4, 1.0, 3, 1.0))


def test_with_many_workers_nobody_waits(theory) -> None:
    runs = list(replicate(theory("many-workers")))
    assert max(float(waits_h(records).max()) for records in runs) == 0.0
    agree([mean_number_in_service(records) for records in runs], 10.0)


# -- epidemics ---------------------------------------------------------------------------------


def test_sir_ends_at_the_size_of_the_equation(theory) -> None:
    scenario = theory("sir")
    truth = optimize.brentq(lambda z: 1 - z - (1 - 20 / 10_000) * math.exp(-2 * z), 0.1, 1)
    sizes = [len(r.tables["infections"]["resident"]) / 10_000 for r in replicate(scenario)]
    agree(sizes, truth)


def final_sizes(chance: float, others: int, remaining: Callable[[float], float]) -> list[float]:
    """Give the law of the others infected by one, directly or not, in a closed group.

    `remaining(k)` is the probability that one infectious member leaves k given others alone
    (Ball 1986, doi 10.2307/1427301); for a span of fixed length it is (1 - chance)^k, and the
    law is that of Reed and Frost.
    """
    law: list[float] = []
    for k in range(others + 1):
        below = sum(
            math.comb(others - j, k - j) * law[j] / remaining(others - k) ** (j + 1)
            for j in range(k)
        )
        law.append((math.comb(others, k) - below) * remaining(others - k) ** (k + 1))
    assert sum(law) == pytest.approx(1)
    assert law[0] == pytest.approx(remaining(others))
    assert not chance or law[-1] > 0
    return law


@pytest.mark.parametrize("span", ["fixed", "exponential"])
def test_households_end_at_the_sizes_of_reed_and_frost(theory, span: str) -> None:
    # A pair meets 50 times in a mean span; the odds of infection are 3 in 7 if it varies so.
    at_each = {"fixed": -math.log(0.7) / 50, "exponential": 3 / 7 / 50}[span]
    change = {
        "hazards.outbreak.infectious": {"law": span, "mean": "5 d"},
        "hazards.outbreak.layers.household.probability": at_each,
    }
    scenario = theory("households").override(change)
    remaining = {
        "fixed": lambda k: 0.7**k,
        "exponential": lambda k: 1 / (1 + k * 0.3 / 0.7),
    }[span]
    law = final_sizes(0.3, 3, remaining)
    town = build_town(scenario.town, scenario.root)
    shares = []
    for records in replicate(scenario):
        infections = records.tables["infections"]
        household = town.household[infections["resident"]]
        seeds = np.bincount(
            household[infections["layer"] == "introduced"], minlength=town.households
        )
        infected = np.bincount(household, minlength=town.households)[seeds == 1]
        shares.append(np.bincount(infected - 1, minlength=4) / len(infected))
    for share, truth in zip(np.transpose(shares), law, strict=True):
        agree(share.tolist(), truth, error=0.02)  # power .93 at 10 %
    mean = float(np.dot(range(4), law))
    agree([float(np.dot(range(4), share)) for share in shares], mean)


def realised_growth_per_h(records: Records, residents: int) -> float:
    """Give the growth at which the realised generations reproduce themselves [1/h].

    It solves sum of exp(-r x generation time) over the infected = number of infectors, for the
    first third of infectors and all whom they infect. Each of the infected counts for residents
    over susceptible residents at that instant, so that depletion does not matter.
    """
    infections = records.tables["infections"]
    time_h, resident = infections["time_h"], infections["resident"]
    row_of = np.full(residents, -1)
    row_of[resident] = np.arange(len(resident))
    infector = np.where(infections["infector"] >= 0, row_of[infections["infector"]], -1)
    seeds = int(np.sum(infector < 0))
    last = seeds + (len(resident) - seeds) // 3
    rows = np.flatnonzero((infector >= seeds) & (infector < last))
    weight = (residents - 1) / (residents - rows)
    apart_h = time_h[rows] - time_h[infector[rows]]
    missing = lambda r: float(np.sum(weight * np.exp(-r * apart_h))) - (last - seeds)  # noqa: E731
    return float(optimize.brentq(missing, 0, 1))


def test_an_epidemic_grows_as_stated(theory) -> None:
    growth = [DAY_H * realised_growth_per_h(r, 10_000) for r in replicate(theory("growth"))]
    agree(growth, 0.2)


def test_outbreaks_die_out_as_often_as_a_birth_death_process(theory) -> None:
    births, deaths, days = 0.4, 0.2, 10
    grown = math.exp((births - deaths) * days)
    truth = deaths * (grown - 1) / (births * grown - deaths)  # 1/2 after a long time
    scenario = theory("extinction")
    shares = []
    for records in replicate(scenario):
        infections = records.tables["infections"]
        resident, infector = infections["resident"], infections["infector"]
        row_of = dict(zip(resident.tolist(), range(len(resident)), strict=True))
        root, alive = list(range(len(resident))), set()
        for row, by in enumerate(infector.tolist()):
            root[row] = root[row_of[by]] if by >= 0 else row
            if infections["infectious_until_h"][row] > scenario.horizon:
                alive.add(root[row])
        shares.append(1 - len(alive) / 100)
    agree(shares, truth, error=0.015)  # power .93 against an error of 7.5 %


def test_introductions_are_poisson_and_spread_evenly(theory) -> None:
    runs = [records.tables["infections"] for records in replicate(theory("introductions"))]
    counts = [len(infections["time_h"]) for infections in runs]
    agree([float(count) for count in counts], 10_000 * -math.expm1(-300 / 10_000))
    spread = np.var(counts, ddof=1) / np.mean(counts) * (len(counts) - 1)
    assert 0.0005 < stats.chi2.cdf(spread, len(counts) - 1) < 0.9995
    times = np.concatenate([infections["time_h"] for infections in islice(runs, 10)])
    assert stats.kstest(times, "uniform", args=(0, 7 * DAY_H)).pvalue > 0.001
    assert {str(layer) for infections in runs for layer in infections["layer"]} == {
        "introduced"
    }
