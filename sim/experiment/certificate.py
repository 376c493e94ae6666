"""How sure it is that a plan is enough: exact binomial tests, and Wald's test to stop early.

A plan is enough where in at least a share of outbreaks every target holds. The certificate
rejects "the share is smaller" at level alpha = 1 - confidence. Plans are tested in an order
fixed in advance, each at the full alpha, up to the first that fails: so a false certificate has
probability at most alpha, whatever the dependence between plans (fixed-sequence test; Maurer,
Hothorn and Lehmacher 1995; Westfall and Krishen 2001, doi 10.1016/S0378-3758(01)00077-5).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

MOST_RUNS = 100_000


def chance_if_short(held: int, runs: int, share: float) -> float:
    """Give the chance of at least so many outbreaks held if only `share` of them hold."""
    from scipy.special import bdtrc

    return 1.0 if held <= 0 else float(bdtrc(held - 1, runs, share))


def chance_if_enough(held: int, runs: int, share: float) -> float:
    """Give the chance of at most so many outbreaks held if `share` of them hold."""
    from scipy.special import bdtr

    return 1.0 if held >= runs else float(bdtr(held, runs, share))


def interval(held: int, runs: int, confidence: float) -> tuple[float, float]:
    """Give the exact interval of a share; (0, 1) without a run.

    It covers at least at its confidence for every true share (Clopper and Pearson 1934, doi
    10.1093/biomet/26.4.404).
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = float(betaincinv(held, runs - held + 1, tail)) if held > 0 else 0.0
    high = float(betaincinv(held + 1, runs - held, 1 - tail)) if held < runs else 1.0
    return low, high


def fewest_held(runs: int, share: float, confidence: float) -> int:
    """Give the fewest outbreaks held, of so many, that certify a share; runs + 1 if none do."""
    held = runs
    while held >= 0 and chance_if_short(held, runs, share) <= 1 - confidence:
        held -= 1
    return held + 1


def runs_needed(share: float, confidence: float, failures: int = 0) -> int:
    """Give the fewest runs that certify a share when so many outbreaks fail."""
    runs = failures + 1
    while chance_if_short(runs - failures, runs, share) > 1 - confidence:
        runs += 1
    return runs


def runs_for_power(share: float, truth: float, confidence: float, power: float) -> int:
    """Give the fewest runs that certify a share with a chance of `power` if `truth` is true.

    Raises ValueError where the truth does not lie above the share.
    """
    if truth <= share:
        raise ValueError(f"the truth, {truth}, must lie above the share, {share}")
    for runs in range(1, MOST_RUNS):
        least = fewest_held(runs, share, confidence)
        if least <= runs and chance_if_short(least, runs, truth) >= power:
            return runs
    raise ValueError(f"more than {MOST_RUNS} runs would be needed")


def decided(
    outcomes: Iterable[bool], share: float, if_true: float, error: float
) -> bool | None:
    """Tell what Wald's sequential test says after outcomes in their order; None: go on.

    It tells a share of outbreaks held of `share` or less from one of `if_true` or more. The
    limits of the likelihood ratio are 1 / error and error, so that each error is at most
    `error`, exactly (Ville's inequality; Wald 1945, doi 10.1214/aoms/1177731118).
    """
    limit = -math.log(error)
    if_held = math.log(if_true / share)
    if_failed = math.log((1 - if_true) / (1 - share)) if if_true < 1 else -math.inf
    ratio = 0.0
    for held in outcomes:
        ratio += if_held if held else if_failed
        if abs(ratio) >= limit:
            return ratio > 0
    return None
