"""Colleagues meet at work and infect each other; teams bound whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.kernels import spread
from tests.towns import OUTBREAK, begin, by_hand, end, fingerprint, keep_away, rows

STAFF = 20
WORK = {
    "horizon": "47 h",  # whom the first infects is not infectious yet
    "hazards": {"outbreak": {**OUTBREAK, "introductions": {"mean": 0}}},
    "workforce": {
        "grid_workers": {"count": STAFF},
        "colleagues": {"contacts": 5, "risk": 1000},  # every contact infects
    },
}
REPLICATIONS = 40


def at_work(*changes: dict[str, Any], replication: int = 0, teams: int = 0) -> Any:
    """Make a world in which worker 0 is infectious from 24 h on, a shift of eight hours."""
    world = begin(by_hand(WORK, *changes), replication)
    if teams:
        world.desk.tables.workers["team"] = np.arange(STAFF) // teams
    spread.introduce(
        world.hazards["outbreak"].epidemic.queue, world.workers[0].person, 0.0, 0, 0, 0, 0.0
    )
    return world


def caught(world: Any) -> list[tuple[float, int]]:
    """Give when which worker was infected at work."""
    records = end(world)
    worker = {one.person: one.index for one in world.workers}
    found = rows(records, "infections", "time_h", "resident", layer="session")
    return [(time_h, worker[person]) for time_h, person in found]


def heads(*changes: dict[str, Any], teams: int = 0) -> list[int]:
    return [
        len(caught(at_work(*changes, replication=one, teams=teams)))
        for one in range(REPLICATIONS)
    ]


def test_an_infectious_worker_infects_so_many_colleagues_as_she_meets() -> None:
    # Five contacts with 19 others are with 19 (1 - exp(-5 / 19)) = 4.4 different ones. The
    # spread of a run is some 1.7: the mean of 40 lies within 4.4 -+ 1.1 but for 1 in 10,000.
    found = heads()
    assert 3.3 < np.mean(found) < 5.5
    assert len(set(found)) > 3


def test_in_teams_of_two_she_infects_her_partner_alone() -> None:
    for replication in range(10):
        infected = {who for _, who in caught(at_work(replication=replication, teams=2))}
        assert infected <= {1}
    assert sum(heads(teams=2)) > REPLICATIONS * 0.9  # all but 1 in 150 of them meet


def test_contacts_lie_in_the_shift_all_over_it() -> None:
    times = [
        time_h for one in range(REPLICATIONS) for time_h, _ in caught(at_work(replication=one))
    ]
    assert 24.0 < min(times) < 25.0
    assert 31.0 < max(times) < 32.0
    assert 0.1 < np.mean(np.array(times) > 30.0) < 0.4  # the second part: 2 h of 8


@pytest.mark.parametrize("words", [{"risk": 0}, {"contacts": 0}])
def test_without_risk_or_contacts_it_is_the_same_as_without_colleagues(
    words: dict[str, Any],
) -> None:
    off = at_work({"workforce": {"colleagues": words}})
    without = at_work({"workforce": {"colleagues": None}})
    assert caught(off) == []
    assert fingerprint(end_again(off)) == fingerprint(end_again(without))


def end_again(world: Any) -> Any:
    """Run the scenario of a world anew."""
    return end(at_work_like(world))


def at_work_like(world: Any) -> Any:
    again = begin(world.scenario)
    epidemic = again.hazards["outbreak"].epidemic
    spread.introduce(epidemic.queue, again.workers[0].person, 0.0, 0, 0, 0, 0.0)
    return again


def test_who_goes_home_early_infects_nobody_after() -> None:
    later = 0
    for one in range(REPLICATIONS):
        world = at_work(replication=one)
        keep_away(world, worker=0, from_h=28.0, until_h=99.0)
        times = [time_h for time_h, _ in caught(world)]
        assert max(times, default=0.0) < 28.0
        later += len(times)
    assert later > REPLICATIONS  # half a shift: 2.3 each


def test_who_has_gone_home_is_not_infected_by_who_stays() -> None:
    stay_alone = at_work(teams=2)
    keep_away(stay_alone, worker=1, from_h=24.0, until_h=99.0)
    assert caught(stay_alone) == []
    for one in range(10):
        world = at_work(replication=one)
        for worker in range(2, STAFF):
            keep_away(world, worker, from_h=26.0, until_h=99.0)
        assert all(time_h < 26.0 or who == 1 for time_h, who in caught(world))


def test_another_worker_of_the_area_moves_no_meeting_of_another_area() -> None:
    apart = {"workforce": {"pooling": "grid"}}
    world = at_work(apart)
    grid = [worker.home_grid for worker in world.workers]
    infected = {who for _, who in caught(world)}
    assert {grid[who] for who in infected} == {grid[0]}


def test_an_employers_relative_risk_counts() -> None:
    safe = {"workforce": {"grid_workers": {"infection_risk": 0}}}
    assert caught(at_work(safe)) == []


def test_the_day_and_night_staff_meets_too() -> None:
    world = at_work({"workforce": {"grid_workers": {"roster": "always"}}})
    times = [time_h for time_h, _ in caught(world)]
    assert min(times) > 24.0
    assert max(times) > 32.0


def test_the_checks_accept_infections_among_colleagues() -> None:
    from sim.checks.infections import infections
    from sim.checks.logs import logs_of

    world = at_work()
    logs = logs_of(end(world), world.town)
    assert infections(logs) == []
