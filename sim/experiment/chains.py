"""An infection in sentences: from whom, where, what came of it, how it was found, to whom."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.experiment.source import Source

if TYPE_CHECKING:
    import pandas as pd

Moment = tuple[float, str]
FOUND_BY = {
    "symptoms": "a test that she sought when ill",
    "admission": "a test at admission to hospital",
    "round": "a sample in a round",
    "health_check": "a test after a health check",
    "tracing": "a test as a contact of a case",
    "staff_test": "a test of staff",
    "quarantine_test": "a test in quarantine",
    "self_test": "an antigen test that she took at home",
    "false_alarm": "a false alarm",
}


def infection(source: Source, row: Any) -> Iterator[Moment]:
    """Tell one infection from its beginning to its end."""
    again = " again" if row.number else ""
    by = "from outside"
    if row.infector >= 0:
        by = f"by {source.person(row.infector)} with her infection {row.infector_number}"
    yield (
        row.time_h,
        f"{source.person(row.resident)} is infected{again} {by} ({where(source, row)}); "
        f"this is infection {row.number}, variant {row.variant}, after {row.doses} doses",
    )
    yield from when(row.infectious_from_h, "becomes infectious")
    stays = " and stays at home by herself" if row.isolates else ""
    yield from when(row.onset_h, f"falls ill{stays}")
    yield from when(row.severe_h, "turns severe and goes to hospital")
    yield from when(row.critical_h, "turns critical")
    by = FOUND_BY.get(row.found_by, row.found_by) if isinstance(row.found_by, str) else ""
    yield from when(row.detected_h, f"the infection is found{f' by {by}' if by else ''}")
    if row.outcome != "infectious":
        yield from when(row.infectious_until_h, "is infectious no longer")
    yield from when(row.death_h, "dies")


def passed_on(source: Source, resident: int) -> Iterator[Moment]:
    """Tell whom a resident infected."""
    for row in source.rows("infections", infector=resident):
        yield row.time_h, f"infects {source.person(row.resident)} ({where(source, row)})"


def chain(source: Source, row: Any) -> str:
    """Tell in one line through whom an infection came, from its introduction on."""
    links = [row]
    while links[0].infector >= 0:
        first = links[0]
        (before,) = source.rows(
            "infections", resident=first.infector, number=first.infector_number
        )
        links.insert(0, before)
    told = [
        f"{source.person(link.resident)} ({link.layer}, {source.date(link.time_h)})"
        for link in links
    ]
    return f"The chain of infection {row.number}: {', then '.join(told)}."


def where(source: Source, row: Any) -> str:
    """Name the layer of an infection; of a session also the task and the worker."""
    if row.layer != "session":
        return f"layer {row.layer}"
    outing, tasks = at_work(source, row), source.tables["tasks"]
    if outing is None:
        return "session"
    task, worker = outing
    (service,) = tasks["service"][tasks["task"] == task]
    place = "in the queue" if worker is None else f"with worker {worker}"
    return f"session: task {task} ({service}), {place}"


def at_work(source: Source, row: Any) -> tuple[int, int | None] | None:
    """Find the task of the session, and the worker of the pair: None where both queue."""
    pair, during = [row.resident, row.infector], _under_way(source, row.time_h)
    workers, needs = source.tables["workers"], source.tables["needs"]
    crew = workers["worker"][workers["person"].isin(pair)]
    at_work = during[during["worker"].isin(crew)]
    if len(at_work):
        return int(at_work["task"].iloc[0]), int(at_work["worker"].iloc[0])
    asked = [set(needs["task"][needs["resident"] == resident]) for resident in pair]
    queued = during[during["task"].isin(asked[0] & asked[1])]
    return (int(queued["task"].iloc[0]), None) if len(queued) else None


def _under_way(source: Source, time_h: float) -> pd.DataFrame:
    """Give the assignments whose work is under way at an instant."""
    table = source.tables["assignments"]
    return table[(table["started_h"] <= time_h) & ~(table["finished_h"] < time_h)]


def when(time_h: float, text: str) -> Iterator[Moment]:
    """Yield a moment if it ever came."""
    if math.isfinite(time_h):
        yield float(time_h), text
