"""Laws of durations and tables by age: numbers in, quantiles out."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.scenario.base import Hours, Number, Spec, asked, given, rule
from sim.scenario.tails import keep_moments

SPREAD_LAWS = ("gamma", "lognormal", "weibull")
TABLE_SIZE = 4096


class Law(Spec):
    """The law of a duration; a bare quantity such as ``3 min`` is fixed."""

    law: Literal["fixed", "exponential", "gamma", "erlang", "lognormal", "weibull"] = asked(
        "family of the law"
    )
    mean: Hours = asked("mean duration", "h")
    cv: float = given(
        0.6, "coefficient of variation of gamma, lognormal and weibull", gt=0, le=20
    )
    shape: int | None = asked("number of stages of an erlang law", default=None, ge=1, le=1000)

    @model_validator(mode="before")
    @classmethod
    def _bare_is_fixed(cls, value: Any) -> Any:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return {"law": "fixed", "mean": value}
        return value

    @model_validator(mode="after")
    def _fits_its_family(self) -> Law:
        if "cv" in self.model_fields_set and self.law not in SPREAD_LAWS:
            raise rule(f"a {self.law} law has no cv of its own", "cv")
        if (self.shape is not None) != (self.law == "erlang"):
            raise rule("an erlang law, and no other, needs a shape", "shape")
        return self

    @model_serializer(mode="wrap")
    def _only_what_counts(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        if self.law not in SPREAD_LAWS:
            written.pop("cv", None)
        if self.shape is None:
            written.pop("shape", None)
        return written

    @property
    def spread(self) -> float:
        """The coefficient of variation, whatever the family."""
        if self.law == "erlang":
            return 1 / math.sqrt(self.shape or 1)
        return {"fixed": 0.0, "exponential": 1.0}.get(self.law, self.cv)

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """Give the durations [h] below which shares `u` of them lie (inverse CDF)."""
        shares = np.asarray(u, dtype=np.float64)
        if self.mean == 0 or self.law == "fixed":
            return np.full(shares.shape, self.mean)
        if self.law == "exponential":
            return np.asarray(-self.mean * np.log1p(-shares))
        if self.law == "weibull":
            return _weibull(shares, self.mean, self.cv)
        return _by_scipy(shares, self)

    def table(self, n: int = TABLE_SIZE) -> NDArray[np.float64]:
        """Tabulate the quantiles [h] at 0, 1/n ... 1, the ends at 1/(4n) and 1 - 1/(4n).

        Not falling. Interpolation loses a little of a long tail: where it is more than .1 % of
        the mean or of the second moment, the last cells are mended (sim.scenario.tails). Use
        `quantile`, closed for fixed and exponential laws, where the mean must be exact.
        """
        shares = np.clip(np.arange(n + 1) / n, 1 / (4 * n), 1 - 1 / (4 * n))
        table = np.maximum.accumulate(self.quantile(shares))
        return keep_moments(table, self.mean, self.spread)


def _by_scipy(u: NDArray[np.float64], law: Law) -> NDArray[np.float64]:
    from scipy import special

    if law.law == "lognormal":
        sigma = math.sqrt(math.log1p(law.cv**2))
        return np.asarray(law.mean * np.exp(sigma * special.ndtri(u) - sigma**2 / 2))
    stages = float(law.shape or 1) if law.law == "erlang" else law.cv**-2
    return np.asarray(special.gammaincinv(stages, u) * law.mean / stages)


def _weibull(u: NDArray[np.float64], mean: float, cv: float) -> NDArray[np.float64]:
    exponent = _weibull_exponent(cv)
    scale = mean / math.gamma(1 + exponent)
    return np.asarray(scale * (-np.log1p(-u)) ** exponent)


def _weibull_exponent(cv: float) -> float:
    """Find 1/k so that the coefficient of variation is `cv`, by halving."""
    low, high = 1e-4, 50.0
    for _ in range(200):
        middle = (low + high) / 2
        log_ratio = math.lgamma(1 + 2 * middle) - 2 * math.lgamma(1 + middle)
        low, high = (middle, high) if math.expm1(log_ratio) < cv**2 else (low, middle)
    return (low + high) / 2


class AgeRow(Spec):
    """A value that holds from an age on, up to the next row's."""

    from_: int = asked("youngest age", "years", alias="from", ge=0, le=120)
    value: Number = asked("value from that age on")


class AgeNumbers(Spec):
    """A number by age: a list of {from: age, value: x}, or one number for everybody."""

    rows: tuple[AgeRow, ...] = Field(description="steps by age, from age 0 on")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return {"rows": ({"from": 0, "value": value},)}
        return {"rows": tuple(value)} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _rises_from_zero(self) -> AgeNumbers:
        ages = [row.from_ for row in self.rows]
        if not ages or ages[0] != 0:
            raise rule("a table by age starts from age 0")
        if any(next_age <= age for age, next_age in pairwise(ages)):
            raise rule("ages must rise from row to row")
        return self

    @model_serializer(mode="wrap")
    def _as_list(self, handler: SerializerFunctionWrapHandler) -> Any:
        rows = handler(self)["rows"]
        return rows[0]["value"] if len(rows) == 1 else rows

    def at(self, ages: ArrayLike) -> NDArray[np.float64]:
        """Give the values at these ages [years]."""
        starts = np.array([row.from_ for row in self.rows])
        values = np.array([row.value for row in self.rows], dtype=np.float64)
        return np.asarray(values[np.searchsorted(starts, np.asarray(ages), side="right") - 1])


class AgeTable(AgeNumbers):
    """A share by age: a list of {from: age, value: x}, or one share for everybody."""

    @model_validator(mode="after")
    def _are_shares(self) -> AgeTable:
        if any(row.value > 1 for row in self.rows):
            raise rule("values by age are shares from 0 to 1")
        return self
