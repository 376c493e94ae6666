"""Measles among the children of Hagelloch, 1861: families, two classes, the village.

Data of Pfeilsticker 1863 and Oesterle 1992; who infected whom is Oesterle's. A child is
infectious from a day before prodromes until three days after the rash (Neal and Roberts 2004,
doi 10.1093/biostatistics/5.2.249), 7 d after infection: no shorter interval between prodromes
was found. Calibrated, not compared: the law of the infectious period; rates within families,
within each class and between all others, and how infectiousness changes over the period, as
infections over the time that pairs were exposed. Compared: the curve, families, a class.

One child is said to have infected 30 others: that spread lies above what equal children give.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.validation.data import DATA
from tests.validation.laws import Law
from tests.validation.networks import Network, scenario_of
from tests.validation.rows import Row, band_row
from tests.validation.runs import DAY_H, Infections, Outbreaks, changed

FILE = DATA / "measles_hagelloch_1861.csv"
LATENT_D, BEFORE_D, AFTER_D = 7.0, 1.0, 3.0
PARTS = 8  # of the infectious period
SPREAD = "variance of the number infected by a child"
APART = 141  # a case seven weeks after all others, infected elsewhere
RUNS, LEAST = 400, 60  # outbreaks, and children infected in one that counts
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Village:
    """The children; times in days from the first prodrome, sources as rows, -1 unknown."""

    family: Numbers
    school: Numbers  # class 1 or 2, 0 before school
    prodrome_d: Floats
    until_d: Floats
    source: Numbers

    @property
    def kind(self) -> Numbers:
        """How pairs meet: 0 in the family, 1 and 2 in a class, 3 otherwise [n, n]."""
        same = self.school[:, None] == self.school[None, :]
        out = np.where(same & (self.school[:, None] > 0), self.school[:, None], 3)
        return np.where(self.family[:, None] == self.family[None, :], 0, out)


def village(file: Path = FILE) -> Village:
    """Read the children, the case apart left out."""
    table = pd.read_csv(file, parse_dates=["date_of_prodrome", "date_of_rash", "date_of_death"])
    table = table[table.case_ID != APART].reset_index(drop=True)
    first = table.date_of_prodrome.min()
    prodrome, rash, death = (
        (table[f"date_of_{what}"] - first).dt.days.to_numpy(float)
        for what in ("prodrome", "rash", "death")
    )
    row = pd.Series(table.index, index=table.case_ID)
    return Village(
        family=table.family_ID.to_numpy(np.int64),
        school=table["class"].to_numpy(np.int64),
        prodrome_d=prodrome,
        until_d=np.fmin(rash + AFTER_D, death),
        source=row.reindex(table.infector).fillna(-1).to_numpy(np.int64),
    )


def rates_per_d(seen: Village) -> tuple[Floats, Floats]:
    """Estimate the rate of each kind of pair [4], and the profile of infectiousness [parts].

    Proportional hazards: each is in turn the infections over the exposure that the other gives
    (Breslow 1972), until both stand still. The profile has mean 1.
    """
    infected_d, from_d = seen.prodrome_d - BEFORE_D - LATENT_D, seen.prodrome_d - BEFORE_D
    case = np.flatnonzero(seen.source >= 0)
    span_d = seen.until_d - from_d
    edges_d = from_d[:, None] + span_d[:, None] * np.arange(PARTS + 1) / PARTS
    ends_d = np.minimum(edges_d[:, None, 1:], infected_d[None, :, None])
    exposed_d = np.clip(ends_d - edges_d[:, None, :-1], 0.0, None)  # of each by each, by part
    exposed_d[:, seen.source < 0] = 0.0
    of_kind = np.stack([exposed_d[seen.kind == kind].sum(axis=0) for kind in range(4)])
    by = seen.source[case]
    part = np.floor((infected_d[case] - from_d[by]) / span_d[by] * PARTS).astype(int)
    caused = np.zeros((4, PARTS))
    np.add.at(caused, (seen.kind[by, case], np.clip(part, 0, PARTS - 1)), 1.0)
    rate, profile = np.ones(4), np.ones(PARTS)
    for _ in range(200):
        rate = caused.sum(axis=1) / (of_kind @ profile)
        profile = caused.sum(axis=0) / (rate @ of_kind)
        profile /= profile.mean()
    return rate, profile


def outbreaks(seen: Village, folder: Path, seed: int) -> Outbreaks:
    """Let the same children meet by pairs, the first three infectious when they were."""
    a, b = np.triu_indices(len(seen.family), 1)
    rate, profile = rates_per_d(seen)
    weight = rate[seen.kind[a, b]]
    span = seen.until_d - seen.prodrome_d + BEFORE_D
    law = Law("gamma", float(span.mean()), float(span.std(ddof=1) / span.mean()))
    edges = np.stack([a, b], axis=1)
    network = Network(len(seen.family), edges, weight.tolist())
    scenario = scenario_of(network, folder, law, float(profile.max()), seed)
    scenario = changed(
        scenario, latent=f"{LATENT_D} d", horizon="150 d", profile=profile.tolist()
    )
    return Outbreaks(scenario)


def summary(one: Infections, seen: Village) -> list[float]:
    """Sum up an outbreak: its curve, its families and classes, and who infected whom."""
    day = one.from_h / DAY_H
    first, later = _in_families(day, seen.family[one.person])
    apart_d = (day - first)[later]
    case = np.flatnonzero(one.infector >= 0)
    between_d = day[case] - day[one.infector[case]]
    school = seen.school[one.person]
    low, half, high = np.quantile(day, [0.25, 0.5, 0.75])
    return [
        float(len(day)),
        float(half),
        float(high - low),
        float(np.bincount((np.sort(one.time_h) / DAY_H // 7).astype(int)).max()),
        float(np.median(day[school == 1])),
        float(np.mean(apart_d < LATENT_D)),
        float(apart_d[apart_d >= LATENT_D].mean()),
        float(between_d.mean()),
        float(one.offspring.var(ddof=1)),
    ]


def _in_families(day: Floats, family: Numbers) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the day of the first case of each child's family, and who is not that case."""
    earliest = np.full(int(family.max()) + 1, np.inf)
    np.minimum.at(earliest, family, day)
    order = np.argsort(day, kind="stable")
    later = np.ones(len(day), np.bool_)
    later[order[np.unique(family[order], return_index=True)[1]]] = False
    return earliest[family], later


