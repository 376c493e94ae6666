"""Rounds of mass testing in the town of 24: one site a grid, four stairwells of three."""

from __future__ import annotations

from typing import Any

from tests.towns import OUTBREAK, SEALING

SWABS: dict[str, Any] = {
    "horizon": "3 d",
    "hazards": {
        "outbreak": {
            **OUTBREAK,
            "R0": 0,
            "testing": {
                "sensitivity": [["0 d", 1], ["30 d", 1]],
                "pooled_loss": 0,
                "seek_normal": 0,
                "seek_alert": 0,
                "turnaround": "6 h",
            },
        }
    },
    "workforce": {
        "grid_workers": {"count": 2, "roster": "always"},
    },
    "services": {
        "visit": None,
        "swabs": {
            "need": {"per": "mass_testing"},
            "round": True,
            "crew": {"visit": 1},
            "work": "6 min",
            "content": "gross",
            "priority": 1,
            "due": "12 h",
        },
    },
    "response": {
        **SEALING,
        "controls": {},
        "emergency": {"trigger_cases": 99},
        "mass_testing": {"everybody": {"service": "swabs", "when": "always", "rounds": 1}},
        "testing_sites": {
            "tables": 1,
            "opens": "09:00",
            "closes": "17:00",
            "set_up": "0 h",
            "called_over": 0.5,
            "pool": 2,
            "resample": "4 h",
            "queue_risk": 0,
        },
    },
}
