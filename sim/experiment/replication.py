"""One replication of one scenario, from keys to saved tables: what each process does."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import GridResponseError, RunError
from sim.store import Results, kept_tables

if TYPE_CHECKING:
    from sim.experiment.settings import Model
    from sim.records import Records
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Job:
    """What all replications of a batch share; sent to each process once."""

    scenarios: tuple[Scenario, ...]
    model: Model
    folder: Path
    log: str
    check: bool


@dataclass(frozen=True)
class Outcome:
    """What comes back: violations, found where the logs were checked. Tables go to disk."""

    violations: tuple[str, ...] = ()


_YOUNG = 1  # generations 0 and 1: a full collection costs as much as a run of a small town

Task = tuple[int, int]
"""Number of the scenario, number of the replication."""

_job: Job | None = None


def take_job(job: Job) -> None:
    """Remember the job of this process."""
    global _job
    _job = job


def run_in_process(task: Task) -> Outcome:
    """Run one task of the job that this process was given."""
    if _job is None:
        raise RunError("this process was given no job")
    return run_task(_job, task)


def run_task(job: Job, task: Task) -> Outcome:
    """Run, measure, check and save one replication; RunError names it if it fails."""
    with naming(job, task):
        tables, outcome = simulate(job, task)
        index, replication = task
        Results(job.folder).save(index, job.scenarios[index].name, replication, tables)
    return outcome


def simulate(job: Job, task: Task) -> tuple[dict[str, Mapping[str, Any]], Outcome]:
    """Run, measure and check one replication; give the tables that are kept."""
    index, replication = task
    records = job.model.run(job.scenarios[index], replication)
    # What was only needed during the run is full of cycles, and young: freed now, it is not
    # still there during the next runs (20 MB each, of a street).
    gc.collect(_YOUNG)
    measures = {name: float(v) for name, v in job.model.measure(records).items()}
    violations = tuple(job.model.check(records)) if job.check else ()
    return _kept(job, records, measures, replication), Outcome(violations)


@contextmanager
def naming(job: Job, task: Task) -> Iterator[None]:
    """Turn an error of a replication into a RunError that names it."""
    try:
        yield
    except GridResponseError as error:
        raise RunError(f"{describe(job, task)}: {error}") from error
    except Exception as error:
        text = f"{type(error).__name__}: {error} ({_place(error)})"
        raise RunError(f"{describe(job, task)}: {text}") from error


def _place(error: BaseException) -> str:
    """Name file and line in which an error arose; SimPy raises a copy that knows its cause."""
    while error.__cause__ is not None:
        error = error.__cause__
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def describe(job: Job, task: Task) -> str:
    """Name a task as people know it."""
    return f"scenario {job.scenarios[task[0]].name}, replication {task[1]}"


def _kept(
    job: Job, records: Records, measures: Mapping[str, float], replication: int
) -> dict[str, Mapping[str, Any]]:
    """Choose the tables that the log keeps; ``measures`` is added to those of the run."""
    own = {
        "measure": list(measures),
        "value": list(measures.values()),
        "unit": [job.model.unit(measure) for measure in measures],
    }
    names = kept_tables(job.log, replication)
    return {name: own if name == "measures" else records.tables.get(name, {}) for name in names}
