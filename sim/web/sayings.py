"""The answer in plain sentences, in the planner's language; each number can explain itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.report.differences import Difference, meaning
from sim.report.wording import NO_DATA, SHARES, number
from sim.web.found import difference

if TYPE_CHECKING:
    from sim.experiment import Answer, Estimate
    from sim.scenario import Scenario
    from sim.web.words import Words

MAIN = ("on_time", "never_served_per_1000_resident_days", "wait_h", "infections", "deaths",
        "confined_person_days", "cost_total")  # fmt: skip
TOLD = ("infections", "deaths", "confined_person_days")
PLAN_NAMES = frozenset({"plan", "before_plan"})
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; a number carries what it means, a name is a plan's."""

    text: str
    explained: str = ""
    name: bool = False


Sentence = tuple[Piece, ...]


def paragraphs(answer: Answer, words: Words) -> list[tuple[str, list[Sentence]]]:
    """Return what each plan buys beside the first: its title and sentences."""
    if len(answer.scenarios) == 1:
        return [(_title(answer.baseline), list(_alone(answer, words)))]
    return [
        (_title(scenario), list(_compared(answer, scenario, words)))
        for scenario in answer.scenarios[1:]
    ]


def differences(answer: Answer, measure: str) -> dict[str, Difference]:
    """Return the difference of a measure by plan, all with the same places."""
    found = {
        name: difference(measure, name, answer.units[measure], pairs[measure])
        for name, pairs in answer.differences.items()
        if measure in pairs
    }
    places = max((d.places for d in found.values() if d.places is not None), default=None)
    return {name: replace(entry, level_places=places) for name, entry in found.items()}


def title_of(measure: str, answer: Answer, words: Words) -> str:
    """Return what a measure is called; a service by the title that the street gives it."""
    if measure.startswith("on_time_"):
        service = answer.baseline.services.get(measure.removeprefix("on_time_"))
        if service is not None:
            return service.title or measure.removeprefix("on_time_")
    if words.has(f"measure.{measure}"):
        return words(f"measure.{measure}")
    known = meaning(measure)
    return known.title if known else measure.replace("_", " ")


def explanation(measure: str, words: Words) -> str:
    """Return a measure's definition, in the planner's language where there is one."""
    if words.has(f"explained.{measure}"):
        return words(f"explained.{measure}")
    known = meaning(measure)
    return known.explained if known else ""


def _compared(answer: Answer, scenario: Scenario, words: Words) -> Iterator[Sentence]:
    before = _title(answer.baseline)
    names = {"plan": _title(scenario), "before_plan": before}
    yield _on_time(differences(answer, "on_time")[scenario.name], answer, words, names)
    service = _most_changed(answer, scenario.name)
    if service is not None:
        yield _of_service(service, answer, words)
    for measure in TOLD:
        entry = differences(answer, measure).get(scenario.name)
        if entry is not None and (entry.after or entry.before):
            yield _count(entry, answer, words)
    yield from _people(answer, scenario, words)
    entry = differences(answer, "cost_total").get(scenario.name)
    if entry is not None:
        yield _cost(entry, answer, words)


def _on_time(
    entry: Difference, answer: Answer, words: Words, names: dict[str, str]
) -> Sentence:
    key = "on_time" + _how(entry)
    return _sentence(f"say.{key}", entry, answer, words, names)


def _of_service(entry: Difference, answer: Answer, words: Words) -> Sentence:
    title = title_of(entry.measure, answer, words)
    return _sentence("say.service", entry, answer, words, {"title": title})


def _most_changed(answer: Answer, plan: str) -> Difference | None:
    """Return the service whose share on time moves most, where that is clear."""
    every = [m for m in answer.differences[plan] if m.startswith("on_time_")]
    clear = [d for m in every if (d := differences(answer, m)[plan]).clear]
    return max(clear, key=lambda d: abs(d.difference), default=None)


def _count(entry: Difference, answer: Answer, words: Words) -> Sentence:
    way = ("_more" if entry.difference > 0 else "_fewer") if entry.clear else _how(entry)
    title = title_of(entry.measure, answer, words)
    return _sentence(f"say.count{way}", entry, answer, words, {"title": title})


def _cost(entry: Difference, answer: Answer, words: Words) -> Sentence:
    way = ("_more" if entry.difference > 0 else "_less") if entry.clear else _how(entry)
    return _sentence(f"say.cost{way}", entry, answer, words, {})


