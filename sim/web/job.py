"""One question in its folder: what was asked, what is finished, how it ended."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.store import FolderError, Results

WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
DONE, STOPPED, FAILED = "done", "stopped", "failed"
LIVE = frozenset({WAITING, RUNNING, STOPPING})
ASKED, ENDED, ANSWER, PLANS = "page.json", "page-ended.json", "answer.json", "plans"
ERRORS = "page-errors.txt"


@dataclass
class Job:
    """A folder of results under the name that addresses know it by."""

    id: str
    folder: Path
    live: str = ""
    began_s: float = 0.0
    first: int = 0
    pace: tuple[float, int] | None = field(default=None, repr=False)

    def asked(self) -> dict[str, Any]:
        """Return what the page asked, or what the manifest of a command tells of it."""
        found = read_json(self.folder / ASKED)
        if found:
            return found
        manifest = self.manifest()
        listed = manifest.get("scenarios", [])
        plans = [{"name": s["name"], "title": s["title"] or s["name"]} for s in listed]
        return {
            "kind": "compare",
            "street": "",
            "plans": plans,
            "replications": int(manifest.get("replications", 0)),
            "seed": int(manifest.get("seed", 0)),
            "created": str(manifest.get("started", "")),
        }

    def manifest(self) -> dict[str, Any]:
        """Return the manifest, empty where nothing has begun."""
        try:
            return Results(self.folder).manifest()
        except FolderError:
            return {}

    @property
    def kind(self) -> str:
        """Return compare, staff, why or doubt."""
        return str(self.asked().get("kind", "compare"))

    @property
    def titles(self) -> list[str]:
        """Return what the planner calls her plans."""
        return [str(plan["title"]) for plan in self.asked()["plans"]]

    def status(self) -> str:
        """Say how it stands, also after the page was started again."""
        if self.live:
            return self.live
        whole = self.kind == "compare" and self.manifest().get("status") == "complete"
        if whole or (self.folder / ANSWER).exists():
            return DONE
        return FAILED if read_json(self.folder / ENDED).get("exit") in (1, 2) else STOPPED

    def finished(self) -> int:
        """Count the replications whose measures are saved."""
        return len(self._saved())

    def _saved(self) -> list[Path]:
        inside = "*/measures.parquet" if self.kind == "staff" else "measures.parquet"
        return list(self.folder.glob(f"{inside}/s*.parquet"))

    def pace_s(self) -> float | None:
        """Return the mean time between two finished replications, the longest tenth left out.

        Pauses are left out with it; None before there are three [s].
        """
        times = sorted(path.stat().st_mtime for path in self._saved())
        gaps = sorted(later - before for before, later in pairwise(times))
        kept = gaps[: math.ceil(0.9 * len(gaps))]
        return sum(kept) / len(kept) if len(gaps) > 1 else None

    def total(self) -> int:
        """Count the replications that are wanted; of a staffing question at most so many."""
        asked = self.asked()
        if asked["kind"] == "staff":
            return int(asked["replications"]) * int(asked["most"] - asked["least"] + 1)
        count = max(int(asked["replications"]), int(self.manifest().get("replications", 0)))
        return count * int(asked.get("runs", len(asked["plans"])))

    def left_s(self) -> float | None:
        """Guess the seconds left from the pace since the first replication was finished."""
        done = self.finished()
        if self.live != RUNNING or done <= self.first:
            return None
        now = time.monotonic()
        if self.pace is None:
            self.pace = (now, done)
            return None
        since, before = self.pace
        if done <= before:
            return None
        return (self.total() - done) * (now - since) / (done - before)

    def errors(self) -> str:
        """Return what the command said when it failed."""
        try:
            text = (self.folder / ERRORS).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return text.replace(f"{self.folder}/", "").strip()[-2000:]

    def state(self) -> dict[str, Any]:
        """Return how far it is, for the page."""
        left = self.left_s()
        return {
            "status": self.status(),
            "finished": self.finished(),
            "total": self.total(),
            "left_s": None if left is None else round(left),
        }


def read_json(file: Path) -> dict[str, Any]:
    """Read a mapping from a JSON file; empty where there is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(file: Path, value: dict[str, Any]) -> None:
    """Write a mapping as JSON, whole or not at all."""
    from sim.store import write_whole

    write_whole(file, json.dumps(value, ensure_ascii=False, indent=2).encode())
