"""Willingness lost by lateness is won back by needs met in time; each service by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import order
from tests.services.test_consequences import NOBODY, SHUT_IN, sealed_town
from tests.towns import end, fingerprint, keep_away, rows

MANY = {"workforce": {"grid_workers": {"count": 12, "roster": "always"}}}


def regain(share: float) -> dict[str, Any]:
    return {"services": {"visit": {"consequence": {"regain_per_day": share}}}}


def lost_at(times: list[float], *changes: dict[str, Any]) -> list[float]:
    """Give what household 0 has lost by each time, nobody being there from 0 to 100 h."""
    world = sealed_town(MANY, *changes)
    for worker in range(12):
        keep_away(world, worker, 0.0, 100.0)
    found: list[float] = []

    def look(_: object) -> None:
        found.append(round(float(world.state.compliance_lost[0]), 6))

    for at_h in times:
        world.clock.at(at_h, order.DAILY, look, None)
    end(world)
    return found


TIMES = [50.0, 100.0, 120.0, 150.0, 170.0, 200.0, 300.0]


def test_needs_met_in_time_win_back_what_was_lost_day_by_day() -> None:
    # lost at 24, 48, 72 and 96 h; the workers are back at their shift of 112 h
    lost = lost_at(TIMES, regain(0.1))
    assert lost[:2] == [0.2, 0.4]
    assert lost == sorted(lost[:2]) + sorted(lost[2:], reverse=True)
    assert lost[-1] == 0.0


def test_without_a_regain_what_is_lost_stays_lost() -> None:
    lost = lost_at(TIMES)
    assert lost[2:] == [lost[2]] * 5
    assert lost[2] >= 0.4


def test_who_left_the_restriction_comes_back() -> None:
    def spans(share: float) -> int:
        world = sealed_town(MANY, regain(share))
        for worker in range(12):
            keep_away(world, worker, 0.0, 100.0)
        return len(rows(end(world), "restrictions", "from_h", layer="grid"))

    assert spans(0.1) > spans(0.0)


def test_regain_without_a_loss_changes_nothing() -> None:
    assert fingerprint(end(sealed_town(MANY, regain(0.5)))) == fingerprint(
        end(sealed_town(MANY, regain(0.0)))
    )


def test_medicine_that_is_late_costs_compliance_though_packs_are_in_time() -> None:
    visit = SHUT_IN["services"]["visit"]
    medicine = {
        "workforce": {
            **MANY["workforce"],
            "medics": {
                "count": 1,
                "lives": "outside",
                "skills": ["nurse"],
                "roster": "day",
                "attendance": 0,
            },
        },
        "services": {
            "medicine": {
                "need": {"per": "sealed_household", "every": "24 h", "first": "12 h"},
                "crew": {"nurse": 1},
                "work": "6 min",
                "due": "12 h",
                "consequence": visit["consequence"],
            }
        },
    }
    world = sealed_town(medicine)
    end(world)
    alone = sealed_town(NOBODY)
    end(alone)
    assert np.array_equal(world.state.compliance_lost, alone.state.compliance_lost)
    assert world.state.compliance_lost[:12].min() > 1.0
