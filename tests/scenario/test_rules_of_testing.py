"""What cannot be tested, traced or feared is refused, with its path."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario

SWABS = {
    "need": {"per": "mass_testing"},
    "round": True,
    "crew": {"sample": 1},
    "work": "1 min",
    "due": "12 h",
}
ROUND = {"response.mass_testing.all": {"service": "swabs"}}
SITES = {"response.testing_sites": {"tables": 2}}
TRACING = {"kind": "tracing", "control": "case_household"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({**ROUND, **SITES}, "needs a service per mass_testing"),
        ({**ROUND, "services.swabs": SWABS}, "mass testing needs response.testing_sites"),
        (
            {**ROUND, **SITES, "services.swabs": {**SWABS, "expires": "20 h"}},
            "ends by its due, not by expires",
        ),
        ({"response.testing_sites": {"opens": "20:00", "closes": "08:00"}}, "before closes"),
        (
            {"services.transport.consequence": {**TRACING, "further": "case_household"}},
            "needs generations of 2 or 3",
        ),
        (
            {
                "services.transport.consequence": {
                    **TRACING,
                    "generations": 2,
                    "further": "sealed",
                }
            },
            "contacts of contacts need a control of kind quarantine",
        ),
        (
            {"services.transport.consequence": {**TRACING, "clock": ["4 h", "2 h", "24 h"]}},
            "must not fall",
        ),
        (
            {"response.behaviour.fear": {"factors": {"household": 1.5}}},
            "fear makes no more contacts",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    street: Scenario, changes: dict[str, Any], rule: str
) -> None:
    with pytest.raises(ScenarioError, match=rule):
        street.override(changes)


def test_a_round_with_its_service_and_sites_is_taken(street: Scenario) -> None:
    changed = street.override({**ROUND, **SITES, "services.swabs": SWABS})
    assert changed.response is not None
    assert changed.response.mass_testing["all"].due == 24.0
