"""How the infection behaves, from the scenario's words to the kernels' arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import calibrate
from sim.kernels.people import GRID, LAYERS, Infection, Places
from sim.scenario import EpidemicSpec, Law
from sim.town import Town
from sim.units import tick

OLDEST = 120
Floats = NDArray[np.float64]


def infection_of(spec: EpidemicSpec, town: Town, places: Places, seed: int) -> Infection:
    """Turn an epidemic's parameters into arrays, its spread into probabilities per contact.

    Raises ValueError where the stated spread cannot be reached with the stated contacts.
    """
    ages = np.arange(OLDEST + 1)
    profile = _profile(spec)
    contacts, relative = _layers(spec)
    probability = _probability(spec, town, places)
    isolation = np.full(len(LAYERS) + 2, np.inf)
    for name, remains in spec.isolation.factors.items():
        isolation[LAYERS.index(name)] = remains
    return Infection(
        seed=seed,
        floor_h=float(tick(spec.floor)),
        contacts=contacts,
        probability=np.append(probability, probability[GRID] / max(relative[GRID], 1e-12)),
        profile=profile,
        profile_cumulative=np.cumsum(profile) / np.sum(profile),
        profile_mean=float(np.mean(profile)),
        latent=_table(spec.latent),
        presymptomatic=_table(spec.presymptomatic),
        infectious=_table(spec.infectious),
        severe_after=_table(spec.severe_after),
        hospital=_table(spec.hospital),
        death_after=_table(spec.death_after),
        asymptomatic=spec.asymptomatic.at(ages),
        severe=spec.severe.at(ages),
        death=spec.death.at(ages),
        asymptomatic_infectiousness=float(spec.asymptomatic_infectiousness),
        isolation_share=float(spec.isolation.share),
        isolation=isolation,
    )


def _profile(spec: EpidemicSpec) -> Floats:
    """Give the relative infectiousness by equal parts of the span, its largest 1."""
    return np.array(spec.profile, float) / max(spec.profile)


def _layers(spec: EpidemicSpec) -> tuple[Floats, Floats]:
    """Give the contacts [1/h] of every layer and their relative infectiousness."""
    contacts, relative = np.zeros(len(LAYERS)), np.ones(len(LAYERS))
    for name, layer in spec.layers.items():
        contacts[LAYERS.index(name)] = layer.contacts
        relative[LAYERS.index(name)] = layer.relative
    return contacts, relative


def _probability(spec: EpidemicSpec, town: Town, places: Places) -> Floats:
    """Find the largest probability of transmission per contact, by layer."""
    profile, (contacts, relative) = _profile(spec), _layers(spec)
    asymptomatic = spec.asymptomatic.at(np.arange(OLDEST + 1))
    mean_asymptomatic = float(np.mean(asymptomatic[np.minimum(town.age, OLDEST)]))
    infectious_h = calibrate.midpoints(_table(spec.infectious))
    latent_h = np.maximum(calibrate.midpoints(_table(spec.latent)), spec.floor)
    reproduction = spec.r0
    if reproduction is None:
        assert spec.growth is not None
        reproduction = calibrate.reproduction_of_growth(
            spec.growth, latent_h, infectious_h, profile
        )
    return calibrate.probabilities(
        reproduction,
        spec.household_attack_rate,
        contacts,
        relative,
        calibrate.group_sizes(town, places),
        calibrate.exposure(
            infectious_h,
            float(np.mean(profile)),
            mean_asymptomatic,
            spec.asymptomatic_infectiousness,
        ),
    )


def _table(law: Law) -> Floats:
    return np.ascontiguousarray(law.table(), dtype=np.float64)
