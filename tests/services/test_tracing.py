"""An interview reaches whom a case met: they are quarantined, kept from work and tested."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.measures import measure
from sim.rng import Purpose, uniforms
from tests.services.test_consequences import SILENT, ill
from tests.towns import OUTBREAK, begin, by_hand, end, find, fingerprint, rows

CONTACTS = {
    "kind": "quarantine",
    "scope": "household",
    "factors": {"grid": 0, "city": 0},
    "duration": "10 h",
}
INTERVIEWS = {
    "horizon": "63 h",  # the findings of the interview are known, no second one is done
    "hazards": {"outbreak": OUTBREAK},
    "workforce": {"grid_workers": {"roster": "always"}},
    "response": {
        "emergency": {"trigger_cases": 99},
        "controls": {"contacts": CONTACTS},
    },
    "services": {
        "visit": {
            "need": {"what": "person"},
            "consequence": {
                "kind": "tracing",
                "control": "contacts",
                "look_back": "48 h",
                "named": 1.0,
            },
        }
    },
}
CASE, FOUND_H, SAMPLED_H = 3, 50.0, 46.0


def town(*changes: dict[str, Any], case: int = CASE) -> Any:
    world = begin(by_hand(INTERVIEWS, SILENT, *changes))
    find(world, resident=case, at_h=FOUND_H, sampled_h=SAMPLED_H)
    return world


def interview_h(records: Any) -> float:
    finished_h, *_ = rows(records, "tasks", "finished_h", service="visit")[0]
    return float(finished_h)


def met(world: Any, until_h: float, case: int = CASE) -> list[int]:
    who = world.hazards["outbreak"].epidemic.contacts(case, SAMPLED_H - 48.0, until_h).person
    return sorted(set(who.tolist()) - {case})


def shut_in(records: Any, from_h: float) -> list[int]:
    spans = rows(records, "restrictions", "resident", "from_h", layer="grid", cause="contacts")
    return sorted(resident for resident, at_h in spans if at_h == from_h)


def test_the_households_of_those_whom_a_case_met_are_quarantined_after_the_interview() -> None:
    world = town()
    records = end(world)
    at_h = interview_h(records)
    assert at_h > FOUND_H
    assert shut_in(records, at_h) == met(world, at_h)
    spans = rows(records, "restrictions", "from_h", "until_h", cause="contacts", layer="grid")
    assert (at_h, round(at_h + 10.0, 4)) in spans
    traced = rows(records, "events", "time_h", "value", event="traced")
    assert traced == [(at_h, len(met(world, at_h)))]
    assert 12 < traced[0][1] < 24  # a dozen contacts a day, over some two days, among 24


def test_whom_a_case_names_is_keyed_by_case_and_contact() -> None:
    half = {"services": {"visit": {"consequence": {"named": 0.5}}}}
    world = town(half)
    records = end(world)
    at_h = interview_h(records)
    people = np.array(met(world, at_h))
    u = uniforms(world.seed, Purpose.NAMED, CASE, people)
    assert shut_in(records, at_h) == people[u < 0.5].tolist()
    assert 0 < len(people[u < 0.5]) < len(people)


def test_contacts_are_tested_once_and_found_after_the_turnaround() -> None:
    first = begin(by_hand(INTERVIEWS, SILENT))
    one = ill(first)
    end(first)
    case = next(r for r in range(24) if one in met(first, 50.0, r))
    world = town(case=case)
    records = end(world)
    at_h = interview_h(records)
    assert records.facts["tests"] == len(met(world, at_h, case))
    assert (round(at_h + 12.0, 4), one) in rows(
        records, "events", "time_h", "value", event="case_found"
    )
    assert rows(records, "infections", "found_by", resident=one) == [("tracing",)]


def test_a_worker_who_is_a_contact_stays_away_while_the_control_lasts() -> None:
    more = {
        "workforce": {
            "volunteers": {
                "count": 8,
                "lives": "town",
                "skills": ["help"],
                "roster": "always",
            }
        }
    }
    world = town(more)
    records = end(world)
    at_h, staff = interview_h(records), world.desk.tables.workers
    people = set(met(world, at_h))
    away_until_h = {
        int(person): round(float(until_h), 4)
        for person, until_h in zip(staff["person"], staff["absent_until_h"], strict=True)
        if until_h > 0
    }
    well = world.state.fields.latest < 0  # the ill are away for other reasons
    away_until_h = {who: until_h for who, until_h in away_until_h.items() if well[who]}
    volunteers = {
        worker.person
        for worker in world.workers
        if worker.employer == "volunteers" and well[worker.person]
    }
    traced = {person: round(at_h + 10.0, 4) for person in volunteers & people}
    assert away_until_h == traced
    assert len(traced) > 2


def test_a_control_that_may_not_be_used_yet_quarantines_nobody() -> None:
    later = {"response": {"controls": {"contacts": {"when": "emergency"}}}}
    records = end(town(later))
    assert rows(records, "restrictions", "resident") == []
    assert len(rows(records, "events", "value", event="traced")) == 1


def test_nobody_named_is_the_same_as_no_tracing_but_for_the_count() -> None:
    def told(words: Any) -> dict[str, str]:
        world = town({"services": {"visit": {"consequence": words}}})
        return fingerprint(end(world), ["events"])

    assert told({"named": 0.0}) == told(None)


# -- by layer, over time, over generations ---------------------------------------------------


def consequence(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": {"consequence": words}}}


def test_a_contact_is_remembered_and_reached_by_the_layer_in_which_she_was_met() -> None:
    world = town(consequence(recall={"city": 0.0}))
    records = end(world)
    at_h = interview_h(records)
    found = world.hazards["outbreak"].epidemic.contacts(CASE, SAMPLED_H - 48.0, at_h)
    in_grid = set(found.person[found.layer == 2].tolist()) - {CASE}  # layer 2: the grid
    assert shut_in(records, at_h) == sorted(in_grid)
    assert in_grid < set(met(world, at_h))


def test_recall_and_reach_are_two_lucks_of_one_pair() -> None:
    everywhere = dict.fromkeys(("grid", "city"), 0.5)
    world = town(consequence(recall=everywhere, reach=dict.fromkeys(everywhere, 0.6)))
    records = end(world)
    at_h = interview_h(records)
    people = np.array(met(world, at_h))
    recalled = uniforms(world.seed, Purpose.RECALLED, CASE, people) < 0.5
    reached = uniforms(world.seed, Purpose.NAMED, CASE, people) < 0.6
    assert shut_in(records, at_h) == people[recalled & reached].tolist()


def test_recall_of_all_in_every_layer_is_the_same_as_none_stated() -> None:
    everything = consequence(recall={"grid": 1.0}, notify="0 h", generations=1)
    assert fingerprint(end(town(everything))) == fingerprint(end(town()))


def test_contacts_are_quarantined_when_they_are_told() -> None:
    world = town(consequence(notify="2 h"))
    records = end(world)
    at_h = interview_h(records)
    assert shut_in(records, at_h) == []
    assert shut_in(records, round(at_h + 2.0, 4)) == met(world, at_h)


def test_each_contact_is_told_after_a_time_of_her_own() -> None:
    law = {"law": "exponential", "mean": "1 h"}
    world = town(consequence(notify=law))
    records = end(world)
    at_h = interview_h(records)
    spans = rows(records, "restrictions", "resident", "from_h", layer="grid", cause="contacts")
    people = np.array(met(world, at_h))
    u = uniforms(world.seed, Purpose.NOTIFIED, CASE, people, 1)
    for person, waits_h in zip(people.tolist(), -np.log1p(-u), strict=True):
        told_h = min(h for one, h in spans if one == person)
        assert abs(told_h - at_h - waits_h) < 0.001


def test_contacts_of_contacts_come_under_a_control_of_their_own() -> None:
    second = {
        "response": {"controls": {"further": {**CONTACTS, "duration": "4 h"}}},
        "services": {"visit": {"consequence": {"generations": 2, "further": "further"}}},
    }
    few = {"hazards": {"outbreak": {"layers": {"grid": {"contacts": "0.6 /d"}}}}}
    world = town(second, few)
    records = end(world)
    at_h = interview_h(records)
    first = met(world, at_h)
    beyond: set[int] = set()
    for person in first:
        who = world.hazards["outbreak"].epidemic.contacts(person, at_h - 48.0, at_h).person
        beyond |= set(who.tolist())
    beyond -= {*first, CASE}
    spans = rows(records, "restrictions", "resident", "from_h", "until_h", cause="further")
    assert {one for one, *_ in spans} == beyond
    assert {(round(b - a, 4)) for _, a, b in spans} == {4.0}
    assert len(beyond) > 0
    told = rows(records, "events", "value", event="traced_further")
    assert sum(value for (value,) in told) == len(beyond)


def test_the_clock_counts_from_the_finding() -> None:
    world = town(consequence(notify="3 h", clock=("2 h", "4 h", "24 h")))
    records = end(world)
    at_h = interview_h(records)
    started_h = rows(records, "tasks", "started_h", service="visit")[0][0]
    took = [
        rows(records, "events", "value", event=event)[0][0]
        for event in ("trace_start", "trace_facts", "trace_told")
    ]
    assert took == [
        round(started_h - FOUND_H, 4),
        round(at_h - FOUND_H, 4),
        round(at_h + 3.0 - FOUND_H, 4),
    ]
    measured = measure(records)
    assert measured["trace_told_in_time"] == 1.0
    assert measured["trace_start_in_time"] == float(took[0] <= 2.0)
