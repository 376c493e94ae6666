"""What the centre knows and when: mass testing, the laboratory, reports, the tracing clock."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Floats, Measure, RecordsLike, column, happenings, ratio
from sim.measures.tables import Study, with_consequence

CLOCK = ("start", "facts", "told")
_NO_ROUND = "no data without a round of mass testing."

MEASURES = (
    Measure(
        "sampled_share",
        "Sampled by mass testing",
        "Residents sampled within their round over residents at home in the areas of the "
        f"rounds begun in the window, who keep away included; {_NO_ROUND}",
        "share",
        "higher",
        "residents called, in each round again",
        "efficiency",
    ),
    Measure(
        "missed_people",
        "Missed by mass testing",
        "Residents called and not sampled by the end of their round, each as often as she was; "
        f"rounds that end in the window; {_NO_ROUND}",
        "people",
        "lower",
        "none",
        "efficiency",
    ),
    Measure(
        "swab_queue_h",
        "Waiting to be sampled",
        "Mean time from the call of a stairwell to the beginning of a resident's sample.",
        "h",
        "lower",
        "residents sampled by mass testing",
        "efficiency",
    ),
    Measure(
        "pools",
        "Pools tested",
        "Pooled tubes of mass testing.",
        "tubes",
        "none",
        "none",
        "efficiency",
    ),
    Measure(
        "positive_pools_share",
        "Positive pools",
        "Pooled tubes of mass testing whose positive result was known in the window, over all.",
        "share",
        "none",
        "pools tested",
        "epidemic",
    ),
    Measure(
        "pool_result_h",
        "Time to a pool's result",
        "Mean time from the last sample of a pool to its result, the laboratory's queue "
        "included.",
        "h",
        "lower",
        "pools tested",
        "efficiency",
    ),
    Measure(
        "laboratory_backlog",
        "Laboratory's largest backlog",
        "The most tubes that waited at a laboratory of finite capacity as new ones came.",
        "tubes",
        "lower",
        "none",
        "efficiency",
    ),
    Measure(
        "queue_infections",
        "Infections in queues",
        "Infections in sessions of work between two people of whom neither works: those who "
        "wait to be sampled.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "reports_lost_share",
        "Reports lost",
        "Reports of positive results that a link of the chain never passed on, over those and "
        "the cases that the centre learnt of; no data without a chain of reports.",
        "share",
        "lower",
        "reports of positive results",
        "transformation",
    ),
    Measure(
        "report_late_h",
        "Delay of the chain of reports",
        "Mean time that a positive result which came took through the chain, where it took "
        "any.",
        "h",
        "lower",
        "reports that were late",
        "transformation",
    ),
    Measure(
        "false_alarms",
        "False alarms",
        "Reports of a case who is none; no data without a chain of reports.",
        "reports",
        "lower",
        "none",
        "transformation",
    ),
    Measure(
        "traced_further",
        "Contacts of contacts reached",
        "People reached as contacts of contacts (or further), each once a case; no data where "
        "no service traces beyond contacts.",
        "people",
        "none",
        "none",
        "epidemic",
    ),
    *(
        Measure(
            f"trace_{part}_in_time",
            f"Tracing clock: {words} in time",
            f"Share of interviews whose {words} lay within the clock stated, counted from the "
            "finding (Shanghai set 2, 4 and 24 h). No data without a clock.",
            "share",
            "higher",
            "interviews done",
            "efficiency",
        )
        for part, words in zip(CLOCK, ("start", "end", "last contact told"), strict=True)
    ),
)


def knowing(study: Study) -> dict[str, float]:
    """Measure what the centre knows and when."""
    records, horizon_h = study.records, study.horizon_h
    return {
        **_testing(records, horizon_h),
        **_reports(records, horizon_h),
        **_tracing(records, horizon_h),
    }


def _testing(records: RecordsLike, horizon_h: float) -> dict[str, float]:
    """Measure rounds of mass testing and the laboratory."""
    asked, swabbed, missed, queued, results, positive, backlog = (
        happenings(records, event, horizon_h)[1]
        for event in (
            "swab_round", "swabbed", "swab_missed", "swab_queue_h", "pool", "pool_positive",
            "laboratory_backlog",
        )
    )  # fmt: skip
    late = happenings(records, "swabbed_late", horizon_h)[1]
    response = getattr(records.scenario, "response", None)
    limits = getattr(response, "laboratory", None)
    finite = getattr(limits, "tubes_per_day", None) is not None
    return {
        "sampled_share": ratio(swabbed.sum(), asked.sum()),
        "missed_people": float(missed.sum()) if len(missed) else math.nan,
        "swab_queue_h": ratio(queued.sum(), swabbed.sum() + late.sum()),
        "pools": float(len(results)) if len(asked) else math.nan,
        "positive_pools_share": ratio(len(positive), len(results)),
        "pool_result_h": _mean(results),
        "laboratory_backlog": float(backlog.max(initial=0.0)) if finite else math.nan,
        "queue_infections": _in_queues(records, horizon_h),
    }


def _in_queues(records: RecordsLike, horizon_h: float) -> float:
    """Count the infections in sessions of which neither side works; nan without a hazard."""
    if not getattr(records.scenario, "hazards", None):
        return math.nan
    time_h = column(records, "infections", "time_h").astype(float)
    here = column(records, "infections", "layer") == "session"
    here = np.asarray(here, bool) & (time_h >= 0) & (time_h < horizon_h)
    staff = column(records, "workers", "person")
    for name in ("resident", "infector"):
        here &= ~np.isin(column(records, "infections", name), staff)
    return float(here.sum())


def _reports(records: RecordsLike, horizon_h: float) -> dict[str, float]:
    """Measure the chain of reports."""
    lost, late, alarms, found = (
        happenings(records, event, horizon_h)[1]
        for event in ("report_lost", "report_late", "false_alarm", "case_found")
    )
    chain = getattr(getattr(records.scenario, "response", None), "reporting", None) is not None
    return {
        "reports_lost_share": ratio(len(lost), len(lost) + len(found)) if chain else math.nan,
        "report_late_h": _mean(late),
        "false_alarms": float(len(alarms)) if chain else math.nan,
    }


def _tracing(records: RecordsLike, horizon_h: float) -> dict[str, float]:
    """Measure further generations and the clock."""
    services = getattr(records.scenario, "services", None) or {}
    specs = [
        services[name].consequence for name in with_consequence(records.scenario, "tracing")
    ]
    stated = [spec.clock for spec in specs if getattr(spec, "clock", None) is not None]
    clock = stated[0] if stated else (math.nan,) * len(CLOCK)
    deep = any(getattr(spec, "generations", 1) > 1 for spec in specs)
    reached = happenings(records, "traced_further", horizon_h)[1]
    found = {"traced_further": float(reached.sum()) if deep else math.nan}
    for part, due_h in zip(CLOCK, clock, strict=True):
        took_h = happenings(records, f"trace_{part}", horizon_h)[1]
        in_time = ratio((took_h <= due_h).sum(), len(took_h))
        found[f"trace_{part}_in_time"] = in_time
    return found


def _mean(values: Floats) -> float:
    """Take a mean, nan of nothing."""
    return float(values.mean()) if len(values) else math.nan
