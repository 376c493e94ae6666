"""The shipped scenarios: each loads, says what the study needs, and sources its figures."""

from pathlib import Path

import pytest

from sim.scenario import Scenario, load, sizes, warnings

FOLDER = Path(__file__).parents[2] / "scenarios"
QUESTIONS = {
    "calibration", "responses", "selection", "sensitivity", "staffing", "studies", "sweeps",
}  # fmt: skip
FILES = sorted(f for f in FOLDER.rglob("*.yaml") if f.parent.name not in QUESTIONS)
OVERLAYS = sorted((FOLDER / "overlays").glob("*.yaml"))


# effects are shown under overload; staffing questions begin with too few
QUIET = [f for f in FILES if f.parent.name != "effects" and not f.stem.startswith("staffing-")]


@pytest.mark.parametrize("file", QUIET, ids=lambda file: file.stem)
def test_every_shipped_scenario_loads_without_a_warning(file: Path) -> None:
    scenario = load(file)
    assert scenario.name == file.stem
    assert warnings(scenario) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_scenario_survives_writing_and_loading(
    file: Path, tmp_path: Path
) -> None:
    scenario = load(file)
    copy = tmp_path / "copy.yaml"
    copy.write_text(scenario.to_yaml(), encoding="utf-8")
    again = scenario if scenario.files or file.stem == "made-town" else load(copy, root=FOLDER)
    assert again == scenario
    assert again.sources == scenario.sources


def test_there_are_six_overlays() -> None:
    assert [file.stem for file in OVERLAYS] == [
        "all-four",
        "fast-response",
        "grid-service-community",
        "information-technology",
        "service-level",
        "two-per-grid",
    ]


@pytest.mark.parametrize("file", OVERLAYS, ids=lambda file: file.stem)
def test_an_overlay_says_in_words_that_it_is_assumed(file: Path) -> None:
    assert "ll assumed" in file.read_text(encoding="utf-8").split("\nname:")[0]


def test_the_street_is_the_reference_street(street: Scenario) -> None:
    grids, households, residents = sizes(street)
    assert (grids, households, round(residents)) == (60, 25_500, 59_925)
    assert list(street.services) == [
        "transport",
        "pcr_round",
        "health_check",
        "packs",
        "requests",
        "disinfection",
        "records",
    ]
    pcr = street.services["pcr_round"]
    assert pcr.learning is not None
    assert 1 / pcr.work.mean == pytest.approx(60, rel=1e-4)
    assert (pcr.learning.floor, pcr.learning.over) == (0.3, 600)
    assert street.services["pcr_round"].crew == {"sample": 2, "help": 4}
    assert street.hazards["outbreak"].growth == pytest.approx(0.35 / 24)
    assert street.run.warm_up == 336.0
    assert street.response is not None
    sealed = street.response.controls["sealed"]
    assert (sealed.scope, sealed.test_days, sealed.clear_days, sealed.clear_round) == (
        "building",
        (1, 4, 7, 10, 14),
        14,
        True,
    )


def test_checks_packs_tests_and_suits_of_a_sealed_grid_take_about_100_hours_a_day(
    street: Scenario,
) -> None:
    households, residents = 425, 999
    check = street.services["health_check"].work.mean * 2 * households * 0.5
    packs = street.services["packs"].work.mean * 24 / 35 * households
    pcr = residents / 200 * 6
    ppe = (check + pcr) * 40 / 240
    assert check + packs + pcr + ppe == pytest.approx(101, abs=3)


def test_all_four_is_the_four_together() -> None:
    base = load(FOLDER / "g-street.yaml")
    four = load(FOLDER / "overlays" / "all-four.yaml")
    assert four.services["health_check"].self_report is not None
    assert four.services["health_check"].self_report.from_60 == 0.3
    assert four.services["health_check"].time_factor == 0.9
    assert four.services["records"].forms_factor == 0.73
    assert four.workforce.pooling == "grid"
    assert four.workforce.emergency_pooling == "street"
    assert set(four.workforce.employers) - set(base.workforce.employers) == {
        "property_staff",
        "ngo",
    }
    assert four.response is not None
    assert four.response.emergency.delay == pytest.approx(8.4, abs=1e-6)
    assert four.workforce.cadres is not None
    assert four.workforce.cadres.call_up is not None
    assert four.workforce.cadres.call_up.notice == 24.0


def test_two_per_grid_changes_nothing_but_the_heads() -> None:
    base = load(FOLDER / "g-street.yaml")
    two = load(FOLDER / "overlays" / "two-per-grid.yaml")
    assert two.override({"workforce.grid_workers.per_grid": 1}).hash() == base.hash()


def test_the_county_town_follows_the_published_timeline() -> None:
    scenario = load(FOLDER / "dianjiang-2022.yaml")
    assert round(sizes(scenario)[2]) == 119_850
    assert scenario.response is not None
    controls = scenario.response.controls
    assert str(scenario.response.emergency.manual_from) == "2022-11-08 18:00:00"
    assert str(controls["sealed"].from_) == "2022-11-10 22:00:00"
    assert controls["sealed"].scope == "stairwell"
    assert str(controls["temporary_control"].until) == "2022-11-10 22:00:00"
    points = scenario.observed["reported_cases"].points
    assert points is not None
    assert [point.value for point in points] == [8, 120, 69, 38, 5]
    assert [point.until for point in points] == [None, None, 18.0, 12.0, 12.0]
    dated = scenario.hazards["outbreak"].introductions.dated
    assert max(str(introduction.at) for introduction in dated) < "2022-11-08"


def test_the_truths_are_stated_without_anything_else() -> None:
    queue = load(FOLDER / "theory" / "mmc.yaml")
    assert (queue.hazards, queue.run.warm_up, queue.horizon) == ({}, 0.0, 21_600.0)
    assert queue.services["requests"].need.rate == 2.4  # type: ignore[union-attr]
    epidemic = load(FOLDER / "theory" / "sir.yaml")
    assert (epidemic.services, epidemic.workforce.employers) == ({}, {})
    assert sizes(epidemic)[2] == 10_000
    assert epidemic.hazards["outbreak"].floor == 0.0
    assert epidemic.hazards["outbreak"].r0 == 2.0


def test_the_own_table_has_chinese_names_throughout() -> None:
    scenario = load(FOLDER / "own-table.yaml")
    assert scenario.town.grids == "tables/binjiang-town.csv"
    assert sizes(scenario) == (10, 3949.0, 9415.0)
