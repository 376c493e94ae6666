from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import offered_load, warnings
from tests.towns import by_hand

# 24 residents, two grids of two buildings; one worker for 8 h a day.


def load(*services: dict[str, Any], **more: Any) -> float:
    """Give the offered load of services of one hour's work each."""
    each = {"work": "1 h", "crew": {"visit": 1}, "due": "1 d"}
    by_name = {f"s{n}": {**each, **service} for n, service in enumerate(services)}
    scenario = by_hand({"services": {"visit": None, **by_name}}, more)
    found = offered_load(scenario, "visit")
    assert found is not None
    return found * 8


def need(**words: Any) -> dict[str, Any]:
    return {"need": words}


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ({"per": "grid", "rate": "1 /d"}, 2.0),
        ({"per": "resident", "rate": "0.5 /resident/d"}, 12.0),
        ({"per": "person", "share": 0.25, "every": "2 d"}, 3.0),
        ({"per": "building", "at": ["08:00", "16:00"], "every_days": 2}, 4.0),
        ({"per": "building", "at": ["08:00"], "where": "sealed"}, 0.0),
        ({"per": "calendar", "place": "community", "at": ["09:00"], "days": ["mon"]}, 1 / 7),
        ({"per": "post", "where": "grid", "at": ["08:00"], "lasts": "6 h", "heads": 2}, 24.0),
        ({"per": "source", "count": 9, "away": "1 h"}, 0.0),
    ],
)
def test_the_load_of_each_driver(words: dict[str, Any], hours: float) -> None:
    assert load(need(**words)) == pytest.approx(hours)


def test_the_course_of_the_day_is_in_the_load() -> None:
    steps = [{"from": "06:00", "value": 1}, {"from": "18:00", "value": 0}]
    assert load(need(per="grid", rate="1 /d", profile=steps)) == pytest.approx(1.0)


def test_a_class_has_its_share_of_the_load() -> None:
    old = {"share_60_plus": 0.5, "share_80_plus": 0.25, "alone_80_plus": 0.5}
    shares = {
        per_class: load(need(per="person", share=1, every="1 d", per_class=per_class), town=old)
        for per_class in ("all", "aged_60", "aged_80", "aged_80_alone")
    }
    assert shares == pytest.approx(
        {"all": 24.0, "aged_60": 12.0, "aged_80": 6.0, "aged_80_alone": 3.0}
    )


def test_what_follows_is_in_the_load_by_its_share() -> None:
    grid = need(per="grid", rate="1 /d")
    assert load(grid, need(per="task", after="s0", share=0.5)) == pytest.approx(3.0)
    chain = (need(per="task", after="s0"), need(per="task", after="s1", share=0.5))
    assert load(grid, *chain) == pytest.approx(5.0)
    wrong = {**grid, "error": 0.5, "verify": 0.5}
    assert load(wrong, need(per="task", after="s0", when="redo")) == pytest.approx(2.5)


def test_feedback_multiplies_the_load_and_breeds_for_ever_from_one_on() -> None:
    grid = need(per="grid", rate="1 /d")
    back = {"per": "task", "after": ["s0", "s1"]}
    assert load(grid, need(**back, share=0.5)) == pytest.approx(4.0)
    assert load(grid, need(**back, share=0.9)) == pytest.approx(20.0)
    assert load(grid, need(**back)) == float("inf")


def never(**services: Any) -> list[str]:
    each = {"work": "1 h", "crew": {"visit": 1}, "due": "1 d"}
    by_name = {name: {**each, **words} for name, words in services.items()}
    scenario = by_hand({"services": {"visit": None, **by_name}})
    return [text.removeprefix("by-hand: services.") for text in warnings(scenario)]


def test_what_nothing_can_ask_for_is_warned_of() -> None:
    post = {"per": "post", "at": ["08:00"], "lasts": "1 h"}
    assert never(
        a=need(per="building", at=["08:00"], where="sealed"),
        b=need(**post, where="sealed_grid"),
        c=need(**post, where="street", when="emergency"),
        d=need(per="task", after="a"),
        e=need(per="task", after="d", when="settled"),
        f=need(per="grid", rate="1 /d"),
        g=need(per="task", after="f", when="expired"),
        h=need(per="task", after="f", when="redo"),
        i=need(per="task", after="i"),
    ) == [
        "a is never needed, no control seals anybody",
        "b is never needed, no control seals anybody",
        "c is never needed, there is no response to declare an emergency",
        "d is never needed, a is never needed",
        "e is never needed, d is never needed",
        "g is never needed, f never lapses",
        "h is never needed, nothing of f is found wrong",
        "i is never needed, only itself leads to it",
    ]
