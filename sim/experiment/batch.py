"""Many replications: which are still to be run, where, and what is left when it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import GridResponseError, RunError
from sim.experiment.pool import RETRIES, Lost, Pool
from sim.experiment.replication import (
    Job,
    Outcome,
    Task,
    describe,
    run_in_process,
    run_task,
    take_job,
)
from sim.experiment.settings import Settings, usable_processes
from sim.experiment.warmth import is_cold, mark_warm
from sim.store import Call, Results, StoreError, locked, mend, open_for, write_crate

if TYPE_CHECKING:
    import pandas as pd

Values = dict[str, NDArray[np.float64]]
"""By measure: one row a scenario, one column a replication; nan is no data."""


class Interrupted(KeyboardInterrupt):
    """Stopped by Ctrl-C; the message says what is kept and how to go on."""


@dataclass(frozen=True)
class Batch:
    """The measures of all replications, and what was noticed on the way."""

    values: Values
    units: dict[str, str]
    replications: int
    violations: tuple[str, ...]
    ran: int


@dataclass(frozen=True)
class Plan:
    """A call with where its results go and how it is run."""

    call: Call
    out: Path
    processes: int | None
    settings: Settings


def run_batch(plan: Plan, finish: Callable[[Results, Batch], None]) -> Batch:
    """Run what is missing of a call and return the measures of all its replications.

    Every finished replication is kept whatever happens; ``finish`` is called before the
    folder is declared complete. A damaged file is named in the log ``sim`` and its
    replication run again. Raises FolderError before anything is run, RunError when a
    replication fails, Interrupted at Ctrl-C.
    """
    with locked(plan.out):
        results, count = open_for(plan.call, plan.out, plan.settings.fresh)
        every = _tasks(plan.call, count)
        mended = mend(results, every)
        missing = [task for task in every if not results.finished(*task, plan.call.log)]
        violations = _run_kept(plan, results, every if plan.settings.check else missing)
        values, units = read_values(results.read("measures").to_pandas(), plan.call, count)
        batch = Batch(values, units, count, violations, len(missing))
        if missing or mended or results.manifest()["status"] != "complete":
            finish(results, batch)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            results.update(status="complete", finished=now)
        write_crate(results)
        return batch


def _tasks(call: Call, count: int) -> list[Task]:
    """List all replications, number by number, so that a stopped batch is paired."""
    return [(index, r) for r in range(count) for index in range(len(call.scenarios))]


def _run_kept(plan: Plan, results: Results, tasks: list[Task]) -> tuple[str, ...]:
    """Run tasks whose tables are saved, and leave a manifest that says how it ended."""
    if not tasks:
        return ()
    began = time.monotonic()
    spent = float(results.manifest().get("seconds", 0.0))
    results.update(status="running")
    try:
        violations = _simulate(plan, tasks)
    except KeyboardInterrupt as error:
        results.update(status="interrupted", seconds=_since(began, spent))
        raise Interrupted(_how_to_go_on(plan, results)) from error
    except GridResponseError:
        # Where the disk is full this cannot be written either; what failed is told, not this.
        with suppress(StoreError):
            results.update(status="interrupted", seconds=_since(began, spent))
        raise
    results.update(seconds=_since(began, spent))
    return violations


def _since(began: float, before: float) -> float:
    return round(before + time.monotonic() - began, 3)


def _how_to_go_on(plan: Plan, results: Results) -> str:
    every = _tasks(plan.call, int(results.manifest()["replications"]))
    kept = sum(results.finished(*task, plan.call.log) for task in every)
    return (
        f"Interrupted. {kept} of {len(every)} replications are finished and kept in "
        f"{plan.out}. The same command continues from there."
    )


def _simulate(plan: Plan, tasks: list[Task]) -> tuple[str, ...]:
    """Run tasks, tell the watcher, and give the violations found, in order of the tasks.

    Replications whose processes were killed too often are named at the end, in a RunError.
    """
    call, settings = plan.call, plan.settings
    job = Job(call.scenarios, settings.model, plan.out, call.log, settings.check)
    violations: list[tuple[Task, str]] = []
    lost: list[Task] = []
    settings.watcher.start(len(tasks))
    try:
        with closing(_run(job, tasks, plan)) as finished:
            for task, outcome in finished:
                settings.watcher.advance()
                if isinstance(outcome, Lost):
                    lost.append(task)
                else:
                    violations += [(task, found) for found in outcome.violations]
    finally:
        settings.watcher.stop()
    if lost:
        raise RunError(_killed(job, lost, len(tasks)))
    return tuple(
        f"{call.scenarios[task[0]].name}, replication {task[1]}: {found}"
        for task, found in sorted(violations, key=lambda pair: pair[0])
    )


def _killed(job: Job, lost: list[Task], asked: int) -> str:
    named = "; ".join(describe(job, task) for task in sorted(lost))
    return (
        f"the system killed a process {RETRIES + 1} times (out of memory?) during: {named}. "
        f"The other {asked - len(lost)} replications are finished and kept; the same command "
        "tries these again, and fewer --processes need less memory"
    )


def _run(job: Job, tasks: list[Task], plan: Plan) -> Generator[tuple[Task, Outcome | Lost]]:
    """Run on a cluster, in this process if one is enough, else on a pool of processes.

    With nothing compiled yet the first replication runs alone, so that not every process
    compiles the same code; and never here, where Ctrl-C would wait for the compiler.
    """
    if plan.settings.cluster is not None:
        from sim.experiment.cluster import on_cluster

        yield from on_cluster(plan.settings.cluster, job, tasks)
        return
    processes, cold = usable_processes(plan.processes, len(tasks)), is_cold(job.scenarios)
    if processes == 1 and not cold:
        for task in tasks:
            yield task, run_task(job, task)
        return
    pool = Pool[Task, Outcome](
        processes, run_in_process, (take_job, (job,)), lambda task: describe(job, task), cold
    )
    for task, outcome in pool.results(tasks):
        yield task, outcome
        mark_warm(job.scenarios)


def read_values(table: pd.DataFrame, call: Call, count: int) -> tuple[Values, dict[str, str]]:
    """Lay the table ``measures`` out by scenario and replication."""
    number = {scenario.name: index for index, scenario in enumerate(call.scenarios)}
    values: Values = {}
    units: dict[str, str] = {}
    for measure, part in table.groupby("measure", sort=False, observed=True):
        row = part["scenario"].astype(str).map(number).to_numpy()
        grid = np.full((len(number), count), np.nan)
        grid[row, part["replication"].to_numpy()] = part["value"].to_numpy()
        values[str(measure)] = grid
        units[str(measure)] = str(part["unit"].iloc[0])
    return values, units
