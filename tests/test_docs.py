"""The guides keep their word: their scenarios run as they stand, in ten lines each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim import engine, load, load_staffing, load_sweep, sweep
from sim.experiment.design import design_of
from sim.measures import conservation, measure
from sim.records import Records
from sim.town import build_town

GUIDES = ("epidemic.md", "work.md", "mass-testing.md")
QUESTIONS = ("experiments.md",)
SWEEPS = {"fraction.yaml": 8, "hypercube.yaml": 8, "listed.yaml": 3}
EPIDEMIC = {"two-variants.yaml", "boosters.yaml", "network.yaml"}
DUTY = [f"0,2022-03-{day:02d} 08:00,2022-03-{day:02d} 12:00" for day in range(1, 11)]
# Of each guide to the work, a measure that has data in it, and its least.
WORK = {
    "hotline.yaml": ("answered_share", 0.01),
    "timetable.yaml": ("on_time_meeting", 0.01),
    "gate.yaml": ("post_cover", 0.8),
    "inspection.yaml": ("on_time_inspection", 0.01),
    "dispatch.yaml": ("on_time", 0.3),
    "phones.yaml": ("on_time_calls", 0.3),
    "urgent.yaml": ("on_time", 0.3),
    "dialysis.yaml": ("harmed_per_10000", 0.0),
    "rosters.yaml": ("called_out", 0.0),
    "long-days.yaml": ("injuries", 0.0),
    "practice.yaml": ("on_time", 0.3),
    "teams.yaml": ("locked_in_share", 0.0),
    "suits.yaml": ("suits_out_h", 0.0),
    "tracing.yaml": ("traced_contacts", 0.0),
    "platform.yaml": ("on_time", 0.3),
    "mass-testing.yaml": ("pools", 1.0),
    "tracing-clock.yaml": ("traced_further", 0.0),
    "reporting.yaml": ("false_alarms", 0.0),
    "behaviour.yaml": ("on_time", 0.3),
    "standards.yaml": ("done_right_first_time", 0.9),
}


def blocks(root: Path, guides: tuple[str, ...] = GUIDES) -> dict[str, str]:
    """Give the scenarios of guides by the name in their first line."""
    text = "".join((root / "docs" / guide).read_text(encoding="utf-8") for guide in guides)
    found = re.findall(r"^```yaml\n# ([\w-]+\.yaml)\n(.*?)^```", text, re.M | re.S)
    return dict(found)


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the scenarios of the guides beside copies of the shipped ones."""
    here = tmp_path_factory.mktemp("guides") / "scenarios"
    shutil.copytree(root / "scenarios", here)
    (here / "examples").mkdir()
    ring = [f"{i},{(i + step) % 200}" for i in range(200) for step in (1, 2)]
    (here / "examples" / "network.csv").write_text("\n".join(["a,b", *ring]) + "\n")
    (here / "examples" / "duty.csv").write_text("\n".join(["worker,from,until", *DUTY]) + "\n")
    for name, text in {**blocks(root), **blocks(root, QUESTIONS)}.items():
        (here / name).write_text(text, encoding="utf-8")
    return here


def run(file: Path, replication: int = 0) -> Records:
    scenario = load(file)
    return engine.run(scenario, replication, build_town(scenario.town, scenario.root))


def test_every_block_has_at_most_ten_lines(root: Path) -> None:
    assert {name for name, text in blocks(root).items() if len(text.splitlines()) > 10} == set()
    assert set(blocks(root)) == EPIDEMIC | set(WORK)


@pytest.mark.parametrize("name", sorted(WORK))
def test_a_guide_to_the_work_says_what_the_schema_knows(folder: Path, name: str) -> None:
    assert load(folder / name).name == name.removesuffix(".yaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WORK))
def test_a_guide_to_the_work_gives_its_measure(folder: Path, name: str) -> None:
    wanted, least = WORK[name]
    records = run(folder / name, 1)  # in the first nobody is infected
    assert conservation(records) == []
    assert measure(records)[wanted] >= least


def test_every_question_has_at_most_eleven_lines(root: Path) -> None:
    asked = blocks(root, QUESTIONS)
    assert {name for name, text in asked.items() if len(text.splitlines()) > 11} == set()
    assert set(asked) == {"few-workers.yaml", *SWEEPS}


@pytest.mark.parametrize("name", sorted(SWEEPS))
def test_a_sweep_of_the_guide_has_its_points(folder: Path, name: str) -> None:
    asked = load_sweep(folder / name)
    points = design_of(asked.spec).points
    assert len(asked.scenarios(points)) == SWEEPS[name]


def test_the_staffing_question_of_the_guide_has_three_plans(folder: Path) -> None:
    asked = load_staffing(folder / "few-workers.yaml")
    assert [scenario.name for scenario in asked.scenarios] == ["one", "two", "four"]


@pytest.mark.slow
def test_the_sweep_and_the_python_of_the_guide_give_answers(
    folder: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = sweep(load_sweep(folder / "listed.yaml", 2), "results/two-grids-sweep", 1)
    assert [row.factors for row in found.effects["on_time"].rows] == [("per_grid",), ("delay",)]
    text = (root / "docs" / "experiments.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    told: dict[str, object] = {}
    exec(code, told)
    assert len(told["costs"]) == 6  # three points, two replications


@pytest.mark.slow
def test_both_variants_spread(folder: Path) -> None:
    found: set[str] = set()
    for replication in range(4):  # in some of them nobody brings the first variant in
        records = run(folder / "two-variants.yaml", replication)
        found |= set(records.tables["infections"]["variant"].tolist())
    assert found == {"delta", "omicron-ba1"}


@pytest.mark.slow
def test_the_campaign_gives_its_doses(folder: Path) -> None:
    events = run(folder / "boosters.yaml").tables["events"]
    days = np.array([event == "vaccinated" for event in events["event"].tolist()])
    assert days.sum() == 7
    assert 20 <= events["value"][days].sum() <= 60  # of some 75 residents of 60 or older


@pytest.mark.slow
def test_infection_goes_along_the_edges_of_the_file(folder: Path) -> None:
    infections = run(folder / "network.yaml").tables["infections"]
    caught = np.array([layer == "edges" for layer in infections["layer"].tolist()])
    apart = np.abs(infections["resident"] - infections["infector"])[caught]
    assert caught.sum() > 10
    assert set(apart.tolist()) <= {1, 2, 198, 199}
