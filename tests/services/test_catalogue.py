from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.services.catalogue import ServiceRules, catalogue
from sim.services.task import Task
from sim.workforce import skill_bits
from tests.towns import by_hand


def rules_of(seed: int = 1, **words: Any) -> ServiceRules:
    scenario = by_hand({"services": {"visit": words}})
    return catalogue(scenario, skill_bits(scenario), seed)[0]


def a_round(rules: ServiceRules, stops: int, key: int = 5) -> Task:
    task = Task(rules, key, 0, 0, 0.0)
    task.make_round(np.arange(stops), np.full(stops, -1))
    return task


GAMMA = {"law": "gamma", "mean": "12 min", "cv": 0.6}


def test_work_is_drawn_for_each_stop_whoever_does_it_and_whatever_the_round() -> None:
    rules = rules_of(work=GAMMA)
    five, three = rules.stop_times(a_round(rules, 5)), rules.stop_times(a_round(rules, 3))
    assert five[:3].tolist() == three.tolist()
    assert len(set(five.tolist())) == 5


def test_work_has_the_stated_mean() -> None:
    rules = rules_of(work=GAMMA)
    assert float(rules.stop_times(a_round(rules, 100_000)).mean()) == pytest.approx(
        0.2, rel=0.01
    )


def test_training_shortens_every_stop_by_the_same_factor() -> None:
    usual, trained = rules_of(work=GAMMA), rules_of(work=GAMMA, time_factor=0.5)
    ratio = trained.stop_times(a_round(trained, 9)) / usual.stop_times(a_round(usual, 9))
    assert ratio.tolist() == pytest.approx([0.5] * 9)


def test_a_round_with_a_rate_learns_by_its_number_in_the_zone() -> None:
    rules = rules_of(round=True, rate_per_h=[60, 200])
    task = a_round(rules, 20)
    assert rules.expected_h(task) == pytest.approx(20 / 60)
    task.round_number = 3
    assert rules.stop_times(task).sum() == pytest.approx(0.1)


def test_a_dispatcher_expects_the_mean_and_the_walk_between_stops() -> None:
    rules = rules_of(work=GAMMA)
    assert rules.expected_h(a_round(rules, 3)) == pytest.approx(3 * 0.2 + 2 * 0.05, abs=1e-5)


def test_errors_are_the_same_stops_whatever_share_is_found() -> None:
    half, all_found = rules_of(error=0.4, verify=0.5), rules_of(error=0.4, verify=1.0)
    stops = np.arange(1000)
    found = [one.wrong(a_round(one, 1000), stops) for one in (half, all_found)]
    assert bool((found[0] <= found[1]).all())
    assert [round(float(one.mean()), 1) for one in found] == [0.2, 0.4]


def test_a_service_draws_by_its_name_not_by_its_place_in_the_file() -> None:
    other = {"need": {"per": "case"}, "crew": {"visit": 1}, "work": "1 h", "due": "1 h"}
    scenario = by_hand({"services": {"visit": None, "aaa": other}})
    both = by_hand({"services": {"aaa": other}})
    alone = {one.name: one.code for one in catalogue(scenario, skill_bits(scenario), 1)}
    beside = {one.name: one.code for one in catalogue(both, skill_bits(both), 1)}
    assert alone["aaa"] == beside["aaa"]


def test_the_dispatch_keys_are_those_of_the_rules() -> None:
    def key(rule: str) -> tuple[float, ...]:
        task = Task(rules_of(dispatch=rule), 1, 0, 0, 2.0)
        task.due_h = 6.0
        return task.rules.dispatch_key(task)

    assert [key(rule) for rule in ("first_come", "priority", "earliest_due")] == [
        (2.0, 0.0),
        (1.0, 6.0),
        (6.0, 0.0),
    ]
