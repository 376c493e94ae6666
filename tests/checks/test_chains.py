"""Reinfection, vaccination and edges: sound in a run, and every planted fault noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records, rows_of
from sim.scenario import Scenario, load
from tests.checks.test_check import spoilt
from tests.towns import run, town_of

# Immunity is gone at once, so that many are infected again; two campaigns meet on two days.
VACCINE = {
    "infection": [[["0 h", 0.2]]] * 4,
    "severe": [[["0 h", 0.5]]] * 4,
    "onward": [0.9] * 4,
    "history": [{"from": 0, "doses": {1: 0.3, 2: 0.2}, "age_of_last_dose": ["100 d", "200 d"]}],
    "campaigns": [
        {"start": "2022-03-02 09:00", "per_day": 20, "days": 6, "gap": "4 d"},
        {"start": "2022-03-05 09:00", "per_day": 15, "days": 2, "gap": "1 d", "least_doses": 1},
    ],
}
CHANGES: dict[str, Any] = {
    "start": "2022-03-01 08:00",
    "horizon": "21 d",
    "services": None,
    "response": None,
    "hazards.outbreak.introductions.mean": 0,
    "hazards.outbreak.introductions.infectious_at_start": 6,
    "hazards.outbreak.immunity": {
        "after_infection": {"infection": [["0 h", 0.1]]},
        "vaccine": VACCINE,
    },
    "hazards.outbreak.layers.edges": {"contacts": "1 /d", "file": "pairs.csv"},
}


@pytest.fixture(scope="module")
def scenario(scenarios: Path, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Give the small town with immunity, a vaccine, and each resident an edge to the next."""
    folder = tmp_path_factory.mktemp("edges")
    pairs = "".join(f"{k},{k + 1},2\n" for k in range(200))
    (folder / "pairs.csv").write_text(f"a,b,weight\n{pairs}280,281,0\n")
    for name in ("two-grids.yaml", "g-street.yaml"):
        (folder / name).write_bytes((scenarios / name).read_bytes())
    return load(folder / "two-grids.yaml").override(CHANGES)


@pytest.fixture(scope="module")
def again(scenario: Scenario) -> Records:
    """Run it."""
    return run(scenario)


def says(records: Records, words: str) -> bool:
    found = check(records, town_of(records.scenario))
    return any(words in sentence for sentence in found)


def second(records: Records) -> int:
    """Give the row of somebody's second infection."""
    return int(np.flatnonzero(records.tables["infections"]["number"] == 1)[0])


def row_of(records: Records, who: str, number: str, row: int) -> int:
    """Give the row of the infection that columns of a row name."""
    cases = records.tables["infections"]
    wanted = cases[who][row : row + 1], cases[number][row : row + 1]
    return int(rows_of(wanted, (cases["resident"], cases["number"]))[0])


def test_a_run_with_reinfection_vaccination_and_edges_has_no_violation(again: Records) -> None:
    cases = again.tables["infections"]
    assert {"edges", "household"} < set(cases["layer"].tolist())
    assert np.count_nonzero(cases["number"] > 0) > 20
    assert {0, 1, 2} <= set(cases["doses"].tolist())
    assert check(again, town_of(again.scenario)) == []


def test_infections_out_of_number_are_noticed(again: Records) -> None:
    assert says(
        spoilt(again, "infections", "number", second(again), 2), "does not follow those"
    )


@pytest.mark.parametrize("column", ["infectious_until_h", "severe_h", "death_h"])
def test_who_is_infected_before_it_is_over_is_noticed(again: Records, column: str) -> None:
    row = second(again)
    cases = again.tables["infections"]
    first = int(np.flatnonzero(
        (cases["resident"] == cases["resident"][row]) & (cases["number"] == 0)
    )[0])  # fmt: skip
    later = spoilt(again, "infections", column, first, cases["time_h"][row] + 1.0)
    assert says(later, "h before she is over the infection before")


def test_where_infection_protects_for_ever_a_second_one_is_noticed(again: Records) -> None:
    plain = again.scenario.override({"hazards.outbreak.immunity": None})
    records = Records(plain, again.replication, again.tables, again.facts)
    assert says(records, "h though that cannot be")


def test_an_infector_named_with_an_earlier_infection_is_noticed(again: Records) -> None:
    cases = again.tables["infections"]
    row = int(np.flatnonzero(cases["infector_number"] == 1)[0])
    assert says(
        spoilt(again, "infections", "infector_number", row, 0),
        "was infected by somebody infected again since",
    )


def test_an_infection_along_an_edge_that_is_not_named_is_noticed(again: Records) -> None:
    row = int(np.flatnonzero(again.tables["infections"]["layer"] == "grid")[0])
    moved = spoilt(again, "infections", "layer", row, "edges")
    moved = spoilt(moved, "infections", "resident", row, 250)
    assert says(moved, "along an edge that is not named")


def test_an_edge_without_weight_brings_nobody_together(again: Records) -> None:
    row = int(np.flatnonzero(again.tables["infections"]["layer"] == "edges")[0])
    moved = spoilt(again, "infections", "resident", row, 280)
    moved = spoilt(moved, "infections", "infector", row, 281)
    assert says(moved, "resident 280 was infected by 281")
    assert says(moved, "along an edge that is not named")


def test_doses_that_nobody_gave_are_noticed(again: Records) -> None:
    row = int(np.flatnonzero(again.tables["infections"]["doses"] == 1)[0])
    who = again.tables["infections"]["resident"][row]
    assert says(spoilt(again, "infections", "doses", row, 3), f"resident {who} is infected at")
    assert says(spoilt(again, "infections", "doses", row, 3), "after 3 doses, not 1")


def test_a_day_that_gave_other_doses_is_noticed(again: Records) -> None:
    row = int(np.flatnonzero(again.tables["events"]["event"] == "vaccinated")[0])
    assert says(
        spoilt(again, "events", "value", row, 19.0), "are not as the campaigns give them"
    )


def test_doses_without_a_vaccine_are_noticed(again: Records) -> None:
    plain = again.scenario.override({"hazards.outbreak.immunity.vaccine": None})
    records = Records(plain, again.replication, again.tables, again.facts)
    assert says(records, "after 1 doses, not 0")
