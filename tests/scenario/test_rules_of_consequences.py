"""A consequence that cannot come about is refused, with its path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load


@pytest.fixture(scope="module")
def street(scenarios: Path) -> Scenario:
    """Load the shipped street."""
    return load(scenarios / "g-street.yaml")


TRACING = {"kind": "tracing", "control": "case_household"}
REPEAT = {"kind": "repeat", "share": 0.5}


@pytest.mark.parametrize(
    ("service", "consequence", "rule"),
    [
        (
            "transport",
            {**TRACING, "control": "sealed"},
            "of kind quarantine, of scope household",
        ),
        ("packs", TRACING, "tracing is for services per case"),
        ("packs", {"kind": "release"}, "release is for services per case"),
        ("packs", {"kind": "correction"}, "correction is for a service that follows"),
        ("transport", REPEAT, "repeat needs tasks that lapse"),
        ("pcr_round", REPEAT, "the command itself orders a round again"),
    ],
)
def test_a_consequence_in_the_wrong_place_is_refused(
    street: Scenario, service: str, consequence: dict[str, Any], rule: str
) -> None:
    with pytest.raises(ScenarioError, match=rule):
        street.override({f"services.{service}.consequence": consequence})


def test_consequences_in_their_place_are_taken(street: Scenario) -> None:
    changed = street.override(
        {
            "services.transport.consequence": TRACING,
            "services.disinfection.consequence": {"kind": "release"},
            "services.requests.consequence": REPEAT,
        }
    )
    kinds = {
        name: one.consequence.kind for name, one in changed.services.items() if one.consequence
    }
    assert kinds == {
        "transport": "tracing",
        "health_check": "detection",
        "packs": "compliance",
        "requests": "repeat",
        "disinfection": "release",
    }


def test_colleagues_who_carry_infection_need_a_floor(street: Scenario) -> None:
    safe = {f"services.{name}.risk": 0 for name in street.services}
    assert street.override({**safe, "hazards.outbreak.floor": "0 h"})
    with pytest.raises(ScenarioError, match=r"carries infection \(colleagues\)"):
        street.override(
            {**safe, "hazards.outbreak.floor": "0 h", "workforce.colleagues": {"contacts": 2}}
        )
