"""How the infection behaves, from the scenario's words to the kernels' arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import calibrate
from sim.kernels.people import (
    AGAINST,
    ASYMPTOMATIC,
    CRITICAL,
    CRITICAL_AFTER,
    CRITICAL_STAY,
    DEATH,
    DEATH_AFTER,
    FROM_INFECTION,
    HOSPITAL,
    INFECTIOUS,
    LATENT,
    LAYERS,
    OLDEST,
    ONSET,
    PROFILE_MEAN,
    SEVERE,
    SEVERE_AFTER,
    SHEDDING,
    SUSCEPTIBILITY,
    TRANSMISSIBILITY,
    WITHOUT_SYMPTOMS,
    Infection,
    Places,
    laid_out,
)
from sim.scenario import AfterInfection, CourseSpec, EpidemicSpec, Law, VaccineSpec
from sim.units import tick

NODES = 1024  # of a quantile table, and one
Floats = NDArray[np.float64]
Points = Sequence[tuple[float, float]]


def infection_of(spec: EpidemicSpec, places: Places, seed: int, start: datetime) -> Infection:
    """Turn an epidemic's parameters into arrays, its spread into doses per contact.

    `start` is the date and time of clock 0. Raises ValueError where the stated spread cannot
    be reached with the stated contacts.
    """
    infection = undosed(spec, seed, start)
    return infection._replace(dose=calibrate.doses(spec, places, infection))


def undosed(spec: EpidemicSpec, seed: int, start: datetime) -> Infection:
    """Turn an epidemic's parameters into arrays; the doses are still 0."""
    courses = list(spec.courses().values())
    contacts, week = _layers(spec)
    isolation = np.full(len(LAYERS) + 2, np.inf)
    for name, remains in spec.isolation.factors.items():
        isolation[LAYERS.index(name)] = remains
    immunity = spec.immunity
    after = immunity.after_infection if immunity else None
    vaccine = immunity.vaccine if immunity else None
    profile = _profiles(courses)
    infection = Infection(
        seed=seed,
        floor_h=float(tick(spec.floor)),
        clock_h=24.0 * start.weekday() + start.hour + start.minute / 60 + start.second / 3600,
        contacts=contacts,
        weekly=bool(np.any(week != 1.0)),
        week=week,
        dose=np.zeros(len(LAYERS) + 1),
        laws=np.array([_laws(course) for course in courses]),
        shares=_shares(courses),
        profile=profile,
        variants=_figures(spec, profile[:, 0].mean(axis=1)),
        isolation_share=float(spec.isolation.share),
        isolation=isolation,
        reinfection=immunity is not None,
        natural_all_or_nothing=after is not None and after.kind == "all_or_nothing",
        vaccine_all_or_nothing=vaccine is not None and vaccine.kind == "all_or_nothing",
        immunity=_points(_tables(after, vaccine)),
        cross=_cross(spec),
        onward=np.array([1.0, *(_upto_last(vaccine.onward, d) for d in doses_of(vaccine))])
        if vaccine
        else np.ones(1),
    )
    laid: Infection = laid_out(infection)
    return laid


def table(law: Law, nodes: int = NODES) -> Floats:
    """Tabulate a law's quantiles at 0, 1/n ... 1; the ends are such that the mean is kept.

    Between the nodes the kernels read along straight lines. The last node takes up what the
    lines and the cut tail would lose of the mean.
    """
    if law.mean == 0 or law.spread == 0:
        return np.full(nodes + 1, float(law.mean))
    u = np.clip(np.arange(nodes + 1) / nodes, 0.25 / nodes, 1 - 0.25 / nodes)
    quantiles = np.maximum.accumulate(law.quantile(u))
    inner = quantiles[1:-1].sum() + quantiles[0] / 2
    quantiles[-1] = max(2 * (law.mean * nodes - inner), quantiles[-2])
    return np.ascontiguousarray(quantiles, dtype=np.float64)


def _laws(course: CourseSpec) -> list[Floats]:
    """Tabulate the laws of a course, in the order of the kernels."""
    onset = course.incubation or course.presymptomatic
    assert onset is not None
    laws = {
        LATENT: course.latent,
        ONSET: onset,
        INFECTIOUS: course.infectious,
        SEVERE_AFTER: course.severe_after,
        CRITICAL_AFTER: course.critical_after,
        HOSPITAL: course.hospital,
        CRITICAL_STAY: course.critical_stay,
        DEATH_AFTER: course.death_after,
    }
    tables = {which: table(law) for which, law in laws.items()}
    cv = course.shedding_cv
    tables[SHEDDING] = table(
        Law(law="gamma", mean=1, cv=cv) if cv else Law(law="fixed", mean=1)
    )
    return [tables[which] for which in sorted(tables)]


