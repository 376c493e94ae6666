"""Questions run in the background by the command line itself, a few at a time."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sim.errors import GridResponseError
from sim.web.asked import Question, file_of, write
from sim.web.job import (
    ANSWER,
    ASKED,
    ENDED,
    ERRORS,
    LIVE,
    PLANS,
    RUNNING,
    STOPPING,
    WAITING,
    Job,
    write_json,
)

MOST_WAITING = 8
PATIENCE_S = 20.0
"""How long a stopped command may take to leave its results in order [s]. Source: assumed."""
INTERRUPTED = 130
_PROGRAM = [sys.executable, "-m", "sim"]
_NAME = re.compile(r"[\w.-]{1,100}")


class BusyError(GridResponseError):
    """Too many questions wait already."""


class Jobs:
    """All questions by id; an id from an address is looked up here, and never is a path."""

    def __init__(self, folder: Path, at_once: int = 1, processes: int | None = None) -> None:
        self._folder, self._processes = folder.resolve(), processes
        self._slots = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._known: dict[str, Job] = {}
        self._commands: dict[str, subprocess.Popen[bytes]] = {}
        self._closed = False

    def every(self) -> list[Job]:
        """List the questions of the results folder, the command line's too; new first."""
        with self._lock:
            for path in self._folder.glob("*"):
                if (
                    path.name not in self._known
                    and _NAME.fullmatch(path.name)
                    and _is_job(path)
                ):
                    self._known[path.name] = Job(path.name, path)
            found = [job for job in self._known.values() if _is_job(job.folder)]
        return sorted(found, key=lambda job: str(job.asked().get("created")), reverse=True)

    def get(self, job_id: str) -> Job | None:
        """Return a question by its id."""
        if job_id not in self._known:
            self.every()
        return self._known.get(job_id)

    def ask(self, question: Question, street: str, language: str) -> Job:
        """Write a question's files and run it when there is room; raises BusyError."""
        job_id = f"page-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        job = Job(job_id, self._folder / job_id)
        with self._lock:
            waiting = sum(other.live == WAITING for other in self._known.values())
            if waiting >= MOST_WAITING:
                raise BusyError("too many questions are waiting")
            write(question, job.folder / PLANS)
            write_json(job.folder / ASKED, _asked(question, street, language))
            self._known[job_id] = job
        self._begin(job)
        return job

    def go_on(self, job: Job) -> None:
        """Run what is missing of a question that was stopped."""
        if job.live in LIVE or not (job.folder / ASKED).exists():
            return
        (job.folder / ENDED).unlink(missing_ok=True)
        self._begin(job)

    def stop(self, job: Job) -> None:
        """Stop a question; what is finished is kept."""
        with self._lock:
            if job.live not in (WAITING, RUNNING):
                return
            job.live = STOPPING
            command = self._commands.get(job.id)
        if command is not None:
            _interrupt(command)

    def close(self) -> None:
        """Stop everything that runs, as Ctrl-C would, and wait for it to be in order."""
        self._closed = True
        for job in list(self._known.values()):
            self.stop(job)
        for command in list(self._commands.values()):
            _interrupt(command)
            with suppress(subprocess.TimeoutExpired):
                command.wait(PATIENCE_S)

    def _begin(self, job: Job) -> None:
        job.live, job.pace = WAITING, None
        threading.Thread(target=self._work, args=(job,), daemon=True).start()

    def _work(self, job: Job) -> None:
        """Wait for room, run the command, note how it ended, and have the report written."""
        with self._slots:
            ended = self._run(job) if job.live == WAITING and not self._closed else None
            if ended:  # a command stopped while it starts may call that a failure
                ended = INTERRUPTED if job.live == STOPPING else ended
            if ended is not None:
                write_json(job.folder / ENDED, {"exit": ended})
            job.live = ""
            if ended == 0 and job.kind == "compare" and not self._closed:
                self._call(job, [*_PROGRAM, "report", str(job.folder)], (None, None))

    def _run(self, job: Job) -> int | None:
        """Run the command of a question to its end; None if it was stopped before."""
        output = job.folder / f"_{ANSWER}"
        with (job.folder / ERRORS).open("wb") as errors, output.open("wb") as said:
            with self._lock:
                if job.live != WAITING:
                    return None
                job.first, job.live = job.finished(), RUNNING
            ended = self._call(job, command_of(job, self._processes), (said, errors))
        if job.kind != "compare" and ended == 0:
            output.replace(job.folder / ANSWER)
        output.unlink(missing_ok=True)
        return ended

    def _call(
        self, job: Job, command: list[str], streams: tuple[IO[bytes] | None, IO[bytes] | None]
    ) -> int:
        """Run a command beside the plans and wait for its end."""
        said, errors = (stream or subprocess.DEVNULL for stream in streams)
        with self._lock:
            if job.live == STOPPING:
                return INTERRUPTED
            process = self._commands[job.id] = subprocess.Popen(
                command,
                cwd=job.folder / PLANS,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=errors,
                env=_environment(),
                start_new_session=True,
            )
        try:
            return process.wait()
        finally:
            self._commands.pop(job.id, None)


