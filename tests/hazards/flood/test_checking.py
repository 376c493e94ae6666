"""The rules of a flood: sound in a run, and every planted fault told with its words."""

from __future__ import annotations

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records
from tests.checks.test_check import spoilt
from tests.hazards.rivers import flood
from tests.towns import by_hand, run, town_of


@pytest.fixture(scope="module")
def sound() -> Records:
    """Run the small town in a flood that takes its roads."""
    return run(flood())


def found(records: Records) -> list[str]:
    return check(records, town_of(records.scenario))


def outing(records: Records, service: str, set_out_h: float) -> int:
    """Give the row of the first outing of a service from a time on [h]."""
    tasks, rows = records.tables["tasks"], records.tables["assignments"]
    mine = np.isin(rows["task"], tasks["task"][tasks["service"] == service])
    return int(np.flatnonzero(mine & (rows["set_out_h"] >= set_out_h))[0])


def placed(records: Records, row: int) -> str:
    """Give the grid in which an outing ends."""
    tasks, rows = records.tables["tasks"], records.tables["assignments"]
    return str(tasks["grid"][tasks["task"] == rows["task"][row]][0])


def test_a_flood_that_takes_roads_has_no_violation(sound: Records) -> None:
    assert found(sound) == []


def test_a_way_over_a_road_under_water_is_noticed(sound: Records) -> None:
    """From C01-G01 to C02-G02 it is 0.63 h by road, 0.75 h by boat once they are gone."""
    rows = sound.tables["assignments"]
    row = outing(sound, "evacuate", 6.0)
    set_out_h = rows["set_out_h"][row]
    assert (placed(sound, row), rows["started_h"][row] - set_out_h) == ("C02-G02", 0.75)
    walked = spoilt(sound, "assignments", "started_h", row, set_out_h + 0.63)
    assert found(walked) == [
        f"worker {rows['worker'][row]} went from C01-G01 to C02-G02 at {set_out_h:.4f} h faster"
        " than the roads allow"
    ]


def test_so_is_one_by_somebody_who_idled_before_it(sound: Records) -> None:
    rows = sound.tables["assignments"]
    row = outing(sound, "care", 9.9) + 5
    assert (rows["set_out_h"][row], rows["started_h"][row]) == (10.0, 10.75)
    walked = spoilt(sound, "assignments", "started_h", row, 10.63)
    assert found(walked) == [
        f"worker {rows['worker'][row]} went from C02-G02 to C01-G02 at 10.0000 h faster than"
        " the roads allow"
    ]


def test_a_program_that_kept_the_roads_open_is_found_out(sound: Records) -> None:
    """Whoever can wade through 9 m loses no road; judged by the 0.3 m of the scenario."""
    waded = run(flood({"hazards": {"river": {"wade": 9}}}))
    assert found(waded) == []
    judged = Records(sound.scenario, 0, waded.tables, waded.facts)
    fast = [sentence for sentence in found(judged) if "faster than the roads" in sentence]
    assert len(fast) > 3


def test_a_shelter_above_its_places_is_noticed(sound: Records) -> None:
    """All who are gathered in two shelters are moved to one, which has a place too few."""
    events = sound.tables["events"]
    gathered = np.isin(events["event"], ["gathered", "dispersed"])
    columns = {name: column.copy() for name, column in events.items()}
    columns["place"][gathered] = "C02-G02"
    crowded = Records(sound.scenario, 0, {**sound.tables, "events": columns}, sound.facts)
    heads = np.diff(town_of(sound.scenario).household_start)
    homes = np.unique(events["value"][gathered]).astype(np.int64)
    most = int(heads[homes].sum())
    exact = sound.scenario.override({"hazards.river.shelters.capacity": most})
    assert found(Records(exact, 0, crowded.tables, crowded.facts)) == []
    less = sound.scenario.override({"hazards.river.shelters.capacity": most - 1})
    assert found(Records(less, 0, crowded.tables, crowded.facts)) == [
        f"the shelter of C02-G02 held {most} of {most - 1}"
    ]


@pytest.mark.parametrize("service", ["persuade", "evacuate"])
def test_one_who_sets_out_into_the_water_is_noticed(sound: Records, service: str) -> None:
    """At 9 h the water is 2 m high and stands in C01-G02, at 0.4 m."""
    tasks, rows = sound.tables["tasks"], sound.tables["assignments"]
    mine = tasks["task"][(tasks["service"] == service) & (tasks["grid"] == "C01-G02")]
    row = int(np.flatnonzero(np.isin(rows["task"], mine))[0])
    late = spoilt(sound, "assignments", "set_out_h", row, 9.0)
    assert f"task {rows['task'][row]} is set out for at 9.0000 h into the water" in found(late)


def test_one_who_sets_out_after_the_deadline_is_noticed(sound: Records) -> None:
    """What is asked for at a home lapses as the water comes, or at its peak."""
    tasks, rows = sound.tables["tasks"], sound.tables["assignments"]
    row = outing(sound, "evacuate", 0.0)
    task = int(np.flatnonzero(tasks["task"] == rows["task"][row])[0])
    expired_h = tasks["expires_h"][task]
    late = spoilt(sound, "assignments", "set_out_h", row, expired_h)
    late = spoilt(late, "assignments", "started_h", row, expired_h + 1.0)
    late = spoilt(late, "assignments", "finished_h", row, expired_h + 2.0)
    late = spoilt(late, "tasks", "finished_h", task, expired_h + 2.0)
    assert (
        f"task {tasks['task'][task]} is set out for at {expired_h:.4f} h, when it had expired"
        f" at {expired_h:.4f} h"
    ) in found(late)


def test_a_rule_of_a_hazard_needs_no_order_of_the_response() -> None:
    """Who has left meets nobody at home: no control of the response says so."""
    response = {"meets": ["08:00"], "controls": {}}
    records = run(flood({"response": response}))
    assert set(records.tables["restrictions"]["cause"].tolist()) == {"evacuated"}
    assert found(records) == []
    renamed = spoilt(records, "restrictions", "cause", 0, "nothing")
    who = records.tables["restrictions"]["resident"][0]
    assert found(renamed) == [
        f"resident {who} is restricted by nothing, which is no control in use"
    ]


def test_no_water_breaks_no_rule() -> None:
    records = run(flood({"hazards": {"river": {"peak": 0}}}))
    assert found(records) == []
    assert by_hand().hazards == {}
