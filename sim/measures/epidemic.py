"""The epidemic: how large, how severe, through which layers, and how much anybody knew of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.base import Bools, Measure, RecordsLike, column, day_of, fact, ratio
from sim.measures.tables import Study
from sim.records import Links, links_of
from sim.scenario import of_kind

PASSED_ON = ("session", "introduced")  # ways beside the layers of contacts

MEASURES = (
    Measure(
        "infections",
        "Infections",
        "Infections before the horizon, introduced ones and reinfections included.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "reinfections",
        "Reinfections",
        "Infections before the horizon of people who had been infected in the run before.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "attack_rate",
        "Attack rate",
        "Residents infected at least once over residents.",
        "share",
        "lower",
        "residents",
        "epidemic",
    ),
    Measure(
        "peak_infections_per_day",
        "Infections on the peak day",
        "The largest number of infections on one calendar day of the window.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "peak_day",
        "Peak day",
        "The first calendar day of the window with most infections; 0 is the day of the start.",
        "day",
        "none",
        "runs with an infection",
        "epidemic",
    ),
    Measure(
        "severe",
        "Severe cases",
        "Infections that turned severe in the window.",
        "cases",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "critical",
        "Critical cases",
        "Infections that turned critical in the window.",
        "cases",
        "lower",
        "none",
        "epidemic",
    ),
    Measure("deaths", "Deaths", "Deaths in the window.", "deaths", "lower", "none", "epidemic"),
    Measure(
        "cases_found",
        "Cases found",
        "Infections whose result was known before the horizon.",
        "cases",
        "none",
        "none",
        "epidemic",
    ),
    Measure(
        "share_found",
        "Share found",
        "Cases found over infections.",
        "share",
        "higher",
        "infections",
        "epidemic",
    ),
    Measure(
        "doses_given",
        "Doses given",
        "Doses of vaccine given by campaigns in the window.",
        "doses",
        "none",
        "none",
        "epidemic",
    ),
    Measure(
        "share_of_infections_<layer>",
        "Share of infections, by layer",
        "Infections through a layer over all; with those in sessions of work at the door or at "
        "a sampling table, and those introduced from outside, the shares add up to 1.",
        "share",
        "none",
        "infections",
        "epidemic",
    ),
    *(
        Measure(
            f"{what}_of_<variant>",
            f"{title}, by variant",
            f"{title} of a variant, counted as for all variants; only where there are several.",
            unit,
            "lower",
            "none",
            "epidemic",
        )
        for what, title, unit in (
            ("infections", "Infections", "infections"),
            ("severe", "Severe cases", "cases"),
            ("critical", "Critical cases", "cases"),
            ("deaths", "Deaths", "deaths"),
        )
    ),
)


def epidemic(study: Study) -> dict[str, float]:
    """Measure the epidemic; infections before clock 0 are its seeds and count."""
    records, horizon_h = study.records, study.horizon_h
    links = linked(study)
    every = np.ones(len(links.time_h), dtype=bool)
    total, found = float(len(every)), _turned(records, "detected_h", every, horizon_h)
    residents = fact(records, "residents")
    infected = np.unique(links.resident[links.resident < residents])
    by_day = np.bincount(day_of(records, links.time_h[links.time_h >= 0]))
    return {
        "infections": total,
        "reinfections": float(np.count_nonzero(links.number > 0)),
        "attack_rate": ratio(len(infected), residents),
        "peak_infections_per_day": float(by_day.max()) if len(by_day) else 0.0,
        "peak_day": float(by_day.argmax()) if len(by_day) else math.nan,
        **_severity(records, every, horizon_h),
        "cases_found": found,
        "share_found": ratio(found, total),
        "doses_given": _doses(records, horizon_h),
        **_by_layer(records, links),
        **_by_variant(records, links),
    }


def linked(study: Study) -> Links:
    """Link the infections of a run to their infectors'."""
    return links_of(study.records.tables.get("infections", {}), study.horizon_h)


def hazards_of(records: RecordsLike) -> Iterable[Any]:
    """Give the outbreaks of a scenario."""
    hazards: Mapping[str, Any] = getattr(records.scenario, "hazards", None) or {}
    return of_kind(hazards, "epidemic").values()


def _by_layer(records: RecordsLike, links: Links) -> dict[str, float]:
    """Share the infections out among the layers of the scenario, and any other there was."""
    stated = [layer for hazard in hazards_of(records) for layer in hazard.layers]
    ways = [*stated, *PASSED_ON] if stated else []
    ways += sorted(set(links.layer.tolist()) - set(ways))
    counts = {way: np.count_nonzero(links.layer == way) for way in ways}
    return {
        f"share_of_infections_{way}": ratio(count, len(links.layer))
        for way, count in counts.items()
    }


def _by_variant(records: RecordsLike, links: Links) -> dict[str, float]:
    """Count infections and what became of them by variant, where there are several."""
    variants = [name for hazard in hazards_of(records) for name in hazard.courses()]
    found: dict[str, float] = {}
    for name in variants if len(variants) > 1 else ():
        mine = np.asarray(links.variant == name, dtype=bool)
        counts = {"infections": float(mine.sum())} | _severity(records, mine, links.horizon_h)
        found |= {f"{what}_of_{name}": count for what, count in counts.items()}
    return found


def _severity(records: RecordsLike, rows: Bools, horizon_h: float) -> dict[str, float]:
    """Count how many of some infections turned severe, critical and deadly in the window."""
    turns = {"severe": "severe_h", "critical": "critical_h", "deaths": "death_h"}
    return {what: _turned(records, turn_h, rows, horizon_h) for what, turn_h in turns.items()}


def _turned(records: RecordsLike, turn_h: str, rows: Bools, horizon_h: float) -> float:
    """Count the marked infections that took a turn before the horizon."""
    known: NDArray[Any] = column(records, "infections", turn_h).astype(float)
    known = known[column(records, "infections", "time_h").astype(float) < horizon_h]
    return float(np.count_nonzero(known[rows] < horizon_h)) if len(known) else 0.0


def _doses(records: RecordsLike, horizon_h: float) -> float:
    """Add up the doses that campaigns gave in the window."""
    time_h = column(records, "events", "time_h").astype(float)
    given = np.asarray(column(records, "events", "event") == "vaccinated", dtype=bool)
    given = given & (time_h >= 0) & (time_h < horizon_h)
    return float(column(records, "events", "value").astype(float)[given].sum())