def _shares(courses: Sequence[CourseSpec]) -> Floats:
    """Tabulate shares by age, and susceptibility relative to the largest of any variant."""
    names = {
        ASYMPTOMATIC: "asymptomatic",
        SEVERE: "severe",
        CRITICAL: "critical",
        DEATH: "death",
        SUSCEPTIBILITY: "susceptibility",
    }
    ages = np.arange(OLDEST + 1)
    out = np.array([[getattr(c, names[n]).at(ages) for n in sorted(names)] for c in courses])
    out[:, SUSCEPTIBILITY] /= out[:, SUSCEPTIBILITY].max()
    return out


def _figures(spec: EpidemicSpec, profile_mean: Floats) -> Floats:
    """Give the other figures of each variant, one column each."""
    immunity = spec.immunity
    against = immunity.vaccine.against if immunity and immunity.vaccine else {}
    out = np.empty((len(profile_mean), 5))
    for row, (name, course) in zip(out, spec.courses().items(), strict=True):
        row[TRANSMISSIBILITY] = spec.transmissibility(name)
        row[WITHOUT_SYMPTOMS] = course.asymptomatic_infectiousness
        row[AGAINST] = against.get(name, 1.0)
        row[FROM_INFECTION] = course.incubation is not None
    out[:, PROFILE_MEAN] = profile_mean
    return out


def _profiles(courses: Sequence[CourseSpec]) -> Floats:
    """Give infectiousness by equal parts of the span, its largest 1, and its running share."""
    pieces = int(np.lcm.reduce([len(c.profile) for c in courses]))
    rows = [np.repeat(np.array(c.profile, float), pieces // len(c.profile)) for c in courses]
    return np.array([[row / row.max(), np.cumsum(row) / row.sum()] for row in rows])


def _layers(spec: EpidemicSpec) -> tuple[Floats, Floats]:
    """Give the contacts [1/h] of every layer on its busiest day, and its days' factors."""
    contacts, week = np.zeros(len(LAYERS)), np.ones((len(LAYERS), 7))
    for name, layer in spec.layers.items():
        busiest = max(layer.weekend, 1.0)
        contacts[LAYERS.index(name)] = layer.contacts * busiest
        week[LAYERS.index(name)] = np.array([1.0] * 5 + [layer.weekend] * 2) / busiest
    return contacts, week


def _cross(spec: EpidemicSpec) -> Floats:
    """Give the factor on protection by the variant that gave it and the one it is against."""
    names = list(spec.courses())
    out = np.ones((len(names), len(names)))
    for first, factors in (spec.immunity.cross if spec.immunity else {}).items():
        for second, factor in factors.items():
            out[names.index(first), names.index(second)] = factor
    return out


def doses_of(vaccine: VaccineSpec) -> range:
    """Count from 0 the doses that make a difference."""
    return range(max(map(len, (vaccine.infection, vaccine.severe, vaccine.onward))))


def _tables(after: AfterInfection | None, vaccine: VaccineSpec | None) -> list[Points]:
    """List the tables of protection: after infection, then by dose; infection, severity."""
    tables: list[Points] = [((0.0, 1.0),), ((0.0, 0.0),)]
    if after is not None:
        tables = [after.infection, after.severe]
    for dose in doses_of(vaccine) if vaccine else ():
        assert vaccine is not None
        tables += [_upto_last(vaccine.infection, dose), _upto_last(vaccine.severe, dose)]
    return tables


def _upto_last(values: Sequence[Any], dose: int) -> Any:
    """Give the value of a dose; the last holds for further doses."""
    return values[min(dose, len(values) - 1)]


def _points(tables: Sequence[Points]) -> Floats:
    """Lay tables of (time [h], share) side by side, the short ones with their last point."""
    longest = max(len(points) for points in tables)
    out = np.empty((len(tables), 2, longest))
    for row, points in zip(out, tables, strict=True):
        row[0], row[1] = points[-1]
        row[:, : len(points)] = np.array(points, float).T
    return out
