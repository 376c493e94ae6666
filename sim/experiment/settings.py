"""How a batch of replications is run: what changes its speed or its traces, not its numbers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sim.errors import RunError
from sim.experiment.realised import realised, town_of

if TYPE_CHECKING:
    from sim.records import Records
    from sim.scenario import Scenario


class Watcher(Protocol):
    """Who is told how far a batch is."""

    def start(self, total: int) -> None:
        """Take the number of replications to run."""

    def advance(self) -> None:
        """Take note of one finished replication."""

    def stop(self) -> None:
        """End, whether all is done or not."""


class Silence:
    """Tell nobody."""

    def start(self, total: int) -> None:
        """Ignore the total."""

    def advance(self) -> None:
        """Ignore a finished replication."""

    def stop(self) -> None:
        """Do nothing."""


def _run(scenario: Scenario, replication: int) -> Records:
    from sim import engine

    lived = realised(scenario, replication)
    return engine.run(lived, replication, town_of(lived))


def _measure(records: Records) -> dict[str, float]:
    from sim.measures import conservation, measure, study_of

    study = study_of(records)
    broken = conservation(study)
    if broken:
        raise RunError(f"sums that must close do not: {'; '.join(broken)}")
    return measure(study)


def _unit(measure: str) -> str:
    from sim.measures import lookup

    return lookup(measure).unit


def _check(records: Records) -> list[str]:
    from sim.checks import check

    return check(records)


@dataclass(frozen=True)
class Model:
    """The functions that make numbers from a scenario; importable, so that they can travel."""

    run: Callable[[Scenario, int], Records] = _run
    measure: Callable[[Records], Mapping[str, float]] = _measure
    unit: Callable[[str], str] = _unit
    check: Callable[[Records], list[str]] = _check


@dataclass(frozen=True)
class Settings:
    """Everything about a batch beside its scenarios, replications, seed, folder, processes.

    cluster: the address of a Dask scheduler, whose workers then run the replications.
    until: run until the interval of each of these measures is no wider than this.
    independent: give each scenario its own luck, to see what pairing bought.
    """

    log: str | None = None
    fresh: bool = False
    check: bool = False
    watcher: Watcher = field(default_factory=Silence)
    model: Model = field(default_factory=Model)
    cluster: str | None = None
    until: Mapping[str, float] | None = None
    independent: bool = False


def usable_processes(asked: int | None, tasks: int) -> int:
    """Return how many processes to use: as asked, else one a core, never more than tasks."""
    if asked is not None and asked < 1:
        raise ValueError(f"processes: must be at least 1, found {asked}")
    return max(1, min(asked or len(os.sched_getaffinity(0)), tasks))
