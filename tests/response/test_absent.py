"""What is off is absent: triggers that never come on, and a truth that no finding shows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.towns import by_hand, fingerprint, merged, run

NEVER = {
    "cases": {"measure": "cases", "at_least": 1e6},
    "cases of the last days": {"measure": "cases", "last": "3 d", "at_least": 1e6},
    "cases in a grid": {"measure": "cases", "place": "grid", "at_least": 1e6},
    "cases on two days of three": {"measure": "cases", "at_least": 1e6, "days": 2, "of": 3},
    "backlog": {"measure": "backlog", "at_least": 1e6},
    "overdue": {"measure": "overdue", "services": ["visit"], "at_least": 1e6},
    "on time": {"measure": "on_time", "last": "1 d", "at_least": 2},
    "staff": {"measure": "staff", "employers": ["grid_workers"], "at_least": 1e6},
    "absent": {"measure": "absent", "at_least": 1e6},
    "suits": {"measure": "suits", "at_most": 0},
    "confined": {"measure": "confined", "place": "community", "at_least": 1e6},
    "zones": {"measure": "zones", "at_least": 1e6},
    "quiet": {"quiet": "999 d"},
    "a date beyond the run": {"date": "2023-03-01"},
    "an order beyond the run": {"ordered": "2022-03-10", "notice": "99 d"},
    "all": {"all": ["never", "ever"]},
    "any": {"any": ["never"]},
    "none": {"none": ["ever"]},
}
OTHERS = {
    "never": {"measure": "cases", "at_least": 1e6},
    "ever": {"measure": "cases", "at_least": 0},
}
EVERYTHING = {
    "controls": {
        "zone": {"kind": "zone", "scope": "building", "factors": {"grid": 0}, "when": "up"},
        "home": {
            "kind": "quarantine", "scope": "household", "duration": "9 d",
            "factors": {"grid": 0}, "when": "up",
        },
        "street": {"kind": "town", "factors": {"grid": 0}, "when": "up", "with": ["city"]},
        "city": {"kind": "town", "factors": {"city": 0}},
        "there": {"kind": "town", "factors": {"grid": 0.5}, "where": "it"},
        "nights": {
            "kind": "town", "factors": {"grid": 0.5}, "where": "it",
            "hours": ["20:00", "22:00"],
        },
    },
    "pauses": {"visit": "up"},
    "joint_command": {"when": "up"},
    "mobilisation": {"cadres": {"share": {"up": 1.0}}},
    "stand_down": {"order": ["street"]},
}  # fmt: skip
OUTBREAK = {
    "kind": "epidemic", "variant": "by-hand", "R0": 3, "latent": "1 d",
    "presymptomatic": "1 d", "infectious": "8 d", "asymptomatic": 0,
    "asymptomatic_infectiousness": 1, "severe": 0, "death": 0, "severe_after": "5 d",
    "hospital": "10 d", "death_after": "5 d", "household_attack_rate": 0,
    "layers": {"grid": {"contacts": "10 /d"}, "city": {"contacts": "2 /d"}},
    "introductions": {"mean": 0, "infectious_at_start": 5},
    "testing": {
        "sensitivity": [["0 d", 1], ["30 d", 1]], "pooled_loss": 0, "seek_normal": 0.5,
        "seek_alert": 1, "turnaround": "12 h",
    },
}  # fmt: skip
TOWN = {
    "horizon": "10 d",
    "hazards": {"outbreak": OUTBREAK},
    "services": {"visit": {"risk": 0}},
    "workforce": {
        "cadres": {
            "count": 3, "lives": "outside", "skills": ["visit"], "roster": "always",
            "call_up": {"notice": "4 h"},
        }
    },
}  # fmt: skip


def town(response: dict[str, Any], *more: dict[str, Any]) -> dict[str, str]:
    return fingerprint(run(by_hand(TOWN, {"response": response}, *more)))


@pytest.fixture(scope="module")
def without() -> dict[str, str]:
    """Give the tables of a town whose command knows cases, and does nothing."""
    return town({"emergency": {"trigger_cases": 1_000_000}})


@pytest.mark.parametrize("name", list(NEVER))
def test_what_a_trigger_that_never_comes_on_switches_is_absent(
    name: str, without: dict[str, str]
) -> None:
    levels = {"normal": {}, "up": {"enter": ["it"], "leave": "it"}}
    triggers = {**OTHERS, "it": NEVER[name]}
    assert town({**EVERYTHING, "levels": levels, "triggers": triggers}) == without


SEEN_BY_FINDINGS = {
    "cases": {"measure": "cases", "at_least": 1},
    "cases in a grid": {"measure": "cases", "last": "9 d", "place": "grid", "at_least": 1},
    "cases rising": {"measure": "cases", "change": "rising"},
    "cases on a day": {"measure": "cases", "last": "1 d", "at_least": 1, "days": 1, "of": 3},
    "confined": {"measure": "confined", "at_least": 1},
    "zones": {"measure": "zones", "at_least": 1},
    "any": {"any": ["one"]},
}


@pytest.mark.parametrize("name", list(SEEN_BY_FINDINGS))
def test_a_truth_that_no_finding_shows_moves_nothing(name: str) -> None:
    hidden = {"hazards": {"outbreak": {"testing": {"seek_normal": 0, "seek_alert": 0}}}}
    levels = {"normal": {}, "up": {"enter": ["it"]}}
    triggers = {"one": SEEN_BY_FINDINGS["cases"], "it": SEEN_BY_FINDINGS[name]}
    response = {"levels": levels, "triggers": triggers}
    records = run(by_hand(TOWN, hidden, {"response": merged(EVERYTHING, response)}))
    assert len(records.tables["infections"]["resident"]) > 20  # of 24 residents
    assert records.tables["events"]["event"].tolist() == []
    assert records.tables["restrictions"]["resident"].tolist() == []