def _people(answer: Answer, scenario: Scenario, words: Words) -> Iterator[Sentence]:
    """Say how many more or fewer workers a plan has, by employer."""
    from sim.scenario import heads

    before, after = (
        {name: round(heads(e, s)) for name, e in s.workforce.employers.items()}
        for s in (answer.baseline, scenario)
    )
    moved = list[Sentence]()
    for name in dict.fromkeys([*before, *after]):
        here, there = before.get(name, 0), after.get(name, 0)
        if there != here:
            way, who = "more" if there > here else "fewer", words(f"employer.{name}")
            told = words("explain.people", before=f"{here:,}", after=f"{there:,}")
            numbers = {"number": (f"{abs(there - here):,}", told)}
            moved.append(filled(words(f"say.people_{way}"), numbers, {"who": who}))
    if moved:
        head, tail = words("say.people").split("{who}")
        joints = [words("list.comma")] * (len(moved) - 2) + [words("list.and"), tail]
        joints = joints[-len(moved) :]
        pairs = zip(moved, joints, strict=True)
        yield (Piece(head), *(p for part, joint in pairs for p in (*part, Piece(joint))))


def _how(entry: Difference) -> str:
    if not entry.known:
        return "_early" if math.isfinite(entry.difference) else "_unknown"
    return "" if entry.clear else "_same" if entry.same else "_unclear"


def _sentence(
    key: str, entry: Difference, answer: Answer, words: Words, names: dict[str, str]
) -> Sentence:
    """Fill a sentence; its numbers explain themselves."""
    meant = f"{title_of(entry.measure, answer, words)}: {explanation(entry.measure, words)}"
    of_mean = words("explain.mean", n=entry.pairs)
    interval = words("explain.interval", n=entry.pairs)
    if entry.pairs > 1 and math.isfinite(entry.correlation):
        interval += " " + words("explain.pairing", r=f"{entry.correlation:.2f}")
    low, high = (entry.shown(v, sign=True) for v in (entry.low, entry.high))
    numbers = {
        "before": (entry.level(entry.before), f"{meant} {of_mean}"),
        "after": (entry.level(entry.after), f"{meant} {of_mean}"),
        "span": (_spanned(entry, words), f"{interval} {meant}"),
        "ends": (words("say.ends", low=low, high=high), f"{interval} {meant}"),
        "size": (entry.shown(abs(entry.difference)), f"{meant} {of_mean}"),
    }
    sure = f"{100 * entry.confidence:.0f}\N{NO-BREAK SPACE}%"
    return filled(words(key), numbers, names | {"sure": sure})


def _spanned(entry: Difference, words: Words) -> str:
    if not entry.known:
        return NO_DATA
    low, high = (entry.shown(v) for v in sorted((abs(entry.low), abs(entry.high))))
    return low if low == high else words("say.span", low=low, high=high)


def filled(text: str, numbers: dict[str, tuple[str, str]], names: dict[str, Any]) -> Sentence:
    """Cut a sentence at its fields; a number becomes a piece of its own."""
    pieces = []
    for position, part in enumerate(_FIELD.split(text)):
        if position % 2 == 0:
            pieces.append(Piece(part))
        elif part in numbers:
            pieces.append(Piece(*numbers[part]))
        else:
            pieces.append(Piece(str(names[part]), name=part in PLAN_NAMES))
    return tuple(piece for piece in pieces if piece.text)


def _alone(answer: Answer, words: Words) -> Iterator[Sentence]:
    """Say what one plan does by itself."""
    found = answer.estimates[answer.baseline.name]
    for measure in MAIN:
        if measure in found:
            yield level(measure, found[measure], answer, words)


def level(measure: str, found: Estimate, answer: Answer, words: Words) -> Sentence:
    """Say the mean of a measure with its interval."""
    scale = 100 if answer.units[measure] in SHARES else 1
    unit = words("unit.of_100") if scale == 100 else words.unit(answer.units[measure])
    mean, low, high = (number(scale * v) for v in (found.mean, found.low, found.high))
    why = explanation(measure, words)
    interval = words("explain.level", n=found.replications)
    numbers = {
        "mean": (mean, f"{why} {words('explain.mean', n=found.replications)}"),
        "ends": (words("say.ends", low=low, high=high), f"{interval} {why}"),
    }
    key = "say.level" if low != NO_DATA else "say.level_early"
    names = {"title": title_of(measure, answer, words), "unit": f" {unit}" if unit else ""}
    return filled(words(key), numbers, names)


def _title(scenario: Scenario) -> str:
    return scenario.title or scenario.name
