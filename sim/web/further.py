"""What may be asked of an answer: why the plans differ, and which doubt could overturn it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.attribution_spec import COUPLINGS
from sim.web.asked import AskedError, Question, file_of, whole
from sim.web.doubts import Range, ranges

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.web.job import Job

WHY, DOUBT = "why", "doubt"
MEASURES = ("on_time", "infections")
FEWEST, USUAL, MOST = 2, {WHY: 5, DOUBT: 4}, 50
"""Outbreaks of every way of running both plans; the usual ones take minutes. Assumed."""


def why_question(job: Job, plans: tuple[Scenario, ...], said: Any) -> Question:
    """Check a question about why two plans differ; raises what is wrong with it."""
    pair, count = _pair(plans, said), whole(said, "replications", FEWEST, MOST)
    more = {"of": job.id, "measures": list(MEASURES), "runs": ways(WHY) * 2}
    seed = int(job.asked()["seed"])
    return Question(WHY, pair, ({}, {}), count, seed, extra=more)


def doubt_question(job: Job, plans: tuple[Scenario, ...], said: Any) -> Question:
    """Check a question about which doubt could overturn an answer; raises what is wrong."""
    pair, count = _pair(plans, said), whole(said, "replications", FEWEST, MOST)
    listed = said.get("doubts")
    known = {found.key: found for found in ranges(*pair)[0]}
    if not isinstance(listed, list) or not listed:
        raise AskedError("choose at least one number to doubt")
    chosen = [known[key] for key in known if key in listed]
    if len(chosen) < len(set(map(str, listed))):
        raise AskedError("doubts: no such number here")
    _expect_allowed(pair, chosen)
    more = {
        "of": job.id,
        "measures": list(MEASURES),
        "runs": ways(DOUBT, len(chosen)) * 2,
        "doubts": [[found.key, found.path, found.low, found.high] for found in chosen],
    }
    seed = int(job.asked()["seed"])
    text = _analysis(chosen, count, seed)
    return Question(DOUBT, pair, ({}, {}), count, seed, text, more)


MAKERS: dict[str, Callable[[Job, tuple[Scenario, ...], Any], Question]] = {
    WHY: why_question,
    DOUBT: doubt_question,
}


def ways(kind: str, doubts: int = 0) -> int:
    """Count the ways in which each of two plans is run."""
    return 2 ** len(COUPLINGS) if kind == WHY else 1 + 2 * doubts


def _pair(plans: tuple[Scenario, ...], said: Any) -> tuple[Scenario, Scenario]:
    """Return the first plan and the one that is asked about, named by letters."""
    if not isinstance(said, Mapping):
        raise AskedError("the question could not be read")
    if len(plans) < 2:
        raise AskedError("one plan alone has nothing that it differs from")
    other = plans[whole(said, "plan", 1, len(plans) - 1)]
    return plans[0].override({}, name="plan-a"), other.override({}, name="plan-b")


def _expect_allowed(pair: tuple[Scenario, Scenario], chosen: list[Range]) -> None:
    """Refuse ends that the rules of a scenario refuse."""
    from sim.errors import ScenarioError

    for found in chosen:
        for plan in pair:
            try:
                for end in (found.low, found.high):
                    plan.override({found.path: end})
            except ScenarioError as error:
                raise AskedError(f"{found.path}: {error}") from None


def _analysis(chosen: list[Range], count: int, seed: int) -> str:
    """Write the analysis as the file that the command line takes."""
    lines = [
        "# Which number, if it were wrong, would change what plan B does beside plan A?",
        f"scenario: {file_of(0)}",
        f"other: {file_of(1)}",
        "method: tornado",
        "factors:",
        *(f"  {found.path}: {{from: {found.low}, to: {found.high}}}" for found in chosen),
        f"replications: {count}",
        f"seed: {seed}",
        f"measures: [{', '.join(MEASURES)}]",
    ]
    return "\n".join(lines) + "\n"
