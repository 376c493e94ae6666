"""Start, continue or refuse: what a call finds in its results folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.call import Call, differences, named_files, scenario_file
from sim.store.errors import FolderError, StoreError
from sim.store.files import write_whole
from sim.store.provenance import code_hash, machine, mixing, versions
from sim.store.results import Results

if TYPE_CHECKING:
    from sim.scenario import Scenario

_FORMAT = 1


def open_for(call: Call, folder: Path, fresh: bool) -> tuple[Results, int]:
    """Make a folder ready for a call and return it with the number of replications to reach.

    The same call continues, with as many replications as were asked for or more if more are
    there already. Raises FolderError for another call's folder unless ``fresh``. The caller
    holds the lock.
    """
    results = Results(folder)
    results.sweep()
    asked = call.as_manifest()
    stored = None if fresh or not (folder / "manifest.json").exists() else results.manifest()
    if stored is None:
        try:
            _start(results, call, asked)
        except (OSError, StoreError) as error:
            raise FolderError(f"{folder}: cannot write here: {error}") from error
        return results, call.replications
    _refuse_another(folder, stored, asked)
    count = max(call.replications, _finished_for_all(results, call))
    if stored.get("status") != "complete" or stored.get("replications") != count:
        results.update(status="running", replications=count)
    return results, count


def _start(results: Results, call: Call, asked: dict[str, Any]) -> None:
    """Empty a folder and write its scenarios and manifest."""
    results.clear()
    for index, scenario in enumerate(call.scenarios):
        _save_scenario(results.folder / "scenarios", index, scenario)
    results.update(
        format=_FORMAT,
        status="running",
        **asked,
        replications=call.replications,
        versions=versions(),
        code=code_hash(),
        machine=machine(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
    )


def _save_scenario(folder: Path, index: int, scenario: Scenario) -> None:
    """Write a resolved scenario, and the files that it names beside it."""
    for path in named_files(scenario):
        content, copy = (scenario.root / path).read_bytes(), folder / path
        if ".." in path.parts or path.is_absolute():
            raise FolderError(f"{path}: a scenario reads only files under its own folder")
        if index and copy.exists() and copy.read_bytes() != content:
            raise FolderError(f"{path}: two scenarios read different files of this name")
        write_whole(copy, content)
    write_whole(folder / scenario_file(index), scenario.to_yaml().encode())


def _refuse_another(folder: Path, stored: dict[str, Any], asked: dict[str, Any]) -> None:
    told = differences(stored, asked)
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
