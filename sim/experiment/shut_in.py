"""When a household was shut in and let out, and who of it stopped complying, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.experiment.chains import Moment
from sim.experiment.diary import SAME_H, listed, named
from sim.experiment.source import Source

_SHUTS_IN = ("zone", "quarantine")


def changes(source: Source, household: int) -> Iterator[Moment]:
    """Tell when members began and ceased to be shut in or isolated."""
    start, horizon_h = source.town.household_start, float(source.scenario.horizon)
    members = range(int(start[household]), int(start[household + 1]))
    into: dict[float, list[tuple[int, str]]] = defaultdict(list)
    out: dict[float, list[int]] = defaultdict(list)
    for resident in members:
        for from_h, until_h, cause in spells(source, resident, _SHUTS_IN):
            into[from_h].append((resident, cause))
            out[until_h].append(resident)
        for from_h, until_h, cause in spells(source, resident, ("isolation",)):
            yield from_h, f"resident {resident} was isolated ({named(cause)})"
            if until_h < horizon_h:
                yield until_h, f"the isolation of resident {resident} was over"
    for at_h, who in into.items():
        causes = listed(sorted({named(cause) for _, cause in who}))
        inside = {resident for resident, _ in who}
        others = [r for r in members if r not in inside and not _held(source, r, at_h)]
        said = f"{_people(sorted(inside), members)} shut in ({causes})"
        if others and len(inside) > 1:
            said += f"; {_people(others, members, 'did')} not keep to it"
        yield at_h, said
    for at_h, gone in out.items():
        if at_h < horizon_h:
            yield at_h, _let_out(source, household, (gone, members), at_h)


def spells(
    source: Source, resident: int, kinds: tuple[str, ...]
) -> list[tuple[float, float, str]]:
    """Give the spells of a resident under controls of some kinds: from, until, the first."""
    response = source.scenario.response
    controls = response.controls if response else {}
    rows = sorted(
        (row.from_h, row.until_h, row.cause)
        for row in source.rows("restrictions", resident=resident)
        if row.cause in controls and controls[row.cause].kind in kinds
    )
    found: list[tuple[float, float, str]] = []
    for from_h, until_h, cause in rows:
        if found and from_h <= found[-1][1] + SAME_H:
            begin_h, end_h, first = found[-1]
            found[-1] = (begin_h, max(end_h, until_h), first)
        else:
            found.append((from_h, until_h, cause))
    return found


def overdue_at(source: Source, household: int, at_h: float) -> tuple[str, float] | None:
    """Find the service whose lateness costs compliance at an instant, and since when.

    Compliance is lost when the need falls due, and every day after, as long as it is not met.
    """
    services = source.scenario.services
    for row in source.rows("needs", household=household):
        known = services.get(row.service)
        kind = getattr(getattr(known, "consequence", None), "kind", "")
        if kind != "compliance" or not row.due_h <= at_h + SAME_H or row.closed_h < at_h:
            continue
        days = (at_h - row.due_h) / 24
        if abs(days - round(days)) < SAME_H:
            return str(row.service), float(row.due_h)
    return None


def _held(source: Source, resident: int, at_h: float) -> bool:
    """Say whether a resident is under any such control at an instant."""
    held = spells(source, resident, (*_SHUTS_IN, "isolation"))
    return any(from_h <= at_h < until_h for from_h, until_h, _ in held)


def _let_out(source: Source, household: int, who: tuple[list[int], range], at_h: float) -> str:
    gone, members = who
    owed = overdue_at(source, household, at_h)
    if owed is None:
        return f"{_people(gone, members)} free to go out again"
    service, due_h = owed
    stopped = _people(gone, members, "stopped complying")
    return f"{stopped}: {named(service)} had been overdue since {source.date(due_h)}"


def _people(residents: list[int], members: range, verb: str | None = None) -> str:
    """Name members with 'was' or 'were', or with a verb of their own."""
    if len(residents) == len(members) and verb is None:
        return "the household was"
    named_ = listed([str(resident) for resident in residents])
    many = len(residents) > 1
    who = f"residents {named_}" if many else f"resident {named_}"
    if verb is None:
        return f"{who} {'were' if many else 'was'}"
    return f"{who} {verb}"
