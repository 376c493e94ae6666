"""What a flood did: who was warned, who left in time, who was inside when the water came."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.hazards.contract import Harm
from sim.hazards.gathering import together
from sim.records import Table

Floats = NDArray[np.float64]

HARMS = (
    Harm(
        "flood_warned_share", "Households warned",
        "Threatened households that were warned, over all threatened.",
        "share", "higher", "threatened households",
    ),
    Harm(
        "flood_warning_h", "Time to the warning",
        "Mean time from the forecast to the warning of a household, over those warned.",
        "h", "lower", "warned households",
    ),
    Harm(
        "flood_left_share", "Left in time",
        "Residents who left before the water came, over those threatened.",
        "share", "higher", "threatened residents",
    ),
    Harm(
        "flood_leaving_h", "Time until they leave",
        "Mean time from the forecast until a resident leaves, over those who left in "
        "time.",
        "h", "lower", "residents who left",
    ),
    Harm(
        "flood_inside", "Inside when the water came",
        "Residents still at home when the water reached it.",
        "residents",
    ),
    Harm(
        "flood_inside_limited", "Of them with a need for a vehicle",
        "Residents of such households still at home when the water reached it.",
        "residents",
    ),
    Harm(
        "flood_inside_refusing", "Of them refusing",
        "Residents of refusing households still at home when the water reached it.",
        "residents",
    ),
    Harm(
        "flood_rescue_h", "Hours inside in the water",
        "Person-hours from the water until rescue, or until the horizon.",
        "person-h",
    ),
    Harm(
        "flood_injured", "Injured by the water",
        "Residents injured of those still inside; the share is assumed.",
        "residents",
    ),
    Harm(
        "flood_workers_in_water", "Workers in the water",
        "People of crews at work where the water came.",
        "people",
    ),
    Harm(
        "flood_no_place", "Without a place",
        "Residents who came to full shelters.",
        "residents",
    ),
    Harm(
        "flood_shelter_shut", "Before shut doors",
        "Residents who came to a shelter not yet opened.",
        "residents",
    ),
    Harm(
        "flood_shelter_infections", "Infected in shelters",
        "Infections between residents gathered in one shelter; no data without an outbreak.",
        "infections",
    ),
    Harm(
        "flood_away_h", "Hours away from home",
        "Person-hours from leaving to the return, or to the horizon.",
        "person-h",
    ),
)  # fmt: skip


def measured(tables: Mapping[str, Table], horizon_h: float) -> dict[str, float]:
    """Take the measures from the events of a run; 0 where nobody was threatened."""
    events = tables["events"]
    forecast_h, _ = _of(events, "flood_forecast", horizon_h)
    _, threatened = _of(events, "flood_threatened", horizon_h)
    _, households = _of(events, "flood_threatened_households", horizon_h)
    warned_h, _ = _of(events, "flood_warned", horizon_h)
    left_h, left = _of(events, "flood_left", horizon_h)
    inside_h, inside = _of(events, "flood_inside", horizon_h)
    rescued_h, rescued = _of(events, "flood_rescued", horizon_h)
    home_h, home = _of(events, "flood_home", horizon_h)
    from_h = float(forecast_h[0]) if len(forecast_h) else math.nan
    gone_h = np.concatenate([left_h, rescued_h])
    gone = np.concatenate([left, rescued])
    counts = (
        "flood_inside_limited", "flood_inside_refusing", "flood_workers_in_water",
        "flood_no_place", "flood_shelter_shut",
    )  # fmt: skip
    return {
        "flood_warned_share": _ratio(len(warned_h), households.sum()),
        "flood_warning_h": float(np.mean(warned_h) - from_h) if len(warned_h) else math.nan,
        "flood_left_share": _ratio(left.sum(), threatened.sum()),
        "flood_leaving_h": _ratio((left * (left_h - from_h)).sum(), left.sum()),
        "flood_inside": float(inside.sum()),
        **{name: float(_of(events, name, horizon_h)[1].sum()) for name in counts},
        "flood_rescue_h": _lasting(inside_h, inside, rescued_h, rescued, horizon_h),
        "flood_injured": float(len(_of(events, "flood_injured", horizon_h)[0])),
        "flood_shelter_infections": _in_shelters(tables),
        "flood_away_h": _lasting(gone_h, gone, home_h, home, horizon_h),
    }


def _in_shelters(tables: Mapping[str, Table]) -> float:
    """Count the infections between residents who were gathered at one place."""
    cases = tables.get("infections", {})
    if not cases or not len(cases["resident"]):
        return math.nan
    met = np.flatnonzero((cases["layer"] == "session") & (cases["infector"] >= 0))
    home = dict(zip(cases["resident"].tolist(), cases["household"].tolist(), strict=True))
    by = np.array([home.get(one, -1) for one in cases["infector"][met].tolist()], np.int64)
    time_h = cases["time_h"][met].astype(float)
    return float(together(tables["events"], cases["household"][met], by, time_h).sum())


def _of(events: Table, name: str, horizon_h: float) -> tuple[Floats, Floats]:
    """Give times and values of an event before the horizon."""
    mine = np.asarray(events["event"] == name, bool) & (events["time_h"] < horizon_h)
    return events["time_h"][mine].astype(float), events["value"][mine].astype(float)


def _lasting(
    from_h: Floats, heads: Floats, to_h: Floats, freed: Floats, horizon_h: float
) -> float:
    """Add up the hours of heads from one event to the other, or to the horizon."""
    since = (heads * (horizon_h - from_h)).sum()
    return float(since - (freed * (horizon_h - to_h)).sum())


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole > 0 else math.nan
