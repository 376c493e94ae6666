"""What each page shows: looked up here, laid out by its template, every name escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from sim.web import asking, further, parts, sayings, staffed, tabled
from sim.web.asked import LETTERS, MOST_PLANS
from sim.web.found import found_in
from sim.web.job import LIVE, Job
from sim.web.jobs import Jobs, shown_command
from sim.web.levers import PRESETS, settings
from sim.web.streets import Street, Streets, town_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from sim.scenario import Scenario
    from sim.web.words import Words

TEMPLATES = Path(__file__).parent / "templates"
MOST_LISTED = 40
MOST_COMPARED = 400
"""Plans of one comparison that have a letter or a number. Source: assumed."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals["letters"] = [*ascii_uppercase, *map(str, range(27, MOST_COMPARED + 1))]
    return made


def render(template: str, context: Mapping[str, Any]) -> str:
    """Fill a template."""
    return _environment().get_template(template).render(**context)


def home(streets: Streets, jobs: Jobs) -> dict[str, Any]:
    """Return the streets and what was asked before."""
    return {
        "streets": [_card(street) for street in streets.every()],
        "past": [_past(job) for job in jobs.every()[:MOST_LISTED]],
    }


def _card(street: Street) -> dict[str, Any]:
    from sim.scenario import heads, sizes

    scenario = street.scenario
    grids, households, residents = sizes(scenario)
    employer = scenario.workforce.grid_workers
    return {
        "key": street.key,
        "title": street.title,
        "own": street.own,
        "grids": round(grids),
        "households": round(households),
        "residents": round(residents),
        "workers": round(heads(employer, scenario)) if employer else 0,
        "days": round(scenario.horizon / 24),
    }


def _past(job: Job) -> dict[str, Any]:
    asked = job.asked()
    return {
        "id": job.id,
        "kind": asked["kind"],
        "titles": job.titles,
        "street": asked.get("street", ""),
        "created": str(asked.get("created", ""))[:16].replace("T", " "),
        "status": job.status(),
        "finished": job.finished(),
        "total": job.total(),
    }


def street(chosen: Street, words: Words) -> dict[str, Any]:
    """Return a street with its facts and its sliders."""
    scenario = chosen.scenario
    town = town_of(scenario)
    groups: dict[str, list[Any]] = {}
    for setting in settings(scenario):
        groups.setdefault(setting.lever.group, []).append(setting)
    return {
        "street": chosen,
        "card": _card(chosen) | {"residents": town.residents, "households": town.households},
        "vulnerable": int(town.vulnerable.sum()),
        "groups": groups,
        "plans": range(MOST_PLANS),
        "replications": min(scenario.run.replications, 10),
        "seed": scenario.run.seed,
        "has_workers": any(s.lever.key == "workers" for s in groups.get("people", [])),
        "script": {
            "presets": PRESETS,
            "words": words.starting("script."),
            "letters": LETTERS.upper(),
        },
        "presets": list(PRESETS),
    }


def run(job: Job, jobs: Jobs, words: Words) -> dict[str, Any]:
    """Return a question with how far it is, and the answer so far."""
    asked = job.asked()
    kind, titles = str(asked["kind"]), job.titles
    headings = {"staff": words("ask.staff"), "compare": words("run.title")}
    if kind in further.MAKERS:
        headings[kind] = words(f"{kind}.heading", plan=titles[1])
    return {
        "asked": asked,
        "kind": kind,
        "heading": headings[kind],
        "back": asked.get("of") if jobs.get(str(asked.get("of"))) else None,
        "state": job.state(),
        "live": sorted(LIVE),
        "command": shown_command(job) if (job.folder / "page.json").exists() else "",
        "script": {"words": words.starting("script."), "titles": titles},
        **answer(job, jobs, words),
    }


def answer(job: Job, jobs: Jobs, words: Words) -> dict[str, Any]:
    """Return the answer so far; what cannot be read is said, not guessed."""
    status = job.status()
    shared = {
        "job": job, "status": status, "files": parts.listed(job), "titles": job.titles,
        "errors": job.errors() if status == "failed" else "",
        "staff": None, "found": None, "told": None, "further": None,
    }  # fmt: skip
    if job.kind == "staff":
        return shared | {"staff": staffed.told(job, words)}
    if job.kind in further.MAKERS:
        return shared | {"told": parts.told(job, words)}
    found = found_in(job.folder)
    known = None if found is None else found.answer()
    if found is None or known is None:
        return shared
    more = status not in LIVE and len(found.scenarios) > 1
    return shared | {
        "found": known,
        "baseline": found.titles[0],
        "wanted": int(job.asked()["replications"]),
        "paragraphs": sayings.paragraphs(known, words),
        "groups": tabled.groups(known, words),
        "flat": _flat(known, words),
        "further": asking.offered(job, found, jobs, words) if more else None,
    }


def plans_of(job: Job) -> tuple[Scenario, ...] | None:
    """Return the plans of a comparison that has an answer; None for any other question."""
    found = found_in(job.folder) if job.kind == "compare" else None
    return None if found is None or job.live or found.answer() is None else found.scenarios


def _flat(answer: Any, words: Words) -> str:
    """Warn where more is asked than anybody can do in every plan, as the report does."""
    from sim.report.sentences import FLAT_BELOW

    means = [found["on_time"].mean for found in answer.estimates.values() if "on_time" in found]
    if not means or not max(means) < FLAT_BELOW:
        return ""
    return words("say.flat", share=f"{100 * max(means):.0f}")
