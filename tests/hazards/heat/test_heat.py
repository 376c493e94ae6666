"""A heat wave in a small town: checks, illness, and what checks take away."""

from __future__ import annotations

import numpy as np
import pytest

from sim.checks import check
from sim.errors import ScenarioError
from sim.measures import measure
from sim.scenario import Scenario, read_temperatures
from tests.hazards.rivers import HEAT, SMALL, events
from tests.towns import by_hand, run, town_of

ILL = {"illness": {"share": 0.05, "per_degree": 1}}


def heat(**changes: object) -> Scenario:
    """Give the small town in a heat wave, its hazard changed."""
    return by_hand(SMALL, HEAT, {"hazards": {"heat": {**ILL, **changes}}})


def test_every_listed_home_is_checked_every_day_of_heat_the_frail_twice() -> None:
    scenario = heat()
    records = run(scenario)
    alone = int(town_of(scenario).alone80.sum())
    asked = [value for _, value in events(records, "heat_checks")]
    assert [value for _, value in events(records, "heat_day")] == [35.0, 36.0, 37.0, 38.0]
    assert asked[0::2] == [alone] * 3
    assert 0 < asked[1] < alone
    assert check(records) == []


def test_a_check_is_not_made_after_its_day() -> None:
    tables = run(heat()).tables["tasks"]
    mine = np.isin(tables["service"], ["call", "visit"])
    time_of_day = (tables["set_out_h"][mine] + 8.0) % 24.0
    assert np.nanmax(time_of_day) < 20.0


def test_checks_and_cooling_only_take_illness_away() -> None:
    def ill(**illness: float) -> set[float]:
        found = run(heat(illness={**ILL["illness"], **illness}))
        return {value for _, value in events(found, "heat_ill")}

    none = ill(checked=1, cooled=1)
    some = ill(checked=0.5, cooled=0.5)
    every = ill(checked=0, cooled=0)
    assert every < none
    assert every <= some <= none


def test_who_lives_alone_and_calls_nobody_is_found_by_a_check_or_not_at_all() -> None:
    silent = {"illness": {**ILL["illness"], "share": 0.5, "calls_help": 0}}
    records = run(heat(**silent))
    unseen = by_hand(
        SMALL, HEAT, {"hazards": {"heat": silent}, "services": {"call": None, "visit": None}}
    )
    assert measure(records)["heat_severe"] < measure(run(unseen))["heat_severe"]


def test_a_table_of_temperatures_says_what_is_wrong(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "heat.csv"
    file.write_text("date,maximum_c\n2022-07-10,35\n2022-07-10,36\nJuly,99\n")
    with pytest.raises(ScenarioError, match=r"3: .*needs a date not yet named") as said:
        read_temperatures(file)
    assert "4: needs a date" in str(said.value)
