"""What the scripts of a results page ask for, and what may be downloaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi.responses import FileResponse, Response

from sim.web import figures, townplay, workday
from sim.web.asked import LETTERS, file_of
from sim.web.found import found_in
from sim.web.job import ANSWER, PLANS, Job
from sim.web.tabled import as_csv

if TYPE_CHECKING:
    from sim.web.words import Words

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def part(job: Job, name: str, words: Words) -> Any:
    """Return figures, map-N or day-N of a comparison; None where there is no such thing yet."""
    found = found_in(job.folder) if job.kind == "compare" else None
    answer = None if found is None else found.answer()
    if found is None or answer is None:
        return None
    if name == "figures":
        return {
            "plans": found.titles,
            "fans": figures.fans(found, answer, words),
            "forest": figures.forest(answer, words),
            "replications": answer.replications,
        }
    kind, _, number = name.partition("-")
    plans = {str(index): index for index in range(len(found.scenarios))}
    if number not in plans:
        return None
    plan = plans[number]
    if kind == "map":
        return found.once(name, lambda: townplay.played(found, plan))
    if kind == "day":
        key = f"{name} {words.language}"
        return found.once(key, lambda: workday.work_of_day(found, plan, words))
    return None


def file(job: Job, name: str) -> Response | None:
    """Return a file by a name of this list; nothing else can be named."""
    makers: dict[str, Callable[[Job], Response | None]] = {
        **{file_of(i): _plan(i) for i in range(len(LETTERS))},
        "question.yaml": lambda job: _text(job, f"{PLANS}/question.yaml"),
        "plans.zip": _zip,
        "measures.csv": _measures,
        "differences.csv": _differences,
        "report.html": _report,
        "answer.json": lambda job: _text(job, ANSWER),
    }
    return makers[name](job) if name in makers else None


def listed(job: Job) -> list[str]:
    """List what can be downloaded now."""
    found = []
    if (job.folder / PLANS).exists():
        found += [file_of(index) for index in range(len(job.asked()["plans"]))]
        found += ["question.yaml"] if job.kind == "staff" else []
        found.append("plans.zip")
    elif job.manifest():
        found += [file_of(index) for index in range(min(len(job.titles), len(LETTERS)))]
    if job.kind == "compare" and job.finished():
        found += ["measures.csv"] + (["differences.csv"] if len(job.titles) > 1 else [])
    if (job.folder / "report.html").exists():
        found.append("report.html")
    return found


def _plan(index: int) -> Callable[[Job], Response | None]:
    """Return a plan's file as it was run; of a command's results, as they keep it."""

    def of_job(job: Job) -> Response | None:
        return _text(job, f"{PLANS}/{file_of(index)}") or _text(
            job, f"scenarios/s{index:02d}.yaml", file_of(index)
        )

    return of_job


def _text(job: Job, inside: str, called: str = "") -> Response | None:
    path = job.folder / inside
    if not path.is_file():
        return None
    return FileResponse(
        path, media_type="text/plain; charset=utf-8", filename=called or path.name
    )


def _zip(job: Job) -> Response | None:
    """Pack the plans with the tables that they name."""
    folder = job.folder / PLANS
    if not folder.exists():
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return _attached(packed.getvalue(), "plans.zip", "application/zip")


def _measures(job: Job) -> Response | None:
    found = found_in(job.folder)
    answer = None if found is None else found.answer()
    if answer is None:
        return None
    rows: list[dict[str, Any]] = answer.measures().to_dict("records")  # type: ignore[assignment]
    return _attached(as_csv(rows).encode(), "measures.csv", "text/csv; charset=utf-8")


def _differences(job: Job) -> Response | None:
    found = found_in(job.folder)
    answer = None if found is None else found.answer()
    if answer is None or len(answer.scenarios) < 2:
        return None
    rows = as_csv(answer.rows()).encode()
    return _attached(rows, "differences.csv", "text/csv; charset=utf-8")


def _report(job: Job) -> Response | None:
    path = job.folder / "report.html"
    if not path.is_file():
        return None
    headers = {"content-security-policy": REPORT_POLICY}
    return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)


def _attached(content: bytes, name: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
