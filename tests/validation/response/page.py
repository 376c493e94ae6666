"""The page: what was touched, what was not, what fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.validation.response.checks import NAMES, Check, band, toothless
from tests.validation.response.dianjiang import COUNTS, PRIOR
from tests.validation.response.experiments import AS_IT_IS
from tests.validation.response.posterior import OBSERVED, Draw, correlations, counts_in
from tests.validation.response.ranking import LOWER_IS_BETTER, ranked

WORDS = {
    "growth": "growth before control [1/d]",
    "level": "introductions, times the scenario's 20",
    "left": "contacts left by orders outside the household, times the scenario's",
    "delay_h": "delay until a case is counted [h]",
}
MEASURED = {"infections": "infections", "lost_service": "lost service", "on_time": "on time"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def posterior(draws: Sequence[Draw], kept: Sequence[Draw]) -> str:
    """Tell of each free value what was assumed and what the counts say of it."""
    rows = []
    for name, (least, most, _) in PRIOR.items():
        low, middle, high = band([draw[name] for draw in kept])
        before = band([draw[name] for draw in draws])
        narrowed = (high - low) / (before[2] - before[0])
        rows.append([WORDS[name], f"{least:g} to {most:g}", f"{middle:.2f}",
                     f"{low:.2f} to {high:.2f}", f"{narrowed:.2f}"])  # fmt: skip
    head = ["free", "prior", "median", "95 % of the posterior", "width, of the prior's"]
    return table(head, rows)


def correlated(kept: Sequence[Draw]) -> str:
    """Lay out the rank correlations of the free values."""
    names = list(PRIOR)
    found = correlations(kept, names)
    rows = [
        [WORDS[name].split(" [")[0].split(",")[0]]
        + [f"{found[row, column]:+.2f}" if column < row else "" for column in range(len(names))]
        for row, name in enumerate(names)
    ]
    return table(["", *[WORDS[n].split(" [")[0].split(",")[0] for n in names]], rows)


def fitted(kept: Sequence[Draw]) -> str:
    """Set the posterior's band beside each published count."""
    counts, rows = counts_in(kept), []
    for place, count in enumerate(COUNTS):
        low, middle, high = band(counts[:, place].tolist())
        inside = "yes" if low <= OBSERVED[place] <= high else "**no**"
        hours = f"0 to {count.until_h:.0f} h"
        use = "held out" if count.held_out else "fitted"
        what = "confirmed only" if count.only_confirmed else "all"
        rows.append([count.date, hours, what, use, f"{count.value:.0f}", f"{middle:.0f}",
                     f"{low:.0f} to {high:.0f}", inside])  # fmt: skip
    head = ["day", "window", "published", "use", "count", "median", "95 % band", "inside"]
    return table(head, rows)


def untouched(checks: Sequence[Check]) -> str:
    """Set what was reported beside what the model gives."""
    rows = [
        [c.what, c.reported, c.given[AS_IT_IS], "yes" if c.touched else "no",
         "agree" if c.holds else "**disagree**"]
        for c in checks
    ]  # fmt: skip
    return table(["compared", "reported", "value", "touched", "verdict"], rows)


def teeth(checks: Sequence[Check]) -> str:
    """Show which models each acceptance test refuses."""
    rows = []
    for check in checks:
        cells = [
            "" if name not in check.passes
            else ("passes" if check.passes[name] else "**fails**") + f" {check.given[name]}"
            for name in NAMES
        ]  # fmt: skip
        rows.append([check.what, check.reported, *cells])
    return table(["acceptance test", "reported", *NAMES], rows)


def dropped(checks: Sequence[Check]) -> str:
    """Name the tests that no wrong model fails, and those that the model itself fails."""
    none = [check.what for check in toothless(checks)]
    fails = [check.what for check in checks if not check.holds]
    said = [
        f"No wrong model fails these, so they are no acceptance tests: {'; '.join(none)}."
        if none else "Each test is failed by at least one wrong model.",
        f"The model as it is fails: {'; '.join(fails)}." if fails
        else "The model as it is passes all.",
    ]  # fmt: skip
    missed = [n for n in NAMES[1:] if not any(c.holds and n in c.refuses for c in checks)]
    if missed:
        said.append(
            f"Of tests that the model as it is passes, none refuses: {', '.join(missed)}."
        )
    return "\n\n".join(said)


def plans(runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Lay out in which share of draws each plan is best."""
    rows = [
        [MEASURED[measure], one.plan, f"{one.mean:.4g}", f"{one.best_share:.2f}",
         f"{one.better_than_base:.2f}"]
        for measure in LOWER_IS_BETTER
        for one in ranked(runs, measure)
    ]  # fmt: skip
    head = ["measure", "plan", "mean", "best in, of draws", "better than as it is, of draws"]
    return table(head, rows)


def docked(shapes: Mapping[str, tuple[Sequence[Any], Sequence[Any]]]) -> str:
    """Set our outbreaks beside Covasim's: means with 95 % intervals of the mean."""
    rows = []
    for what, (theirs, own) in shapes.items():
        for place, name in enumerate(("share infected", "infected at the peak [share a day]",
                                      "days from the 100th infected to the peak")):  # fmt: skip
            one, other = ([shape[place] for shape in side] for side in (theirs, own))
            one, other = (np.asarray(side, float) for side in (one, other))
            gap = float(np.nanmean(other) / np.nanmean(one) - 1)
            rows.append([what, name, _mean(one), _mean(other), f"{100 * gap:+.0f} %"])
    return table(["outbreak", "of it", "Covasim", "ours", "apart"], rows)


def _mean(values: Any) -> str:
    found = values[np.isfinite(values)]
    half = 1.96 * float(found.std(ddof=1)) / len(found) ** 0.5
    middle = float(found.mean())
    return f"{middle:.3g} ({middle - half:.3g} to {middle + half:.3g})"
