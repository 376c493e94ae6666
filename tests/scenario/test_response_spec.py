"""What the language of the response refuses, and in what words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import chain_of, json_schema, load

TOWN = """\
name: it
start: 2022-03-01 08:00
horizon: 9 d
workforce:
  rosters: {always: {always: true}}
  cadres: {count: 2, lives: outside, skills: [visit], roster: always, call_up: {notice: 1 h}}
  grid_workers: {count: 2, lives: outside, skills: [visit], roster: always}
services:
  calls: {need: {per: resident, rate: 0.1 /resident/d}, crew: {visit: 1}, work: 9 min, due: 1 d}
response:
"""


def problems(folder: Path, text: str) -> list[str]:
    """Give what is wrong with a response: path, rule, what was found, did you mean."""
    file = folder / "it.yaml"
    lines = [f"  {line}" for line in text.splitlines()]
    file.write_text(TOWN + "\n".join(lines) + "\n", encoding="utf-8")
    try:
        load(file)
    except ScenarioError as error:
        return [
            f"{p.path.removeprefix('response.')}: {p.rule}"
            + (f", found {p.found}" if p.found else "")
            + (f", did you mean {p.suggestion}" if p.suggestion else "")
            for p in error.problems
        ]
    return []


TRIGGERS = "triggers: {many: {measure: cases, at_least: 5}, calm: {quiet: 2 d}}\n"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "triggers: {a: {any: [b, c]}, b: {all: [a]}, c: {quiet: 2 d}}",
            "triggers.a: goes round in a circle (a -> b -> a), found a",
        ),
        (
            "triggers: {many: {measure: cases, at_least: 5}, it: {all: [mny]}}",
            "triggers.it.all: no such trigger (known: many, it), found mny, did you mean many",
        ),
        (
            TRIGGERS + "levels: {normal: {}, IV: {enter: manny, leave: calm}}",
            "levels.IV.enter: no such trigger (known: many, calm), found manny, "
            "did you mean many",
        ),
        (
            TRIGGERS + "levels: {normal: {}, IV: {enter: many, leave: calm, to: III}}",
            "levels.IV.to: no such lower level (known: normal), found III",
        ),
        (
            TRIGGERS
            + "levels: {normal: {}, IV: {enter: many}}\n"
            + "controls: {shut: {kind: town, factors: {grid: 0}, when: IW+}}",
            "controls.shut.when: no such level (known: always, emergency, normal, IV), "
            "found IW",
        ),
        (
            "controls: {a: {kind: town, factors: {grid: 0}, with: [b]},"
            " b: {kind: town, factors: {grid: 0}, then: {control: a, after: 1 d}}}",
            "controls.a: goes round in a circle (a -> b -> a), found a",
        ),
        (
            "controls: {a: {kind: town, factors: {grid: 0}, with: [b]},"
            " b: {kind: quarantine, scope: household, duration: 9 d, factors: {grid: 0}}}",
            "controls.a.with: a control of kind town goes with one of kind town or closure or "
            "vaccination or information or evacuation or staff, found b, of kind quarantine",
        ),
        (
            "controls: {a: {kind: town, factors: {grid: 0}, where: busy}}",
            "controls.a.where: no such trigger (known: none), found busy",
        ),
        (
            "pauses: {call: emergency}",
            "pauses.call: no such service (known: calls), found call, did you mean calls",
        ),
        (
            "mobilisation: {grid_workers: {share: {emergency: 50 %}}}",
            "mobilisation.grid_workers: is called up by level, so the employer needs call_up "
            "with its notice, found grid_workers",
        ),
        (
            "preparedness: {agreements: {firms: {employer: propertystaff, heads: 3}}}",
            "preparedness.agreements.firms.employer: no such employer (known: grid_workers, "
            "cadres), found propertystaff",
        ),
        (
            "preparedness: {stock: {suits: 9}}",
            "preparedness.stock: needs workforce.suits: without it suits are endless",
        ),
        (
            "stand_down: {order: [street]}",
            "stand_down.order: no such control that stands (known: none), found street",
        ),
        (
            "controls: {a: {kind: isolation, duration: 1 d, factors: {}, weekdays: [mon]}}",
            "controls.a.weekdays: a control of kind isolation has no times of day or week, "
            "found a list",
        ),
        (
            "triggers: {a: {measure: casez, at_least: 1}}",
            "triggers.a.measure: must be one of cases, backlog, overdue, on_time, "
            "staff, absent, suits, confined, zones, found casez, did you mean cases",
        ),
    ],
)
def test_what_does_not_hold_together_is_said(tmp_path: Path, said: str, found: str) -> None:
    assert problems(tmp_path, said) == [found]


@pytest.mark.parametrize(
    ("trigger", "rule"),
    [
        ("{measure: cases}", "a measure needs exactly one of at_least, at_most and change"),
        ("{measure: cases, at_least: 5, at_most: 9}", "exactly one of at_least, at_most"),
        ("{quiet: 2 d, date: 2022-03-02}", "exactly one of measure, all, any, none, quiet"),
        ("{measure: staff, at_least: 5, last: 2 d}", "is for cases and on_time"),
        ("{measure: cases, at_least: 5, off_below: 6}", "needs an at_least that is not below"),
        ("{measure: cases, at_least: 5, days: 3, of: 2}", "must not be fewer than days"),
        ("{measure: suits, at_most: 5, place: grid}", "suits are the street's"),
        ("{quiet: 2 d, notice: 2 h}", "is for a date or an order from above"),
    ],
)
def test_a_trigger_says_one_thing(tmp_path: Path, trigger: str, rule: str) -> None:
    (found,) = problems(tmp_path, f"triggers: {{it: {trigger}}}")
    assert rule in found


def test_levels_stand_instead_of_the_emergency(tmp_path: Path) -> None:
    both = TRIGGERS + "levels: {normal: {}, IV: {enter: many}}\nemergency: {delay: 1 h}"
    (found,) = problems(tmp_path, both)
    assert "write emergency: null beside them" in found


ALIKE = """\
controls:
  home: {kind: quarantine, scope: household, factors: {grid: 0, city: 0}, duration: 9 d}
  stairs: {like: home, scope: stairwell, factors: {grid: 0.5}}
  house: {like: stairs, scope: building, duration: 3 d}
