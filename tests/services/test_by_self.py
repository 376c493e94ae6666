from __future__ import annotations

from typing import Any

import pytest

from sim.records import Records
from sim.scenario import Platform as Outages
from sim.services.platform import Platform
from tests.towns import ROUNDS, ask, begin, by_hand, end, rows, run

ALL = {"under_60": 1.0, "from_60": 1.0}
MEANS = ("self_report", "order_online", "robot_call", "remote")


def asked(*changes: dict[str, Any], **words: Any) -> set[int]:
    """Give the households that still need a stop, of 24."""
    world = begin(by_hand(ROUNDS, {"services": {"visit": words}}, *changes))
    ask(world, "visit", 1.0, range(24))
    return {household for (household,) in rows(end(world), "needs", "household")}


@pytest.mark.parametrize("means", MEANS)
def test_whoever_can_needs_no_stop_but_the_followed_up(means: str) -> None:
    assert asked(**{means: ALL}) == set()
    assert asked(**{means: {**ALL, "follow_up": 1.0}}) == set(range(24))
    few, many = (asked(**{means: {**ALL, "follow_up": share}}) for share in (0.25, 0.5))
    assert few < many


def test_reporting_and_ordering_hang_on_the_same_ability_robots_and_devices_do_not() -> None:
    half = {"under_60": 0.5, "from_60": 0.5}
    report, order, robot, remote = (asked(**{means: half}) for means in MEANS)
    assert report == order
    assert len({frozenset(found) for found in (report, robot, remote)}) == 3
    assert asked(self_report=half, robot_call=half) == report & robot


def test_robots_and_devices_find_symptoms_as_reports_do() -> None:
    def told(means: str) -> list[int]:
        heard: list[int] = []
        world = begin(by_hand(ROUNDS, {"services": {"visit": {means: ALL}}}))
        world.needs.told = lambda _rules, households, _at_h: heard.extend(households.tolist())
        ask(world, "visit", 1.0, range(3))
        end(world)
        return heard

    assert [told(means) for means in MEANS] == [[0, 1, 2], [], [0, 1, 2], [0, 1, 2]]


def test_residents_who_order_by_themselves_do_not_ask() -> None:
    def needs(**words: Any) -> Records:
        need = {"what": None, "per": "resident", "rate": "2 /resident/d"}
        return run(by_hand({"services": {"visit": {"need": need, **words}}}))

    half = {"under_60": 0.5, "from_60": 0.5}
    names = [
        set(one.tables["tasks"]["task"].tolist())
        for one in (needs(), needs(order_online=half), needs(order_online=ALL))
    ]
    assert names[2] < names[1] < names[0]
    assert names[2] == set()


OUT = {"workforce": {"platform": {"outages": 1.0, "lasts": "48 h"}}}


@pytest.mark.parametrize("means", MEANS)
def test_while_the_platform_is_out_all_need_a_stop(means: str) -> None:
    assert asked(OUT, {"run": {"warm_up": "2 d"}}, **{means: ALL}) == set(range(24))


def test_outages_are_told_and_do_not_touch_work_by_hand() -> None:
    some = {"workforce": {"platform": {"outages": 0.5, "lasts": "2 h"}}, "horizon": "40 d"}
    need = {"what": None, "per": "grid", "rate": "2 /d"}
    hand = {"horizon": "40 d", "services": {"visit": {"need": need}}}
    with_, without = run(by_hand(hand, some)), run(by_hand(hand))
    assert rows(with_, "tasks", "task", "finished_h") == rows(
        without, "tasks", "task", "finished_h"
    )
    out = rows(with_, "events", "time_h", "value", event="platform_out")
    back = rows(with_, "events", "time_h", event="platform_back")
    assert 10 <= len(out) <= 30
    assert [at_h for (at_h,) in back] == pytest.approx([at_h + 2 for at_h, _ in out])


def test_outages_have_the_stated_share_of_days() -> None:
    platform = Platform(Outages(outages=0.01, lasts=2.0), 1, 8.0)
    days = [platform.begins_h(day) for day in range(20_000)]
    assert 150 < sum(begins_h == begins_h for begins_h in days) < 250  # 200, 14 its spread


def test_an_outage_may_last_into_the_next_days() -> None:
    platform = Platform(Outages(outages=1.0, lasts=30.0), 1, 0.0)
    begins_h = platform.begins_h(0)
    times = [begins_h - 24, begins_h - 0.1, begins_h, begins_h + 29.9]
    assert platform.down(times).tolist()[2:] == [True, True]
    assert Platform(None, 1, 0.0).down([1.0, 2.0]).tolist() == [False, False]
