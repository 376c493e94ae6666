"""The page's addresses: each looks something up by key, and hands it to a template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sim.errors import GridResponseError
from sim.web import asked, further, pages, parts, static
from sim.web.guard import LARGEST_BODY, TOKEN_COOKIE, TOKEN_HEADER
from sim.web.job import Job
from sim.web.jobs import BusyError, Jobs
from sim.web.streets import Street, Streets, grids_of
from sim.web.words import LANGUAGES, Words

LANGUAGE = "language"
Found = TypeVar("Found")
A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Site:
    """What the addresses look things up in; ``token`` is this start's."""

    streets: Streets
    jobs: Jobs
    token: str
    guarded: bool = False

    def street(self, key: str) -> Street:
        """Return a street, 404 where there is none."""
        return _or_404(self.streets.get(key))

    def job(self, job_id: str) -> Job:
        """Return a question, 404 where there is none."""
        return _or_404(self.jobs.get(job_id))


def make_app(site: Site) -> FastAPI:
    """Wire the addresses; nothing here runs a model."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_pages(app, site)
    _add_questions(app, site)
    _add_results(app, site)
    app.add_exception_handler(GridResponseError, _refused)
    app.add_exception_handler(404, _missing)
    return app


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise HTTPException(404)
    return found


def words_of(request: Request) -> Words:
    """Return the words of the language that was chosen, else of the browser's own."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen not in LANGUAGES:
        chosen = "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"
    return Words(chosen)


def _add_pages(app: FastAPI, site: Site) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        if site.guarded and "token" in request.query_params:
            found = RedirectResponse("/", 303)
            found.set_cookie(TOKEN_COOKIE, site.token, httponly=True, samesite="strict")
            return found
        return _html(request, site, "home.html", pages.home(site.streets, site.jobs))

    @app.get("/language/{language}")
    def language(language: str, back: str = "/") -> Response:
        inside = back.startswith("/") and not back.startswith(("//", "/\\"))
        found = RedirectResponse(back if inside else "/", 303)
        if language in LANGUAGES:
            found.set_cookie(LANGUAGE, language, max_age=A_YEAR_S, samesite="strict")
        return found

    @app.get("/street/{key}")
    def street(request: Request, key: str) -> Response:
        words = words_of(request)
        return _html(request, site, "street.html", pages.street(site.street(key), words))

    @app.get("/street/{key}/grids.json")
    def grids(key: str) -> Response:
        return JSONResponse(grids_of(site.street(key).scenario))

    @app.get("/static/{name}")
    def file(name: str) -> Response:
        return _or_404(static.response(name))


def _add_questions(app: FastAPI, site: Site) -> None:
    @app.post("/streets")
    async def upload(request: Request, title: str = "") -> Response:
        table = await request.body()
        return JSONResponse({"key": site.streets.add(title[:80], table).key}, 201)

    @app.post("/street/{key}/{kind}")
    async def ask(request: Request, key: str, kind: str) -> Response:
        street = site.street(key)
        makers = {"compare": asked.compare_question, "staff": asked.staff_question}
        question = _or_404(makers.get(kind))(street.scenario, await _said(request))
        job = site.jobs.ask(question, street.title, words_of(request).language)
        return JSONResponse({"id": job.id}, 201)

    @app.post("/run/{job_id}/ask/{kind}")
    async def ask_further(request: Request, job_id: str, kind: str) -> Response:
        job, maker = site.job(job_id), _or_404(further.MAKERS.get(kind))
        question = maker(job, _or_404(pages.plans_of(job)), await _said(request))
        street = str(job.asked().get("street", ""))
        made = site.jobs.ask(question, street, words_of(request).language)
        return JSONResponse({"id": made.id}, 201)

    @app.post("/run/{job_id}/stop")
    def stop(job_id: str) -> Response:
        site.jobs.stop(site.job(job_id))
        return JSONResponse({}, 202)

    @app.post("/run/{job_id}/continue")
    def go_on(job_id: str) -> Response:
        site.jobs.go_on(site.job(job_id))
        return JSONResponse({}, 202)


def _add_results(app: FastAPI, site: Site) -> None:
    @app.get("/run/{job_id}")
    def run(request: Request, job_id: str) -> Response:
        context = pages.run(site.job(job_id), site.jobs, words_of(request))
        return _html(request, site, "run.html", context)

    @app.get("/run/{job_id}/state")
    def state(job_id: str) -> Response:
        return JSONResponse(site.job(job_id).state())

    @app.get("/run/{job_id}/answer")
    def answer(request: Request, job_id: str) -> Response:
        context = pages.answer(site.job(job_id), site.jobs, words_of(request))
        return _html(request, site, "answer.html", context)

    @app.get("/run/{job_id}/tables")
    def tables(request: Request, job_id: str) -> Response:
        context = pages.answer(site.job(job_id), site.jobs, words_of(request))
        return _html(request, site, "tables.html", context)

    @app.get("/run/{job_id}/part/{name}.json")
    def part(request: Request, job_id: str, name: str) -> Response:
        return JSONResponse(_or_404(parts.part(site.job(job_id), name, words_of(request))))

    @app.get("/run/{job_id}/files/{name}")
    def saved(job_id: str, name: str) -> Response:
        return _or_404(parts.file(site.job(job_id), name))


async def _said(request: Request) -> Any:
    """Return what the page sent as JSON."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise asked.AskedError("the question could not be read") from None


def _html(request: Request, site: Site, template: str, context: dict[str, Any]) -> Response:
    words = words_of(request)
    shared = {
        "words": words,
        "languages": LANGUAGES,
        "token": site.token,
        "token_header": TOKEN_HEADER,
        "here": request.url.path,
        "largest": LARGEST_BODY,
    }
    return HTMLResponse(pages.render(template, shared | context))


def _refused(_request: Request, error: Exception) -> Response:
    """Answer what was refused on purpose in its own words."""
    status = 429 if isinstance(error, BusyError) else 422
    return JSONResponse({"problem": str(error)}, status)


def _missing(request: Request, _error: Exception) -> Response:
    words = words_of(request)
    text = pages.render(
        "missing.html",
        {"words": words, "languages": LANGUAGES, "token": "", "token_header": "", "here": "/"},
    )
    return HTMLResponse(text, 404)
