"""Cost of an outbreak, with the yearly preparedness that falls on it."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Measure, RecordsLike, column, fact, ratio
from sim.measures.controls import cost_of_controls
from sim.measures.tables import Study, factorise

MEASURES = (
    Measure(
        "cost_total",
        "Cost",
        "Wages, tests, suits, controls and the share of preparedness, volunteers at their own "
        "rate (0 unless the scenario says otherwise).",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_wages",
        "Wages",
        "Hours on duty in the window times the hourly cost of the employer.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_volunteers_at_wage",
        "Volunteers at a wage",
        "Hours of volunteers at costs.volunteer_wage; not part of the total.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_tests",
        "Tests",
        "PCR samples times the price of a pooled test.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_suits",
        "Protective suits",
        "Suits, one for each time that donning and doffing took, times their price.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_controls",
        "Controls",
        "Days of residents under controls and uses of controls at their stated prices, beside "
        "the work that they create.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
    Measure(
        "cost_preparedness",
        "Preparedness",
        "Yearly preparedness (costs.preparedness_per_year and what response.preparedness "
        "costs) over outbreaks a year.",
        "CNY",
        "lower",
        "per outbreak",
        "cost",
    ),
)


def cost(study: Study) -> dict[str, float]:
    """Measure cost in CNY per outbreak."""
    records, costs = study.records, study.records.scenario.costs
    hours = hours_by_employer(records)
    parts = {
        "cost_wages": sum(
            worked * float(getattr(costs, name, 0.0)) for name, worked in hours.items()
        ),
        "cost_tests": _or_zero(fact(records, "tests")) * float(costs.test_pooled),
        "cost_suits": suits(records) * float(getattr(costs, "suit", 0.0)),
        "cost_preparedness": preparedness(per_year(records), float(costs.outbreaks_per_year)),
        "cost_controls": cost_of_controls(records, study.horizon_h),
    }
    at_wage = hours.get("volunteers", 0.0) * float(costs.volunteer_wage)
    return {"cost_total": sum(parts.values()), "cost_volunteers_at_wage": at_wage, **parts}


def hours_by_employer(records: RecordsLike) -> dict[str, float]:
    """Return the hours on duty by employer."""
    employer, names = factorise(column(records, "workers", "employer"))
    hours = column(records, "workers", "hours").astype(float)
    total = np.bincount(employer, weights=hours, minlength=len(names))
    return dict(zip(names, total.tolist(), strict=True))


def suits(records: RecordsLike) -> float:
    """Return how many suits were worn: hours of donning and doffing over the hours of one."""
    workforce = records.scenario.workforce
    one_h = float(workforce.donning) + float(workforce.doffing)
    worn = ratio(float(column(records, "workers", "ppe_h").astype(float).sum()), one_h)
    return _or_zero(worn)


def per_year(records: RecordsLike) -> float:
    """Return what preparedness costs a year [CNY]: plans, drills, stock and agreements."""
    response = getattr(records.scenario, "response", None)
    stated = getattr(getattr(response, "preparedness", None), "cost_per_year", 0.0)
    return float(records.scenario.costs.preparedness_per_year) + float(stated)


def preparedness(per_year: float, outbreaks_per_year: float) -> float:
    """Return the yearly preparedness [CNY] that falls on one outbreak."""
    return 0.0 if per_year == 0 else ratio(per_year, outbreaks_per_year)


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value
