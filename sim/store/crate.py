"""Provenance that other tools read: RO-Crate metadata of a results folder.

The form is RO-Crate 1.1 with the profile Process Run Crate 0.5 of the Workflow Run RO-Crate
working group: one CreateAction, by this program, from the saved scenarios to the tables.
"""

from __future__ import annotations

import json
import shlex
import uuid
from typing import Any

from sim.store.errors import FolderError
from sim.store.files import write_whole
from sim.store.lock import locked
from sim.store.results import CRATE, Results
from sim.store.schemas import TABLES, schema

RO_CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = (f"{RO_CRATE}/context", "https://w3id.org/ro/terms/workflow-run/context")
_SETTINGS = ("seed", "replications", "log")


def write_crate(results: Results) -> None:
    """Write ro-crate-metadata.json from the manifest, unless this very text is there."""
    path = results.folder / CRATE
    text = json.dumps(crate(results), ensure_ascii=False, indent=2) + "\n"
    if not path.exists() or path.read_bytes() != text.encode():
        write_whole(path, text.encode())


def crate(results: Results) -> dict[str, Any]:
    """Describe a complete results folder as a graph of linked entities."""
    manifest = results.manifest()
    inputs = [_scenario(name, digest) for name, digest in sorted(manifest["files"].items())]
    settings = [_setting(name, manifest[name]) for name in _SETTINGS]
    tables = [_table(name) for name in TABLES if results.files(name)]
    record = _record()
    software = _software(manifest)
    action = _action(manifest, [*inputs, *settings], [*tables, record])
    root = _root(manifest, [*inputs, *tables, record], action)
    about = [_licence(manifest), *_author(manifest)]
    graph = [_descriptor(), root, _profile(), *about, *software, action]
    return {"@context": list(CONTEXT), "@graph": [*graph, *inputs, *settings, *tables, record]}


def credit(results: Results, author: str | None, licence: str | None) -> None:
    """Say who made the results of a folder, and on what terms they may be used.

    author: a name, with an address such as an ORCID in angle brackets behind it or without.
    licence: an address, or words. Kept in the manifest; what is None stays as it was. Raises
    FolderError for a folder that is not complete.
    """
    if results.manifest().get("status") != "complete":
        raise FolderError(f"{results.folder}: is not complete; repeat its command first")
    with locked(results.folder):
        given = {"author": author, "licence": licence}
        results.update(**{key: said for key, said in given.items() if said is not None})
        write_crate(results)


def command(manifest: dict[str, Any]) -> str:
    """Write the command that makes these tables again, from within the folder."""
    verb = "run" if len(manifest["scenarios"]) == 1 else "compare"
    files = [entry["file"] for entry in manifest["scenarios"]]
    settings = [word for name in _SETTINGS for word in (f"--{name}", str(manifest[name]))]
    apart = ["--independent"] if manifest.get("independent") else []
    return shlex.join(["gridresponse", verb, *files, *settings, *apart, "--out", "again"])


def _descriptor() -> dict[str, Any]:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": RO_CRATE},
        "about": {"@id": "./"},
    }


def _root(
    manifest: dict[str, Any], parts: list[dict[str, Any]], action: dict[str, Any]
) -> dict[str, Any]:
    names = ", ".join(entry["name"] for entry in manifest["scenarios"])
    runs = manifest["replications"]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Simulation results: {names}",
        "description": f"{runs} replications of each of these scenarios of grid emergency "
        f"response, seed {manifest['seed']}: {names}.",
        "datePublished": str(manifest.get("finished", manifest["written"])),
        "license": {"@id": _licence(manifest)["@id"]},
        "conformsTo": {"@id": PROFILE},
        "hasPart": _links(parts),
        "mentions": _links([action]),
    }


def _profile() -> dict[str, Any]:
    return {
        "@id": PROFILE,
        "@type": "CreativeWork",
        "name": "Process Run Crate",
        "version": "0.5",
    }


def _licence(manifest: dict[str, Any]) -> dict[str, Any]:
    said = manifest.get("licence")
    if said:
        where = said if _is_address(said) else "#license"
        return {"@id": where, "@type": "CreativeWork", "name": said}
    return {
        "@id": "#license",
        "@type": "CreativeWork",
        "name": "Not stated",
        "description": "Who made these results decides on what terms they may be used.",
    }


def _author(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe who ran it, if that is known."""
    said = str(manifest.get("author", ""))
    name, _, rest = said.partition("<")
    address = rest.rstrip("> ")
    where = address if _is_address(address) else "#author"
    return [{"@id": where, "@type": "Person", "name": name.strip() or said}] if said else []


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _software(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe this program, and what it ran on, each with its version."""
    versions = {name: version for name, version in manifest["versions"].items() if version}
    own = {
        "@id": "#gridresponse",
        "@type": "SoftwareApplication",
        "name": "gridresponse",
        "description": "A discrete-event simulator of community grid services in an emergency. "
        f"SHA-256 of its source: {manifest['code']}",
        "softwareVersion": versions.get("gridresponse", "unknown"),
        "operatingSystem": " ".join(str(part) for part in manifest["machine"].values()),
    }
    others = [
        {
            "@id": f"#{name}",
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
        }
        for name, version in versions.items()
        if name != "gridresponse"
    ]
    return [own | {"softwareRequirements": _links(others)}, *others]


def _action(
    manifest: dict[str, Any], inputs: list[dict[str, Any]], made: list[dict[str, Any]]
) -> dict[str, Any]:
    unique = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(manifest, sort_keys=True))
    authors = _links(_author(manifest))
    return {
        "@id": f"urn:uuid:{unique}",
        "@type": "CreateAction",
        "name": f"gridresponse {manifest['command']}",
        "description": command(manifest),
        "startTime": manifest["started"],
        "endTime": str(manifest.get("finished", manifest["written"])),
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
        "instrument": {"@id": "#gridresponse"},
        "object": _links(inputs),
        "result": _links(made),
        **({"agent": authors[0]} if authors else {}),
    }


def _scenario(name: str, digest: str) -> dict[str, Any]:
    kind = "application/yaml" if name.endswith(".yaml") else "text/csv"
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "description": "A resolved scenario, or a file that it names",
        "encodingFormat": kind,
        "sha256": digest,
    }


def _setting(name: str, value: Any) -> dict[str, Any]:
    return {"@id": f"#{name}", "@type": "PropertyValue", "name": name, "value": value}


def _table(name: str) -> dict[str, Any]:
    columns = ", ".join(schema(name).names)
    return {
        "@id": f"{name}.parquet/",
        "@type": "Dataset",
        "name": name,
        "description": f"One Parquet file a scenario and replication; columns: {columns}",
    }


def _record() -> dict[str, Any]:
    return {
        "@id": "manifest.json",
        "@type": "File",
        "name": "manifest.json",
        "description": "What was asked, by which code, libraries and machine, and when",
        "encodingFormat": "application/json",
    }


def _links(entities: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]
