"""A hazard's emergency waits as long as the response's own would."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hazards.rivers import flood
from tests.towns import rows, run

LEVELS = {
    "triggers": {"never": {"measure": "cases", "at_least": 999}},
    "levels": {
        "normal": {},
        "watch": {"enter": "never", "delay": "7 h"},
        "act": {"enter": "never", "delay": "3 h"},
    },
}


@pytest.mark.parametrize(
    ("response", "declared_h"),
    [
        ({"emergency": {"delay": "5 h"}}, 7.0),  # the forecast comes at 2 h
        (LEVELS, 9.0),
        ({**LEVELS, "emergency_from": "act"}, 5.0),
        ({**LEVELS, "preparedness": {"plan": {"delay": 0.5}}}, 5.5),
        ({**LEVELS, "preparedness": {"pre_authorised": {}}}, 2.0),
    ],
)
def test_it_is_declared_after_the_delay_of_the_first_level_that_is_an_emergency(
    response: dict[str, Any], declared_h: float
) -> None:
    records = run(flood({"response": response, "hazards": {"river": {"haste": 1}}}))
    found = rows(records, "events", "time_h", event="hazard_level", value=1.0)
    assert found == [(declared_h,)]
