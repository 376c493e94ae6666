"""What unmet needs do to residents, and what work finds out: harm, answers, contacts."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Measure, fact, happenings, ratio
from sim.measures.tables import Study, with_consequence

MEASURES = (
    Measure(
        "harmed_per_10000",
        "Residents harmed by unmet needs",
        "Harms in the window to residents whose needs (trips to treatment, medicine) nobody "
        "met, per 10,000 residents; no data where no service has that consequence.",
        "harms per 10,000 residents",
        "lower",
        "residents",
        "quality",
    ),
    Measure(
        "answered_share",
        "Calls answered",
        "Tasks of services with patience (hotlines) ready and settled in the window whose work "
        "began before those who waited gave up, over all of them.",
        "share",
        "higher",
        "tasks of services with patience, ready and settled in the window",
        "quality",
    ),
    Measure(
        "repeat_share",
        "Asked again",
        "Tasks created in the window because an earlier one had lapsed, over all tasks of the "
        "services whose unmet needs are asked again.",
        "share",
        "lower",
        "tasks of services with the consequence repeat, created in the window",
        "quality",
    ),
    Measure(
        "traced_contacts",
        "Contacts reached by interviews",
        "Contacts of cases whom interviews reached in the window, each as often as she was; no "
        "data where no service traces.",
        "contacts",
        "none",
        "none",
        "epidemic",
    ),
)


def harm(study: Study) -> dict[str, float]:
    """Measure harm, answers, repeated calls and contacts reached."""
    records, horizon_h = study.records, study.horizon_h
    harms, _ = happenings(records, "harmed", horizon_h)
    _, reached = happenings(records, "traced", horizon_h)
    harmful, traces = (
        bool(with_consequence(records.scenario, kind)) for kind in ("harm", "tracing")
    )
    return {
        "harmed_per_10000": ratio(10_000 * len(harms), fact(records, "residents"))
        if harmful
        else math.nan,
        "answered_share": answered_share(study),
        "repeat_share": repeat_share(study),
        "traced_contacts": float(reached.sum()) if traces else math.nan,
    }


def answered_share(study: Study) -> float:
    """Return the share of tasks with patience whose work began, nan without any."""
    tasks, services = study.tasks, getattr(study.records.scenario, "services", None) or {}
    patient = np.array(
        [getattr(services.get(n), "patience", None) is not None for n in tasks.services], bool
    )
    if not len(tasks.service):
        return math.nan
    keep = patient[tasks.service] & (tasks.ready_h >= 0) & (tasks.closed_h < study.horizon_h)
    answered = np.count_nonzero(keep & ~np.isnan(tasks.started_h))
    return ratio(answered, np.count_nonzero(keep))


def repeat_share(study: Study) -> float:
    """Return the share of tasks asked for again, of the services where that happens."""
    tasks = study.tasks
    again, _ = happenings(study.records, "repeat", study.horizon_h)
    names = with_consequence(study.records.scenario, "repeat")
    asked = np.array([name in names for name in tasks.services], bool)
    if not len(tasks.service):
        return math.nan
    keep = asked[tasks.service] & (tasks.created_h >= 0)
    return ratio(len(again), np.count_nonzero(keep))
