"""What each hazard measures of its own harm; only where a scenario has the hazard."""

from __future__ import annotations

from sim.hazards import harms, measured
from sim.measures.base import Measure
from sim.measures.tables import Study


def harm_measures() -> tuple[Measure, ...]:
    """Describe the measures of harm of every kind of hazard that is known now."""
    return tuple(
        Measure(
            one.id, one.title, one.definition, one.unit, one.direction, one.denominator,
            "hazard",
        )
        for one in harms()
    )  # fmt: skip


def by_hazard(study: Study) -> dict[str, float]:
    """Measure the harm of the hazards of a scenario."""
    hazards = getattr(study.records.scenario, "hazards", None) or {}
    tables = {name: dict(table) for name, table in study.records.tables.items()}
    return measured(hazards, tables, study.horizon_h)
