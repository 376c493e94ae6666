"""Contact diaries of Wuhan and Shanghai, read from the data folder; none is shipped.

Zhang et al. 2020, doi 10.1126/science.abb8001 (data Zenodo 4081139): Wuhan on a weekday of
December 2019, Wuhan and Shanghai in February 2020. Zhang et al. 2019, doi
10.1038/s41598-019-51609-8 (data Zenodo 3366396): Shanghai, 2017-18.

A row is a person met. An age given only as 0-90 is unknown: such people are shared out as the
others whom the same band met. Who met nobody has no row but counts; 12 of 636 in Wuhan gave no
answer for 2019 and cannot be told from these. At most 100 people were written down. The file of
2017-18 has no groups of 20 or more, no day of the week and no setting but home, work, school.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.hazards.epidemic.contact_matrix import BANDS, Floats, Ints, band_of

DRAWS, SEED = 400, 1
MEMBER = 1  # cnt_relation: of the household


@dataclass(frozen=True)
class Diaries:
    """What participants wrote down on one day each."""

    band: Ints  # [participants]
    met: Floats  # [participants, bands + 1]; the last of unknown age
    household: Floats  # [participants] met at home, or members of the household where known

    @property
    def people(self) -> Floats:
        """Count the people whom each participant met."""
        return np.asarray(self.met.sum(axis=1))

    def resamples(self) -> Iterator[Floats]:
        """Draw participants anew, band by band: how often each is in the sample."""
        rng = np.random.default_rng(SEED)
        for _ in range(DRAWS):
            weight = np.zeros(len(self.band))
            for band in range(BANDS):
                who = np.flatnonzero(self.band == band)
                weight[who] = rng.multinomial(len(who), np.full(len(who), 1 / len(who)))
            yield weight

    def interval(self, statistic: Callable[[Floats], float]) -> tuple[float, float]:
        """Give the 95 % interval of a statistic of weighed participants."""
        values = [statistic(weight) for weight in self.resamples()]
        low, high = np.percentile(values, [2.5, 97.5])
        return float(low), float(high)

    def by_band(self, of_participants: Floats, weight: Floats) -> Floats:
        """Average a column over the weighed participants of each band."""
        return np.bincount(self.band, weights=weight * of_participants) / np.bincount(
            self.band, weights=weight
        )

    def matrix(self, share: Floats, weight: Floats) -> Floats:
        """Give the people met a day, made reciprocal for a population of these shares."""
        met = np.stack([self.by_band(column, weight) for column in self.met.T], axis=1)
        known = met[:, :BANDS]
        flow = share[:, None] * known * (met.sum(axis=1) / known.sum(axis=1))[:, None]
        out: Floats = (flow + flow.T) / 2 / share[:, None]
        return out


def read(data: Path, city: str, period: str) -> Diaries:
    """Read the diaries of 2020 of a city, of the period ``baseline`` or ``outbreak``."""
    stem = "china_2020_zhang"
    who = pd.read_csv(data / f"{stem}_participant_common.csv").merge(
        pd.read_csv(data / f"{stem}_participant_extra.csv"), on="part_id"
    )
    row = pd.read_csv(data / f"{stem}_contact_common.csv.gz").merge(
        pd.read_csv(data / f"{stem}_contact_extra.csv.gz"), on="cont_id"
    )
    who = who[who.survey_location == city]
    row = row[(row.collection_period == period) & row.part_id.isin(who.part_id)]
    return _diaries(who, row, row.cnt_relation == MEMBER)


def read_2018(data: Path) -> Diaries:
    """Read the diaries of Shanghai of 2017-18, groups of 20 or more left out."""
    stem = "china_2019_zhang"
    row = pd.read_csv(data / f"{stem}_contact_common.csv.gz")
    return _diaries(
        pd.read_csv(data / f"{stem}_participant_common.csv"), row, row.cnt_home.astype(bool)
    )


def _diaries(who: pd.DataFrame, row: pd.DataFrame, household: pd.Series[bool]) -> Diaries:
    """Count the rows of each participant."""
    number = pd.Series(np.arange(len(who)), index=who.part_id)
    anything = (row.cnt_age_est_min == 0) & (row.cnt_age_est_max == 90)
    known = row.cnt_age_exact.notna() & ~anything
    band = np.where(known, band_of(row.cnt_age_exact.fillna(0).to_numpy()), BANDS)
    met = np.zeros((len(who), BANDS + 1))
    np.add.at(met, (number[row.part_id].to_numpy(), band), 1.0)
    at_home = np.bincount(number[row.part_id[household]].to_numpy(), minlength=len(who))
    return Diaries(band_of(who.part_age.to_numpy()), met, at_home.astype(np.float64))
