"""Switches of the response beside its controls: who works, what is known, what work does."""

from __future__ import annotations

from typing import Any

from tests.response.switches import Switch, both, control, response, service

STAY = {"kind": "town", "factors": {"grid": 0.3}, "when": "up"}
MORE = {"kind": "town", "factors": {"city": 0.3}, "when": "up"}
DAYS = response(
    emergency=None,
    triggers={"some": {"date": "2022-03-02 08:00", "until": "2022-03-04 08:00"},
              "over": {"none": ["some"]}},
    levels={"normal": {}, "up": {"enter": ["some"], "leave": "over"}},
    controls={"it": STAY, "more": MORE},
)  # fmt: skip
GRIDS = {
    "workforce": {"pooling": "grid"},
    "services": {"records": {"need": {"per": "grid", "rate": "40 /d"}}},
}
SUITS = {
    "workforce": {
        "suits": {"stock": 0, "reorder_at": 0, "lead_time": "9 d", "shortage": "wait"}
    },
    "services": {"visit": {"ppe": True}},
}
FIRMS = {
    "workforce": {
        "property_staff": {
            "count": 0, "lives": "outside", "skills": ["visit"], "roster": "always",
            "call_up": {"notice": "2 h"},
        }
    }
}  # fmt: skip
SWABS = service("swabs", need={"per": "mass_testing"}, round=True)
SITE = {"tables": 2, "opens": "08:00", "closes": "20:00", "set_up": "0 h", "pool": 5}


def rounds(sites: dict[str, Any] | None = None, **words: Any) -> dict[str, Any]:
    everybody = {"everybody": {"service": "swabs", "when": "always", "rounds": 1, **words}}
    return both(
        SWABS, response(mass_testing=everybody, testing_sites={**SITE, **(sites or {})})
    )


def prepared(**words: Any) -> dict[str, Any]:
    return response(preparedness=words)


def firms(heads: int) -> dict[str, Any]:
    agreement = {"employer": "property_staff", "heads": heads}
    return both(FIRMS, prepared(agreements={"firms": agreement}))


FEAR = {"factors": {"grid": 0.1, "city": 0.1}, "half_at": 10}
TRACED = {"kind": "quarantine", "scope": "household", "factors": {"grid": 0}, "duration": "3 d",
          "answers": False}  # fmt: skip


def traced(**words: Any) -> dict[str, Any]:
    consequence = {"kind": "tracing", "control": "traced", **words} if words else None
    ask = service(
        "ask", need={"per": "case", "what": "person"}, due="2 h", consequence=consequence
    )
    return both(ask, response(controls={"traced": TRACED}))


def supplied(**words: Any) -> dict[str, Any]:
    supply = service(
        "supply", need={"per": "sealed_household", "every": "12 h"}, work="6 h", **words
    )
    return both(supply, control(kind="zone", scope="grid", factors={"grid": 0}, clear_days=9))


def compliance(loss: float) -> dict[str, Any]:
    return supplied(
        consequence={"kind": "compliance", "loss_per_day": loss, "floor": 0 if loss else 1}
    )


def calls(**words: Any) -> dict[str, Any]:
    return service(
        "calls", need={"per": "resident", "rate": "3 /resident/d"}, expires="5 h",
        **words,
    )  # fmt: skip


PARTS: dict[str, Switch] = {
    "pauses": Switch(
        response(pauses={"records": "emergency"}),
        {"at no level": response(pauses={"records": []})},
    ),
    "mobilisation": Switch(
        response(mobilisation={"cadres": {"share": {"emergency": 0.5}}}),
        {"all of them": response(mobilisation={"cadres": {"share": {"emergency": 1}}})},
    ),
    "joint_command": Switch(
        both(GRIDS, response(joint_command={"when": "emergency", "pooling": "street"})),
        {"at no level": both(GRIDS, response(joint_command={"when": [], "pooling": "street"}))},
        GRIDS,
    ),
    "stand_down": Switch(
        both(DAYS, response(stand_down={"order": ["it", "more"], "every": "1 d"})),
        {"at once": both(DAYS, response(stand_down={"order": ["it", "more"], "every": "0 h"}))},
        DAYS,
    ),
    "mass_testing": Switch(
        rounds(),
        {
            "nobody comes": rounds(takes_part=0),
            "switched off": rounds(enabled=False),
            "no round after its end": rounds(until="2022-02-01"),
        },
        SWABS,
    ),
    "testing_sites": Switch(
        rounds(), {"no table": rounds({"tables": 0}), "no site": rounds({"per_grid": 0})}, SWABS
    ),
    "laboratory": Switch(
        both(rounds(), response(laboratory={"tubes_per_day": 2})),
        {
            "no limit": both(rounds(), response(laboratory={})),
        },
        rounds(),
        ("laboratory_backlog",),
    ),
    "reporting": Switch(
        response(reporting={"street": {"delay": "20 h", "loss": 0.5}}),
        {
            "no delay and no loss": response(
                reporting={"street": {"delay": "0 h", "loss": 0}, "false_alarms": 0}
            )
        },
    ),
    "preparedness.plan": Switch(
        prepared(plan={"delay": 0.1}), {"without effect": prepared(plan={"delay": 1})}
    ),
    "preparedness.drills": Switch(
        prepared(drills={"a_year": 9, "delay": 0.5}),
        {
            "none a year": prepared(drills={"a_year": 0, "delay": 0.5}),
            "without effect": prepared(drills={"a_year": 9, "delay": 1}),
        },
    ),
    "preparedness.stock": Switch(
        both(SUITS, prepared(stock={"suits": 50})),
        {"of no suits": both(SUITS, prepared(stock={"suits": 0}))},
        SUITS,
    ),
    "preparedness.agreements": Switch(firms(3), {"of no heads": firms(0)}, FIRMS),
    "behaviour.fear": Switch(
        response(behaviour={"fear": {"at_most": 0.9, **FEAR}}),
        {
            "of nobody": response(behaviour={"fear": {"at_most": 0, **FEAR}}),
            "of no strength": response(
                behaviour={"fear": {"at_most": 0.9, "half_at": 10, "factors": {"grid": 1}}}
            ),
        },
    ),
    "behaviour.hiding": Switch(
        response(behaviour={"hiding": {"at_most": 1, "in_emergency": 1}}),
        {
            "nobody": response(behaviour={"hiding": {"at_most": 0, "in_emergency": 1}}),
            "nothing makes them": response(
                behaviour={"hiding": {"at_most": 1, "in_emergency": 0, "per_removal": 0}}
            ),
        },
    ),
}

CONSEQUENCES: dict[str, Switch] = {
    "tracing": Switch(
        traced(named=1),
        {"nobody named": traced(named=0), "nobody remembered": traced(
            recall=dict.fromkeys(("household", "stairwell", "grid", "school", "work", "city",
                                  "edges"), 0))},
        traced(),
        ("traced",),
    ),
    "compliance": Switch(compliance(0.5), {"none lost": compliance(0)}, supplied()),
    "harm": Switch(
        calls(consequence={"kind": "harm", "share": 0.5}),
        {"of none": calls(consequence={"kind": "harm", "share": 0})},
        calls(),
    ),
    "repeat": Switch(
        calls(consequence={"kind": "repeat", "share": 0.9}),
        {"by nobody": calls(consequence={"kind": "repeat", "share": 0})},
        calls(),
    ),
}  # fmt: skip
