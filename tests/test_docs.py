"""The guides keep their word: their scenarios run as they stand, in ten lines each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim import engine, load
from sim.measures import conservation, measure
from sim.records import Records
from sim.town import build_town

GUIDES = ("epidemic.md", "work.md")
EPIDEMIC = {"two-variants.yaml", "boosters.yaml", "network.yaml"}
DUTY = [f"0,2022-03-{day:02d} 08:00,2022-03-{day:02d} 12:00" for day in range(1, 11)]
# Of each guide to the work, a measure that has data in it, and its least.
WORK = {
    "hotline.yaml": ("answered_share", 0.01),
    "timetable.yaml": ("on_time_meeting", 0.01),
    "gate.yaml": ("post_cover", 0.8),
    "inspection.yaml": ("on_time_inspection", 0.01),
    "dispatch.yaml": ("on_time", 0.3),
    "urgent.yaml": ("on_time", 0.3),
    "dialysis.yaml": ("harmed_per_10000", 0.0),
    "rosters.yaml": ("called_out", 0.0),
    "long-days.yaml": ("injuries", 0.0),
    "practice.yaml": ("on_time", 0.3),
    "teams.yaml": ("locked_in_share", 0.0),
    "suits.yaml": ("suits_out_h", 0.0),
    "tracing.yaml": ("traced_contacts", 0.0),
    "platform.yaml": ("on_time", 0.3),
    "standards.yaml": ("done_right_first_time", 0.9),
}


def blocks(root: Path) -> dict[str, str]:
    """Give the scenarios of the guides by the name in their first line."""
    text = "".join((root / "docs" / guide).read_text(encoding="utf-8") for guide in GUIDES)
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
    for name, text in blocks(root).items():
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
    records = run(folder / name)
    assert conservation(records) == []
    assert measure(records)[wanted] >= least


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
