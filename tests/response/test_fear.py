"""Fear before orders, and symptoms hidden: bounded, nested, recorded, off by default."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.rng import Purpose, uniforms
from tests.towns import OUTBREAK, SEALING, begin, by_hand, end, find, fingerprint, rows, run

WATCHED = {
    "horizon": "12 d",
    "response": {**SEALING, "controls": {}, "emergency": {"trigger_cases": 99}},
}
FEAR = {"at_most": 0.8, "half_at": 100.0, "recent": "3 d", "factors": {"grid": 0.5}}


def behaviour(**words: Any) -> dict[str, Any]:
    return {"response": {"behaviour": words}}


def careful(records: Any) -> dict[float, int]:
    """Count who is careful by the hour from which she is."""
    spans = rows(records, "restrictions", "from_h", "until_h", cause="fear", layer="grid")
    ends = sorted({h for span in spans for h in span})
    return {h: sum(a <= h < b for a, b in spans) for h in ends}


def test_as_cases_are_reported_some_keep_away_and_later_no_more() -> None:
    world = begin(by_hand(WATCHED, behaviour(fear=FEAR)))
    for one in range(6):
        find(world, resident=one, at_h=5.0)
    u = uniforms(world.seed, Purpose.CAREFUL, np.arange(24))
    records = end(world)
    # six cases of 24 are 250 per 1,000: .8 x 250 / 350 of residents are careful from 24 h on,
    # until 96 h, when the cases are older than three days
    assert careful(records) == {24.0: int((u < 0.8 * 250 / 350).sum()), 96.0: 0}
    assert set(rows(records, "restrictions", "factor")) == {(0.5,)}


def test_fear_knows_the_picture_not_the_truth() -> None:
    spread = {
        "hazards": {
            "outbreak": {
                **OUTBREAK,
                "introductions": {"mean": 0, "infectious_at_start": 9},
                "testing": {"seek_normal": 0, "seek_alert": 0},
            }
        }
    }
    records = run(by_hand(WATCHED, spread, behaviour(fear=FEAR)))
    assert len(records.tables["infections"]["resident"]) >= 9
    assert rows(records, "restrictions", "cause") == []


def test_no_fear_is_the_same_as_leaving_it_out() -> None:
    spread = {"hazards": {"outbreak": OUTBREAK}}
    absent = fingerprint(run(by_hand(WATCHED, spread)))
    none = behaviour(fear={**FEAR, "at_most": 0.0})
    nobody_hides = behaviour(hiding={"at_most": 0.0, "in_emergency": 1.0})
    unmoved = behaviour(hiding={"at_most": 1.0, "per_removal": 0.0, "in_emergency": 0.0})
    for same in (none, nobody_hides, unmoved):
        assert fingerprint(run(by_hand(WATCHED, spread, same))) == absent


def secrecy(**words: Any) -> Any:
    away = {"away": {"kind": "isolation", "factors": {"grid": 0}, "duration": "24 h"}}
    controls = {"response": {"controls": away}}
    return begin(by_hand(WATCHED, controls, behaviour(hiding=words)))


def test_each_neighbour_taken_away_makes_more_households_hide_up_to_a_bound() -> None:
    world = secrecy(at_most=0.6, per_removal=0.25, recent="2 d")
    homes, u = np.arange(24), uniforms(world.seed, Purpose.HIDES, np.arange(24))
    hides = world.service_ports.hides
    assert not hides(homes, 0.0).any()
    for removed, share in ((0, 0.25), (1, 0.5), (2, 0.6)):
        world.service_ports.isolate(np.array([removed]))
        first = hides(homes, 0.0)
        assert first[:3].tolist() == (u[:3] < share).tolist()  # her stairwell
        assert not first[3:].any()
    assert not hides(homes, 48.0).any()  # forgotten by then


def test_in_the_emergency_some_hide_whoever_was_taken_away() -> None:
    world = secrecy(at_most=0.7, in_emergency=0.4)
    homes, u = np.arange(24), uniforms(world.seed, Purpose.HIDES, np.arange(24))
    assert not world.service_ports.hides(homes, 0.0).any()
    world.state.alert = True
    assert world.service_ports.hides(homes, 0.0).tolist() == (u < 0.4).tolist()


def test_who_hides_does_not_seek_a_test() -> None:
    spread = {
        "hazards": {
            "outbreak": {
                **OUTBREAK, "R0": 0, "introductions": {"mean": 0, "infectious_at_start": 12}
            }
        },
        "response": {"emergency": {"manual_from": "2022-03-01 08:00", "delay": "0 h"}},
    }  # fmt: skip
    open_, hidden = (
        run(by_hand(WATCHED, spread, behaviour(hiding={"at_most": 1.0, "in_emergency": share})))
        for share in (0.0, 0.5)
    )
    found = [set(rows(one, "events", "value", event="case_found")) for one in (open_, hidden)]
    assert found[1] < found[0]
    assert len(found[0]) == 12
