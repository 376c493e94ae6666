"""The answer in plain sentences, with uncertainty, in words that a street office would use."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.report import wording
from sim.report.differences import Difference, differences, spread, title
from sim.report.saved import Saved
from sim.report.wording import number

Found = Mapping[tuple[str, str], Difference]

ON_TIME, INFECTED, DEATHS, COST = "on_time", "infections", "deaths", "cost_total"
FLAT_BELOW = 0.6  # Source: assumed; below it more work waits than any scenario can do.


@dataclass(frozen=True)
class Paragraph:
    """What one scenario buys: its title and its sentences."""

    title: str
    sentences: tuple[str, ...]


def headline(saved: Saved) -> list[str]:
    """Return the few sentences that stand at the very top."""
    found = differences(saved)
    return list(_compared(saved, found)) if found else list(_alone(saved))


def paragraphs(saved: Saved) -> list[Paragraph]:
    """Return one paragraph per scenario that is compared with the baseline."""
    found = differences(saved)
    return [
        Paragraph(words, tuple(_sentences(name, found)))
        for name, words in saved.titles.items()
        if name != saved.baseline.name and any(scenario == name for scenario, _ in found)
    ]


def uncertainty(saved: Saved) -> str:
    """Say what the intervals are and what they are not."""
    found = differences(saved)
    if not found:
        return (
            f"All numbers are means or quantiles over {saved.replications} replications. An "
            "interval of a mean says how well this simulation's mean is known, not how well "
            "the model fits a real street."
        )
    confidence = next(iter(found.values())).confidence
    pairs = max(entry.pairs for entry in found.values())
    return (
        f"All numbers are means. Ranges with {100 * confidence:.0f} % are intervals of the "
        f"mean "
        f"difference over {pairs} paired replications: both scenarios meet the same luck, so "
        "that they differ by the change alone. Each interval stands by itself; of twenty in "
        "which nothing differed, one would leave out 0 by chance. They cover chance, not doubt "
        "about the assumptions below."
    )


def on_time(entry: Difference) -> str:
    """Say how many of 100 needs were on time, and how sure the difference is."""
    if not entry.known:
        return "On time: no data."
    after, before = entry.level(entry.after), entry.level(entry.before)
    if entry.same:
        return f"{after} of 100 needs were on time, exactly as in the baseline."
    level = f"{after} of 100 needs were on time instead of {before}"
    if not entry.clear:
        return f"{level}; {_unclear(entry)}."
    return f"{level}; the difference is {entry.span} of 100 ({_sure(entry)})."


def count(entry: Difference) -> str:
    """Say how many there are, and how many more or fewer than in the baseline."""
    name = title(entry.measure)
    if not entry.known:
        return f"{name}: no data."
    after, before = entry.level(entry.after), entry.level(entry.before)
    if entry.same:
        return f"{name}: {after}, exactly as in the baseline."
    level = f"{name}: {after} instead of {before}"
    if not entry.clear:
        return f"{level}; {_unclear(entry)}."
    way = "more" if entry.difference > 0 else "fewer"
    return f"{level}, {entry.span} {way} ({_sure(entry)})."


def cost(entry: Difference) -> str:
    """Say what it costs or saves beside the baseline, per outbreak."""
    if not entry.known:
        return "Cost: no data."
    if entry.same:
        return "It costs exactly as much as the baseline."
    if not entry.clear:
        ends = entry.interval.replace(" to ", " and ")
        return (
            f"A difference in cost is not shown (between {ends} {entry.unit}, {_sure(entry)})."
        )
    middle = entry.shown(abs(entry.difference))
    way = (
        f"costs {middle} {entry.unit} more"
        if entry.difference > 0
        else f"saves {middle} {entry.unit}"
    )
    if entry.low == entry.high:
        return f"It {way}, in every replication."
    return f"It {way} ({entry.span}, {_sure(entry)})."


TELLERS = ((ON_TIME, on_time), (INFECTED, count), (DEATHS, count), (COST, cost))


def served_share(saved: Saved) -> dict[str, float]:
    """Return, by scenario, the needs met over all needs that came up; nan where none did."""
    daily = saved.daily
    share = {}
    for name in saved.titles:
        rows = daily[(daily["scenario"] == name) & daily["measure"].isin(["met", "created"])]
        sums = rows.groupby("measure", observed=True)["value"].sum()
        created = float(sums.get("created", 0.0))
        share[name] = min(float(sums.get("met", 0.0)) / created, 1.0) if created else math.nan
    return share


def flat(saved: Saved) -> str:
    """Warn where under 60 % is served in every scenario; empty otherwise."""
    shares = [share for share in served_share(saved).values() if math.isfinite(share)]
    if not shares or max(shares) >= FLAT_BELOW:
        return ""
    several = len(shares) > 1
    who = (
        f"in every scenario (at best {number(100 * max(shares))} of 100)"
        if several
        else (f"({number(100 * max(shares))} of 100)")
    )
    return (
        f"Fewer than 60 of 100 needs are met {who}. There is then more work than anybody here "
        "can do: comparisons are flat, because what one change frees is filled by work that "
        "waited. Question the zone rule or the size of the outbreak before the measures."
    )


def _sentences(name: str, found: Found) -> Iterator[str]:
    for measure, tell in TELLERS:
        if (name, measure) in found:
            yield tell(found[name, measure])


def _compared(saved: Saved, found: Found) -> Iterator[str]:
    rows = [entry for entry in found.values() if entry.measure == ON_TIME and entry.known]
    if not rows:
        yield "No needs fell due, so nothing can be said about service on time: no data."
        return
    better = sorted((r for r in rows if r.verdict == "better"), key=lambda r: -r.difference)
    if better:
        best = better[0]
        yield (
            f"{saved.titles[best.scenario]}: {best.level(best.after)} of 100 needs on time "
            f"instead of {best.level(best.before)}{_among(len(rows))}: "
            f"{best.span} of 100 ({_sure(best)})."
        )
        if (best.scenario, COST) in found:
            yield cost(found[best.scenario, COST])
    else:
        yield (
            f"In the baseline {rows[0].level(rows[0].before)} of 100 needs were on time, and "
            f"none of the {len(rows)} changes is shown to raise that."
        )
    unclear = [saved.titles[r.scenario] for r in rows if not r.clear]
    worse = [saved.titles[r.scenario] for r in rows if r.verdict == "worse"]
    if unclear and better:
        yield f"Not shown to change it: {wording.listed(unclear)}."
    if worse:
        yield f"Fewer on time than in the baseline: {wording.listed(worse)}."


def _among(changes: int) -> str:
    return f", the largest gain among {changes} changes" if changes > 1 else ", a gain"


def _alone(saved: Saved) -> Iterator[str]:
    rows = {str(row["measure"]): row for row in spread(saved).to_dict("records")}
    for measure in (ON_TIME, INFECTED, DEATHS, COST):
        if measure not in rows:
            continue
        unit = str(rows[measure]["unit"])
        mean, low, high, q10, q90 = (
            wording.amount(float(rows[measure][key]), unit)
            for key in ("mean", "low", "high", "q10", "q90")
        )
        if mean == wording.NO_DATA:
            yield f"{title(measure)}: no data."
            continue
        sure = "" if low == wording.NO_DATA else f" (95 % interval of the mean {low} to {high})"
        unit_words = f" {unit}" if measure == COST else ""
        yield (
            f"{title(measure)}: {mean}{unit_words} on average{sure}; "
            f"eight of ten replications lie between {q10} and {q90}."
        )


def _unclear(entry: Difference) -> str:
    unit = " of 100" if entry.unit in wording.SHARES else ""
    ends = entry.interval.replace(" to ", " and ")
    return f"a difference is not shown (between {ends}{unit}, {_sure(entry)})"


def _sure(entry: Difference) -> str:
    return f"{100 * entry.confidence:.0f}\N{NO-BREAK SPACE}%"
