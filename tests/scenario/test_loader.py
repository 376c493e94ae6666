"""Files to scenarios: every problem at once, with its file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load, load_all

Said = Callable[[str], list[str]]

SIX_MISTAKES = """\
schema: 1
name: six
start: 2022-03-01 08:00
horizn: 60 d
town:
  share_60_plus: 130 %
  walk: {stops: 3 m}
workforce:
  rosters:
    day-8h: {shifts: [{from: "08:00", until: "16:00"}]}
  grid_workers: {per_grid: 1, lives: town, skills: [visit], roster: day-8}
services:
  check:
    need: {per: sealed_household, every: 3 d}
    crew: {visit: 1}
    work: {law: logarithmic, mean: 3 min}
    due: 4 h
    due: 5 h
"""


def test_six_different_mistakes_are_all_named_with_their_lines(said: Said) -> None:
    assert said(SIX_MISTAKES) == [
        "4: horizn: unknown key, did you mean horizon",
        "6: town.share_60_plus: must be at most 1, found 130 %",
        "7: town.walk.stops: 'm' may be minutes, months or metres, write min, found 3 m, "
        "did you mean 3 min",
        "11: workforce.grid_workers.roster: no such roster (known: day-8h), found day-8, "
        "did you mean day-8h",
        "16: services.check.work.law: must be one of fixed, exponential, gamma, erlang, "
        "lognormal, weibull, found logarithmic",
        "18: services.check.due: the key is given twice, first on line 17",
    ]


def test_a_missing_key_is_named_at_its_mapping(said: Said) -> None:
    assert said("name: small\nhorizon: 10 d\n") == ["1: start: is required"]


def test_growth_and_r0_exclude_each_other(said: Said, head: str) -> None:
    text = head + "hazards:\n  flu:\n    kind: epidemic\n    growth: 0.3 /d\n    R0: 2\n"
    ways = "exactly one of growth, R0, layers.*.probability is needed"
    assert f"8: hazards.flu: {ways}, found growth, R0" in said(text)
    neither = said(head + "hazards:\n  flu:\n    kind: epidemic\n")
    assert f"5: hazards.flu: {ways}, found none" in neither


def test_true_is_no_number_and_yes_is_no_truth(said: Said, head: str) -> None:
    assert said(head + "town:\n  communities: true\n  seed: 1.5\n") == [
        "5: town.communities: must be a whole number, found true",
        "6: town.seed: must be a whole number, found 1.5",
    ]
    controls = "response:\n  controls:\n    c: {kind: town, factors: {}, enabled: no}\n"
    assert said(head + controls) == [
        "6: response.controls.c.enabled: must be true or false, found no, did you mean false"
    ]


def test_a_crew_needs_skills_that_somebody_holds(said: Said, head: str) -> None:
    text = (
        head
        + """\
workforce:
  rosters: {all: {always: true}}
  medics: {count: 2, lives: outside, skills: [sample], roster: all}
services:
  swab: {need: {per: case}, crew: {sampel: 1}, work: 1 min, due: 1 h}
"""
    )
    assert said(text) == [
        "8: services.swab.crew.sampel: no employer has this skill (held: sample), "
        "found sampel, did you mean sample"
    ]


def test_rounds_of_a_zone_need_test_days(said: Said, head: str) -> None:
    text = (
        head
        + """\
workforce:
  rosters: {all: {always: true}}
  medics: {count: 2, lives: outside, skills: [sample], roster: all}
services:
  swab: {need: {per: zone_round}, crew: {sample: 1}, work: 1 min, due: 1 h}
"""
    )
    assert said(text) == [
        "8: services.swab.need.per: zone_round needs a control of kind zone with test_days"
    ]


def test_unknown_tags_and_layers_are_named(said: Said, head: str) -> None:
    text = (
        head
        + """\
response:
  controls:
    street: {kind: town, factors: {citi: 0.5, grid: 1.5}}
services:
  x: {need: {per: resindet, rate: 3 /d}, crew: {help: 1}, work: 1 h, due: 1 h}
