"""Checks of the chains of infection: infected by somebody infectious, and again only when over.

The rules. A person's infections are numbered 0, 1 ... in order of time. Without immunity in the
scenario nobody is infected again; with it nobody is before the infection before is over: its
infectious span has ended, and she neither is in hospital nor dies of it. Who infects is named
with the latest of her infections then (so there is no cycle), is infectious at that time, and
is neither in hospital nor dead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.checks.logs import Bools, Ints, Logs, told
from sim.records import rows_of
from sim.scenario import of_kind

Table = dict[str, np.ndarray]


def chains(logs: Logs, introduced: Bools) -> list[str]:
    """Return a sentence for each violation; `introduced` marks who was infected outside."""
    table = logs.table("infections")
    return [*_numbered(table), *_again(logs, table), *_by_the_infectious(table, introduced)]


def _numbered(table: Table) -> list[str]:
    who, number, time_h = table["resident"], table["number"], table["time_h"]
    order = np.lexsort((time_h, who))
    new = np.ones(len(order), np.bool_)
    new[1:] = who[order][1:] != who[order][:-1]
    place = np.arange(len(order))
    count = place - place[new][np.cumsum(new) - 1]
    return told(
        order[number[order] != count],
        lambda row: (
            f"infection {number[row]} of resident {who[row]} at {time_h[row]:.4f} h does not"
            " follow those before it"
        ),
    )


def _again(logs: Logs, table: Table) -> list[str]:
    who, time_h = table["resident"], table["time_h"]
    again = np.flatnonzero(table["number"] > 0)
    before = rows_of((who[again], table["number"][again] - 1), (who, table["number"]))
    outbreaks = of_kind(logs.scenario.hazards, "epidemic").values()
    immune = any(hazard.immunity is not None for hazard in outbreaks)
    over = time_h[again] >= table["infectious_until_h"][before]
    over &= ~(time_h[again] < table["severe_h"][before])  # nan: never in hospital
    over &= np.isnan(table["death_h"][before])
    wrong = again[(before < 0) | ~over] if immune else again
    how = "before she is over the infection before" if immune else "though that cannot be"
    return told(
        wrong,
        lambda row: f"resident {who[row]} is infected again at {time_h[row]:.4f} h {how}",
    )


def _by_the_infectious(table: Table, introduced: Bools) -> list[str]:
    who, by, time_h = table["resident"], table["infector"], table["time_h"]
    inside, number = by >= 0, table["infector_number"]
    known = (who, table["number"])
    place = rows_of((by, number), known)
    sick = (place >= 0) & (time_h[place] < time_h)
    later = rows_of((by, number + 1), known)
    passed = sick & (later >= 0) & (time_h[later] < time_h)
    infectious = (table["infectious_from_h"][place] <= time_h) & (
        time_h < table["infectious_until_h"][place]
    )
    gone = (table["severe_h"][place] <= time_h) | (table["death_h"][place] <= time_h)
    rules: tuple[tuple[Bools, str], ...] = (
        (inside == introduced, "has no infector though it was not introduced, or one"),
        (inside & ~sick, "was infected by somebody not infected before"),
        (passed, "was infected by somebody infected again since"),
        (sick & ~infectious, "was infected by somebody not infectious then"),
        (sick & gone, "was infected by somebody in hospital or dead"),
    )
    return [
        sentence
        for broken, words in rules
        for sentence in told(np.flatnonzero(broken), _of(words, who, by, time_h))
    ]


def _of(words: str, who: Ints, by: Ints, time_h: Any) -> Callable[[int], str]:
    return lambda row: f"resident {who[row]} {words}: {by[row]}, at {time_h[row]:.4f} h"
