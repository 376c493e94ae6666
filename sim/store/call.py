"""What was asked of a results folder, and whether two calls ask the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.errors import FolderError

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Call:
    """One command: verb, resolved scenarios (all with the call's seed), replications, log."""

    verb: str
    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int
    log: str

    def as_manifest(self) -> dict[str, Any]:
        """Return the part of the manifest that tells one command from another."""
        listed = [
            {
                "file": f"scenarios/{scenario_file(index)}",
                "name": scenario.name,
                "title": scenario.title,
                "hash": fingerprint(scenario),
            }
            for index, scenario in enumerate(self.scenarios)
        ]
        apart = {"independent": True} if self.independent else {}
        told = {"command": self.verb, "seed": self.seed, "log": self.log, "scenarios": listed}
        return told | apart

    @property
    def independent(self) -> bool:
        """Whether each scenario has luck of its own."""
        return len({scenario.run.seed for scenario in self.scenarios}) > 1


def scenario_file(index: int) -> str:
    """Name a saved scenario by its number, never by what a file calls it."""
    return f"s{index:02d}.yaml"


def fingerprint(scenario: Scenario) -> str:
    """Hash what decides a scenario's runs: its content and the files that it names.

    The number of replications and the level of logging are left out: more of the same
    replications is the same question.
    """
    more = {"run.until": None, "run.at_most": None} if _has_rule(scenario) else {}
    same = scenario.override({"run.replications": 20, "run.log": "daily", **more})
    digest = hashlib.sha256(same.hash().encode())
    for path in named_files(scenario):
        digest.update(path.as_posix().encode() + b"\0" + _content(scenario.root / path))
    return digest.hexdigest()


def _has_rule(scenario: Scenario) -> bool:
    """Tell whether a scenario says when to stop: of the same replications, how many."""
    run = scenario.run
    return any(getattr(run, key, None) is not None for key in ("until", "at_most"))


def named_files(scenario: Scenario) -> list[Path]:
    """List the files that a scenario names, relative to its root folder."""
    observed = (series.file for series in scenario.observed.values())
    return sorted({Path(path) for path in (*scenario.files, *observed) if path})


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolderError(f"{path}: cannot read it: {error.strerror}") from error


def differences(stored: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """Say in words how a stored command differs from the one asked for; [] if it does not."""
    told = [
        f"{key} {stored.get(key)} there, {asked[key]} now"
        for key in ("command", "seed", "log")
        if stored.get(key) != asked[key]
    ]
    there, now = ([_identity(s) for s in m.get("scenarios", [])] for m in (stored, asked))
    if [name for name, _ in there] != [name for name, _ in now]:
        told.append(f"scenarios {_names(there)} there, {_names(now)} now")
    else:
        changed = [a[0] for a, b in zip(there, now, strict=True) if a != b]
        told += [f"scenario {name} has changed" for name in changed]
    return told


def _identity(listed: dict[str, Any]) -> tuple[str, str]:
    return str(listed.get("name")), str(listed.get("hash"))


def _names(identities: list[tuple[str, str]]) -> str:
    return ", ".join(name for name, _ in identities) or "none"
