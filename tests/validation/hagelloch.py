"""The children of Hagelloch, 1861, as they were recorded, and at what rates they infected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special

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


@dataclass(frozen=True)
class Fitted:
    """At what rates pairs meet dangerously, and how infectious children are."""

    rate_per_d: Floats  # of each kind of pair [4]
    profile: Floats  # of infectiousness over the infectious period [parts], mean 1
    shedding_cv: float  # of the infectiousness of children, gamma with mean 1
    likelihood: float  # logarithm of the partial likelihood of who infected whom


def fitted(seen: Village, shedding_cv: float | None = None) -> Fitted:
    """Estimate rates, profile and, unless it is stated, the spread of infectiousness.

    Proportional hazards with a gamma frailty of infectors, by expectation and maximisation:
    infectiousness is what a child caused over what was to be expected of her, drawn to 1
    (Nielsen et al. 1992, Scandinavian Journal of Statistics 19:25); rates and profile are each
    in turn the infections over the exposure that the others give (Breslow 1972).
    """
    if shedding_cv is not None:
        return _at(*_exposed(seen), shedding_cv)
    known = _exposed(seen)
    best = optimize.minimize_scalar(
        lambda cv: -_at(*known, cv).likelihood, bounds=(0.05, 2), method="bounded"
    )
    return _at(*known, float(best.x))


def _exposed(seen: Village) -> tuple[Floats, Floats, Numbers]:
    """Give exposure to each child by kind and part [4, n, parts], infections, offspring."""
    infected_d, from_d = seen.prodrome_d - BEFORE_D - LATENT_D, seen.prodrome_d - BEFORE_D
    case = np.flatnonzero(seen.source >= 0)
    span_d = seen.until_d - from_d
    edges_d = from_d[:, None] + span_d[:, None] * np.arange(PARTS + 1) / PARTS
    ends_d = np.minimum(edges_d[:, None, 1:], infected_d[None, :, None])
    exposed_d = np.clip(ends_d - edges_d[:, None, :-1], 0.0, None)  # of each by each, by part
    exposed_d[:, seen.source < 0] = 0.0
    of_kind = [(exposed_d * (seen.kind == kind)[:, :, None]).sum(axis=1) for kind in range(4)]
    by = seen.source[case]
    part = np.floor((infected_d[case] - from_d[by]) / span_d[by] * PARTS).astype(int)
    caused = np.zeros((4, PARTS))
    np.add.at(caused, (seen.kind[by, case], np.clip(part, 0, PARTS - 1)), 1.0)
    return np.stack(of_kind), caused, np.bincount(by, minlength=len(seen.family))


def _at(of_kind: Floats, caused: Floats, offspring: Numbers, cv: float) -> Fitted:
    """Fit rates and profile at a spread of infectiousness, 0 of children all alike."""
    profile, frailty = np.ones(PARTS), np.ones(len(offspring))
    for _ in range(300):
        exposed = np.einsum("n,knp->kp", frailty, of_kind)
        rate = caused.sum(axis=1) / (exposed @ profile)
        profile = caused.sum(axis=0) / (rate @ exposed)
        profile /= profile.mean()
        expected = np.einsum("k,knp,p->n", rate, of_kind, profile)
        if cv > 0:
            frailty = (offspring + cv**-2) / (expected + cv**-2)
    who = special.xlogy(caused, np.outer(rate, profile)).sum()
    if cv == 0:
        return Fitted(rate, profile, cv, float(who - expected.sum()))
    k = cv**-2
    number = special.gammaln(offspring + k) - special.gammaln(k) + k * np.log(k)
    number -= (offspring + k) * np.log(expected + k)
    return Fitted(rate, profile, cv, float(who + number.sum()))
