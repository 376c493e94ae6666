from __future__ import annotations

from typing import Any

import pytest

from sim.checks import check
from sim.measures import conservation
from sim.services.followups import child_key
from tests.towns import ROUNDS, ask, begin, by_hand, end, rows

AWAKE = {"workforce": {"grid_workers": {"roster": "always"}}}


def follow(after: Any = "visit", **words: Any) -> dict[str, Any]:
    """Have calls follow the visits."""
    need = {"per": "task", "after": after}
    need |= {key: words.pop(key) for key in ("when", "share", "delay") if key in words}
    call = {"need": need, "crew": {"visit": 1}, "work": "6 min", "due": "2 h", "priority": 0}
    return {"services": {"call": call | words}}


def visit(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": words}}


def calls(*changes: dict[str, Any], households: int = 1) -> Any:
    world = begin(by_hand(AWAKE, *changes))
    ask(world, "visit", 1.0, range(households))
    records = end(world)
    assert conservation(records) == []
    assert check(records) == []
    return records


def test_a_need_follows_at_the_same_household_after_its_delay() -> None:
    records = calls(follow(delay="3 h"))
    assert rows(records, "tasks", "service", "household", "created_h") == [
        ("visit", 0, 1.0),
        ("call", 0, 4.6),
    ]


def test_without_rounds_the_first_stop_alone_is_followed() -> None:
    records = calls(ROUNDS, follow(), households=3)
    assert rows(records, "tasks", "household", "stops", service="call") == [(0, 1)]


def test_in_rounds_every_stop_is_followed() -> None:
    records = calls(ROUNDS, follow(round=True), households=3)
    assert rows(records, "needs", "household", service="call") == [(0,), (1,), (2,)]
    assert rows(records, "tasks", "created_h", service="call") == [(2.7,)]


def test_what_lapses_is_followed_at_that_very_instant() -> None:
    world = begin(by_hand(visit(expires="5 h"), follow(when="expired")))
    ask(world, "visit", 7.9, [4])  # nobody comes before the next day
    assert rows(end(world), "tasks", "service", "outcome", "created_h") == [
        ("visit", "expired", 7.9),
        ("call", "done", 12.9),
    ]


def test_lost_patience_is_a_lapse() -> None:
    world = begin(by_hand(visit(patience="90 min"), follow(when="expired")))
    ask(world, "visit", 10.0, [4])
    assert rows(end(world), "tasks", "created_h", service="call") == [(11.5,)]


def test_of_a_lapsed_round_those_not_met_are_followed() -> None:
    hands_over = visit(expires="10 h", at_shift_end="hand_over")
    world = begin(by_hand(ROUNDS, hands_over, follow(when="expired", round=True)))
    ask(world, "visit", 7.0, [0, 1, 2])  # one is met before the shift ends
    assert rows(end(world), "needs", "household", "created_h", service="call") == [
        (1, 17.0),
        (2, 17.0),
    ]


WRONG = {"error": 1.0, "verify": 1.0}


@pytest.mark.parametrize(
    ("when", "created_h"),
    [("done", [3.1]), ("redo", [1.6, 2.1, 2.6]), ("settled", [1.6, 2.1, 2.6, 3.1])],
)
def test_each_outcome_leads_to_its_own_needs(when: str, created_h: list[float]) -> None:
    again = {"town": {"walk": {"stairwells": "0 min"}}}
    records = calls(visit(**WRONG), follow(when=when, crew={"call": 1}), caller(), again)
    found = [at_h for (at_h,) in rows(records, "tasks", "created_h", service="call")]
    assert found == pytest.approx([at_h - 0.1 for at_h in created_h])


def caller() -> dict[str, Any]:
    """Have somebody beside who does nothing but call."""
    beside = {"count": 1, "lives": "outside", "skills": ["call"], "roster": "always"}
    return {"workforce": {"cadres": beside}}


def test_what_is_withdrawn_leads_to_nothing() -> None:
    world = begin(by_hand(ROUNDS, follow(when="settled")))
    ask(world, "visit", 7.9, range(3))
    world.clock.at(
        10.0, 7, lambda _: world.needs.withdraw(world.town.household_stairwell[:1]), 0
    )
    assert rows(end(world), "tasks", "outcome") == [("cancelled",)]


def test_more_who_are_followed_contain_the_fewer() -> None:
    def followed(share: float) -> set[int]:
        records = calls(follow(share=share), {"horizon": "3 d"}, households=24)
        return set(rows(records, "tasks", "household", "task", service="call"))

    few, many = followed(0.3), followed(0.6)
    assert few < many
    assert 4 <= len(few) <= 11
    assert 9 <= len(many) <= 20


def test_a_service_may_follow_itself() -> None:
    again = follow(["visit", "call"], share=0.75)
    world = begin(by_hand(AWAKE, {"horizon": "5 d"}, visit(work="6 min"), again))
    ask(world, "visit", 1.0, range(24))
    records = end(world)
    assert conservation(records) == []
    names = rows(records, "tasks", "task")
    assert len(set(names)) == len(names)
    assert 60 < len(names) < 160  # 24 / (1 - .75) = 96 expected, 17 its spread


def test_keys_of_what_follows_leave_room_for_work_done_again() -> None:
    keys = {child_key(parent, code, 0) for parent in range(100) for code in range(100)}
    assert len(keys) == 10_000
    assert max(keys) < 1 << 62


SOURCE = {
    "horizon": "10 d",
    "services": {
        "visit": {
            "need": {"per": "source", "what": None, "count": 3, "away": "9 h"},
            "work": "1 h",
        }
    },
}


def test_a_source_comes_again_after_its_task_ended() -> None:
    world = begin(by_hand(AWAKE, SOURCE, {"run": {"warm_up": "9 h"}}))
    found = rows(end(world), "tasks", "created_h", "finished_h")
    # the three come at once, and one after the other from then on
    assert [created_h for created_h, _ in found[:3]] == [0.0, 0.0, 0.0]
    ends = [finished_h for _, finished_h in found if finished_h]
    asked = sorted(at_h for at_h, _ in found[3:])
    assert asked == pytest.approx(sorted(at_h + 9 for at_h in ends if at_h + 9 < 240))


def test_a_source_waits_until_its_work_is_right() -> None:
    one = {"services": {"visit": {"need": {"count": 1}, **WRONG}}}
    found = rows(end(begin(by_hand(AWAKE, SOURCE, one))), "tasks", "outcome", "created_h")
    assert [outcome for outcome, _ in found[:5]] == ["redo"] * 3 + ["done", "redo"]
    assert found[4][1] == pytest.approx(9 + 4 + 0.1 + 9)


@pytest.mark.parametrize("share", [1.0, 0.4])
def test_the_kernel_makes_the_same_follow_ups_as_the_services(share: float) -> None:
    # Patience keeps a follow-up from the kernel; of 100 years nobody loses it.
    columns = ("task", "household", "created_h", "started_h", "finished_h")
    by_kernel = calls(follow(share=share), households=8)
    by_services = calls(follow(share=share, patience="876000 h"), households=8)
    found = rows(by_kernel, "tasks", *columns, service="call")
    assert found == rows(by_services, "tasks", *columns, service="call")
    assert 0 < len(found) <= 8
