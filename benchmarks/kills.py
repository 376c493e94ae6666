"""Kill a run at random instants, let the same command finish it, and compare every byte.

A third of the kills strike the parent alone, a third one of its processes, a third the whole
process group; a third of all kills strike a run that
continues one killed before. Prints JSON.

    python benchmarks/kills.py --kills 50
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("group", "child", "parent")
LONGEST_S = 600.0
GONE_S = 10.0


@dataclass
class Tally:
    """What came of the kills."""

    kills: int = 0
    of: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    during_resume: int = 0
    too_late: int = 0  # the run had ended before its instant came; drawn again
    finished_by_itself: int = 0
    different: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    left_half_written: list[str] = field(default_factory=list)
    processes_left: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        wrong = (self.different, self.duplicates, self.left_half_written)
        return not any((*wrong, self.processes_left, self.hung, self.failed))


def start(out: Path, replications: int) -> subprocess.Popen[bytes]:
    """Start a run of a small town on two processes, in a process group of its own."""
    town = ROOT / "scenarios" / "two-grids.yaml"
    words = ["run", str(town), "--set", "horizon=8 d", "--replications", str(replications)]
    words += ["--seed", "3", "--processes", "2", "--out", str(out), "--no-report", "--quiet"]
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *words], cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def tables(out: Path) -> dict[str, bytes]:
    """Read every file of every table."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.glob("*.parquet/*.parquet")}


def children(parent: int) -> list[int]:
    """List the processes that a process has started, those that run Python tasks only."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def alive(group: int) -> list[int]:
    """List the processes of a group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def strike(running: subprocess.Popen[bytes], kind: str, luck: random.Random) -> bool:
    """Kill what the kind says with SIGKILL; False where there is nothing to kill."""
    if running.poll() is not None:
        return False
    try:
        if kind == "group":
            os.killpg(running.pid, signal.SIGKILL)
        elif kind == "parent":
            os.kill(running.pid, signal.SIGKILL)
        else:
            found = children(running.pid)
            if not found:
                return False
            os.kill(luck.choice(found), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def until_gone(group: int) -> list[int]:
    """Wait for all processes of a group to end; give those that do not."""
    until = time.monotonic() + GONE_S
    while alive(group) and time.monotonic() < until:
        time.sleep(0.02)
    return alive(group)


def one(out: Path, asked: tuple[str, int, float], tally: Tally, luck: random.Random) -> bool:
    """Start or continue a run and kill it; False if it had ended before its instant."""
    kind, replications, length_s = asked
    running = start(out, replications)
    time.sleep(luck.uniform(0.0, length_s))
    if not strike(running, kind, luck):
        running.communicate(timeout=LONGEST_S)
        tally.too_late += 1
        return False
    tally.kills += 1
    tally.of[kind] += 1
    named = f"kill {tally.kills} ({kind})"
    if kind == "child":
        try:
            _, said = running.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            tally.hung.append(named)
            return True
        if running.returncode:
            tally.failed.append(f"{named}: exit {running.returncode}: {said.decode()[-300:]}")
        else:
            tally.finished_by_itself += 1
    else:
        running.wait()
    left = until_gone(running.pid)
    if running.stderr is not None:  # what a killed run had said is not asked for
        running.stderr.close()
    if left:
        tally.processes_left.append(f"{named}: {left}")
    return True


def finish(out: Path, whole: dict[str, bytes], replications: int, tally: Tally) -> None:
    """Let the same command finish, and compare what is there with the undisturbed run."""
    running = start(out, replications)
    named = f"after kill {tally.kills}"
    try:
        _, said = running.communicate(timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        tally.hung.append(named)
        return
    if running.returncode:
        tally.failed.append(f"{named}: exit {running.returncode}: {said.decode()[-300:]}")
    found = tables(out)
    if {name: found.get(name) for name in whole} != whole:
        tally.different.append(named)
    tally.duplicates += [f"{named}: {name}" for name in found.keys() - whole.keys()]
    tally.left_half_written += [f"{named}: {path.name}" for path in out.rglob("_*")]


def campaign(kills: int, replications: int, seed: int, folder: Path) -> Tally:
    """Kill so many times, in runs of so many replications, and give what came of it."""
    luck, tally = random.Random(seed), Tally()
    finish_whole = start(folder / "whole", replications)
    began = time.monotonic()
    finish_whole.communicate(timeout=LONGEST_S)
    length_s, whole = time.monotonic() - began, tables(folder / "whole")
    kinds = _kinds(luck)
    while tally.kills < kills:
        out = folder / f"out-{tally.kills}-{tally.too_late}"
        kind = next(kinds)
        if not one(out, (kind, replications, length_s), tally, luck):
            continue
        # Of runs that have to be continued three in four are killed again meanwhile: a third
        # of all kills.
        if kind != "child" and tally.kills < kills and luck.random() < 0.75:
            kind = luck.choice(("group", "parent"))
            tally.during_resume += one(out, (kind, replications, length_s), tally, luck)
        finish(out, whole, replications, tally)
        so_far = "clean so far" if tally.clean else f"not clean: {tally}"
        print(f"{tally.kills} of {kills}, {so_far}", file=sys.stderr)
    return tally


def _kinds(luck: random.Random) -> Iterator[str]:
    """Give each kind equally often, in random order."""
    while True:
        yield from luck.sample(KINDS, len(KINDS))


def main() -> None:
    """Run a campaign and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--replications", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gridresponse-kills-") as folder:
        tally = campaign(asked.kills, asked.replications, asked.seed, Path(folder))
    minutes = round((time.monotonic() - began) / 60, 1)
    print(json.dumps({"clean": tally.clean, "minutes": minutes, **asdict(tally)}, indent=2))
    sys.exit(0 if tally.clean else 1)


if __name__ == "__main__":
    main()
