"""The children of Hagelloch, 1861, as they were recorded, and at what rates they infected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.validation.data import DATA

FILE = DATA / "measles_hagelloch_1861.csv"
LATENT_D, BEFORE_D, AFTER_D = 7.0, 1.0, 3.0
PARTS = 8  # of the infectious period
APART = 141  # a case seven weeks after all others, infected elsewhere
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
