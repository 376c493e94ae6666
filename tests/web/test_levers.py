"""Sliders: what they move, and that a plan without a moved slider is the street itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.web.asked import AskedError, compare_question, staff_question, write
from sim.web.levers import LEVERS, PRESETS, LeverError, changes, settings
from sim.web.words import Words, catalogue

SHIPPED = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def street() -> Scenario:
    return load(SHIPPED / "g-street.yaml")


def test_the_street_shows_where_each_slider_stands_today(street: Scenario) -> None:
    today = {s.lever.key: s.today for s in settings(street)}
    assert today == {
        "workers": 1,
        "volunteers": 1.5,
        "cadres": 0.3,
        "cadres_notice": 48,
        "delay": 12,
        "trigger": 1,
        "pooling": "grid",
        "phone_under_60": 60,
        "phone_from_60": 20,
        "follow_up": 30,
        "forms": 100,
        "time": 100,
        "errors": 100,
    }


def test_moved_sliders_become_values_as_a_file_would_write_them(street: Scenario) -> None:
    moved = {"workers": 2, "volunteers": 2.5, "delay": 8, "pooling": "street"}
    assert changes(street, moved) == {
        "workforce.grid_workers.per_grid": 2,
        "workforce.volunteers.ceiling": 0.025,
        "response.emergency.delay": "8 h",
        "workforce.emergency_pooling": "street",
    }


def test_training_moves_every_service_but_the_paperwork(street: Scenario) -> None:
    assert set(changes(street, {"time": 90}).values()) == {0.9}
    assert len(changes(street, {"time": 90})) == 6  # not records: that is paperwork


@pytest.mark.parametrize(
    ("preset", "overlay"),
    [
        ("two", "two-per-grid"),
        ("technology", "information-technology"),
        ("training", "service-level"),
    ],
)
def test_a_preset_is_the_shipped_overlay(street: Scenario, preset: str, overlay: str) -> None:
    plan = street.override(changes(street, PRESETS[preset]))
    assert plan.hash() == load(SHIPPED / "overlays" / f"{overlay}.yaml").hash()


def test_a_plan_without_a_moved_slider_is_the_street(street: Scenario) -> None:
    said = {"plans": [{"title": "现状", "levers": {}}], "replications": 2, "seed": 1}
    (plan,) = compare_question(street, said).plans
    assert plan.hash() == street.hash()


def test_the_written_plan_is_read_back_as_it_was(street: Scenario, tmp_path: Path) -> None:
    table = load(SHIPPED / "own-table.yaml")
    said = {
        "plans": [{"title": "A\n#: {x}", "levers": {}}, {"title": "B", "levers": {"delay": 3}}],
        "replications": 2,
        "seed": 1,
    }
    question = compare_question(table, said)
    write(question, tmp_path / "plans")
    for name, plan in zip(("plan-a.yaml", "plan-b.yaml"), question.plans, strict=True):
        assert load(tmp_path / "plans" / name, tmp_path / "plans") == plan
    assert (tmp_path / "plans" / "tables" / "binjiang-town.csv").exists()


@pytest.mark.parametrize(
    "levers", [{"workers": 7}, {"workers": float("nan")}, {"pooling": "x"}, {"name": 1}]
)
def test_a_slider_gives_no_more_than_its_range(
    street: Scenario, levers: dict[str, float | str]
) -> None:
    with pytest.raises(LeverError):
        changes(street, levers)


def test_a_staffing_question_needs_a_range(street: Scenario) -> None:
    said = {
        "plans": [{"title": "A", "levers": {}}], "replications": 5, "seed": 1,
        "least": 3, "most": 3, "on_time": 90, "holds_in": 90,
    }  # fmt: skip
    with pytest.raises(AskedError):
        staff_question(street, said)
    question = staff_question(street, said | {"most": 4})
    assert "workers-3, change: {workforce.grid_workers.per_grid: 3}" in question.analysis


def test_every_slider_and_preset_has_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        words = Words(language)
        for lever in LEVERS:
            assert words(f"lever.{lever.key}")
            assert words(f"why.{lever.key}")
            assert words.has(f"unit.{lever.unit}")
            assert words(f"group.{lever.group}")
        for preset in PRESETS:
            assert words(f"preset.{preset}")


def test_chinese_has_every_english_string_with_the_same_fields() -> None:
    import re

    english, chinese = catalogue("en"), catalogue("zh")
    assert set(english) - set(chinese) == set()
    own = ("measure.", "explained.", "unit.")
    assert [key for key in set(chinese) - set(english) if not key.startswith(own)] == []
    fields = re.compile(r"\{\w+\}")
    different = [
        key
        for key, text in english.items()
        if set(fields.findall(text)) != set(fields.findall(chinese[key]))
    ]
    assert different == []
