from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from sim.assembly import World
from sim.errors import RunError
from sim.kernels import desk_rules
from sim.kernels.desk_tables import Tables
from sim.services.catalogue import catalogue
from tests.towns import begin, by_hand


@njit(_nrt=False)
def draw_work(t: Tables, i: int) -> None:
    desk_rules.draw_work(t, i)


@njit(_nrt=False)
def expected_h(t: Tables, i: int) -> float:
    return desk_rules.expected_h(t, i)


@njit(_nrt=False)
def look_over(t: Tables, i: int, number: int, errs: float) -> bool:
    return desk_rules.look_over(t, i, number, errs)


@njit(_nrt=False)
def learned(t: Tables, w: int, s: int) -> float:
    return desk_rules.learned(t, w, s)


@njit(_nrt=False)
def rank(t: Tables, i: int) -> None:
    desk_rules.rank(t, i)


class Round:
    """A round of one service, as it lies in the desk's table."""

    def __init__(self, stops: int, **words: Any) -> None:
        world: World = begin(by_hand({"services": {"visit": words}}))
        rows, self._stops = world.desk.add(1, stops)
        self.tables, self.row = world.desk.tables, rows[0]
        self.row["key"], self.row["stops"], self.row["is_round"] = 5, stops, True
        self._stops["factor"] = 1.0

    def work_h(self) -> Any:
        draw_work(self.tables, 0)
        return self._stops["work_h"]

    def found(self, errs: float = 1.0) -> Any:
        stops = range(self.row["stops"])
        return np.array([look_over(self.tables, 0, number, errs) for number in stops])

    def wrong(self, errs: float = 1.0) -> Any:
        self.found(errs)
        return self._stops["wrong"].copy()

    def serve(self, factor: float) -> None:
        """Serve people who take so much longer than others."""
        self._stops["factor"] = factor


GAMMA = {"law": "gamma", "mean": "12 min", "cv": 0.6}


def test_work_is_drawn_for_each_stop_whoever_does_it_and_whatever_the_round() -> None:
    five, three = Round(5, work=GAMMA).work_h(), Round(3, work=GAMMA).work_h()
    assert five[:3].tolist() == three.tolist()
    assert len(set(five.tolist())) == 5


def test_work_has_the_stated_mean() -> None:
    work_h = Round(100_000, work=GAMMA).work_h()
    assert float(work_h.mean()) == pytest.approx(0.2, rel=0.01)


def test_training_shortens_every_stop_by_the_same_factor() -> None:
    usual, trained = Round(9, work=GAMMA), Round(9, work=GAMMA, time_factor=0.5)
    ratio = trained.work_h() / usual.work_h()
    assert ratio.tolist() == pytest.approx([0.5] * 9)


def test_practice_brings_the_time_down_to_the_floor() -> None:
    table = Round(1, learning={"floor": 0.3, "over": 600}).tables

    def people_per_h(practice: int) -> float:
        table.workers["practice"][0] = practice
        return round(60 / learned(table, 0, 0), 1)

    assert [people_per_h(n) for n in (0, 600, 1200, 6000)] == [60.0, 107.6, 152.0, 200.0]


def test_work_at_the_vulnerable_takes_longer_by_their_factor() -> None:
    usual, frail = Round(9, work=GAMMA), Round(9, work=GAMMA)
    frail.serve(1.5)
    ratio = frail.work_h() / usual.work_h()
    assert ratio.tolist() == pytest.approx([1.5] * 9)


def test_looking_over_the_work_takes_its_time_at_each_stop() -> None:
    usual, looked = Round(9, work=GAMMA), Round(9, work=GAMMA, verification="3 min")
    assert (looked.work_h() - usual.work_h()).tolist() == pytest.approx([0.05] * 9, abs=1e-6)
    assert expected_h(looked.tables, 0) == pytest.approx(9 * 0.25 + 8 * 0.05, abs=1e-4)


def test_a_dispatcher_expects_the_mean_and_the_walk_between_stops() -> None:
    task = Round(3, work=GAMMA)
    assert expected_h(task.tables, 0) == pytest.approx(3 * 0.2 + 2 * 0.05, abs=1e-5)


def test_errors_are_the_same_stops_whatever_share_is_found() -> None:
    found = [Round(1000, error=0.4, verify=verify).found() for verify in (0.5, 1.0)]
    assert bool((found[0] <= found[1]).all())
    assert [round(float(one.mean()), 1) for one in found] == [0.2, 0.4]
    wrong = Round(1000, error=0.4, verify=0.5).wrong()
    assert wrong.tolist() == found[1].tolist()


def test_the_tired_do_more_wrong_and_what_the_rested_did_wrong_too() -> None:
    task = Round(1000, error=0.4, verify=0.5)
    rested, tired = task.wrong(), task.wrong(errs=1.5)
    assert bool((rested <= tired).all())
    assert [round(float(one.mean()), 1) for one in (rested, tired)] == [0.4, 0.6]
    assert round(float(task.found(errs=1.5).mean()), 1) == 0.3


def test_a_service_draws_by_its_name_not_by_its_place_in_the_file() -> None:
    other = {"need": {"per": "case"}, "crew": {"visit": 1}, "work": "1 h", "due": "1 h"}
    scenario = by_hand({"services": {"visit": None, "aaa": other}})
    both = by_hand({"services": {"aaa": other}})
    alone = {one.name: one.code for one in catalogue(scenario)}
    beside = {one.name: one.code for one in catalogue(both)}
    assert alone["aaa"] == beside["aaa"]


def test_the_dispatch_keys_are_those_of_the_rules() -> None:
    def key(rule: str) -> tuple[float, ...]:
        task = Round(1, dispatch=rule)
        task.row["earliest_h"], task.row["due_h"] = 2.0, 6.0
        rank(task.tables, 0)
        return float(task.row["rank"]), float(task.row["next_rank"])

    assert [key(rule) for rule in ("first_come", "priority", "earliest_due")] == [
        (2.0, 0.0),
        (1.0, 6.0),
        (6.0, 0.0),
    ]


def test_a_crew_of_more_skills_than_the_desk_holds_is_refused() -> None:
    skills = ["visit", *(f"skill-{n}" for n in range(8))]
    able = {"workforce": {"grid_workers": {"skills": skills}}}
    crew = {"services": {"visit": {"crew": dict.fromkeys(skills, 1)}}}
    with pytest.raises(RunError, match="1 services with up to 9 skills in a crew"):
        catalogue(by_hand(able, crew))
