"""Where the answer is known without computing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from sim.checks import check
from sim.measures import conservation
from sim.records import Records
from sim.scenario import Scenario, load
from tests.towns import OUTBREAK, SEALING, ask, begin, by_hand, end, run


@pytest.fixture(scope="module")
def small(scenarios: Any) -> Scenario:
    """Give the small coupled town with an outbreak that is found early."""
    return load(scenarios / "two-grids.yaml").override(
        {
            "horizon": "20 d",
            "hazards.outbreak.introductions.mean": 0,
            "hazards.outbreak.introductions.infectious_at_start": 4,
        }
    )


EMPLOYERS = ("grid_workers", "volunteers", "cadres", "medics")


@pytest.fixture(scope="module")
def deserted(small: Scenario) -> Records:
    """Run the small town with nobody at work."""
    nobody = {f"workforce.{name}.attendance": 0 for name in EMPLOYERS}
    return run(small.override(nobody))


def test_without_workers_nothing_is_served(deserted: Records) -> None:
    assert len(deserted.tables["assignments"]["task"]) == 0
    assert len(deserted.tables["shifts"]["worker"]) == 0
    assert np.isnan(deserted.tables["needs"]["met_h"]).all()


def test_without_workers_every_need_is_accounted_for(deserted: Records) -> None:
    outcomes = Counter(deserted.tables["needs"]["outcome"].tolist())
    assert set(outcomes) <= {"open", "expired", "cancelled"}
    assert sum(outcomes.values()) == deserted.facts["needs_created"] > 1000
    assert {"health_check", "packs", "pcr_round", "requests", "records", "transport"} <= set(
        deserted.tables["tasks"]["service"].tolist()
    )
    assert conservation(deserted) == []
    assert check(deserted) == []


def test_without_workers_nobody_is_released_by_rounds(deserted: Records) -> None:
    events = Counter(deserted.tables["events"]["event"].tolist())
    assert events["zone_opened"] > 0
    assert (events["round_completed"], events["zone_released"]) == (0, 0)


def test_without_transmission_only_the_introduced_fall_ill(small: Scenario) -> None:
    harmless = {"growth": None, "R0": 0, "household_attack_rate": 0}
    records = run(
        small.override({f"hazards.outbreak.{key}": value for key, value in harmless.items()})
    )
    assert records.tables["infections"]["layer"].tolist() == ["introduced"] * 4
    assert check(records) == []


def test_without_a_hazard_normal_work_goes_on_and_nothing_else(small: Scenario) -> None:
    records = run(small.override({"hazards": None}))
    assert set(records.tables["tasks"]["service"].tolist()) == {"requests", "records"}
    assert [
        len(records.tables[name]["resident"]) for name in ("infections", "restrictions")
    ] == [
        0,
        0,
    ]
    assert len(records.tables["events"]["event"]) == 0
    assert check(records) == []


def test_with_a_worker_for_every_household_nobody_waits_longer_than_the_walk() -> None:
    crowd = {"workforce": {"grid_workers": {"count": 24}}}
    world = begin(by_hand(crowd))
    for at_h in (1.0, 2.0, 3.0):
        ask(world, "visit", at_h, range(24))
    tasks = end(world).tables["tasks"]
    waited_h = tasks["started_h"] - tasks["created_h"]
    assert set(tasks["outcome"].tolist()) == {"done"}
    assert (float(waited_h.min()), round(float(waited_h.max()), 4)) == (0.0, 0.1)


def test_with_infinite_staff_the_epidemic_is_the_plain_one() -> None:
    """Nobody who works meets anybody, so staff of any number leave the infections alone."""
    outbreak = {
        "horizon": "40 d",
        "town": {"households_per_grid": 120},
        "hazards": {"outbreak": {**OUTBREAK, "R0": 3}},
    }
    few, many = (
        run(by_hand(outbreak, {"workforce": {"grid_workers": {"count": heads}}})).tables[
            "infections"
        ]
        for heads in (1, 500)
    )
    assert len(few["resident"]) > 100
    assert few["time_h"].tolist() == many["time_h"].tolist()


def test_full_compliance_with_everything_closed_ends_the_spread() -> None:
    shut = {
        "kind": "town",
        "scope": "town",
        "factors": {"grid": 0, "city": 0},
        "from": "2022-03-05 08:00",
    }
    response = {"response": {**SEALING, "controls": {"shut": shut}}}
    started = {"mean": 0, "infectious_at_start": 9}
    outbreak = {**OUTBREAK, "R0": 3, "introductions": started}
    hazard = {"hazards": {"outbreak": outbreak}, "horizon": "40 d"}
    records = run(by_hand({"town": {"households_per_grid": 120}}, hazard, response))
    times = records.tables["infections"]["time_h"]
    assert len(times) > 12
    assert float(times.max()) < 96.0


def test_a_certain_test_finds_everybody_and_a_blind_one_nobody() -> None:
    outbreak = {"hazards": {"outbreak": OUTBREAK}, "response": SEALING, "horizon": "20 d"}
    seeing = run(by_hand(outbreak))
    blind = run(
        by_hand(outbreak, {"hazards": {"outbreak": {"testing": {"sensitivity": [["0 d", 0]]}}}})
    )
    ill = seeing.tables["infections"]
    due = ill["onset_h"] + 24.0 + 12.0 < 480.0
    assert np.isfinite(ill["detected_h"][due]).all()
    assert np.isnan(blind.tables["infections"]["detected_h"]).all()
