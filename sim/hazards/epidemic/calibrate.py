"""From how fast it spreads to the probability of transmission at a contact.

The household layer is set by its attack rate; the other layers are scaled together until a
typical first case infects R residents. R comes from the growth rate r by R = 1 / M(-r), with M
the moment-generating function of the generation profile (Wallinga and Lipsitch 2007,
doi 10.1098/rspb.2006.3754). Quadrature over quantiles, no simulation.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.kernels.people import CITY, GRID, HOUSEHOLD, LAYERS, SCHOOL, STAIRWELL, WORK, Places
from sim.town import Town

NODES = 400
Sizes = tuple[NDArray[np.int64], NDArray[np.float64]]  # numbers of others, shares of residents


def midpoints(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read a quantile table at the middles of equal slices of probability."""
    u = (np.arange(NODES) + 0.5) / NODES
    return np.interp(u, np.linspace(0, 1, len(table)), table)


def reproduction_of_growth(
    growth_per_h: float,
    latent_h: NDArray[np.float64],
    infectious_h: NDArray[np.float64],
    profile: NDArray[np.float64],
) -> float:
    """Give R = 1 / M(-r) for a growth rate r [1/h].

    `latent_h`, `infectious_h`: equally likely values [h]; `profile`: relative infectiousness in
    equal fractions of the infectious span.
    """
    r = growth_per_h
    edges = np.linspace(0.0, 1.0, len(profile) + 1)
    at_edges = np.exp(-r * infectious_h[:, None] * edges[None, :])
    if r == 0.0:
        return 1.0
    pieces = (at_edges[:, :-1] - at_edges[:, 1:]) / r * profile[None, :]
    total = np.mean(infectious_h) * np.mean(profile)
    transform = np.mean(np.exp(-r * latent_h)) * np.mean(pieces.sum(axis=1)) / total
    return float(1.0 / transform)


def solve(function: Callable[[float], float], target: float, high: float) -> float:
    """Find where a rising function reaches the target on [0, high]: by false position.

    The Illinois rule keeps either end from staying for ever (Dowell and Jarratt 1971,
    doi 10.1007/BF01934364). Gives `high` where the target is never reached.
    """
    low, below, above = 0.0, function(0.0) - target, function(high) - target
    if above <= 0.0:
        return high
    side = 0
    for _ in range(100):
        middle = (low * above - high * below) / (above - below)
        value = function(middle) - target
        if abs(value) <= 1e-12 * max(abs(target), 1.0) or high - low <= 1e-15 * high:
            return middle
        if value < 0.0:
            low, below = middle, value
            above *= 0.5 if side < 0 else 1.0
            side = -1
        else:
            high, above = middle, value
            below *= 0.5 if side > 0 else 1.0
            side = 1
    return middle


def exposure(
    infectious_h: NDArray[np.float64],
    profile_mean: float,
    asymptomatic: float,
    asymptomatic_infectiousness: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give full-strength hours of a case and their probabilities."""
    hours = infectious_h * profile_mean
    values = np.concatenate([hours, hours * asymptomatic_infectiousness])
    n = len(hours)
    weights = np.repeat([(1 - asymptomatic) / n, asymptomatic / n], n)
    return values, weights


def attack(
    rate_per_h: float, values: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """Give the probability of infecting one other at a rate per full-strength hour."""
    return float(np.sum(weights * -np.expm1(-rate_per_h * values)))


def group_sizes(town: Town, places: Places) -> dict[int, Sizes]:
    """Give, by layer, how many others a resident's group has, and the shares of residents."""
    n = len(town.age)

    def sizes(start: NDArray[np.int32], member: NDArray[np.int32]) -> NDArray[np.int64]:
        size = np.diff(start)
        others = np.zeros(n, np.int64)
        belongs = member[:n] >= 0
        others[belongs] = size[member[:n][belongs]] - 1
        return others

    others = {
        HOUSEHOLD: sizes(places.household_start, places.household),
        STAIRWELL: sizes(places.stairwell_start, places.stairwell),
        GRID: sizes(places.grid_start, places.grid),
        SCHOOL: sizes(places.school_start, places.school),
        WORK: sizes(places.work_start, places.work),
        CITY: np.full(n, n - 1, np.int64),
    }
    table = {}
    for layer, values in others.items():
        distinct, times = np.unique(values, return_counts=True)
        table[layer] = (distinct, times / n)
    return table


def offspring(
    layer: int,
    rate_per_h: float,
    sizes: Sizes,
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """Give the mean number infected directly by one case in a layer; finite groups saturate."""
    total = 0.0
    for others, share in zip(*sizes, strict=True):
        if others > 0:
            per_pair = rate_per_h if layer == HOUSEHOLD else rate_per_h / others
            total += share * others * attack(per_pair, values, weights)
    return total


def probabilities(
    reproduction: float,
    attack_rate: float,
    contacts_per_h: NDArray[np.float64],
    relative: NDArray[np.float64],
    sizes: dict[int, Sizes],
    hours: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Give the largest probability of transmission per contact, by layer [6].

    Raises ValueError where a probability above 1 would be needed.
    """
    values, weights = hours
    out, rate_of = np.zeros(len(LAYERS)), contacts_per_h * relative
    at_home = 0.0
    if contacts_per_h[HOUSEHOLD] > 0 and attack_rate > 0:
        rate = solve(lambda x: attack(x, values, weights), attack_rate, 10.0)
        out[HOUSEHOLD] = rate / contacts_per_h[HOUSEHOLD]
        at_home = offspring(HOUSEHOLD, rate, sizes[HOUSEHOLD], values, weights)
    outside = [layer for layer in range(1, len(LAYERS)) if rate_of[layer] > 0]

    def infected(scale: float) -> float:
        return at_home + sum(
            offspring(layer, rate_of[layer] * scale, sizes[layer], values, weights)
            for layer in outside
        )

    if outside and reproduction > at_home:
        scale = solve(infected, reproduction, 1.0 / float(np.max(relative[outside])))
        if infected(scale) < reproduction * (1 - 1e-6):
            raise ValueError(
                f"contacts are too few for R {reproduction:.2f}: with certain transmission at"
                f" each contact a case infects {infected(scale):.2f}"
            )
        out[outside] = scale * relative[outside]
    if np.any(out > 1):
        raise ValueError(
            f"the household attack rate {attack_rate:.3f} needs more than one transmission a"
            " contact: raise layers.household.contacts"
        )
    return out
