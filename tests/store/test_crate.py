"""The RO-Crate metadata have what Process Run Crate 0.5 requires, and lead to real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import Settings, compare
from sim.store import FolderError, Results, credit
from sim.store.crate import command, crate
from tests.experiment.fakes import MODEL, FakeScenario

FAST = Settings(model=MODEL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a complete folder of two scenarios."""
    scenarios = [FakeScenario("base"), FakeScenario("more", effect=1.0)]
    compare(scenarios, 2, out=tmp_path, processes=1, settings=FAST)  # type: ignore[arg-type]
    return tmp_path


def entities(folder: Path) -> dict[str, dict[str, Any]]:
    """Read the metadata as they lie there, by identifier."""
    read = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    assert read["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    listed = {entity["@id"]: entity for entity in read["@graph"]}
    assert len(listed) == len(read["@graph"])  # nothing is described twice
    return listed


def links(value: Any) -> list[str]:
    """List the identifiers that a property leads to."""
    return [link["@id"] for link in (value if isinstance(value, list) else [value])]


def test_the_descriptor_and_the_root_are_those_of_ro_crate(folder: Path) -> None:
    found = entities(folder)
    descriptor, root = found["ro-crate-metadata.json"], found["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert links(descriptor["about"]) == ["./"]
    assert links(descriptor["conformsTo"]) == ["https://w3id.org/ro/crate/1.1"]
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license"} <= root.keys()


def test_the_root_conforms_to_the_profile(folder: Path) -> None:
    found = entities(folder)
    (profile,) = links(found["./"]["conformsTo"])
    assert profile == "https://w3id.org/ro/wfrun/process/0.5"
    assert found[profile]["@type"] == "CreativeWork"


def test_one_action_names_its_instrument_inputs_and_results(folder: Path) -> None:
    found = entities(folder)
    (mentioned,) = links(found["./"]["mentions"])
    action = found[mentioned]
    assert mentioned.startswith("urn:uuid:")
    assert action["@type"] == "CreateAction"
    assert {"name", "description", "startTime", "endTime"} <= action.keys()
    (tool,) = links(action["instrument"])
    assert found[tool]["@type"] == "SoftwareApplication"
    assert {"name", "softwareVersion"} <= found[tool].keys()
    assert "scenarios/s01.yaml" in links(action["object"])
    assert "measures.parquet/" in links(action["result"])
    assert found["#seed"]["value"] == 1


def test_every_link_leads_to_an_entity_and_every_part_to_a_file(folder: Path) -> None:
    found = entities(folder)
    linked = ("hasPart", "mentions", "object", "result", "instrument", "softwareRequirements")
    for entity in found.values():
        for name in linked:
            assert set(links(entity.get(name, []))) <= found.keys()
    parts = links(found["./"]["hasPart"])
    assert len(parts) == 14  # two scenarios, ten tables and the differences, the manifest
    for part in parts:
        assert (folder / part).exists()
        assert found[part]["@type"] == ("Dataset" if part.endswith("/") else "File")


def test_the_same_command_writes_the_same_metadata(folder: Path) -> None:
    path = folder / "ro-crate-metadata.json"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"CreateAction", b"CreateActiom"))
    scenarios = [FakeScenario("base"), FakeScenario("more", effect=1.0)]
    compare(scenarios, 2, out=folder, processes=1, settings=FAST)  # type: ignore[arg-type]
    assert path.read_bytes() == whole


def test_the_command_makes_the_tables_again_from_within_the_folder(folder: Path) -> None:
    assert command(Results(folder).manifest()) == (
        "gridresponse compare scenarios/s00.yaml scenarios/s01.yaml --seed 1 "
        "--replications 2 --log daily --out again"
    )
    assert crate(Results(folder))["@context"][1].endswith("workflow-run/context")


def test_the_command_of_independent_scenarios_says_so(tmp_path: Path) -> None:
    scenarios = [FakeScenario("base"), FakeScenario("more", effect=1.0)]
    apart = Settings(model=MODEL, independent=True)
    compare(scenarios, 2, out=tmp_path, processes=1, settings=apart)  # type: ignore[arg-type]
    assert "--log daily --independent --out" in command(Results(tmp_path).manifest())


def test_who_made_the_results_and_their_licence_are_said_when_they_are_told(
    folder: Path,
) -> None:
    before = entities(folder)
    assert before["#license"]["name"] == "Not stated"
    terms = "https://creativecommons.org/licenses/by/4.0/"
    credit(Results(folder), "王丽 <https://orcid.org/0000-0002-1825-0097>", terms)
    found = entities(folder)
    (mentioned,) = links(found["./"]["mentions"])
    (author,) = links(found[mentioned]["agent"])
    assert found[author] == {"@id": author, "@type": "Person", "name": "王丽"}
    assert links(found["./"]["license"]) == [terms]
    credit(Results(folder), "Wang Li", None)
    assert entities(folder)["#author"]["name"] == "Wang Li"
    assert links(entities(folder)["./"]["license"]) == [terms]


def test_an_unfinished_folder_is_not_credited(folder: Path) -> None:
    Results(folder).update(status="interrupted")
    with pytest.raises(FolderError, match="is not complete"):
        credit(Results(folder), "Wang Li", None)
