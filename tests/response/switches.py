"""Everything of the response that can be switched on, and each way of it to be off.

`on` leaves a trace in the small town below; each of `off` is to leave none, against `without`:
the same town with the switch left out. `tells`: events that give an order that nobody keeps, or
that nobody has a place for: they are the log's own and are left out of the comparison.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.towns import OUTBREAK, merged

Change = dict[str, Any]


class Switch(NamedTuple):
    """One switch: on, the ways of it to be off, and what it is compared with."""

    on: Change
    off: dict[str, Change]
    without: Change = {}  # noqa: RUF012  # never written to
    tells: tuple[str, ...] = ()


def visit(**words: Any) -> Change:
    return {"crew": {"visit": 1}, "work": "20 min", "due": "4 h", **words}


TOWN: Change = {
    "horizon": "6 d",
    "town": {"households_per_grid": 36, "household_sizes": [0.3, 0.4, 0.3]},
    "hazards": {
        "outbreak": {
            **OUTBREAK,
            "R0": 4,
            "household_attack_rate": 0.2,
            "layers": {"household": {"contacts": "2 /d"}, **OUTBREAK["layers"]},
            "introductions": {"mean": 0, "infectious_at_start": 6},
            "testing": {
                **OUTBREAK["testing"],
                "sensitivity": [["0 d", 0.6], ["30 d", 0.6]],
                "seek_normal": 0.3,
                "seek_alert": 0.3,
            },
        }
    },
    "workforce": {
        "grid_workers": {"count": 3, "roster": "always"},
        "cadres": {
            "count": 2, "lives": "outside", "skills": ["visit"], "roster": "always",
            "call_up": {"notice": "4 h", "ramp": "2 h"},
        },
    },
    "services": {
        "visit": {"need": {"per": "case", "what": "household"}, "contact": "door", "risk": 1},
        "fetch": visit(
            need={"per": "case", "what": "person"}, consequence={"kind": "isolation"}
        ),
        "records": visit(need={"per": "grid", "rate": "6 /d"}),
    },
    "response": {
        "meets": ["08:00", "20:00"],
        "emergency": {"trigger_cases": 2, "delay": "6 h", "stand_down_clear": "9 d"},
        "controls": {
            "home": {
                "kind": "quarantine", "scope": "household", "factors": {"grid": 0.2},
                "duration": "3 d", "compliance": 0.6,
            },
            "ward": {
                "kind": "isolation", "factors": {"grid": 0}, "duration": "2 d",
                "compliance": 0.3,
            },
        },
    },
}  # fmt: skip


def response(**words: Any) -> Change:
    return {"response": words}


def control(**words: Any) -> Change:
    return response(controls={"it": words})


def service(name: str, **words: Any) -> Change:
    return {"services": {name: visit(**words)}}


def both(*changes: Change) -> Change:
    found: Change = {}
    for change in changes:
        found = merged(found, change)
    return found


NOBODY = {"target": {"share": 0}}
ZONE = {"kind": "zone", "scope": "building", "factors": {"grid": 0, "city": 0}, "clear_days": 2}
SHUT = {"kind": "quarantine", "scope": "stairwell", "factors": {"grid": 0}, "duration": "3 d"}
STAY = {"kind": "town", "factors": {"grid": 0.3, "city": 0.3}}
AWAY = {"kind": "isolation", "factors": {"grid": 0, "household": 0}, "duration": "3 d"}
LEAVE = {"kind": "evacuation", "factors": {"grid": 0, "household": 0}}
FULL = {"beds": 0, "when_full": "refuse", "waiting": {}}
OPENED = ("zone_opened", "zone_released", "zone_merged", "zone_split", "zone_lowered")
BY_DAY = {"call_up": None, "roster": "day"}
CLOSE = {"services": {"visit": {"risk": 60}}}
VACCINE = {"infection": [[["0 d", 1]]], "severe": [[["0 d", 1]]], "onward": [1]}
IMMUNE = {"hazards": {"outbreak": {"immunity": {"vaccine": VACCINE}}}}
DOSES = {"kind": "vaccination", "doses": {"per_day": 40}, "duration": "5 d"}

KINDS: dict[str, Switch] = {
    "zone": Switch(
        control(**ZONE),
        {
            "no strength": control(**{**ZONE, "factors": {}}, shuts_in=False, gates=False),
            "no capacity": control(**ZONE, **NOBODY),
            "no compliance": control(**ZONE, compliance=0),
            "asked of no case": control(**ZONE, share_asked=0),
        },
        tells=OPENED,
    ),
    "quarantine": Switch(
        control(**SHUT),
        {
            "no strength": control(**{**SHUT, "factors": {}}, shuts_in=False),
            "no capacity": control(**SHUT, **FULL, place="central"),
            "nobody's": control(**SHUT, **NOBODY),
            "no compliance": control(**SHUT, compliance=0),
            "asked of no case": control(**SHUT, share_asked=0),
        },
        tells=("bed_refused",),
    ),
    "town": Switch(
        control(**STAY),
        {
            "no strength": control(**{**STAY, "factors": {"grid": 1, "city": 1}}),
            "nobody's": control(**STAY, **NOBODY),
            "no compliance": control(**STAY, compliance=0),
            "asked of nobody": control(**STAY, share_asked=0),
        },
    ),
    "isolation": Switch(  # away from home: of no strength is left at home, which is no bed
        control(**AWAY),
        {
            "no capacity": control(**AWAY, **FULL),
            "nobody's": control(**AWAY, **NOBODY),
            "no compliance": control(**AWAY, compliance=0),
        },
        tells=("bed_refused",),
    ),
    "closure": Switch(
        control(kind="closure", closes=["city"]),
        {
            "no strength": control(kind="closure", closes=["city"], factors={"city": 1}),
            "nobody's": control(kind="closure", closes=["city"], **NOBODY),
            "no compliance": control(kind="closure", closes=["city"], compliance=0),
            "asked of nobody": control(kind="closure", closes=["city"], share_asked=0),
        },
    ),
    "vaccination": Switch(
        both(IMMUNE, control(**DOSES)),
        {
            "nobody's": both(IMMUNE, control(**DOSES, **NOBODY)),
            "no compliance": both(IMMUNE, control(**DOSES, compliance=0)),
            "asked of nobody": both(IMMUNE, control(**DOSES, share_asked=0)),
        },
        IMMUNE,
        ("vaccinated",),
    ),
    "information": Switch(
        control(kind="information", gain={"compliance": 0.4, "self_report": 0.6}),
        {
            "no strength": control(kind="information", gain={"compliance": 0}),
            "nobody's": control(kind="information", gain={"compliance": 0.4}, **NOBODY),
            "asked of nobody": control(
                kind="information", gain={"self_report": 0.6}, share_asked=0
            ),
        },
    ),
    "evacuation": Switch(
        control(**LEAVE, beds=20),
        {
            "no strength": control(**{**LEAVE, "factors": {}}),
            "no capacity": control(**LEAVE, **FULL),
            "nobody's": control(**LEAVE, **NOBODY),
            "no compliance": control(**LEAVE, compliance=0),
        },
        tells=("bed_refused",),
    ),
    "staff": Switch(
        both(CLOSE, control(kind="staff", infection_risk=0)),
        {
            "no strength": both(CLOSE, control(kind="staff", infection_risk=1)),
            "asked of nobody": both(
                CLOSE, control(kind="staff", infection_risk=0, share_asked=0)
            ),
        },
        CLOSE,
    ),
}
