"""The answer to a staffing question in plain English, and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.experiment.sentences import amount, number
from sim.experiment.staffing import CANNOT_TELL, NOT_TESTED

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.staffing import StaffingAnswer, Verdict
    from sim.scenario.staffing_spec import Bound


def sentences(answer: StaffingAnswer) -> list[str]:
    """Say which plan is enough, whether one less is not, and what that is worth."""
    found, spec = answer.certified, answer.spec
    percent, sure = f"{100 * spec.holds_in:g}", f"{100 * spec.confidence:g}"
    goal = _targets(answer.targets)
    if answer.of_outbreaks:
        goal = f"in at least {percent} of 100 outbreaks {goal}"
    if found is None:
        dearest = answer.verdicts[-1]
        said = [f"No plan is shown to be enough ({goal}). {_failed(dearest, answer)}"]
        return [*said, _worth(sure)]
    chance = number(found.chance_if_short)
    if answer.of_outbreaks:
        said = [
            f"{_capital(found.plan)} is enough: {goal}. All targets held in {found.held} of "
            f"{found.runs} outbreaks (share {_share(found)}); if the share were only {percent} "
            f"in 100, so many would have held with a chance of {chance}."
        ]
    else:
        said = [
            f"{_capital(found.plan)} is enough: {goal}. In {found.runs} outbreaks "
            f"{_evidence(found, answer)}; if the plan only just fell short, so good a mean "
            f"would come with a chance of {chance}."
        ]
    place = [verdict.plan for verdict in answer.verdicts].index(found.plan)
    if place == 0:
        said.append("It is the cheapest plan that was asked about.")
    else:
        said.append(_failed(answer.verdicts[place - 1], answer))
    return [*said, *_towns(answer), _worth(sure)]


def _towns(answer: StaffingAnswer) -> list[str]:
    """Say of which towns the answer speaks."""
    towns = answer.spec.towns
    if towns == 1:
        return ["All of it holds in this town, which was drawn once."]
    return [
        f"Outbreaks lie in {towns} towns in turn. Shares of outbreaks speak of these {towns} "
        "towns on average (exact tests stay safe if towns differ: Hoeffding 1956); means are "
        "tested over the means of towns, and speak of towns like these."
    ]


def _failed(verdict: Verdict, answer: StaffingAnswer) -> str:
    """Say what is known of a plan that is not certified."""
    held, sure = _evidence(verdict, answer), f"{100 * answer.spec.confidence:g}"
    if verdict.verdict == CANNOT_TELL:
        return f"Of {verdict.plan} it cannot be told: {held}. More runs would narrow it."
    return f"{_capital(verdict.plan)} is not enough, at {sure} %: {held}."


def _evidence(verdict: Verdict, answer: StaffingAnswer) -> str:
    """Say in how many outbreaks the targets held, and the means that are asked for."""
    from sim.measures import lookup

    held = f"all targets held in {verdict.held} of {verdict.runs} outbreaks ({_share(verdict)})"
    said = [held] if answer.of_outbreaks else []
    wide = f"{100 * (2 * answer.spec.confidence - 1):g} %"
    for name, bound in answer.targets.items():
        if bound.on != "outbreak":
            unit = lookup(name).unit
            mean, low, high = (amount(value, unit) for value in verdict.means[name])
            said.append(f"{name} was {mean} on average ({wide} interval {low} to {high})")
    return " and ".join(said)


def _share(verdict: Verdict) -> str:
    low, high = (number(100 * value) for value in (verdict.low, verdict.high))
    return f"{low} to {high} %"


def _worth(sure: str) -> str:
    return (
        f"Plans were tested from the dearest to the cheapest, each at {sure} %, up to the "
        f"first that failed: a plan that is not enough is certified with a chance of at most "
        f"{100 - float(sure):g} %. That covers chance, not doubt about the assumptions."
    )


def _targets(targets: dict[str, Bound] | object) -> str:
    from sim.measures import lookup

    assert isinstance(targets, dict)
    said = []
    for name, bound in targets.items():
        limit = bound.at_least if bound.at_least is not None else bound.at_most
        assert limit is not None
        way = "at least" if bound.at_least is not None else "at most"
        words = f"{name} is {way} {amount(limit, lookup(name).unit)}"
        said.append(words + (" on average" if bound.on != "outbreak" else ""))
    return " and ".join(said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def as_table(answer: StaffingAnswer) -> Table:
    """Lay the verdicts out for a terminal, the cheapest plan first."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE)
    columns = ["plan", "verdict", "held", "share, interval", "cost, CNY", *answer.targets]
    for heading in columns:
        table.add_column(heading, justify="left" if heading in columns[:2] else "right")
    for verdict in answer.verdicts:
        table.add_row(*(escape(cell) for cell in _cells(verdict, answer)))
    return table


def _cells(verdict: Verdict, answer: StaffingAnswer) -> list[str]:
    from sim.measures import lookup

    if verdict.verdict == NOT_TESTED:
        return [verdict.plan, NOT_TESTED, *[""] * (3 + len(answer.targets))]
    means = (amount(verdict.means[name][0], lookup(name).unit) for name in answer.targets)
    cost = "" if math.isnan(verdict.cost) else number(verdict.cost)
    if not answer.of_outbreaks:
        return [verdict.plan, verdict.verdict, f"{verdict.runs} runs", "", cost, *means]
    held = f"{verdict.held} of {verdict.runs}"
    return [verdict.plan, verdict.verdict, held, _share(verdict), cost, *means]
