"""The course of an infection in a resident, shared by the first variant and the others."""

from __future__ import annotations

from typing import ClassVar

from sim.scenario.base import Number, Share, Spec, asked, given
from sim.scenario.epidemic.introductions import Introductions
from sim.scenario.law import AgeNumbers, AgeTable, Law

NONE_EXTRA = "assumed: none, so that the steps before it say all"


class CourseSpec(Spec):
    """What an infection with one variant does in a resident."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (("presymptomatic", "incubation"),)

    latent: Law = asked("infection to infectious", "h")
    presymptomatic: Law | None = asked("infectious to onset", "h", default=None)
    incubation: Law | None = asked(
        "infection to onset, with the luck of latent; never before infectious",
        "h",
        default=None,
    )
    infectious: Law = asked("span of infectiousness", "h")
    profile: tuple[Number, ...] = given(
        (1,), "relative infectiousness in equal parts of the span"
    )
    asymptomatic: AgeTable = asked("share never symptomatic, by age")
    asymptomatic_infectiousness: Share = asked("infectiousness without symptoms, relative")
    severe: AgeTable = asked("share severe, given infection, by age")
    critical: AgeTable = given(1, "share critical, given severe, by age", NONE_EXTRA)
    death: AgeTable = asked("share dying, given critical, by age")
    severe_after: Law = asked("onset to hospital", "h")
    critical_after: Law = given("0 h", "hospital to critical", NONE_EXTRA, "h")
    hospital: Law = asked("stay in hospital", "h")
    critical_stay: Law = given(
        "0 h", "additional stay of who was critical and survives", NONE_EXTRA, "h"
    )
    death_after: Law = asked("critical to death", "h")
    susceptibility: AgeNumbers = given(1, "relative susceptibility, by age")
    shedding_cv: Number = given(0.0, "spread of shedding between infections", le=20)


class VariantSpec(CourseSpec):
    """A further variant: its course, and how it compares and comes in."""

    transmissibility: Number = given(1.0, "dose of a contact relative to the first variant")
    introductions: Introductions = given(Introductions(), "how the variant comes in")
