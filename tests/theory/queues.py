"""Formulas of queueing theory, times in hours, rates per hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, sparse
from scipy.sparse.linalg import expm_multiply

Floats = NDArray[np.float64]


def erlang_c(load: float, workers: int) -> float:
    """Give the probability that a task of M/M/c has to wait (Erlang 1917)."""
    last = load**workers / math.factorial(workers) * workers / (workers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(workers)) + last)


def erlang_c_wait_h(rate: float, mean_h: float, workers: int) -> float:
    """Give the mean wait of M/M/c."""
    return erlang_c(rate * mean_h, workers) * mean_h / (workers - rate * mean_h)


def erlang_c_longer(rate: float, mean_h: float, workers: int, than_h: float) -> float:
    """Give the probability that a task of M/M/c, first come first served, waits longer."""
    return erlang_c(rate * mean_h, workers) * math.exp(-(workers / mean_h - rate) * than_h)


def mm1(load: float) -> float:
    """Give the mean number present in M/M/1, waiting or in work."""
    return load / (1 - load)


def pollaczek_khinchine_h(rate: float, mean_h: float, cv: float) -> float:
    """Give the mean wait of M/G/1 (Pollaczek 1930, Khinchine 1932)."""
    return rate * mean_h**2 * (1 + cv**2) / (2 * (1 - rate * mean_h))


def cobham_h(classes: Sequence[tuple[float, float, float]]) -> list[float]:
    """Give the mean waits of M/G/1 with classes (rate, mean work, cv), the first first.

    Work is never interrupted (Cobham 1954, doi 10.1287/opre.2.1.70).
    """
    residual = sum(rate * mean**2 * (1 + cv**2) / 2 for rate, mean, cv in classes)
    upto = np.cumsum([0.0] + [rate * mean for rate, mean, _ in classes])
    return [residual / ((1 - low) * (1 - high)) for low, high in pairwise(upto)]


def preemptive_h(classes: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Give each class's mean time to its start, and to its end, under preemptive resume.

    White and Christie 1958, doi 10.1287/opre.6.1.79: a class hangs on those before it alone.
    """
    found, below = [], 0.0
    for k, (rate, mean, _) in enumerate(classes):
        start_h = cobham_h(classes[: k + 1])[-1]
        found.append((start_h, start_h + mean / (1 - below)))
        below += rate * mean
    return found


def erlang_a(rate: float, mean_h: float, workers: int, patience_h: float) -> float:
    """Give the share that gives up, from the birth-death chain of the number present."""
    n = np.arange(1, 400)
    leaving = np.minimum(n, workers) / mean_h + np.maximum(n - workers, 0) / patience_h
    weight = _steady(np.full(399, rate), leaving)
    return float(weight @ np.maximum(np.arange(400) - workers, 0)) / patience_h / rate


def finite_source(
    sources: int, away_h: float, mean_h: float, workers: int
) -> tuple[float, float]:
    """Give the mean wait and the mean number waiting where needs come from so many sources."""
    n = np.arange(sources + 1)
    leaving = np.minimum(n, workers)[1:] / mean_h
    weight = _steady((sources - n[:-1]) / away_h, leaving)
    waiting = float(weight @ np.maximum(n - workers, 0))
    return waiting / float(weight @ (sources - n)) * away_h, waiting


def _steady(coming: Floats, leaving: Floats) -> Floats:
    """Give the stationary law of a birth-death chain on 0, 1 ... by its rates up and down."""
    weight = np.concatenate([[1.0], np.cumprod(coming / leaving)])
    return np.asarray(weight / weight.sum(), np.float64)


def with_breakdowns(rate: float, mean_h: float, works_h: float, stops_h: float) -> float:
    """Give the mean number present in M/M/1 whose worker stops now and then, busy or not.

    Avi-Itzhak and Naor 1963, doi 10.1287/opre.11.3.303; all times exponential.
    """
    served, stopping, back = 1 / mean_h, 1 / works_h, 1 / stops_h
    there = back / (stopping + back)
    return rate / (there * served - rate) * (1 + served * stopping / (stopping + back) ** 2)


# -- what changes over time --------------------------------------------------------------------


def generator(rate: float, mean_h: float, workers: int, states: int) -> sparse.csc_array:
    """Give the transposed generator of the number present in M/M/c, cut at `states`."""
    n = np.arange(states)
    up, down = np.full(states - 1, rate), np.minimum(n, workers)[1:] / mean_h
    stay = -np.append(up, 0.0) - np.insert(down, 0, 0.0)
    return sparse.csc_array(sparse.diags_array([down, stay, up], offsets=[1, 0, -1]))


def forward(law: Floats, chain: sparse.csc_array, span_h: float, steps: int) -> Floats:
    """Give the law at 0, 1/steps ... 1 of a span by Kolmogorov's forward equations."""
    return np.asarray(
        expm_multiply(chain, law, start=0.0, stop=span_h, num=steps + 1, endpoint=True)
    )


def number_in_work(
    rate: Callable[[float], float],
    longer: Callable[[float], float],
    at_h: float,
    past_h: float,
    breaks_h: Sequence[float],
) -> float:
    """Give the mean number in service of M(t)/G/infinity.

    rate(t): needs per hour; longer(s): probability that work lasts longer than s [h]; the past
    is cut `past_h` before `at_h`; `breaks_h` are times at which the rate jumps. Eick, Massey
    and Whitt 1993, doi 10.1287/mnsc.39.2.241.
    """
    ends = [at_h - past_h, *(one for one in breaks_h if at_h - past_h < one < at_h), at_h]
    parts = [
        integrate.quad(lambda u: rate(u) * longer(at_h - u), low, high)[0]
        for low, high in pairwise(ends)
    ]
    return float(sum(parts))
