"""Who is called at which level, which services stand still, one command, and preparedness."""

from __future__ import annotations

from typing import Any

from sim.measures import conservation, measure
from sim.records import Records
from tests.towns import begin, by_hand, end, find, fingerprint, rows, run

LEVELS = {
    "meets": ["08:00", "20:00"],
    "triggers": {
        "case": {"measure": "cases", "last": "2 d", "at_least": 1},
        "three": {"measure": "cases", "last": "2 d", "at_least": 3},
        "calm": {"measure": "cases", "last": "2 d", "at_most": 0},
    },
    "levels": {
        "normal": {},
        "IV": {"enter": "case", "leave": "calm"},
        "III": {"enter": "three", "leave": "calm"},
    },
}
RESERVE = {
    "workforce": {
        "cadres": {
            "count": 10,
            "lives": "outside",
            "skills": ["visit"],
            "roster": "always",
            "call_up": {"notice": "4 h"},
        }
    }
}
REQUESTS = {
    "services": {
        "requests": {
            "need": {"per": "resident", "rate": "0.3 /resident/d"},
            "crew": {"visit": 1},
            "work": "10 min",
            "priority": 5,
            "due": "12 h",
            "at_shift_end": "hand_over",
        }
    }
}


def world_of(response: dict[str, Any], *more: Any, cases: tuple[float, ...] = ()) -> Records:
    changes = (
        {"horizon": "10 d"},
        {"response": LEVELS},
        RESERVE,
        {"response": response},
        *more,
    )
    world = begin(by_hand(*changes))
    for resident, at_h in enumerate(cases):
        find(world, resident, at_h)
    return end(world)


def arrivals(records: Records) -> list[float]:
    return [time_h for (time_h,) in rows(records, "events", "time_h", event="worker_arrived")]


def called(**said: Any) -> dict[str, Any]:
    return {"mobilisation": {"cadres": said}}


def test_each_level_calls_its_share() -> None:
    response = called(share={"IV": 0.3, "III": 1.0})
    assert arrivals(world_of(response, cases=(1.0,))) == [16.0] * 3
    later = world_of(response, cases=(1.0, 13.0, 14.0))
    assert arrivals(later) == [16.0] * 3 + [28.0] * 7


def test_without_an_entry_all_are_called_in_the_emergency() -> None:
    assert arrivals(world_of({}, cases=(1.0,))) == [16.0] * 10


def test_nobody_called_leaves_the_others_alone() -> None:
    records = world_of(called(share={"IV+": 0.0}), cases=(1.0,))
    assert arrivals(records) == []
    absent = world_of(
        {}, {"workforce": {"cadres": {"call_up": {"notice": "99 d"}}}}, cases=(1.0,)
    )
    assert fingerprint(records) == fingerprint(absent)


def test_who_is_briefed_comes_later_and_who_is_kept_goes_later() -> None:
    response = called(share={"IV+": 1.0}, briefing="2 h", returns="12 h")
    records = world_of(response, cases=(1.0,))
    assert arrivals(records) == [18.0] * 10
    assert rows(records, "events", "time_h", "value", event="level")[-1] == (60.0, 0.0)


def test_a_level_lower_sends_the_rest_home() -> None:
    response = {
        **called(share={"IV": 0.3, "III": 1.0}),
        "triggers": {"few": {"measure": "cases", "last": "1 d", "at_most": 1}},
        "levels": {"III": {"leave": "few"}},
    }
    day = {"workforce": {"cadres": {"roster": "day"}}}
    records = world_of(response, day, cases=(1.0, 2.0, 3.0))
    assert rows(records, "events", "time_h", "place", event="level")[:2] == [
        (12.0, "III"),
        (36.0, "IV"),
    ]
    begun = rows(records, "shifts", "from_h", "worker")
    cadres = [worker for from_h, worker in begun if worker > 0 and from_h == 24.0]
    after = [worker for from_h, worker in begun if worker > 0 and from_h == 48.0]
    assert (len(cadres), len(after)) == (10, 3)


def test_who_is_absent_is_replaced_from_the_rest() -> None:
    response = called(share={"IV+": 0.3}, replaces=True)
    changes = ({"horizon": "10 d"}, {"response": LEVELS}, RESERVE, {"response": response})
    world = begin(by_hand(*changes))
    find(world, 0, 1.0)
    first = world.duty.reserve._in_turn("cadres")[0]
    person = world.workers[int(first)].person
    world.clock.at(20.0, 1, lambda _: world.duty.absent(person, 500.0), None)
    assert arrivals(end(world)) == [16.0, 16.0, 16.0, 28.0]


