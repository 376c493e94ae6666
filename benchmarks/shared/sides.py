"""Run the same work on several sides, each in a process of its own, turn by turn.

A side gets a turn only while the others wait, so that a change of the machine's pace hits all.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

PEERS = Path(__file__).resolve().parents[1] / "peers"
Line = dict[str, Any]
Command = tuple[Path, str]  # interpreter, script among the peers


class Side:
    """A process that does its work once a turn; turn 0 warms it up."""

    def __init__(self, command: Command, work: Mapping[str, object]) -> None:
        python, script = command
        asked = json.dumps({**work, "paced": True})
        self.said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - until `end`
        self.process = subprocess.Popen(
            [str(python), str(PEERS / script), asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
        )
        self.lines: list[Line] = []
        self.failed = ""

    def turn(self) -> None:
        """Do the work once and wait for it; remember where the process failed."""
        process = self.process
        if self.failed or process.stdin is None or process.stdout is None:
            return
        try:
            process.stdin.write("\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended: why, it said
        for line in process.stdout:
            if line.startswith("{"):
                self.lines.append(json.loads(line))
                return
        process.wait()
        self.said.seek(0)
        words = self.said.read().strip().splitlines()
        self.failed = words[-1] if words else "it ended without a word"

    def end(self) -> None:
        """Let the process end."""
        self.process.communicate()
        self.said.close()

    def summary(self) -> dict[str, object]:
        """Give medians over the timed turns; memory is that of the first run."""
        if self.failed or len(self.lines) < 2:
            return {"absent": self.failed or "it was not timed"}
        first, timed = self.lines[0], self.lines[1:]
        out: dict[str, object] = {}
        for name, value in first.items():
            values = [line[name] for line in timed]
            number = isinstance(value, int | float) and None not in values
            out[name] = median(values) if number else values[-1]
        memory = {name: first[name] for name in first if name.startswith("peak_")}
        runs = [line["run_s"] for line in timed]
        del out["turn"]
        return {**out, **memory, "run_s_from_to": [min(runs), max(runs)], "turns": len(timed)}


def side_by_side(
    sides: Mapping[str, tuple[Command, Mapping[str, object]]], repeats: int
) -> dict[str, Any]:
    """Run all sides in turns; give each one's summary and the peers' times over ours."""
    running = {
        name: Side(command, {**work, "repeats": repeats})
        for name, (command, work) in sides.items()
    }
    for _ in range(1 + repeats):
        for side in running.values():
            side.turn()
    for side in running.values():
        side.end()
    out: dict[str, Any] = {name: side.summary() for name, side in running.items()}
    ours = running.get("ours")
    for name, side in running.items():
        if side is not ours and ours and "absent" not in {**out[name], **out["ours"]}:
            pairs = zip(side.lines[1:], ours.lines[1:], strict=True)
            times = [theirs["run_s"] / own["run_s"] for theirs, own in pairs]
            out[name]["times_ours"] = median(times)
            out[name]["times_ours_from_to"] = [min(times), max(times)]
    return out
