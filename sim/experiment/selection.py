"""Which of several plans is the best: sequential elimination, and allocations of runs.

`kn` holds with pairing. `rinott` and `ocba` suppose independent runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.statistics import Floats

Sample = Callable[[int, int], Floats]
"""Gives the first n values of plan i."""


@dataclass(frozen=True)
class Rule:
    """What is asked of a selection.

    indifference: differences below it do not matter. first: runs of the first stage. step: runs
    between two looks. most: runs of a plan at which it gives up.
    """

    indifference: float
    confidence: float = 0.95
    first: int = 20
    step: int = 10
    most: int = 1000


@dataclass(frozen=True)
class Selected:
    """The plan chosen, the runs each plan took, and whether the guarantee holds."""

    best: int
    runs: tuple[int, ...]
    guaranteed: bool


def kn(sample: Sample, plans: int, rule: Rule) -> Selected:
    """Choose the plan of the smallest mean by elimination, pair by pair.

    With eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 and h2 = 2 eta (n0 - 1), after r
    runs plan i goes when another's mean lies more than max(0, delta / 2r (h2 S2 / delta2 - r))
    below its own; S2 is the variance of their differences in the first n0 (Kim and Nelson
    2001, doi 10.1145/502109.502111). If the best is better by delta, it is chosen with the
    confidence asked for, under any dependence between plans in a replication. Looking less
    often than after each run keeps that (Jennison, Johnstone and Turnbull 1982).
    """
    n0, delta = rule.first, rule.indifference
    alpha = 1 - rule.confidence
    eta = 0.5 * ((2 * alpha / max(1, plans - 1)) ** (-2 / (n0 - 1)) - 1)
    h2 = 2 * eta * (n0 - 1)
    early = [sample(plan, n0) for plan in range(plans)]
    apart = [[float((a - b).var(ddof=1)) for b in early] for a in early]
    left, runs, taken = list(range(plans)), n0, [n0] * plans
    while True:
        means = {plan: float(sample(plan, runs).mean()) for plan in left}
        room = {
            (i, j): max(0.0, delta / (2 * runs) * (h2 * apart[i][j] / delta**2 - runs))
            for i in left
            for j in left
        }
        left = [i for i in left if all(means[i] <= means[j] + room[i, j] for j in left)]
        widest = max(room[i, j] for i in left for j in left)
        for plan in left:
            taken[plan] = runs
        if len(left) == 1 or widest == 0 or runs >= rule.most:
            best = min(left, key=means.__getitem__)
            return Selected(best, tuple(taken), len(left) == 1 or widest == 0)
        runs = min(runs + rule.step, rule.most)


def rinott_constant(plans: int, first: int, confidence: float) -> float:
    """Give Rinott's h: the integral of Phi(h / sqrt((n0 - 1)(1 / x + 1 / y))) is P^(1/(k-1)).

    x and y are chi-square of n0 - 1 degrees (Rinott 1978, doi 10.1080/03610927808827671).
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri, ndtr

    shares = (np.arange(400) + 0.5) / 400
    x = np.asarray(chdtri(first - 1, 1 - shares))
    spread = np.sqrt((first - 1) * (1 / x[:, None] + 1 / x[None, :]))
    goal = confidence ** (1 / (plans - 1))
    return float(brentq(lambda h: float(ndtr(h / spread).mean()) - goal, 0.01, 50))


def rinott(sample: Sample, plans: int, rule: Rule) -> Selected:
    """Choose the plan of the smallest mean in two stages, of independent runs.

    Plan i takes max(n0, ceil(h2 S2_i / delta2)) runs, the plan of the smallest mean is chosen.
    """
    h = rinott_constant(plans, rule.first, rule.confidence)
    scale = (h / rule.indifference) ** 2
    early = [float(sample(plan, rule.first).var(ddof=1)) for plan in range(plans)]
    wanted = [max(rule.first, math.ceil(scale * variance)) for variance in early]
    runs = [min(count, rule.most) for count in wanted]
    means = [float(sample(plan, count).mean()) for plan, count in enumerate(runs)]
    best = int(np.argmin(means))
    return Selected(best, tuple(runs), guaranteed=runs == wanted)


def ocba(means: Sequence[float], deviations: Sequence[float], budget: int) -> list[int]:
    """Share out a budget of independent runs so that the best is most likely found.

    For plans beside the best b, N_i / N_j = ((s_i / d_i) / (s_j / d_j))^2 with d the distance
    to the best mean; N_b = s_b sqrt(sum N_i^2 / s_i^2) (Chen, Lin, Yuecesan and Chick 2000,
    doi 10.1023/A:1008349927281). Ties at the best count as a thousandth of the spread apart.
    """
    mean, spread = np.asarray(means, float), np.maximum(np.asarray(deviations, float), 1e-12)
    best = int(np.argmin(mean))
    away = np.maximum(mean - mean[best], 1e-3 * spread.max())
    weight = (spread / away) ** 2
    weight[best] = 0.0
    weight[best] = spread[best] * math.sqrt(float(((weight / spread) ** 2).sum()))
    return [int(count) for count in np.floor(budget * weight / weight.sum())]


def by_ocba(sample: Sample, plans: int, rule: Rule) -> Selected:
    """Choose the plan of the smallest mean with most x plans runs in all, shared out by OCBA.

    It promises nothing for a given confidence: it spends a budget well.
    """
    budget, runs = rule.most, [rule.first] * plans
    while sum(runs) < budget:
        values = [sample(plan, count) for plan, count in enumerate(runs)]
        total = min(budget, sum(runs) + rule.step * plans)
        goal = ocba(
            [float(v.mean()) for v in values], [float(v.std(ddof=1)) for v in values], total
        )
        more = [max(0, wanted - count) for wanted, count in zip(goal, runs, strict=True)]
        if not any(more):
            break
        runs = [count + extra for count, extra in zip(runs, more, strict=True)]
    means = [float(sample(plan, count).mean()) for plan, count in enumerate(runs)]
    return Selected(int(np.argmin(means)), tuple(runs), guaranteed=False)
