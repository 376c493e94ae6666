"""Rules that tie the parts of immunity together: variants named, doses, history, campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.scenario.base import Broken
from sim.scenario.closest import closest

if TYPE_CHECKING:
    from sim.scenario.epidemic.immunity import HistoryRow, ImmunitySpec, VaccineSpec

VACCINE = ("immunity", "vaccine")
TOLERANCE = 1e-9
"""By so much may shares add up to more than 1. Source: assumed, from rounding."""


def immunity_faults(immunity: ImmunitySpec, names: Sequence[str] | None) -> Iterator[Broken]:
    """List every rule that immunity breaks; `names` of the variants, None if unreadable."""
    vaccine = immunity.vaccine
    if names is not None:
        yield from _names(immunity, names)
    if vaccine is not None:
        yield from _doses(vaccine)
        yield from _history(vaccine)
        yield from _campaigns(vaccine)


def _names(immunity: ImmunitySpec, names: Sequence[str]) -> Iterator[Broken]:
    """Check that cross and against name variants that there are."""
    named: list[tuple[str, ...]] = []
    for first, factors in immunity.cross.items():
        named.append(("immunity", "cross", first))
        named += [("immunity", "cross", first, second) for second in factors]
    if immunity.vaccine is not None:
        named += [(*VACCINE, "against", name) for name in immunity.vaccine.against]
    for path in named:
        if path[-1] not in names:
            rule = f"no such variant (known: {', '.join(names)})"
            yield Broken(path, rule, path[-1], closest(path[-1], names))


def _doses(vaccine: VaccineSpec) -> Iterator[Broken]:
    doses = len(vaccine.infection)
    for key in ("severe", "onward"):
        found = len(getattr(vaccine, key))
        if found != doses:
            rule = f"must state as many doses as infection, {doses}"
            yield Broken((*VACCINE, key), rule, str(found))


def _history(vaccine: VaccineSpec) -> Iterator[Broken]:
    rows, path = vaccine.history, (*VACCINE, "history")
    if rows and rows[0].from_ != 0:
        yield Broken((*path, "0", "from"), "ages start from 0", str(rows[0].from_))
    for position, (before, after) in enumerate(pairwise(rows), 1):
        if after.from_ <= before.from_:
            where = (*path, str(position), "from")
            yield Broken(where, "ages must rise from row to row", str(after.from_))
    for position, row in enumerate(rows):
        yield from _row(row, (*path, str(position)), len(vaccine.infection))


def _row(row: HistoryRow, path: tuple[str, ...], doses: int) -> Iterator[Broken]:
    for number in row.doses:
        if number > doses:
            rule = f"protection is stated for doses 1 to {doses} only"
            yield Broken((*path, "doses", str(number)), rule, str(number))
    total = sum(row.doses.values())
    if total > 1 + TOLERANCE:
        yield Broken((*path, "doses"), "shares must not add up to more than 1", f"{total:g}")
    least, most = row.age_of_last_dose
    if most < least:
        yield Broken((*path, "age_of_last_dose"), "the most must not be below the least")


def _campaigns(vaccine: VaccineSpec) -> Iterator[Broken]:
    doses = len(vaccine.infection)
    for position, campaign in enumerate(vaccine.campaigns):
        path = (*VACCINE, "campaigns", str(position))
        if campaign.to_age < campaign.from_age:
            rule = "must not be below from_age"
            yield Broken((*path, "to_age"), rule, str(campaign.to_age))
        if campaign.least_doses >= doses:
            rule = f"the next dose needs a protection, which is stated for doses 1 to {doses}"
            yield Broken((*path, "least_doses"), rule, str(campaign.least_doses))
