"""Start, continue or refuse: what a call finds in its results folder."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.call import Call, differences, named_files, scenario_file
from sim.store.changes import changed_keys
from sim.store.errors import FolderError, StoreError
from sim.store.files import read_whole_file, write_whole
from sim.store.provenance import code_hash, machine, mixing, versions
from sim.store.results import Results
from sim.store.schemas import TABLES, kept_tables

if TYPE_CHECKING:
    from sim.scenario import Scenario

log = logging.getLogger("sim")


def open_for(call: Call, folder: Path, fresh: bool) -> tuple[Results, int]:
    """Make a folder ready for a call and return it with the number of replications to reach.

    The same call continues, with as many replications as were asked for or more if more are
    there already. Raises FolderError for another call's folder unless ``fresh``. The caller
    holds the lock.
    """
    results = Results(folder)
    results.sweep()
    asked = call.as_manifest()
    there = (folder / "manifest.json").exists()
    if not there and not fresh and any(results.files(table) for table in TABLES):
        raise FolderError(
            f"{folder}: holds tables but no manifest.json that says of what. Give another "
            "--out, or --fresh to start again here"
        )
    stored = results.manifest() if there and not fresh else None
    if stored is None:
        try:
            _start(results, call, asked)
        except (OSError, StoreError) as error:
            raise FolderError(f"{folder}: cannot write here: {error}") from error
        return results, call.replications
    _refuse_another(folder, stored, call)
    _write_scenarios_again(results, call, stored)
    count = max(call.replications, _finished_for_all(results, call))
    if stored.get("status") != "complete" or stored.get("replications") != count:
        results.update(status="running", replications=count)
    return results, count


def _start(results: Results, call: Call, asked: dict[str, Any]) -> None:
    """Empty a folder and write its scenarios and manifest."""
    results.clear()
    results.update(
        status="running",
        **asked,
        files=_save_scenarios(results.folder, call),
        replications=call.replications,
        versions=versions(),
        code=code_hash(),
        machine=machine(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
    )


def _save_scenarios(folder: Path, call: Call) -> dict[str, str]:
    """Write the resolved scenarios and the files that they name; give the digest of each."""
    digests: dict[str, str] = {}
    for index, scenario in enumerate(call.scenarios):
        for path, content in _scenario_files(folder / "scenarios", index, scenario).items():
            write_whole(path, content)
            digests[path.relative_to(folder).as_posix()] = sha256(content).hexdigest()
    return digests


def _scenario_files(folder: Path, index: int, scenario: Scenario) -> dict[Path, bytes]:
    """Give what is kept of a scenario: itself resolved, and the files that it names."""
    kept: dict[Path, bytes] = {}
    for path in named_files(scenario):
        content, copy = (scenario.root / path).read_bytes(), folder / path
        if ".." in path.parts or path.is_absolute():
            raise FolderError(f"{path}: a scenario reads only files under its own folder")
        if index and copy.exists() and copy.read_bytes() != content:
            raise FolderError(f"{path}: two scenarios read different files of this name")
        kept[copy] = content
    return kept | {folder / scenario_file(index): scenario.to_yaml().encode()}


def _write_scenarios_again(results: Results, call: Call, stored: dict[str, Any]) -> None:
    """Put right a saved scenario that was damaged; what is asked for is the same."""
    for name, digest in stored.get("files", {}).items():
        path = results.folder / name
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
            log.warning("%s: damaged or missing; it is written again", path)
            path.unlink(missing_ok=True)
            results.update(files=_save_scenarios(results.folder, call))
            return


def mend(results: Results, replications: Sequence[tuple[int, int]]) -> int:
    """Remove damaged tables of these replications, so that they are run again; count them.

    Each is named in the log ``sim``. Tables of a comparison are made again by the caller.
    """
    level = str(results.manifest()["log"])
    paths = [
        results.path(table, index, replication)
        for index, replication in replications
        for table in kept_tables(level, replication)
    ]
    count = 0
    for path in [*paths, *(path for path, _, _ in results.files("comparison"))]:
        try:
            if path.exists():
                read_whole_file(path)
        except StoreError:
            log.warning("%s: damaged; its replication is run again", path)
            path.unlink(missing_ok=True)
            count += 1
    return count + len(results.taken_away("comparison", results.manifest()))


def _refuse_another(folder: Path, stored: dict[str, Any], call: Call) -> None:
    """Raise FolderError, with what differs, where a folder is another call's or code's."""
    told = differences(stored, call.as_manifest())
    for index, scenario in enumerate(call.scenarios):
        changed = f"scenario {scenario.name} has changed"
        if changed in told:
            keys = changed_keys(folder / "scenarios" / scenario_file(index), scenario)
            told[told.index(changed)] = f"{changed}: {keys}" if keys else changed
    if told:
        raise FolderError(
            f"{folder}: holds the results of another command ({'; '.join(told)}). "
            "Give another --out, or --fresh to start again here"
        )
    mixed = mixing(stored)
    if mixed:
        raise FolderError(
            f"{folder}: was made otherwise ({'; '.join(mixed)}), and results are not mixed. "
            "Give --fresh to start again here"
        )


def _finished_for_all(results: Results, call: Call) -> int:
    """Count the replications, from 0 without a gap, that every scenario has finished."""
    count = 0
    while all(results.finished(i, count, call.log) for i in range(len(call.scenarios))):
        count += 1
    return count
