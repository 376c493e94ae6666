"""The chain of reports: late, lost, false; what nobody reported is unknown to the centre."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from sim.ports import Finding
from sim.response.picture import Picture, Stock
from sim.response.reporting import poisson
from sim.scenario import Reporting
from tests.towns import OUTBREAK, SEALING, begin, by_hand, end, fingerprint, rows, run

CLOSED = {"response": {**SEALING}, "horizon": "9 d"}
QUICK = {"clear_round": False, "test_days": ()}
NO_ROUND = {"response": {"controls": {"sealed": QUICK}}}


def chain(**words: Any) -> dict[str, Any]:
    return {"response": {"reporting": words}}


def sent(world: Any, resident: int, at_h: float) -> None:
    """Have a positive result known at a time [h] where it was made, and passed on."""
    world.service_ports.report(Finding(resident, at_h, at_h, True, "symptoms"))


def found(*changes: dict[str, Any], people: int = 24) -> list[tuple[Any, ...]]:
    world = begin(by_hand(CLOSED, NO_ROUND, *changes))
    for one in range(people):
        sent(world, one, 1.0 + one / 8)
    return rows(end(world), "events", "time_h", "value", event="case_found")


EVERY_LINK = {
    "grid": {"delay": "30 min"},
    "community": {"delay": "1 h"},
    "street": {"delay": "2 h"},
    "county": {"delay": "4 h"},
}


def test_a_report_takes_the_time_of_every_link() -> None:
    assert found(chain(**EVERY_LINK), people=2) == [(8.5, 0.0), (8.625, 1.0)]


def test_the_platform_shortens_what_it_carries() -> None:
    quick = chain(**EVERY_LINK, platform_delay=0.2)
    assert found(quick, people=1) == [(2.5, 0.0)]
    out = {"workforce": {"platform": {"outages": 1.0, "lasts": "24 h"}}}
    late = found(quick, out, {"horizon": "9 d"}, people=1)
    assert late[0][0] in (2.5, 8.5) or 2.5 < late[0][0] < 8.5


def test_a_link_that_loses_everything_leaves_the_centre_in_the_dark() -> None:
    lost = chain(county={"loss": 1.0})
    world = begin(by_hand(CLOSED, NO_ROUND, lost))
    for one in range(24):
        sent(world, one, 1.0)
    records = end(world)
    assert {event for (event,) in rows(records, "events", "event")} == {"report_lost"}
    assert rows(records, "restrictions", "resident") == []
    assert measure(records)["reports_lost_share"] == 1.0
    assert (world.command.picture.cases, world.state.alert) == ([], False)


TRUTH = {
    "horizon": "12 d",
    "hazards": {
        "outbreak": {**OUTBREAK, "introductions": {"mean": 0, "infectious_at_start": 5}}
    },
}


def test_a_planted_outbreak_whose_reports_are_lost_moves_nobody() -> None:
    records = run(by_hand(CLOSED, TRUTH, chain(street={"loss": 1.0})))
    positive = rows(records, "events", "value", event="report_lost")
    assert len(positive) >= 5  # they sought a test, and it was positive
    told = {event for (event,) in rows(records, "events", "event")}
    assert told == {"report_lost"}
    assert rows(records, "restrictions", "resident") == []
    assert set(rows(records, "infections", "detected_h")) == {(None,)}
    assert rows(records, "tasks", "task", service="visit") == []


def test_more_loss_loses_what_less_did_and_more() -> None:
    half = {value for _, value in found(chain(grid={"loss": 0.5}))}
    most = {value for _, value in found(chain(grid={"loss": 0.8}))}
    assert most < half < set(map(float, range(24)))


def test_losses_of_two_links_are_independent_of_each_other() -> None:
    # 24 x 40 reports, each through two links that lose half: binomial(960, 1/4); a share that
    # differs by .06 is found with a probability of .99 at bounds of 4 standard errors
    arrived = 0
    for replication in range(40):
        losing = chain(grid={"loss": 0.5}, street={"loss": 0.5})
        world = begin(by_hand(CLOSED, NO_ROUND, losing), replication)
        assert world.chain is not None
        arrived += sum(world.chain.arrives_h(one, 7, 0.0) < np.inf for one in range(24))
    assert abs(arrived / 960 - 0.25) < 4 * (0.25 * 0.75 / 960) ** 0.5


def test_a_chain_that_neither_delays_nor_loses_is_the_same_as_none() -> None:
    absent = fingerprint(run(by_hand(CLOSED, TRUTH)))
    nothing = chain(grid={"delay": "0 h", "loss": 0.0}, platform_delay=0.5)
    assert fingerprint(run(by_hand(CLOSED, TRUTH, nothing))) == absent


SWABBED = {
    "services": {
        "visit": None,
        "swab": {
            "need": {"per": "zone_round"},
            "round": True,
            "crew": {"visit": 1},
            "work": "10 min",
            "due": "24 h",
        },
    },
    "workforce": {"grid_workers": {"roster": "always"}},
}


def released(*changes: dict[str, Any]) -> list[tuple[Any, ...]]:
    world = begin(by_hand(CLOSED, SWABBED, *changes))
    world.command.report(Finding(0, 0.0, 0.0, True, "symptoms"))  # known whatever the chain
    return rows(end(world), "events", "time_h", "event")


def test_a_round_whose_report_is_lost_is_unknown_and_blocks_the_release() -> None:
    heard = [event for _, event in released()]
    assert "zone_released" in heard
    silent = [event for _, event in released(chain(grid={"loss": 1.0}))]
    assert "zone_released" not in silent
    assert "round_completed" not in silent
    assert silent.count("round_ordered") > 3  # asked for again and again


def test_a_late_report_of_a_round_keeps_the_zone_closed_for_longer() -> None:
    late = chain(grid={"delay": "20 h"})
    times = [[h for h, e in released(*more) if e == "zone_released"] for more in ((), (late,))]
    assert times[1][0] > times[0][0]


def test_false_alarms_are_cases_to_the_centre_and_counted() -> None:
    records = run(by_hand(CLOSED, NO_ROUND, chain(false_alarms=0.005)))
    alarms = rows(records, "events", "value", event="false_alarm")
    assert 15 < len(alarms) < 40  # Poisson of mean 25.9: outside in 1 of 50 seeds
    found_by = {value for (value,) in rows(records, "events", "value", event="case_found")}
    assert found_by == {value for (value,) in alarms}
    assert measure(records)["false_alarms"] == len(alarms)
    assert "zone_opened" in {event for (event,) in rows(records, "events", "event")}


@pytest.mark.parametrize(
    ("mean", "u", "count"), [(0.0, 0.99, 0), (1.0, 0.3, 0), (1.0, 0.5, 1), (3.0, 0.5, 3)]
)
def test_poisson_counts_by_hand(mean: float, u: float, count: int) -> None:
    assert poisson(mean, u) == count


# -- what grids have -------------------------------------------------------------------------


def test_without_stocktaking_the_centre_sees_backlog_and_staff_at_once() -> None:
    world = begin(by_hand(CLOSED, {"workforce": {"grid_workers": {"roster": "always"}}}))
    world.clock.run(1.0)
    picture = world.command.picture
    assert (picture.reported_staff(), picture.reported_staff(0)) == (1.0, 1.0)
    assert (picture.reported_backlog(), picture.reported_suits()) == (0.0, float("inf"))


def test_with_stocktaking_the_centre_knows_what_was_reported_and_no_more() -> None:
    every = chain(stocktaking="6 h", grid={"delay": "2 h"})
    staffed = {"workforce": {"grid_workers": {"roster": "always"}}}
    world = begin(by_hand(CLOSED, staffed, every))
    picture = world.command.picture
    world.clock.run(1.0)
    assert isnan(picture.reported_staff())  # nothing came yet: unknown, not none
    world.clock.run(9.0)
    assert picture.reported_staff() == 1.0
    assert picture.reported_age_h(0, 9.0) == 3.0  # as of 6 h, heard at 8 h


def test_an_unknown_grid_makes_the_total_unknown() -> None:
    picture = Picture()
    picture.grids = 2
    picture.hear(0, Stock(3.0, 5.0, 1.0, 7.0))
    assert (picture.reported_backlog(0), picture.reported_suits()) == (5.0, 7.0)
    assert isnan(picture.reported_backlog())
    assert isnan(picture.stock_of(1).staff)


def test_an_older_report_that_comes_later_changes_nothing() -> None:
    picture = Picture()
    picture.grids = 1
    picture.hear(0, Stock(3.0, 5.0, 1.0, 7.0))
    picture.hear(0, Stock(2.0, 9.0, 9.0, 9.0))
    assert picture.reported_backlog() == 5.0


def test_cases_are_counted_by_time_grid_and_way() -> None:
    picture = Picture()
    picture.grids, picture.grid_of = 2, np.array([0, 0, 1])
    for one, by in enumerate(("symptoms", "round", "tracing")):
        picture.learn(Finding(one, one * 1.0, one * 2.0, True, by))
    assert (picture.cases_since(2.0), picture.cases_since(0.0, grid=0)) == (2, 2)
    assert picture.cases_by_grid(0.0).tolist() == [2, 1]
    assert (picture.found_by("round"), picture.delay_h()) == (1, 1.0)


def test_links_stand_in_the_order_in_which_reports_pass_them() -> None:
    spec = Reporting.model_validate({"county": {"loss": 0.4}, "grid": {"loss": 0.1}})
    assert [link.loss for link in spec.links] == [0.1, 0.0, 0.0, 0.4]
