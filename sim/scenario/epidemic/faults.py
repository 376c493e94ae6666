"""Rules that tie the parts of an epidemic together, each at the path where it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.scenario.base import Broken
from sim.scenario.closest import closest
from sim.scenario.epidemic.immunity_faults import immunity_faults

if TYPE_CHECKING:
    from sim.scenario.epidemic.contacts import LayerSpec, MixingSpec
    from sim.scenario.epidemic.spec import EpidemicSpec

ALIKE = 1e-9
"""Mirrored rates may differ by so much of their size. Source: assumed, from rounding."""


def faults(epidemic: EpidemicSpec, whole: bool = True) -> Iterator[Broken]:
    """List every rule that an epidemic breaks; not `whole` where keys of it are unreadable."""
    for name, course in epidemic.courses().items():
        above = () if course is epidemic else ("variants", name)
        if not course.profile or sum(course.profile) <= 0:
            yield Broken((*above, "profile"), "must have a positive part")
    yield from _household(epidemic, whole)
    yield from _layers(epidemic)
    if epidemic.mixing is not None:
        yield from _mixing(epidemic.mixing)
    yield from _variants(epidemic)
    if epidemic.immunity is not None:
        names = list(epidemic.courses()) if whole else None
        yield from immunity_faults(epidemic.immunity, names)


def _household(epidemic: EpidemicSpec, whole: bool) -> Iterator[Broken]:
    rate, household = epidemic.household_attack_rate, epidemic.layers.get("household")
    path = ("household_attack_rate",)
    if rate is None:
        sought = epidemic.growth is not None or epidemic.r0 is not None
        if whole and sought and household is not None and household.contacts > 0:
            yield Broken(path, "is needed by growth and R0 with a household layer")
    elif household is None and rate > 0:
        yield Broken(path, "needs a household layer, or 0", f"{rate:g}")
    elif rate == 1:
        yield Broken(path, "must be below 1", "1")


def _layers(epidemic: EpidemicSpec) -> Iterator[Broken]:
    stated = [name for name, layer in epidemic.layers.items() if layer.probability is not None]
    if len(stated) < len(epidemic.layers):
        for name in stated:
            rule = "state a probability in every layer or in none"
            missing = ", ".join(n for n in epidemic.layers if n not in stated)
            yield Broken(("layers", name, "probability"), rule, f"none in {missing}")
    for name, layer in epidemic.layers.items():
        yield from _file(name, layer)


def _file(name: str, layer: LayerSpec) -> Iterator[Broken]:
    path = ("layers", name, "file")
    if name == "edges" and layer.file is None:
        yield Broken(path, "an edges layer needs a file")
    if name != "edges" and layer.file is not None:
        yield Broken(path, "only the edges layer has a file", layer.file)


def _mixing(mixing: MixingSpec) -> Iterator[Broken]:
    ages, rates = mixing.from_ages, mixing.rates
    path: tuple[str, ...] = ("mixing", "from_ages")
    if not ages or ages[0] != 0:
        yield Broken(path, "ages start from 0", str(ages[0]) if ages else "none")
    if any(after <= before for before, after in pairwise(ages)):
        yield Broken(path, "ages must rise", ", ".join(map(str, ages)))
    if len(rates) != len(ages) or any(len(row) != len(ages) for row in rates):
        rule = f"must have {len(ages)} rows and columns, one for each age"
        shape = f"rows of {', '.join(str(len(row)) for row in rates) or 'none'}"
        yield Broken(("mixing", "rates"), rule, shape)
        return
    for row, values in enumerate(rates):
        path = ("mixing", "rates", str(row))
        if not any(values):
            yield Broken(path, "needs a rate above 0")
        for column in range(row):
            there, here = rates[column][row], values[column]
            if abs(there - here) > ALIKE * max(there, here):
                rule = f"must be symmetric: {there:g} in row {column + 1}, column {row + 1}"
                yield Broken((*path, str(column)), rule, f"{here:g}")


def _variants(epidemic: EpidemicSpec) -> Iterator[Broken]:
    if epidemic.variant in epidemic.variants:
        rule = "is the name of the epidemic's own variant"
        yield Broken(("variants", epidemic.variant), rule)
    for path in epidemic.files():
        if path[-2] == "commuting" and "work" not in epidemic.layers:
            layers = ", ".join(epidemic.layers) or "none"
            rule = "needs a work layer, whose probability it takes"
            close = closest("work", epidemic.layers)
            yield Broken(path[:-1], rule, f"layers {layers}", close)