"""


def test_what_is_written_once_is_used_twice(tmp_path: Path) -> None:
    assert problems(tmp_path, ALIKE) == []
    loaded = load(tmp_path / "it.yaml")
    assert loaded.response is not None
    house = loaded.response.controls["house"]
    assert (house.kind, house.scope, house.duration) == ("quarantine", "building", 72.0)
    assert house.factors == {"grid": 0.5, "city": 0.0}
    written = tmp_path / "again.yaml"
    written.write_text(loaded.to_yaml(), encoding="utf-8")
    assert load(written) == loaded


def test_what_is_like_nothing_or_itself_is_said(tmp_path: Path) -> None:
    found = problems(tmp_path, ALIKE.replace("like: home", "like: hom"))
    assert "controls.stairs.like: no such control (known: home, house), found hom, " in found[0]
    found = problems(tmp_path, ALIKE.replace("like: home", "like: house"))
    assert any("is like itself in the end (stairs -> house -> stairs)" in one for one in found)


def test_the_schema_shows_the_language() -> None:
    schema = json_schema()["$defs"]
    for part, key in (
        ("Response", "levels"),
        ("Trigger", "measure"),
        ("Level", "dwell"),
        ("Control", "with"),
        ("Mobilised", "share"),
        ("Preparedness", "agreements"),
    ):
        assert schema[part]["properties"][key]["description"]


def test_an_emergency_keeps_its_words(tmp_path: Path) -> None:
    assert problems(tmp_path, "emergency: {trigger_cases: 3, manual_from: 2022-03-02}") == []
    loaded = load(tmp_path / "it.yaml")
    assert loaded.response is not None
    chain = chain_of(loaded.response)
    assert chain.names == ["normal", "emergency"]
    assert (chain.stated, chain.levels["emergency"].dwell) == (False, 168.0)


MISTAKES = """\
emergency: null
triggers:
  first-case: {measure: cases, last: 7 days, at_least: 1}
  in-a-grid: {measure: case, last: 3 d, place: grid, at_least: 2}
levels:
  normal: {}
  IV: {enter: first-cases, leave: clear, delay: 12, dwell: 3 d}
controls:
  home: {kind: quarantine, scope: household, complience: 1, factors: {grid: 0}, duration: 1 d}
mobilisation:
  cadres: {share: {IV: 30}}
pauses: {call: IV}
"""


def test_a_mistake_in_one_trigger_or_level_hides_no_other_and_makes_none(
    tmp_path: Path,
) -> None:
    measures = "cases, backlog, overdue, on_time, staff, absent, suits, confined, zones"
    known = "(known: first-case, in-a-grid)"
    assert problems(tmp_path, MISTAKES) == [
        "triggers.first-case.last: unknown unit 'days' (known: s, min, h, d, w, %, CNY), "
        "found 7 days, did you mean 7 d",
        f"triggers.in-a-grid.measure: must be one of {measures}, found case, "
        "did you mean cases",
        "levels.IV.delay: a duration needs a unit: s, min, h, d or w, found 12, "
        "did you mean 12 h",
        f"levels.IV.enter: no such trigger {known}, found first-cases, did you mean first-case",
        f"levels.IV.leave: no such trigger {known}, found clear",
        "controls.home.complience: unknown key, did you mean compliance",
        "mobilisation.cadres.share.IV: must be at most 1, found 30, did you mean 30 %",
        "pauses.call: no such service (known: calls), found call, did you mean calls",
    ]
