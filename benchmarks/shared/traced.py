"""Our side with testing and tracing: the epidemic of `ours`, a response that looks for cases.

Figures are those of Covasim's `test_prob`, `contact_tracing` and its factors of isolation and
quarantine, as far as ours can say them. Beside Covasim's work ours also tests every contact
once, shuts in the whole household of a contact, and keeps every interview and escort as a task
at a desk with workers on shifts. Every contact is told a day later, those at home too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from shared import ours

from sim.assembly import World, bind, build_world
from sim.engine import records_of, start_rhythms
from sim.scenario import Scenario

ELSEWHERE = ("stairwell", "grid", "city")
STAFF = 200  # of each kind, always on duty


def scenario_of(ground: ours.Ground, tracing: dict[str, Any], at_once: bool) -> Scenario:
    """Add testing, tracing and who does it; `at_once`: nobody waits for a worker."""
    test, trace = tracing["test_prob"], tracing["contact_tracing"]
    daily, share = test["symp_prob"], trace["trace_probs"]
    reached = {"household": share["h"], "school": share["s"], "work": share["w"]}
    testing = {
        "sensitivity": [["0 d", test["sensitivity"]], ["60 d", test["sensitivity"]]],
        "turnaround": f"{test['test_delay']} d",
        "seek_normal": daily,
        "seek_alert": daily,
    }
    return ground.scenario.override(
        {
            "run.warm_up": "0 d",
            "hazards.outbreak.testing": testing,
            "workforce": _workers(),
            "services": {
                "isolation": _per_case("escort", at_once, {"kind": "isolation"}),
                "interview": _per_case(
                    "interview",
                    at_once,
                    {
                        "kind": "tracing",
                        "control": "contacts",
                        "look_back": "48 h",
                        "named": 1.0,
                        "recall": reached | dict.fromkeys(ELSEWHERE, share["c"]),
                        "notify": f"{trace['trace_time']['w']} d",
                    },
                ),
            },
            "response": {
                "emergency": {"trigger_cases": 10_000_000},
                "controls": {
                    "contacts": {
                        "kind": "quarantine",
                        "scope": "household",
                        "factors": _factors(0.6, 0.2),
                        "duration": "14 d",
                    },
                    "isolated": {
                        "kind": "isolation",
                        "factors": _factors(0.3, 0.1),
                        "duration": "14 d",
                    },
                },
            },
        }
    )


def prepare(scenario: Scenario, ground: ours.Ground, replication: int) -> World:
    """Set one replication of the whole engine up."""
    world = build_world(scenario, ground.town, replication)
    bind(world)
    return world


def run(world: World) -> dict[str, Any]:
    """Bring a replication to its end; give what was done, counted from its tables."""
    start_rhythms(world)
    world.clock.run(world.scenario.horizon)
    records = records_of(world)
    tables = records.tables
    infected, events = tables["infections"], tables["events"]
    traced = np.asarray(events["event"]) == "traced"
    held = np.asarray(tables["restrictions"]["cause"]) == "contacts"
    return {
        "infections": len(infected["resident"]),
        "ever_infected": len(np.unique(infected["resident"])),
        "tasks": len(tables["tasks"]["task"]),
        "contacts_traced": int(np.asarray(events["value"], float)[traced].sum()),
        "quarantined": len(np.unique(np.asarray(tables["restrictions"]["resident"])[held])),
        "tests": int(records.facts["tests"]),
    }


def _workers() -> dict[str, Any]:
    count = {"count": STAFF, "lives": "outside", "roster": "always"}
    return {
        "donning": "0 min",
        "doffing": "0 min",
        "rosters": {"always": {"always": True}},
        "medics": {**count, "skills": ["escort"]},
        "community_staff": {**count, "skills": ["interview"]},
    }


def _per_case(skill: str, at_once: bool, consequence: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": skill,
        "need": {"per": "case", "what": "person"},
        "crew": {skill: 1},
        "work": "1 min" if at_once else "1 h",
        "due": "24 h",
        "consequence": consequence | ({"at_once": True} if at_once else {}),
    }


def _factors(home: float, elsewhere: float) -> dict[str, float]:
    return {"household": home} | dict.fromkeys((*ELSEWHERE, "school", "work"), elsewhere)