def test_a_service_that_stands_still_is_made_up_for_afterwards() -> None:
    worked = {"workforce": {"grid_workers": {"roster": "always"}}}
    records = world_of({"pauses": {"requests": "IV+"}}, REQUESTS, worked, cases=(1.0,))
    assert conservation(records) == []
    started = [s for (s,) in rows(records, "tasks", "started_h", service="requests") if s]
    assert min(started) == 60.1  # six minutes' walk after the stand-down at 60 h
    created = rows(records, "tasks", "created_h", service="requests")
    waiting = [at_h for (at_h,) in created if at_h < 60.0]
    found = measure(records)
    assert found["routine_backlog_at_stand_down"] == len(waiting) == 15
    assert 0 < found["routine_backlog_gone_h"] < 24
    assert found["routine_backlog_gone"] == 1.0
    assert found["level_h_IV"] == found["paused_h_requests"] == 48.0
    assert rows(records, "events", "time_h", event="paused") == [(12.0,)]
    assert rows(records, "events", "time_h", event="resumed") == [(60.0,)]


def test_nothing_paused_is_as_if_nothing_were_said() -> None:
    none = world_of({}, REQUESTS, cases=(1.0,))
    never = {"pauses": {"requests": "III"}, "joint_command": {"when": "III"}}
    assert fingerprint(world_of(never, REQUESTS, cases=(1.0,))) == fingerprint(none)


def test_joint_command_pools_the_areas_and_ranks_by_the_latest_start() -> None:
    apart = {"workforce": {"pooling": "grid", "grid_workers": {"roster": "always"}}}
    world = begin(
        by_hand({"horizon": "4 d"}, {"response": LEVELS}, REQUESTS, apart,
                {"response": {"joint_command": {"when": "IV+"}}})
    )  # fmt: skip
    find(world, 0, 1.0)
    seen = []

    def look(_: object) -> None:
        tables = world.desk.tables
        seen.append((world.desk.area_of_grid.tolist(), set(tables.services["rule"].tolist())))

    for at_h in (11.0, 20.0, 70.0):
        world.clock.at(at_h, 9, look, None)
    records = end(world)
    assert seen == [([0, 1], {2}), ([0, 0], {5}), ([0, 1], {2})]
    assert conservation(records) == []


def test_preparedness_shortens_the_delay_and_costs_by_the_year() -> None:
    slow = {"levels": {"IV": {"delay": "10 h"}}}
    begins = {}
    for name, said in {
        "nothing": {},
        "plan": {"plan": {"per_year": 1000, "delay": 0.5}},
        "drills": {"drills": {"a_year": 2, "each": 300, "delay": 0.9}},
        "many drills": {"drills": {"a_year": 99, "delay": 0.9, "at_least": 0.6}},
        "no drills": {"drills": {"a_year": 0, "each": 300}},
        "pre-authorised": {"pre_authorised": {"per_year": 50}},
    }.items():
        records = world_of({**slow, "preparedness": said}, cases=(1.0,))
        ((at_h, _), *_) = rows(records, "events", "time_h", "value", event="level")
        begins[name] = (at_h, measure(records)["cost_preparedness"])
    assert begins == {
        "nothing": (22.0, 0.0),
        "plan": (17.0, 1000.0),
        "drills": (20.1, 600.0),
        "many drills": (18.0, 0.0),
        "no drills": (22.0, 0.0),
        "pre-authorised": (12.0, 50.0),
    }


def test_an_agreement_brings_its_heads_after_its_notice() -> None:
    firms = {
        "property_staff": {
            "count": 0, "lives": "outside", "skills": ["visit"], "roster": "always",
            "call_up": {"notice": "24 h"},
        }
    }  # fmt: skip
    agreed = {
        "preparedness": {
            "agreements": {"firms": {"employer": "property_staff", "heads": 4, "notice": "6 h"}}
        }
    }
    records = world_of(agreed, {"workforce": firms}, cases=(1.0,))
    assert arrivals(records) == [16.0] * 10 + [18.0] * 4
    nobody = {
        "preparedness": {"agreements": {"firms": {"employer": "property_staff", "heads": 0}}}
    }
    same = world_of(nobody, {"workforce": firms}, cases=(1.0,))
    assert fingerprint(same) == fingerprint(world_of({}, {"workforce": firms}, cases=(1.0,)))


def test_a_stock_of_suits_is_there_from_the_start() -> None:
    suits = {"workforce": {"suits": {"stock": 5, "reorder_at": 0}}, "horizon": "1 d"}
    stock = {"response": {"preparedness": {"stock": {"suits": 20, "per_year": 60}}}}
    records = run(by_hand(suits, {"response": LEVELS}, stock))
    assert records.facts["suits_left"] == 25
    assert measure(records)["cost_preparedness"] == 60.0
    assert run(by_hand(suits, {"response": LEVELS})).facts["suits_left"] == 5
