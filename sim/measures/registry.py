"""The list of all measures and the one function that takes them from a run."""

from __future__ import annotations

from dataclasses import asdict

from sim.measures import by_hazard as by_hazard_
from sim.measures import confinement as confinement_
from sim.measures import controls as controls_
from sim.measures import cost as cost_
from sim.measures import epidemic as epidemic_
from sim.measures import growth as growth_
from sim.measures import harm as harm_
from sim.measures import household as household_
from sim.measures import knowing as knowing_
from sim.measures import posts as posts_
from sim.measures import quality as quality_
from sim.measures import response as response_
from sim.measures import service as service_
from sim.measures import standing_down as standing_down_
from sim.measures import transmission as transmission_
from sim.measures import wear as wear_
from sim.measures import workforce as workforce_
from sim.measures.base import Measure, RecordsLike
from sim.measures.tables import Study, study_of

#: Every measure by id, in the order of the problems it belongs to.
MEASURES: dict[str, Measure] = {
    found.id: found
    for family in (
        quality_.MEASURES,
        harm_.MEASURES,
        service_.MEASURES,
        workforce_.MEASURES,
        posts_.MEASURES,
        wear_.MEASURES,
        response_.MEASURES,
        standing_down_.MEASURES,
        knowing_.MEASURES,
        epidemic_.MEASURES,
        growth_.MEASURES,
        household_.MEASURES,
        transmission_.MEASURES,
        by_hazard_.harm_measures(),
        confinement_.MEASURES,
        controls_.MEASURES,
        cost_.MEASURES,
    )
    for found in family
}


def measure(run: RecordsLike | Study) -> dict[str, float]:
    """Take every measure from the records of one run; nan where there is no data.

    Events count in the window [0, horizon), the warm-up apart. Families give a member
    for each service and each cause.
    """
    study = study_of(run)
    return {
        **quality_.quality(study),
        **harm_.harm(study),
        **service_.service(study),
        **workforce_.workforce(study),
        **posts_.posts(study),
        **wear_.wear(study),
        **response_.response(study),
        **standing_down_.standing_down(study),
        **knowing_.knowing(study),
        **epidemic_.epidemic(study),
        **growth_.growth(study),
        **household_.household(study),
        **transmission_.transmission(study),
        **by_hazard_.by_hazard(study),
        **confinement_.confinement(study),
        **controls_.controls(study),
        **cost_.cost(study),
    }


def lookup(measure_id: str) -> Measure:
    """Return what a measure's id means, a member of a family included.

    Raises KeyError for an id that no run could give.
    """
    if measure_id in MEASURES:
        return MEASURES[measure_id]
    for one in by_hazard_.harm_measures():  # of kinds registered from outside too
        if one.id == measure_id:
            return one
    for family in MEASURES.values():
        stem, bracket, _ = family.id.partition("<")
        if bracket and measure_id.startswith(stem) and len(measure_id) > len(stem):
            return family
    raise KeyError(f"there is no measure {measure_id!r}")


def is_yes_or_no(measure_id: str) -> bool:
    """Tell whether a measure is 1 or 0 in each replication; no unknown one is."""
    try:
        return lookup(measure_id).yes_or_no
    except KeyError:
        return False


def describe() -> list[dict[str, str]]:
    """Return the list of measures as rows of text: id, title, definition, unit and the rest."""
    rows = (asdict(found) for found in MEASURES.values())
    return [{key: text for key, text in row.items() if key != "yes_or_no"} for row in rows]
