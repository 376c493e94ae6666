"""What an authority would have published of an outbreak: windows, laboratory, conversions.

A count covers the hours of a day from 0 to `until_h`. A case enters it when the centre knows
(after the laboratory's turnaround, which the run has) and a further delay until the count is
drawn up. Confirmed cases include conversions, people counted as asymptomatic before; they are
no new cases, yet published among them (3 of 158 confirmed of Chongqing on 12 November 2022:
briefing of the foreign affairs office, 13 November). Where only confirmed cases were
published, only that share of the cases is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
CONVERTED_SHARE = 3 / 158  # of published confirmed cases


@dataclass(frozen=True)
class Count:
    """A published count: of which day [0 is that of the start], until which hour, of what."""

    date: str
    day: int
    until_h: float
    value: float
    confirmed: float  # of these
    only_confirmed: bool = False
    held_out: bool = False


@dataclass(frozen=True)
class Observer:
    """How cases become counts: delay [h] until a case is counted, share confirmed."""

    delay_h: float
    confirmed_share: float


def published(
    known_h: Floats,
    start_hour: float,
    counts: Sequence[Count],
    observer: Observer,
    luck: Sequence[Sequence[float]],
) -> Floats:
    """Turn the hours at which cases became known into the counts published of them [counts].

    `start_hour` is the hour of day at clock 0; `luck` holds two uniforms for each count: who is
    confirmed, and how many convert.
    """
    counted_h = known_h[np.isfinite(known_h)] + observer.delay_h + start_hour
    out = np.zeros(len(counts))
    for place, (count, (first, second)) in enumerate(zip(counts, luck, strict=True)):
        begin_h = 24.0 * count.day
        new = int(np.sum((counted_h >= begin_h) & (counted_h < begin_h + count.until_h)))
        confirmed = float(stats.binom.ppf(first, new, observer.confirmed_share)) if new else 0.0
        odds = CONVERTED_SHARE / (1 - CONVERTED_SHARE)
        converted = float(stats.poisson.ppf(second, confirmed * odds)) if confirmed else 0.0
        out[place] = (confirmed if count.only_confirmed else new) + converted
    return out


def distance(simulated: Floats, observed: Floats) -> float:
    """Give the root mean square of differences of square roots (Bartlett 1936).

    On this scale counts have about the same variance whatever their size.
    """
    return float(np.sqrt(((np.sqrt(simulated) - np.sqrt(observed)) ** 2).mean()))
