"""The guides keep their word: their scenarios run as they stand, in ten lines each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim import engine, load
from sim.records import Records
from sim.town import build_town

GUIDES = ("epidemic.md",)


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
    for name, text in blocks(root).items():
        (here / name).write_text(text, encoding="utf-8")
    return here


def run(file: Path, replication: int = 0) -> Records:
    scenario = load(file)
    return engine.run(scenario, replication, build_town(scenario.town, scenario.root))


def test_every_block_has_at_most_ten_lines(root: Path) -> None:
    assert {name for name, text in blocks(root).items() if len(text.splitlines()) > 10} == set()
    assert set(blocks(root)) == {"two-variants.yaml", "boosters.yaml", "network.yaml"}


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
