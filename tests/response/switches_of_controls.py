"""Switches that every control has, on and off: hours, targets, what follows and what stands."""

from __future__ import annotations

from tests.response.switches import (
    BY_DAY,
    NOBODY,
    OPENED,
    SHUT,
    STAY,
    ZONE,
    Switch,
    both,
    control,
    response,
    service,
)

WIDER = {**ZONE, "scope": "grid"}
TESTED = service("swab", need={"per": "control"}, consequence={"kind": "sample"})
SWABBED = {"test_days": [1, 2, 3], "tests": "swab"}

OF_CONTROLS: dict[str, Switch] = {
    "target": Switch(
        control(**STAY, target={"share": 0.5}),
        {"everybody": control(**STAY, target={"who": "all", "share": 1})},
        control(**STAY),
    ),
    "trips": Switch(
        control(kind="town", trips={"every": "4 d"}),
        {"as many as before": control(kind="town", trips={"every": "1 d", "persons": 9})},
    ),
    "delay": Switch(
        control(**STAY, delay="1 d"), {"none": control(**STAY, delay="0 h")}, control(**STAY)
    ),
    "followed_by": Switch(
        response(controls={"it": {**ZONE, "followed_by": "on"},
                           "on": {**ZONE, "answers": False}}),
        {"by nothing": control(**ZONE, followed_by=None)},
        control(**ZONE),
    ),
    "self_tests": Switch(
        control(**SHUT, self_tests={"days": [1, 2, 3]}),
        {
            "nobody takes them": control(**SHUT, self_tests={"days": [1], "takes_part": 0}),
            "they find nobody": control(**SHUT, self_tests={"days": [1], "sensitivity": 0}),
        },
        control(**SHUT),
    ),
    "tests": Switch(
        both(TESTED, control(**SHUT, **SWABBED)),
        {"of nobody": both(TESTED, control(**{**SHUT, **NOBODY}, **SWABBED))},
        TESTED,
    ),
    "creates": Switch(
        both(service("call", need={"per": "control"}), control(**STAY, creates=["call"])),
        {
            "for nobody": both(
                service("call", need={"per": "control"}),
                control(**STAY, creates=["call"], **NOBODY),
            )
        },
        service("call", need={"per": "control"}),
    ),
    "cost": Switch(
        control(**STAY, cost={"per_use": "3 CNY"}),
        {"for nobody": control(**STAY, cost={"per_use": "3 CNY"}, **NOBODY)},
    ),
    "shuts_out": Switch(
        both(control(**STAY, shuts_out=True),
             {"workforce": {"cadres": {"locked_out": 1, **BY_DAY}}}),
        {"nobody": both(control(**STAY, shuts_out=True),
                        {"workforce": {"cadres": BY_DAY}})},
        both(control(**STAY), {"workforce": {"cadres": BY_DAY}}),
    ),
    "hours": Switch(
        control(**STAY, hours=["08:00", "12:00"]),
        {"all day": control(**STAY, hours=["00:00", "24:00"])},
        control(**STAY),
    ),
    "weekdays": Switch(
        control(**STAY, weekdays=["sat"]),
        {"all": control(**STAY, weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"])},
        control(**STAY),
    ),
    "where": Switch(
        both(control(**STAY, where="seen"),
             response(triggers={"seen": {"measure": "cases", "place": "grid", "at_least": 1}})),
        {"nowhere": both(control(**STAY, where="seen"),
                         response(triggers={"seen": {"measure": "cases", "at_least": 999}}))},
    ),
    "share_asked": Switch(
        control(**STAY, share_asked=0.5), {"all": control(**STAY, share_asked=1)},
        control(**STAY),
    ),
    "with": Switch(
        response(controls={"it": {**STAY, "with": ["more"]},
                           "more": {**STAY, "factors": {"grid": 0}}}),
        {"nobody's": response(controls={"it": {**STAY, "share_asked": 0, "with": ["more"]},
                                        "more": {**STAY, "factors": {"grid": 0}}})},
    ),
    "then": Switch(
        response(controls={"it": {**ZONE, "then": {"control": "wide", "after": "1 d"}},
                           "wide": WIDER}),
        {
            "of no case": response(controls={
                "it": {**ZONE, "then": {"control": "wide", "after": "1 d"}},
                "wide": {**WIDER, "share_asked": 0}}),
            "nobody keeps it": response(controls={
                "it": {**ZONE, "then": {"control": "wide", "after": "1 d"}},
                "wide": {**WIDER, "compliance": 0}}),
        },
        control(**ZONE),
        OPENED,
    ),
    "then of nobody": Switch(
        response(controls={"it": {**STAY, "then": {"control": "more", "after": "1 d"}},
                           "more": {**STAY, "factors": {"grid": 0}}}),
        {"the first is asked of nobody": response(controls={
            "it": {**STAY, "share_asked": 0, "then": {"control": "more", "after": "1 d"}},
            "more": {**STAY, "factors": {"grid": 0}}})},
    ),
    "enabled": Switch(control(**STAY), {"false": control(**STAY, enabled=False)}),
}  # fmt: skip
