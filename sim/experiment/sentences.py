"""An answer in plain English: what differs, by how much, how sure, and what cannot be told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sim.experiment.statistics import EXACT, Estimate, Paired

KEY_MEASURES = {
    "on_time": "the share served on time",
    "never_served_per_1000_resident_days": "needs never served per 1,000 resident-days",
    "infections": "infections",
    "deaths": "deaths",
    "lost_service": "lost service in need-hours per 1,000 residents",
    "cost_total": "cost in CNY",
}
_MINUS = "\N{MINUS SIGN}"


def number(value: float, sign: bool = False) -> str:
    """Write a number with the figures that matter; nan is 'no data'."""
    if math.isnan(value):
        return "no data"
    size = round(abs(value), 9)
    places = 0 if size >= 100 or size == round(size) else 1 if size >= 10 else 2
    text = f"{size:,.{places}f}" if size >= 0.01 or size == 0 else f"{size:.2g}"
    return (_MINUS if value < 0 else "+" if sign and value > 0 else "") + text


def amount(value: float, unit: str) -> str:
    """Write a value; a share as a percentage."""
    if unit == "share" and not math.isnan(value):
        return f"{number(100 * value)} %"
    return number(value)


def gap(value: float, unit: str) -> str:
    """Write a difference with its sign; shares differ by percentage points."""
    if unit == "share" and not math.isnan(value):
        return f"{number(100 * value, sign=True)} points"
    return number(value, sign=True)


def of_one(scenario: str, found: Mapping[str, Estimate], units: Mapping[str, str]) -> list[str]:
    """Tell the means of one scenario's key measures."""
    said = [f"Scenario {scenario}:"]
    for measure, words in _present(found):
        e, unit = found[measure], units[measure]
        if not e.replications:
            said.append(f"{_capital(words)}: no data.")
            continue
        text = f"{_capital(words)}: {amount(e.mean, unit)} on average"
        if not math.isnan(e.low):
            low, high = amount(e.low, unit), amount(e.high, unit)
            text += f" (95 % interval {low} to {high}; {_runs(e)})"
        elif e.replications > 1:
            text += f" (alike in all {_runs(e)})"
        said.append(f"{text}.")
    exact = [measure for measure, e in found.items() if e.interval == EXACT]
    if exact:
        said.append(
            "Intervals are Student's t over replications; of what is yes or no in each they "
            f"are exact (Clopper and Pearson): {_listed(exact)}."
        )
    return said


def _runs(found: Estimate) -> str:
    every = found.replications + found.without_data
    if found.without_data:
        return f"{found.replications} of {every} replications, the rest without data"
    return f"{every} replications"


def of_pair(
    baseline: str, other: str, found: Mapping[str, Paired], units: Mapping[str, str]
) -> list[str]:
    """Tell how one scenario differs from the baseline, the key measures first to last."""
    said = [f"{other}, compared with {baseline}:"]
    unclear, same, nothing = [], [], []
    for measure, words in _present(found):
        pair, unit = found[measure], units[measure]
        if not pair.replications:
            nothing.append(words)
        elif pair.identical_share == 1:
            same.append(words)
        elif pair.low <= 0 <= pair.high:
            unclear.append(f"{words} ({_interval(pair, unit)})")
        else:
            said.append(_clear(words, pair, unit))
    if unclear:
        said.append(f"No difference is shown in {_listed(unclear)}.")
    if same:
        said.append(f"Exactly the same in every replication: {_listed(same)}.")
    if nothing:
        said.append(f"No data: {_listed(nothing)}.")
    return said


def _clear(words: str, pair: Paired, unit: str) -> str:
    way = "rises" if pair.difference > 0 else "falls"
    if unit != "share" and words in {"infections", "deaths"}:
        way = way.removesuffix("s")
    if words.startswith("needs"):
        way = way.removesuffix("s")
    levels = f"{amount(pair.baseline_mean, unit)} to {amount(pair.scenario_mean, unit)}"
    size = gap(pair.difference, unit)
    if math.isnan(pair.low):
        sure = f"the same in all {pair.replications}" if pair.replications > 1 else "the only"
        text = f"{size} ({sure} {'pairs' if pair.replications > 1 else 'pair'}, so no interval)"
        return f"{_capital(words)} {way} from {levels}: {text}."
    return f"{_capital(words)} {way} from {levels}: {size} ({_interval(pair, unit)})."


def _interval(pair: Paired, unit: str) -> str:
    sure = f"{100 * pair.confidence:.0f} %"
    low, high = gap(pair.low, unit).removesuffix(" points"), gap(pair.high, unit)
    text = f"{sure} interval {low} to {high}"
    if pair.without_data:
        every = pair.replications + pair.without_data
        text += f", {pair.replications} of {every} pairs, the rest without data"
    return text


def caution(pairs: int, confidence: float) -> str:
    """Say what the intervals are worth."""
    return (
        f"Differences are means over {pairs} paired replications under the same luck, with "
        f"{100 * confidence:.0f} % intervals. Each stands for itself: of twenty measures that "
        "do not differ, one will seem to. They cover chance, not doubt about the assumptions."
    )


def apart(runs: int, confidence: float) -> str:
    """Say what the intervals of independent runs are worth."""
    return (
        f"Differences are between means over {runs} replications a scenario, each under luck "
        f"of its own, with {100 * confidence:.0f} % intervals (Welch). Compare their width "
        "with that of the paired comparison: the square of the ratio is what pairing buys."
    )


def where(towns: int) -> list[str]:
    """Say of which towns an answer speaks."""
    if towns > 1:
        return [
            f"Replications lie in {towns} towns in turn; intervals are Student's t over the "
            "means of towns: they speak of towns like these, not of one."
        ]
    return ["All of it holds in this town, which was drawn once (--towns K takes K of them)."]


def _present(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    return ((measure, words) for measure, words in KEY_MEASURES.items() if measure in found)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