def command_of(job: Job, processes: int | None) -> list[str]:
    """Return the command that answers a question, run in the folder of its plans."""
    asked = job.asked()
    luck = ["--replications", str(asked["replications"]), "--seed", str(asked["seed"])]
    few = [] if processes is None else ["--processes", str(processes)]
    quiet = ["--json", "--no-report"] if asked["kind"] == "compare" else ["--json"]
    out = ["--out", str(job.folder)]
    return [*_PROGRAM, *_verb(asked), *luck, *_logged(asked), *few, *quiet, *out]


def _verb(asked: dict[str, Any]) -> list[str]:
    """Return the verb of a question and its files."""
    plans = [file_of(index) for index in range(len(asked["plans"]))]
    if asked["kind"] == "staff":
        return ["staff", "question.yaml"]
    if asked["kind"] == "doubt":
        return ["sensitivity", "question.yaml"]
    if asked["kind"] == "why":
        measures = [part for name in asked["measures"] for part in ("--measure", name)]
        return ["attribute", *plans, *measures]
    return ["compare" if len(plans) > 1 else "run", *plans]


def _logged(asked: dict[str, Any]) -> list[str]:
    return ["--log", "daily"] if asked["kind"] == "compare" else []


def shown_command(job: Job) -> str:
    """Write the command as a planner's colleague would type it beside the plans."""
    words = command_of(job, None)[len(_PROGRAM) :]
    shown = words[: words.index("--json")]
    return " ".join(["gridresponse", *shown, "--out", "results/again"])


def _environment() -> dict[str, str]:
    """Return the environment in which the command finds this very program."""
    here = str(Path(__file__).parents[2])
    paths = [here, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _interrupt(command: subprocess.Popen[bytes]) -> None:
    """Send Ctrl-C; if that is not heard, end the command and what it started."""
    with suppress(ProcessLookupError):
        command.send_signal(signal.SIGINT)

    def insist() -> None:
        try:
            command.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(command.pid, signal.SIGKILL)

    threading.Thread(target=insist, daemon=True).start()


def _is_job(path: Path) -> bool:
    if (path / ASKED).exists():
        return True
    if not (path / "manifest.json").exists():
        return False
    return Job(path.name, path).manifest().get("command") in ("run", "compare")


def _asked(question: Question, street: str, language: str) -> dict[str, Any]:
    plans = [
        {"name": plan.name, "title": plan.title, "levers": dict(moved)}
        for plan, moved in zip(question.plans, question.moved, strict=True)
    ]
    return {
        "kind": question.kind,
        "street": street,
        "language": language,
        "plans": plans,
        "replications": question.replications,
        "seed": question.seed,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **question.extra,
    }
