"""The list of measures: complete, unambiguous, two or more for each problem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from sim.measures import MEASURES, describe, is_yes_or_no, lookup, measure

Make = Callable[..., Any]


def test_every_measure_taken_is_in_the_list_and_the_other_way_round(made: Make) -> None:
    found = measure(made(restrictions=[{"until_h": 24.0}]))
    harm = {name for name, one in MEASURES.items() if one.problem == "hazard"}
    pauses = {"paused_h_<...>"}  # there is one for each service that pauses, and none does
    assert {lookup(name).id for name in found} == set(MEASURES) - harm - pauses
    assert {"flood_inside", "heat_ill"} <= harm


def test_every_problem_has_two_measures_or_more() -> None:
    count = Counter(row["problem"] for row in describe())
    assert sorted(count) == sorted(
        [
            "quality",
            "efficiency",
            "strength",
            "transformation",
            "epidemic",
            "hazard",
            "confinement",
            "cost",
        ]
    )
    assert min(count.values()) >= 2


def test_every_measure_says_what_it_is() -> None:
    said = [row.copy() for row in describe()]
    assert all(value.strip() == value for row in said for value in row.values())
    assert all(value for row in said for name, value in row.items() if name != "source")
    assert {row["direction"] for row in describe()} == {"lower", "higher", "none"}


def test_a_source_names_author_year_and_doi() -> None:
    sources = {row["id"]: row["source"] for row in describe() if row["source"]}
    form = re.compile(r"[A-Z][\w-]+( et al\.| and [A-Z]\w+)? (19|20)\d\d, doi 10\.\d+/\S+")
    assert [name for name, source in sources.items() if not form.fullmatch(source)] == []
    assert len(sources) == 8


def test_a_member_of_a_family_is_looked_up_by_its_family() -> None:
    assert lookup("on_time_packs").id == "on_time_<service>"
    assert lookup("share_of_infections_grid").id == "share_of_infections_<layer>"
    assert lookup("infections_of_omicron-ba2").id == "infections_of_<variant>"
    assert lookup("confined_person_days_per_resident").unit == "days per resident"


def test_an_id_that_no_run_gives_is_refused() -> None:
    with pytest.raises(KeyError, match="there is no measure 'on_tim'"):
        lookup("on_tim")


def test_records_are_left_as_they_were(made: Make) -> None:
    run = made(needs=[{"due_h": 3.0}], tasks=[{"expires_h": 4.0, "outcome": "expired"}])
    for columns in run.tables.values():
        for values in columns.values():
            values.flags.writeable = False
    assert measure(run)["on_time"] == 0.0


def test_what_is_yes_or_no_in_each_replication_is_known() -> None:
    assert is_yes_or_no("recovered")
    assert is_yes_or_no("call_up_to_90_percent_reached")
    assert not is_yes_or_no("on_time")
    assert not is_yes_or_no("no_measure")
    assert {m.unit for m in MEASURES.values() if m.yes_or_no} == {"share"}
