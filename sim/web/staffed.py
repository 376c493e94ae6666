"""The answer to a staffing question, in the planner's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment.staffing import CANNOT_TELL, ENOUGH, NOT_ENOUGH
from sim.report.wording import number
from sim.web.job import ANSWER, Job, read_json
from sim.web.sayings import Piece, Sentence, filled

if TYPE_CHECKING:
    from sim.web.words import Words

KEYS = {ENOUGH: "enough", NOT_ENOUGH: "short", CANNOT_TELL: "unsure"}


def told(job: Job, words: Words) -> dict[str, Any] | None:
    """Return the sentences and one row a plan; None before the end."""
    answer = read_json(job.folder / ANSWER)
    if not answer:
        return None
    asked = job.asked()
    rows = [_row(verdict, words) for verdict in answer["plans"]]
    goal = words("staff.goal", on_time=asked["on_time"], holds_in=asked["holds_in"])
    return {"sentences": _sentences(answer, goal, words), "rows": rows}


def _row(verdict: dict[str, Any], words: Words) -> dict[str, str]:
    ran = verdict["runs"] > 0
    key = KEYS.get(verdict["verdict"], "not_run")
    share = [number(100 * verdict[end]) for end in ("low", "high")]
    return {
        "workers": verdict["plan"].removeprefix("workers-"),
        "verdict": words(f"staff.{key}"),
        "key": key,
        "held": words("staff.held", held=verdict["held"], runs=verdict["runs"]) if ran else "–",
        "share": words("say.ends", low=share[0], high=share[1]) if ran else "–",
        "cost": number(verdict["cost"]) if ran and verdict["cost"] is not None else "–",
    }


def _sentences(answer: dict[str, Any], goal: str, words: Words) -> list[Sentence]:
    """Say which number is enough, and what is known of one fewer."""
    plans = {verdict["plan"]: verdict for verdict in answer["plans"]}
    names = list(plans)
    found = answer["plan"]
    worth = (Piece(words("staff.worth")),)
    said: list[Sentence] = []
    if found is None:
        said.append((Piece(words("staff.none", goal=goal)),))
        below = plans[names[-1]]
    else:
        said.append(_evidence("staff.found", plans[found], words, goal))
        place = names.index(found)
        if not place:
            return [*said, (Piece(words("staff.least")),), worth]
        below = plans[names[place - 1]]
    key = KEYS.get(below["verdict"], "not_run")
    said.append(_evidence(f"staff.below_{key}", below, words, goal))
    return [*said, worth]


def _evidence(key: str, verdict: dict[str, Any], words: Words, goal: str) -> Sentence:
    """Fill a sentence about one number of workers; its numbers explain themselves."""
    held, share = words("staff.why_held", goal=goal), words("staff.why_share")
    numbers = {
        "held": (str(verdict["held"]), held),
        "runs": (str(verdict["runs"]), held),
        "low": (number(100 * verdict["low"]), share),
        "high": (number(100 * verdict["high"]), share),
    }
    workers = verdict["plan"].removeprefix("workers-")
    return filled(words(key), numbers, {"workers": workers, "goal": goal})
