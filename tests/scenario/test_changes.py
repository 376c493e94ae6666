"""A scenario changed from Python or the command line, written out and loaded again."""

import pickle
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, apply_set, load
from sim.units import tick


def test_an_override_is_checked_like_a_file(street: Scenario) -> None:
    more = street.override({"workforce.grid_workers.per_grid": 2}, name="two")
    assert (more.name, more.workforce.grid_workers.per_grid) == ("two", 2)  # type: ignore[union-attr]
    with pytest.raises(ScenarioError) as caught:
        street.override({"workforce.grid_worker.per_grid": 2, "horizon": "3 m"})
    assert str(caught.value).splitlines() == [
        "override: horizon: 'm' may be minutes, months or metres, write min, "
        "found 3 m, did you mean 3 min",
        "override: workforce.grid_worker: unknown key, did you mean grid_workers",
    ]


def test_an_override_that_changes_nothing_gives_an_equal_scenario(street: Scenario) -> None:
    same = street.override({})
    assert same == street
    assert same.sources == street.sources
    assert same.assumed() == street.assumed()


def test_none_overrides_a_value_away(street: Scenario) -> None:
    assert street.override({"workforce.volunteers": None}).workforce.volunteers is None


def test_settings_are_read_as_yaml(street: Scenario) -> None:
    changed = apply_set(
        street,
        [
            "town.communities=2",
            "response.emergency.delay=6 h",
            "services.packs.work.mean=5 min",
            "services.health_check.need.at=['09:00']",
        ],
    )
    assert changed.town.communities == 2
    assert changed.response is not None
    assert changed.response.emergency.delay == 6.0
    assert changed.services["packs"].work.mean == tick(5 / 60)
    assert changed.services["health_check"].need.at == (9.0,)  # type: ignore[union-attr]


def test_settings_are_checked_all_at_once(street: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_set(street, ["town.comunities=2", "run.seed=yes", "nothing", "horizon=*x"])
    assert str(caught.value).splitlines() == [
        "--set: must look like path.to.key=value, found nothing",
        "--set: horizon: aliases are not allowed, found *x",
        "--set: run.seed: must be a whole number, found yes",
        "--set: town.comunities: unknown key, did you mean communities",
    ]


def test_written_out_and_loaded_again_it_is_equal(street: Scenario, folder: Path) -> None:
    file = folder / "resolved.yaml"
    file.write_text(street.to_yaml(), encoding="utf-8")
    again = load(file)
    assert again == street
    assert again.hash() == street.hash()
    assert again.sources == street.sources
    assert again.assumed() == street.assumed()
    assert again.to_yaml() == street.to_yaml()


def test_texts_that_look_like_something_else_are_written_as_text(folder: Path) -> None:
    file = folder / "a.yaml"
    file.write_text('name: "010"\ntitle: "no: null"\nstart: 2022-03-01\nhorizon: 1 d\n')
    scenario = load(file)
    file.write_text(scenario.to_yaml())
    assert load(file).name == "010"
    assert load(file) == scenario


def test_a_name_changes_no_hash_and_a_value_does(street: Scenario) -> None:
    assert street.override({"title": "x"}, name="copy").hash() == street.hash()
    assert street.override({"run.replications": 3}).hash() == street.hash()
    assert street.override({"town.seed": 2}).hash() != street.hash()


def test_a_scenario_travels_between_processes(street: Scenario) -> None:
    copy = pickle.loads(pickle.dumps(street))
    assert copy == street
    assert copy.root == street.root
    assert copy.sources == street.sources
