"""The course of a rate over the day: steps that hold from a time of day on; pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Step

DAY_H = 24.0


class Profile:
    """Times the rate over the day, and where a share of the day's needs has arisen."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        """Lay the steps out from midnight on: before the first, the last holds; none is 1."""
        starts_h, values = [0.0], [steps[-1].value if steps else 1.0]
        for step in steps:
            if step.from_ == starts_h[-1]:
                values[-1] = step.value
            elif step.value != values[-1]:
                starts_h.append(step.from_)
                values.append(step.value)
        self.starts_h, self.values = np.array(starts_h), np.array(values)
        lengths_h = np.diff(np.append(self.starts_h, DAY_H))
        self._upto_h = np.append(0.0, np.cumsum(lengths_h * self.values))

    @property
    def mean(self) -> float:
        """The mean over the day."""
        return float(self._upto_h[-1] / DAY_H)

    def time_h(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the time of day [h] by which a share `u` of the day's needs has arisen.

        Times of a nonhomogeneous Poisson process, given their number, are independent with
        this inverse of the cumulative rate (Cinlar 1975, Introduction to Stochastic Processes,
        section 4.7), so more needs keep the times of fewer.
        """
        if len(self.values) == 1:
            return DAY_H * u
        served = u * self._upto_h[-1]
        step = np.searchsorted(self._upto_h[1:-1], served, side="right")
        return np.asarray(
            self.starts_h[step] + (served - self._upto_h[step]) / self.values[step]
        )
