"""A flood in a small town: its water, its roads, its households, its checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.checks import check
from sim.hazards.flood import water_of, ways
from sim.hazards.flood.roads import road_m, turns_h
from sim.measures import conservation, measure
from sim.scenario import load
from tests.hazards.facts import facts
from tests.hazards.rivers import events, flood
from tests.towns import run, town_of

HOMES = {"hazards": {"river": {"shelters": {"capacity": 5}}}}


def water(scenario):  # type: ignore[no-untyped-def]
    spec = scenario.hazards["river"]
    return water_of(spec, town_of(scenario), scenario.start, scenario.town.seed, scenario.root)


def test_the_water_rises_stays_and_falls() -> None:
    found = water(flood())
    times = (found.forecast_h, found.begins_h, found.peak_h, found.falls_h, found.clear_h)
    assert times == (2.0, 5.0, 9.0, 13.0, 17.0)
    assert found.level_m(np.array([4.0, 6.0, 10.0, 15.0, 20.0])).tolist() == [0, 0.5, 2, 1, 0]
    assert found.comes_h(np.array([0.0, 1.0, 2.0])).tolist() == [5.0, 7.0, np.inf]
    assert found.goes_h(np.array([0.0, 1.0, 2.0])).tolist() == [17.0, 15.0, -np.inf]


def test_the_ground_is_the_towns_and_starts_at_zero() -> None:
    one, other = water(flood()), water(flood({"run": {"seed": 9}}))
    assert one.grid_m.tolist() == other.grid_m.tolist()
    assert one.grid_m.min() == 0.0
    assert one.grid_m.max() <= 4.0


def test_the_ground_is_read_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "ground.csv"
    heights = ["C01-G01,0", "C01-G02,1", "C02-G01,2", "C02-G02,3.5"]
    file.write_text("\n".join(["grid,ground_m", *heights]) + "\n")
    found = water(flood({"hazards": {"river": {"ground": str(file)}}}))
    assert found.grid_m.tolist() == [0.0, 1.0, 2.0, 3.5]


def test_a_road_under_water_is_gone_and_the_way_is_longer_or_by_boat() -> None:
    scenario = flood()
    town, found = town_of(scenario), water(scenario)
    cut = {edge: above for edge, above in road_m(town, found).items() if above < 2.0}
    assert cut
    before, roads = ways(town, found, 4.0)
    assert np.array_equal(before, town.walk_h)
    assert roads.all()
    during, roads = ways(town, found, found.peak_h)
    assert (during >= before - 1e-12).all()
    assert not roads.all()
    assert set(during[~roads].tolist()) == {0.75}
    after, roads = ways(town, found, max(turns_h(town, found)))
    assert np.array_equal(after, town.walk_h)


def test_every_threatened_household_is_gone_or_inside() -> None:
    records = run(flood())
    left = sum(heads for _, heads in events(records, "flood_left"))
    inside = sum(heads for _, heads in events(records, "flood_inside"))
    ((_, threatened),) = events(records, "flood_threatened")
    assert left > 0
    assert left + inside <= threatened
    assert conservation(records) == []
    assert check(records) == []


def test_without_workers_whoever_the_water_reaches_is_inside_and_stays() -> None:
    nobody = {"workforce": {"grid_workers": {"attendance": 0}}}
    records = run(flood(nobody, {"hazards": {"river": {"calls": 0.001}}}))
    found = measure(records)
    assert (found["flood_warned_share"], found["flood_left_share"]) == (0.0, 0.0)
    assert found["flood_inside"] > 0
    assert events(records, "flood_rescued") == []


def test_nobody_persuaded_is_nobody_gone_of_those_who_refuse() -> None:
    stubborn = {"leaving": {"refusal": 1, "persuaded": 0}}
    records = run(flood({"hazards": {"river": stubborn}}))
    assert events(records, "flood_left") == []
    assert measure(records)["flood_inside_refusing"] > 0


def test_a_shelter_is_never_too_full() -> None:
    records = run(flood(HOMES))
    assert measure(records)["flood_no_place"] > 0
    assert check(records) == []


def test_the_checks_find_a_full_shelter_an_outing_into_the_water_and_a_road_under_it() -> None:
    records = run(flood())
    tables = records.tables
    gathered = np.flatnonzero(tables["events"]["event"] == "gathered")
    sound = records.scenario
    small = sound.override({"hazards.river.shelters.capacity": 1})
    object.__setattr__(records, "scenario", small)
    told = check(records)
    assert len(gathered) > 0
    assert any(text.startswith("the shelter of ") and "of 1" in text for text in told)
    early = sound.override({"hazards.river.lead": "0.1 h", "hazards.river.rise": 50})
    object.__setattr__(records, "scenario", early)
    assert any("into the water" in text for text in check(records))


def test_what_is_asked_for_at_a_home_lapses_with_the_water() -> None:
    scenario = flood()
    found, tables = water(scenario), run(scenario).tables["tasks"]
    mine = np.isin(tables["service"], ["persuade", "evacuate"])
    stairwell = town_of(scenario).household_stairwell[tables["household"][mine]]
    comes_h = found.comes_h(found.stairwell_m[stairwell])
    latest_h = np.where(np.isfinite(comes_h), comes_h, found.peak_h)
    assert mine.sum() > 0
    assert np.nanmax(tables["expires_h"][mine] - latest_h) <= 1e-5


@pytest.mark.slow
def test_the_page_lays_the_flood_beside_dated_facts(root: Path, scenarios: Path) -> None:
    rows = facts(run(load(scenarios / "flood.yaml")))
    page = (root / "docs/hazards.md").read_text(encoding="utf-8")
    assert all("| " + " | ".join(row) + " |" in page for row in rows)
    per_official = float(rows[2][2])
    assert 4 <= per_official <= 20  # the range of the sources
    assert 2 <= float(rows[3][2].split()[0]) <= 30
