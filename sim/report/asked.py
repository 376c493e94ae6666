"""The spread that was asked for beside the spread that the runs realised."""

import math
from typing import TYPE_CHECKING, Any

from sim.report.differences import spread
from sim.report.saved import Saved
from sim.report.wording import NO_DATA, amount, number

if TYPE_CHECKING:
    from sim.scenario import EpidemicSpec, Scenario

Row = tuple[str, ...]
GROWTH, REPRODUCTION, HOME = "growth_realised", "reproduction_early", "household_attack_rate"
GENERATION = "generation_time_h"
NOT_ASKED = "not stated"
WORDS = {
    GROWTH: "Growth per day",
    REPRODUCTION: "Infections per case (R0; early on)",
    HOME: "Household attack rate",
    GENERATION: "Generation time [d]",
}
CAUTION = (
    "What is asked for is the spread in the town before anything is done; realised growth "
    "and reproduction are those of the first days. In a controlled run controls, "
    "self-isolation and immunity bend them, so that they need not meet what was asked for, "
    "and what is measured ends when controls begin. R0 counts whom a typical case infects; "
    "early on a case infects fewer, because households, classes and workplaces run out of "
    "others. The generation time is that of the whole run: late cases meet fewer who can still "
    "be infected, so that it is shorter than early on."
)


def sentences(saved: Saved) -> list[str]:
    """Say what the baseline asked for and what came of it; nothing without an epidemic."""
    epidemic = _epidemic(saved.baseline)
    if epidemic is None:
        return []
    found = _realised(saved).get(saved.baseline.name, {})
    asked = {key: value for key, value in _asked(epidemic).items() if math.isfinite(value)}
    runs = saved.replications
    told = [_told(key, value, found.get(key), runs) for key, value in asked.items()]
    if not told:
        told = ["The baseline states probabilities of transmission; its spread follows."]
    return [*told, CAUTION]


def rows(saved: Saved) -> list[Row]:
    """Return scenario, what, asked for, realised mean, its 95 % interval, runs with data."""
    realised, told = _realised(saved), []
    for scenario in saved.scenarios:
        epidemic, found = _epidemic(scenario), realised.get(scenario.name)
        if epidemic is None or found is None:
            continue
        for key, value in _asked(epidemic).items():
            row = _row(key, value, found.get(key), saved.replications)
            told.append((scenario.title or scenario.name, *row))
    return told


def _epidemic(scenario: "Scenario") -> "EpidemicSpec | None":
    from sim.scenario import of_kind

    return next(iter(of_kind(scenario.hazards, "epidemic").values()), None)


def _asked(epidemic: "EpidemicSpec") -> dict[str, float]:
    """Return what a scenario asks for by measure, nan where it does not state it."""
    growth, home = epidemic.growth, epidemic.household_attack_rate
    return {
        GROWTH: math.nan if growth is None else 24 * growth,
        REPRODUCTION: math.nan if epidemic.r0 is None else epidemic.r0,
        HOME: math.nan if home is None else home,
        GENERATION: math.nan,
    }


def _realised(saved: Saved) -> dict[str, dict[str, dict[str, Any]]]:
    """Return mean, interval and count of each measure, by scenario and measure."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in spread(saved).to_dict("records"):
        known = {str(name): value for name, value in row.items()}
        found.setdefault(str(row["scenario"]), {})[str(row["measure"])] = known
    return found


def _row(measure: str, asked: float, found: dict[str, Any] | None, runs: int) -> Row:
    stated = _shown(measure, asked) if math.isfinite(asked) else NOT_ASKED
    if found is None:
        return WORDS[measure], stated, NO_DATA, NO_DATA, f"0 of {runs}"
    mean, low, high = (_shown(measure, float(found[key])) for key in ("mean", "low", "high"))
    reach = NO_DATA if NO_DATA in (low, high) else f"{low} to {high}"
    return WORDS[measure], stated, mean, reach, f"{found['n']} of {runs}"


def _told(measure: str, asked: float, found: dict[str, Any] | None, runs: int) -> str:
    _, stated, mean, reach, count = _row(measure, asked, found, runs)
    what = {GROWTH: "a growth per day", REPRODUCTION: "an R0", HOME: "a household attack rate"}
    begun = f"Asked for was {what[measure]} of {stated}; realised was"
    if mean == NO_DATA:
        return f"{begun} {NO_DATA}: {_why(measure)}."
    sure = "" if reach == NO_DATA else f"95 % interval of the mean {reach}, "
    return f"{begun} {mean} on average ({sure}{count} replications with data)."


def _why(measure: str) -> str:
    """Say why a measure may have no data."""
    if measure == HOME:
        return "no household could be followed for 14 d"
    return (
        "controls began, or the run ended, before there was enough to measure; the same "
        "scenario without a response would show it"
    )


def _shown(measure: str, value: float) -> str:
    if measure == GENERATION:
        return number(value / 24)
    return amount(value, "share") if measure == HOME else number(value)