"""
    )
    assert said(text) == [
        "6: response.controls.street.factors.citi: must be one of household, stairwell, grid, "
        "school, work, city, edges, found citi, did you mean city",
        "8: services.x.need.per: must be one of sealed_household, zone_round, case, control, "
        "resident, grid, person, building, calendar, post, task, source, hazard, "
        "background, mass_testing, positive_pool, found resindet, "
        "did you mean resident",
    ]


@pytest.mark.parametrize("name", ["a b", "../x", "", "x" * 65, "a.b", "<b>", "a/b"])
def test_names_are_letters_digits_dashes_and_underlines(name: str, said: Said) -> None:
    text = f'name: "{name}"\nstart: 2022-03-01\nhorizon: 1 d\n'
    assert said(text)[0].startswith("1: name: a name is 1-64 letters, digits, - and _")


def test_a_chinese_name_is_a_name(said: Said, head: str) -> None:
    assert said(head.replace("small", "垫江_2022-一")) == []


def test_values_remember_the_file_they_came_from(folder: Path, head: str) -> None:
    (folder / "base.yaml").write_text(head + "town:\n  communities: 0\n")
    (folder / "over.yaml").write_text(
        "extends: [base.yaml]\nname: over\ntown:\n  seed: -1\n  x: 1\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load(folder / "over.yaml")
    assert str(caught.value).splitlines() == [
        "scenarios/over.yaml:4: town.seed: must be at least 0, found -1",
        f"scenarios/over.yaml:5: town.x: unknown key (known: {KNOWN_OF_TOWN})",
        "scenarios/base.yaml:5: town.communities: must be at least 1, found 0",
    ]


KNOWN_OF_TOWN = (
    "seed, grids, communities, grids_per_community, households_per_grid, household_sizes, "
    "share_0_14, share_60_plus, share_80_plus, alone_80_plus, chronic_60_plus, "
    "chronic_under_60, households_per_stairwell, stairwells_per_building, employed_share, "
    "works_in_town, class_size, workplace_mean, workplace_cv, own_grid_share, walk"
)


def test_mappings_merge_lists_replace_and_null_removes(folder: Path, head: str) -> None:
    (folder / "base.yaml").write_text(
        head + "town: {communities: 3, grids_per_community: 2, household_sizes: [0.5, 0.5]}\n"
    )
    (folder / "over.yaml").write_text(
        "extends: base.yaml\ntown: {communities: null, household_sizes: [1]}\n"
    )
    town = load(folder / "over.yaml").town
    assert (town.communities, town.grids_per_community, town.household_sizes) == (10, 2, (1,))


def test_overlays_of_one_base_add_up(folder: Path, head: str) -> None:
    (folder / "base.yaml").write_text(head + "town: {communities: 3, class_size: 30}\n")
    (folder / "one.yaml").write_text("extends: [base.yaml]\ntown: {communities: 4}\n")
    (folder / "two.yaml").write_text("extends: [base.yaml]\ntown: {class_size: 40}\n")
    (folder / "both.yaml").write_text("extends: [one.yaml, two.yaml]\nname: both\n")
    both = load(folder / "both.yaml")
    assert (both.name, both.town.communities, both.town.class_size) == ("both", 4, 40)


@pytest.mark.parametrize(
    ("extends", "rule"),
    [
        ("../outside.yaml", "must lie under scenarios/, found ../outside.yaml"),
        ("/etc/passwd", "must lie under scenarios/, found /etc/passwd"),
        ("a.yaml", "files extend each other in a circle, found a.yaml"),
        ("none.yaml", "no such file, found none.yaml"),
        ("3", "must be the name of a file, found 3"),
    ],
)
def test_only_files_under_the_root_are_extended(
    folder: Path, said: Said, head: str, extends: str, rule: str
) -> None:
    (folder.parent / "outside.yaml").write_text(head)
    assert said(f"extends:\n  - {extends}\n{head}") == [f"2: extends.0: {rule}"]


def test_a_link_does_not_lead_out_of_the_root(folder: Path, said: Said, head: str) -> None:
    (folder.parent / "outside.yaml").write_text(head)
    (folder / "link.yaml").symlink_to(folder.parent.resolve() / "outside.yaml")
    assert said(f"extends: [link.yaml]\n{head}") == [
        "1: extends.0: must lie under scenarios/, found link.yaml"
    ]


def test_a_source_stays_with_its_value(folder: Path, head: str) -> None:
    file = folder / "a.yaml"
    file.write_text(
        head + "workforce: {donning: {value: 15 min, source: Nanchang}, doffing: 10 min}\n"
    )
    scenario = load(file)
    assert scenario.workforce.donning == 0.25
    assert scenario.sources["workforce.donning"] == "Nanchang"
    assert ("workforce.doffing", "10 min") in scenario.assumed()
    assert "workforce.doffing" not in scenario.sources


def test_a_value_laid_over_loses_the_source_of_the_one_below(folder: Path, head: str) -> None:
    (folder / "base.yaml").write_text(
        head + "town: {communities: {value: 3, source: a census}}\n"
    )
    (folder / "over.yaml").write_text("extends: base.yaml\ntown: {communities: 4}\n")
    assert load(folder / "base.yaml").sources["town.communities"] == "a census"
    assert "town.communities" not in load(folder / "over.yaml").sources


def test_several_files_report_together(folder: Path, head: str) -> None:
    (folder / "a.yaml").write_text(head + "towm: {}\n")
    (folder / "b.yaml").write_text(head + "cots: {}\n")
    with pytest.raises(ScenarioError) as caught:
        load_all([folder / "a.yaml", folder / "b.yaml", folder / "c.yaml"])
    assert str(caught.value).splitlines() == [
        "scenarios/a.yaml:4: towm: unknown key, did you mean town",
        "scenarios/b.yaml:4: cots: unknown key, did you mean costs",
        "scenarios/c.yaml: no such file",
    ]
