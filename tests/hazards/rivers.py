"""A small town before a flood or in a heat wave: four grids, a handful of workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario import Scenario
from tests.towns import by_hand

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "start": "2022-07-09 08:00",
    "horizon": "4 d",
    "town": {
        "communities": 2, "grids_per_community": 2, "households_per_grid": 24,
        "household_sizes": [0.4, 0.6], "share_0_14": 0.1, "share_60_plus": 0.4,
        "share_80_plus": 0.2, "alone_80_plus": 0.6, "households_per_stairwell": 6,
    },
    "workforce": {
        "equipment": {"cars": {"per_community": 1}},
        "rosters": {"day": {"shifts": [{"from": "08:00", "until": "20:00"}]}},
        "grid_workers": {
            "count": 8, "lives": "outside", "skills": ["visit", "escort", "help"],
            "roster": "day",
        },
    },
    "services": {},
}  # fmt: skip


def service(what: str, work: str, crew: str = "visit", **more: Any) -> dict[str, Any]:
    """Give a service that a hazard asks for."""
    return {
        "need": {"per": "hazard", "what": what}, "crew": {crew: 1}, "work": work,
        "due": "2 h", "at_shift_end": "hand_over", **more,
    }  # fmt: skip


FLOOD = {
    "hazards": {
        "river": {
            "kind": "flood", "forecast": "2022-07-09 10:00", "peak": 2, "rise": 0.5,
            "fall": 0.5, "relief": 4, "stays": "4 h", "lead": "3 h",
        }
    },
    "services": {
        "warn": service("warn", "3 min", round=True),
        "persuade": service("persuade", "15 min"),
        "evacuate": service("evacuate", "20 min", "escort", uses={"cars": 1}),
        "open_shelter": service("open_shelter", "30 min", "help"),
        "care": service("care", "20 min", "help", expires="4 h"),
        "rescue": service("rescue", "40 min", "escort"),
        "clean": service("clean", "1 h", "help"),
    },
}  # fmt: skip

HEAT = {
    "hazards": {
        "heat": {
            "kind": "heat_wave",
            "temperatures": str(ROOT / "scenarios/tables/heat-july.csv"),
        }
    },
    "services": {
        "call": service("call", "3 min", content="gross"),
        "visit": service("visit", "15 min"),
        "cool": service("cool", "30 min", "help"),
        "drive": service("drive", "25 min", "escort", uses={"cars": 1}),
        "meal": service("meal", "8 min", "help"),
        "help": service("help", "45 min", "escort", priority=0),
    },
}


def flood(*changes: dict[str, Any]) -> Scenario:
    """Give the small town before a flood."""
    return by_hand(SMALL, FLOOD, *changes)


def events(records: Any, name: str) -> list[tuple[float, float]]:
    """List time [h] and value of an event."""
    table = records.tables["events"]
    mine = table["event"] == name
    return list(zip(table["time_h"][mine].tolist(), table["value"][mine].tolist(), strict=True))
