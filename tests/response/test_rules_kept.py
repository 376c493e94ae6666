"""Rules that every run keeps: exact chances of a test, capacities on every day, no hunches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from sim.checks import check
from tests.response.mass_rounds import SWABS
from tests.response.switches import IMMUNE, KINDS, TOWN
from tests.response.switches_beside import PARTS, traced
from tests.towns import begin, by_hand, end, fingerprint, merged, rows, run

PEOPLE = 4000


@pytest.mark.parametrize(
    ("kind", "hours", "share"),
    [("pcr", 12.0, 0.2), ("pcr", 48.0, 0.7), ("pooled", 48.0, 0.6), ("pcr", 96.0, 0.5)],
)
def test_results_by_day_since_infection_match_exact_binomials(
    kind: str, hours: float, share: float
) -> None:
    # within the exact interval but for one in a million; a share that is .05 off falls out of
    # it with a chance of .6 or more, .1 off for certain
    testing = {
        "sensitivity": [["0 d", 0], ["1 d", 0.4], ["2 d", 0.7], ["6 d", 0.3]],
        "pooled_loss": 0.1,
    }
    seeds = {"mean": 0, "dated": [{"at": "2022-03-01 08:00", "count": PEOPLE}]}
    spread = {"hazards": {"outbreak": {"introductions": seeds, "testing": testing}}}
    town = {"town": {"households_per_grid": PEOPLE // 2}, "horizon": "9 d"}
    nothing = {"response": {"mass_testing": None, "testing_sites": None}}
    world = begin(by_hand(SWABS, town, spread, nothing, {"services": {"swabs": None}}))
    world.clock.run(hours)
    ill = np.flatnonzero(world.state.fields.latest[:PEOPLE] >= 0)  # some were drawn twice
    positive = int(world.service_ports.examine(ill, kind, np.full(len(ill), hours)).sum())
    low, high = binom.ppf([5e-7, 1 - 5e-7], len(ill), share)
    assert len(ill) > 2400
    assert low <= positive <= high


BUSY: dict[str, Any] = {
    "horizon": "8 d",
    "workforce": {"grid_workers": {"count": 8}},
    "response": {
        "laboratory": {"tubes_per_day": 9},
        "mass_testing": {"everybody": {"rounds": None, "due": "12 h"}},
        "testing_sites": {"tables": 1, "opens": "09:00", "called_over": 0},
        "controls": {
            "hotel": {"kind": "quarantine", "scope": "building", "duration": "2 d",
                      "factors": {"household": 0, "grid": 0}, "beds": 11, "pool": "inn",
                      "place": "central"},
            "ward": {"kind": "isolation", "duration": "3 d", "factors": {"grid": 0}, "beds": 2},
            "gives": {"kind": "vaccination", "doses": {"per_day": 13}, "duration": "7 d"},
        },
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("replication", range(3))
def test_no_capacity_is_exceeded_on_any_day(replication: int) -> None:
    world = begin(by_hand(TOWN, IMMUNE, PARTS["mass_testing"].on, BUSY), replication)
    records = end(world)
    assert check(records) == []  # beds, at every instant; a cause of each confinement
    bench = world.consequences.laboratory.bench
    assert bench is not None
    per_day = np.bincount(((np.array(bench.begun_h) + 8) // 24).astype(int))
    assert (per_day.max(), len(bench.begun_h) > 30) == (9, True)
    doses = rows(records, "events", "time_h", "value", event="vaccinated")
    assert {given for _, given in doses[:-1]} == {13.0}
    swabs = dict(rows(records, "tasks", "task", "grid", service="swabs"))
    work = rows(records, "assignments", "started_h", "finished_h", "task")
    spans = [(begun, ended, swabs[task]) for begun, ended, task in work if task in swabs]
    for grid in ("C01-G01", "C01-G02"):
        at_once = [sum(a <= h < b for a, b, g in spans if g == grid) for h, _, _ in spans]
        assert max(at_once) == 1  # a table of the only site
    taken = [1 if e == "bed_taken" else -1 for e, p in rows(records, "events", "event", "place")
             if e in ("bed_taken", "bed_freed") and p == "inn"]  # fmt: skip
    assert max(np.cumsum(taken)) == 11


UNSEEN = {"hazards": {"outbreak": {"testing": {"seek_normal": 0, "seek_alert": 0}}}}
ANSWERS = {
    **{name: KINDS[name].on for name in KINDS},
    "mass testing where cases are": merged(
        PARTS["mass_testing"].on,
        {"response": {"mass_testing": {"everybody": {"where": "grid"}}}},
    ),
    "tracing": traced(named=1),
    "fear": PARTS["behaviour.fear"].on,
    "a service that pauses": PARTS["pauses"].on,
    "the reserve": PARTS["mobilisation"].on,
    "one command": {"response": {"joint_command": {"when": "emergency"}}},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_truth_that_no_finding_shows_moves_nothing_that_waits_for_one(name: str) -> None:
    change = merged(ANSWERS[name], UNSEEN)
    if name in KINDS:
        waits = {"when": "emergency"}
        change = merged(change, {"response": {"controls": {"it": waits}}})
    immune = IMMUNE if name == "vaccination" else {}
    work = {"services": change.get("services", {})}
    plain = run(by_hand(TOWN, UNSEEN, immune, work, {"services": _without_effect(work)}))
    records = run(by_hand(TOWN, change))
    assert len(records.tables["infections"]["resident"]) > 30
    assert rows(records, "events", "event") == []
    assert rows(records, "restrictions", "resident") == []
    assert fingerprint(records) == fingerprint(plain)


def _without_effect(work: dict[str, Any]) -> dict[str, Any]:
    return {name: {"consequence": None} for name in work["services"]}
