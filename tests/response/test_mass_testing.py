"""Rounds of mass testing: who is called when, who is missed, what pools find, by hand."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import pytest

from sim.measures import conservation, measure
from sim.rng import Purpose, uniform
from tests.response.mass_rounds import SWABS
from tests.towns import begin, by_hand, end, find, fingerprint, rows, run

ILL = 12  # introduced at clock 0 by the luck of seed 1: in stairwell 4, the first of grid 2
SITES = "testing_sites"
NO_STAFF = {"workforce": {"grid_workers": {"count": 0}}}


def response(**words: Any) -> dict[str, Any]:
    return {"response": words}


def sites(**words: Any) -> dict[str, Any]:
    return {"response": {SITES: words}}


def rounds(**words: Any) -> dict[str, Any]:
    return {"response": {"mass_testing": {"everybody": words}}}


def samples(records: Any) -> list[tuple[Any, ...]]:
    return rows(records, "tasks", "created_h", "started_h", "finished_h", "outcome", "stops")


def test_stairwells_are_called_one_by_one_and_everybody_is_sampled() -> None:
    records = run(by_hand(SWABS))
    # 09:00 to 17:00, the calls over the first half: four stairwells a site, an hour apart
    called = [(h, h, h + 0.3, "done", 3) for h in (1.0, 2.0, 3.0, 4.0) for _ in range(2)]
    assert [(round(c, 4), s, round(f, 4), o, n) for c, s, f, o, n in samples(records)] == called
    found = measure(records)
    assert (found["sampled_share"], found["missed_people"]) == (1.0, 0.0)
    assert round(found["swab_queue_h"], 4) == 0.1  # 0, 6 and 12 minutes
    assert conservation(records) == []


def test_pools_close_when_full_and_with_their_stairwell() -> None:
    records = run(by_hand(SWABS))
    results = rows(records, "events", "time_h", "value", event="pool")
    # of three people: a pool of two, whose last sample is 6 minutes old, and one alone
    assert results[:4] == [(1.3, 6.0), (1.3, 6.1), (1.3, 6.0), (1.3, 6.1)]
    assert len(results) == 16
    assert measure(records)["pools"] == 16.0


def test_a_positive_pool_is_sampled_singly_and_its_case_found() -> None:
    records = run(by_hand(SWABS))
    assert rows(records, "infections", "resident") == [(ILL,)]
    # sampled by 10:18 in a pool of two, known after 6 h, again after 4 h, known after 6 h
    assert rows(records, "events", "time_h", "value", event="pool_positive") == [(7.3, 2.0)]
    assert rows(records, "infections", "detected_h", "found_by") == [(17.3, "round")]
    assert records.facts["tests"] == 24 + 2


def test_without_pools_a_case_is_found_by_her_first_sample() -> None:
    records = run(by_hand(SWABS, sites(pool=1)))
    assert rows(records, "infections", "detected_h") == [(7.3,)]
    assert records.facts["tests"] == 24


def test_a_service_samples_positive_pools_where_one_is_stated() -> None:
    singly = {
        "services": {
            "singly": {
                "need": {"per": "positive_pool"},
                "crew": {"visit": 1},
                "work": "12 min",
                "content": "gross",
                "due": "6 h",
                "priority": 0,
            }
        }
    }
    records = run(by_hand(SWABS, singly))
    done = rows(records, "tasks", "created_h", "finished_h", "stops", service="singly")
    assert done == [(7.3, 7.7, 2)]
    assert rows(records, "infections", "detected_h") == [(13.7,)]


def test_without_samplers_everybody_is_missed_and_nothing_is_known() -> None:
    records = run(by_hand(SWABS, NO_STAFF))
    found = measure(records)
    assert (found["sampled_share"], found["missed_people"]) == (0.0, 24.0)
    assert {row[3] for row in samples(records)} == {"cancelled"}  # those at the two tables
    assert rows(records, "events", "event", event="case_found") == []


def test_what_one_sampler_cannot_do_by_closing_time_is_missed() -> None:
    slow = {
        "services": {"swabs": {"work": "1 h"}},
        "workforce": {"grid_workers": {"count": 1}},
    }
    records = run(by_hand(SWABS, slow))
    # one worker: 09:00 to 17:00 are two stairwells of 3 h and one begun, which is finished
    assert [row[1:] for row in samples(records) if row[3] == "done"] == [
        (1.0, 4.0, "done", 3),
        (4.0, 7.0, "done", 3),
        (7.0, 10.0, "done", 3),
    ]
    assert measure(records)["missed_people"] == 15.0


def test_a_round_of_two_days_calls_the_rest_again() -> None:
    slow = {
        "services": {"swabs": {"work": "1 h"}},
        "workforce": {"grid_workers": {"count": 1}},
    }
    records = run(by_hand(SWABS, slow, rounds(due="48 h"), {"horizon": "4 d"}))
    assert measure(records)["missed_people"] == 6.0  # three stairwells a day
    assert rows(records, "events", "time_h", event="swab_missed") == [(49.0,)]


def test_more_tables_at_a_site_serve_more_stairwells_at_once() -> None:
    at_once = [{"workforce": {"grid_workers": {"count": 8}}}, sites(called_over=0)]
    one = samples(run(by_hand(SWABS, *at_once)))
    two = samples(run(by_hand(SWABS, *at_once, sites(tables=2))))
    assert sorted({round(row[1], 4) for row in one}) == [1.0, 1.3, 1.6, 1.9]
    assert sorted({round(row[1], 4) for row in two}) == [1.0, 1.3]


def test_the_first_round_waits_for_the_set_up_of_its_sites() -> None:
    records = run(by_hand(SWABS, sites(set_up="5 h"), rounds(rounds=2)))
    starts = [row[1] for row in samples(records)]
    assert (min(starts), min(h for h in starts if h > 24)) == (6.0, 25.0)


def test_a_grid_without_a_case_is_not_called() -> None:
    near = rounds(where="grid", rounds=None)
    world = begin(by_hand(SWABS, near))
    find(world, resident=0, at_h=0.5)
    records = end(world)
    grids = rows(records, "tasks", "grid")
    assert grids[:4] == [("C01-G01",)] * 4
    first = rows(records, "events", "time_h", "value", event="swab_round")
    assert first[0] == (1.0, 12.0)


def test_who_keeps_away_keeps_away_by_her_own_luck() -> None:
    world = begin(by_hand(SWABS, rounds(takes_part=0.5, rounds=2)))
    records = end(world)
    name = crc32(b"everybody")
    u = [uniform(world.seed, Purpose.TAKES_PART, one, name, 0) for one in range(24)]
    come = [one for one in range(24) if u[one] < 0.5]
    sampled = sorted(one for (one,) in rows(records, "needs", "resident", outcome="met"))
    assert sampled == sorted(come * 2)
    assert measure(records)["missed_people"] == 2.0 * (24 - len(come))
    assert 0 < len(come) < 24


@pytest.mark.parametrize(
    "nothing",
    [sites(tables=0), sites(per_grid=0), rounds(takes_part=0), rounds(enabled=False)],
    ids=["no table", "no site", "nobody comes", "switched off"],
)
def test_nothing_of_it_is_the_same_as_leaving_it_out(nothing: dict[str, Any]) -> None:
    absent = response(mass_testing=None, testing_sites=None)
    assert fingerprint(run(by_hand(SWABS, nothing))) == fingerprint(run(by_hand(SWABS, absent)))


def test_rounds_of_the_emergency_wait_for_it() -> None:
    records = run(by_hand(SWABS, rounds(when="emergency")))
    assert rows(records, "tasks", "task") == []


def test_who_waits_meets_the_others_who_wait() -> None:
    crowded = [
        {"hazards": {"outbreak": {"R0": 2, "layers": {"grid": {"contacts": "10 /d"}}}}},
        {"services": {"swabs": {"work": "1 h"}}},
        rounds(rounds=3),
        sites(called_over=0, queue_contacts=60.0, queue_risk=1.0),
    ]
    quiet = sites(queue_risk=0)
    found = [
        [measure(run(by_hand(SWABS, *crowded, *more), k))["queue_infections"] for k in range(6)]
        for more in ((), (quiet,))
    ]
    assert sum(found[1]) == 0.0
    assert sum(found[0]) >= 5.0
    assert np.min(found[0]) >= 0.0


def test_at_the_table_only_the_sampler_is_met() -> None:
    near = [
        {"hazards": {"outbreak": {"R0": 8, "layers": {"grid": {"contacts": "0.001 /d"}}}}},
        {"services": {"swabs": {"contact": "table", "risk": 1.0}}},
        rounds(rounds=3),
    ]
    infectors: set[int] = set()
    for replication in range(4):
        records = run(by_hand(SWABS, *near), replication)
        staff = {person for (person,) in rows(records, "workers", "person")}
        caught = rows(records, "infections", "resident", "infector", layer="session")
        infectors |= {one for one, _ in caught}
        assert all({one, by} & staff for one, by in caught)
    assert infectors
