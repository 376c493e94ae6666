"""What the scripts of a results page ask for, and what may be downloaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi.responses import FileResponse, Response

from sim.web import figures, overturned, reasons, townplay, workday
from sim.web.asked import LETTERS, file_of
from sim.web.found import found_in
from sim.web.job import ANSWER, PLANS, Job, read_json
from sim.web.tabled import as_csv

if TYPE_CHECKING:
    from sim.web.words import Words

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def part(job: Job, name: str, words: Words) -> Any:
    """Return figures, map-N or day-N of a comparison, or the bars of a question about one.

    None where there is no such thing yet.
    """
    if name == "bars":
        about = told(job, words)
        return None if about is None else [panel.picture for panel in about.panels]
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


def told(job: Job, words: Words) -> reasons.Told | None:
    """Return the answer to a question about an answer; None for others and before the end."""
    makers = {"why": reasons.told, "doubt": overturned.told}
    return makers[job.kind](job, words) if job.kind in makers else None


def file(job: Job, name: str) -> Response | None:
    """Return a file by a name of this list; nothing else can be named."""
    makers: dict[str, Callable[[Job], Response | None]] = {
        **{file_of(i): _plan(i) for i in range(len(LETTERS))},
        "question.yaml": lambda job: _text(job, f"{PLANS}/question.yaml"),
        "plans.zip": _zip,
        "measures.csv": _measures,
        "differences.csv": _differences,
        "report.html": _report,
        "parts.csv": _further,
        "doubts.csv": _further,
        "tornado.svg": _tornado,
        "answer.json": lambda job: _text(job, ANSWER),
    }
    return makers[name](job) if name in makers else None


def listed(job: Job) -> list[str]:
    """List what can be downloaded now."""
    found = []
    if (job.folder / PLANS).exists():
        found += [file_of(index) for index in range(len(job.asked()["plans"]))]
        found += ["question.yaml"] if job.kind in ("staff", "doubt") else []
        found.append("plans.zip")
    elif job.manifest():
        found += [file_of(index) for index in range(min(len(job.titles), len(LETTERS)))]
    if job.kind == "compare" and job.finished():
        found += ["measures.csv"] + (["differences.csv"] if len(job.titles) > 1 else [])
    if job.kind in _TABLES and (job.folder / ANSWER).exists():
        found.append(_TABLES[job.kind])
    found += ["tornado.svg"] if (job.folder / "tornado.svg").exists() else []
    if (job.folder / "report.html").exists():
        found.append("report.html")
    return found


_TABLES = {"why": "parts.csv", "doubt": "doubts.csv"}


def _further(job: Job) -> Response | None:
    """Return the bars of the command's answer as rows, whatever the planner's language."""
    answer = read_json(job.folder / ANSWER)
    rows = [_flat(row) for row in answer.get("shares", answer.get("bars", []))]
    if job.kind not in _TABLES or not rows:
        return None
    return _attached(as_csv(rows).encode(), _TABLES[job.kind], "text/csv; charset=utf-8")


def _flat(row: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Lay the mappings inside a row out as columns of their own."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        inner = isinstance(value, Mapping)
        found |= _flat(value, f"{above}{key}.") if inner else {f"{above}{key}": value}
    return found


def _tornado(job: Job) -> Response | None:
    path = job.folder / "tornado.svg"
    if not path.is_file():
        return None
    return FileResponse(path, media_type="image/svg+xml", filename=path.name)


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