def as_infections(seen: Village) -> Infections:
    """Lay the real outbreak out like a simulated one, times from the first infectiousness."""
    order = np.argsort(seen.prodrome_d, kind="stable")
    place = np.argsort(order)
    source = seen.source[order]
    from_h = DAY_H * (seen.prodrome_d[order])
    return Infections(
        person=order,
        infector=np.where(source >= 0, place[source], -1),
        layer=np.zeros(len(order), np.int64),
        time_h=np.maximum(from_h - DAY_H * LATENT_D, 0.0),
        from_h=from_h,
        until_h=DAY_H * seen.until_d[order],
        onset_h=from_h,
    )


NAMES = (
    "children infected",
    "day by which half were ill",
    "days from the first quarter of prodromes to the last",
    "most infected in a week",
    "day by which half of class 1 were ill",
    "of later cases in families, share within 7 d of the first",
    "days from the first in a family to those at least 7 d later",
    "mean days between prodromes of infector and infected",
    SPREAD,
)


def rows(seed: int = 1) -> Iterator[Row]:
    """Compare the real outbreak with the band of simulated ones."""
    seen = village()
    real = summary(as_infections(seen), seen)
    with TemporaryDirectory() as folder:
        made = outbreaks(seen, Path(folder), seed)
        first = np.flatnonzero(seen.source < 0)
        seeds = (first, DAY_H * seen.prodrome_d[first])
        shown = [made.run(k, seeds) for k in range(RUNS)]
    large = np.array([summary(o, seen) for o in shown if len(o.person) > LEAST])
    for name, value, column in zip(NAMES, real, large.T, strict=True):
        yield band_row(name, value, column)
