"""WHAT HARMS: hazards, each a plug-in of its own behind one contract.

contract.py   what a hazard gives and what it is given
epidemic/     an outbreak of an infection
heat/         days of heat, and the old who are checked on
flood/        water that rises, and the town that is cleared before it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.hazards.contract import Before, Closing, Ground, Harm, Hazard, HazardPorts
from sim.hazards.epidemic import Outbreak, no_infections
from sim.hazards.flood import Flood
from sim.hazards.heat import HeatWave
from sim.ports import Asked, Served
from sim.records import Table
from sim.scenario import HazardSpec, kind_of, known_kind

KINDS: dict[str, type[Any]] = {
    "epidemic": Outbreak,
    "flood": Flood,
    "heat_wave": HeatWave,
}
"""The class of every kind of hazard: one line each. `register` adds one from outside."""


def register(schema: type[HazardSpec], hazard: type[Hazard]) -> None:
    """Make a kind of hazard known; its name is the only value that the schema's `kind` has."""
    known_kind(schema)
    KINDS[kind_of(schema)] = hazard


def make(specs: Mapping[str, HazardSpec], ground: Ground) -> dict[str, Hazard]:
    """Make the hazards of a scenario; ValueError where one does not fit the town."""
    return {name: KINDS[spec.kind](spec, ground) for name, spec in specs.items()}


def tables_of(hazards: Mapping[str, Hazard], closing: Closing) -> dict[str, Table]:
    """Give the tables that hazards leave behind; that of infections is always there."""
    tables = {"infections": no_infections(closing)}
    for hazard in hazards.values():
        tables |= hazard.tables(closing)
    return tables


def measured(
    specs: Mapping[str, Any], tables: Mapping[str, Table], horizon_h: float
) -> dict[str, float]:
    """Take the measures of harm of the hazards of a scenario from the tables of a run."""
    found: dict[str, float] = {}
    for spec in specs.values():
        hazard = KINDS.get(getattr(spec, "kind", ""))
        if hazard is not None:
            found |= hazard.measure(tables, horizon_h)
    return found


def checked(
    specs: Mapping[str, HazardSpec], before: Before, tables: Mapping[str, Table]
) -> list[str]:
    """Return a sentence for each rule of a hazard that the logs of a run break."""
    return [
        told for spec in specs.values() for told in KINDS[spec.kind].check(spec, before, tables)
    ]


def harms() -> Iterator[Harm]:
    """List the measures of harm of every kind."""
    for hazard in KINDS.values():
        yield from hazard.harms


__all__ = [
    "KINDS",
    "Asked",
    "Before",
    "Closing",
    "Ground",
    "Harm",
    "Hazard",
    "HazardPorts",
    "Served",
    "checked",
    "harms",
    "make",
    "measured",
    "register",
    "tables_of",
]
