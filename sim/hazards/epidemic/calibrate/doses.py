"""From what a scenario states about spread to the dose of a contact in each layer, and back.

The household is fixed by its attack rate; the doses of the other layers are one scale times
their `relative`, found from R0 or from growth. Only the first variant counts, in a town where
nobody is immune.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import cases_of
from sim.hazards.epidemic.calibrate.growth import FORGOTTEN, LONGEST_H, Growth
from sim.hazards.epidemic.calibrate.household import MOST_DOSE, Survey, household_dose
from sim.hazards.epidemic.calibrate.reproduction import Reproduction, naive_reproduction
from sim.hazards.epidemic.calibrate.solving import reach
from sim.kernels.people import GRID, HOUSEHOLD, LAYERS, Infection, Places
from sim.scenario import EpidemicSpec

Floats = NDArray[np.float64]
DAY_H = 24.0
OF_R0, OF_GROWTH = 1e-4, 5e-4  # relative tolerances, of R0 and of cases replaced
SESSION_PLACE = len(LAYERS)  # of sessions among doses


MOST_KNOWN = 16
_KNOWN: dict[bytes, tuple[float, ...]] = {}  # doses by what they follow from


class Asked(NamedTuple):
    """What doses come to in a town."""

    reproduction: float  # R0 of the naive town
    growth_per_d: float  # early on, without a response; nan where it dies out
    household_attack_rate: float  # of a survey of households
    probability: Floats  # [7] of transmission at a contact of full strength, by layer


def doses(spec: EpidemicSpec, places: Places, infection: Infection) -> Floats:
    """Give the dose of a contact by layer [7], and of a session [1].

    `infection` is complete but for its doses. Raises ValueError where the stated spread cannot
    be reached with the stated contacts. Replications of a town share one answer.
    """
    key = _key(spec, places, infection)
    if key not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)))
        _KNOWN[key] = tuple(float(f"{dose:.9g}") for dose in _doses(spec, places, infection))
    return np.array(_KNOWN[key])


def _doses(spec: EpidemicSpec, places: Places, infection: Infection) -> Floats:
    layers = spec.layers
    stated = [layer.probability for layer in layers.values() if layer.probability is not None]
    if len(stated) == len(layers) and layers:
        return _of_probabilities(spec)
    relative = np.array([layers[n].relative if n in layers else 1.0 for n in LAYERS])
    out = np.zeros(len(LAYERS) + 1)
    out[HOUSEHOLD] = household_dose(places, infection, spec.household_attack_rate or 0.0)
    outside = np.append(relative, 1.0)
    outside[HOUSEHOLD] = 0.0
    if spec.growth is not None:
        scale = _of_growth(spec.growth, places, infection, out, outside)
    else:
        scale = _of_reproduction(spec.r0 or 0.0, places, infection, out, outside)
    return np.asarray(out + scale * outside)


def asked(places: Places, infection: Infection) -> Asked:
    """Tell what the doses of the first variant come to in a town where nobody is immune."""
    dose = infection.dose[: len(LAYERS)]
    return Asked(
        reproduction=naive_reproduction(places, infection, dose),
        growth_per_d=DAY_H * Growth(places, infection).rate_per_h(dose),
        household_attack_rate=Survey(places, infection).attack_rate(float(dose[HOUSEHOLD])),
        probability=-np.expm1(-dose),
    )


def _key(spec: EpidemicSpec, places: Places, infection: Infection) -> bytes:
    """Digest everything that doses follow from: not the seed, nor when the run starts."""
    digest = blake2b(spec.model_dump_json().encode())
    for value in (*places, *infection._replace(seed=0, clock_h=0.0)):
        digest.update(
            value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        )
    return digest.digest()


def _of_probabilities(spec: EpidemicSpec) -> Floats:
    """Give the doses that infect with the stated probabilities; certain is a dose of 50."""
    out = np.zeros(len(LAYERS) + 1)
    for name, layer in spec.layers.items():
        share = min(layer.probability or 0.0, -np.expm1(-MOST_DOSE))
        out[LAYERS.index(name)] = min(-np.log1p(-share), MOST_DOSE)
    grid = spec.layers.get("grid")
    if grid is not None and grid.relative > 0:
        out[SESSION_PLACE] = out[GRID] / grid.relative
    return out


def _of_reproduction(
    stated: float, places: Places, infection: Infection, at_home: Floats, outside: Floats
) -> float:
    """Find the scale of the doses outside the household that gives a stated R0.

    R0 of 0 is the word for no infection outside the household.
    """
    if stated <= 0.0:
        return 0.0
    town = Reproduction(places, infection)
    return _scale(
        lambda scale: town.value(at_home + scale * outside),
        stated,
        _first_guess(stated, infection, outside),
        outside,
        (f"R0 {stated:g}", "a typical case infects {:.2f}"),
        OF_R0,
    )


def _of_growth(
    per_h: float, places: Places, infection: Infection, at_home: Floats, outside: Floats
) -> float:
    """Find the scale of the doses outside the household that gives a stated growth [1/h]."""
    town = Growth(places, infection)
    until_h = min(FORGOTTEN / per_h, LONGEST_H) if per_h > 0.0 else LONGEST_H
    cases = cases_of(infection, isolating=True)
    generation_h = float(np.mean(cases.latent_h + cases.infectious_h / 4))
    return _scale(
        lambda scale: town.multiplied(at_home + scale * outside, per_h, until_h),
        1.0,
        _first_guess(np.exp(per_h * generation_h), infection, outside),
        outside,
        (f"growth {per_h * DAY_H:g} a day", "cases are replaced {:.2f} times, by that growth"),
        OF_GROWTH,
    )


def _scale(
    function: Callable[[float], float],
    target: float,
    guess: float,
    outside: Floats,
    words: tuple[str, str],
    tolerance: float,
) -> float:
    """Find the scale at which a rising function reaches a target, or say why there is none."""
    stated, found = words
    if function(0.0) >= target:
        raise ValueError(
            f"{stated} cannot be reached: by the household attack rate alone"
            f" {found.format(function(0.0))}; lower the household attack rate"
        )
    most = MOST_DOSE / float(np.min(outside[outside > 0.0], initial=1.0))
    scale = reach(function, target, guess, most, tolerance)
    if scale is None:
        raise ValueError(
            f"contacts are too few for {stated}: with certain transmission at each contact"
            f" {found.format(function(most))}"
        )
    return scale


def _first_guess(reproduction: float, infection: Infection, outside: Floats) -> float:
    """Guess the scale from the contacts alone."""
    cases = cases_of(infection, isolating=False)
    strength = [branch.infectiousness for branch in cases.branches]
    strong = float(np.mean(cases.weight @ strength))
    span_h = float(np.mean(cases.infectious_h) * np.mean(cases.profile))
    rate = float(np.sum((infection.contacts * infection.week.mean(axis=1) * outside[:-1])[1:]))
    return float(max(reproduction, 0.1) / max(rate * span_h * strong, 1e-6))
