"""What a scenario may say about an epidemic: spread, course, variants, immunity, contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, model_validator

from sim.scenario.base import (
    FROM_FILE,
    Broken,
    Hours,
    Layer,
    Name,
    Number,
    PerHour,
    Share,
    asked,
    given,
    rule,
)
from sim.scenario.edges import read_edges
from sim.scenario.epidemic.contacts import IsolationSpec, LayerSpec, MixingSpec
from sim.scenario.epidemic.course import CourseSpec, VariantSpec
from sim.scenario.epidemic.faults import faults
from sim.scenario.epidemic.filling import filled_values
from sim.scenario.epidemic.immunity import ImmunitySpec
from sim.scenario.epidemic.introductions import Introductions
from sim.scenario.epidemic.testing import Testing
from sim.scenario.hazard_spec import HazardSpec, Readers, known_kind
from sim.scenario.prevalence import read_prevalence

COMMUTING = ("introductions", "commuting", "file")


def _nodes(file: Path) -> int:
    """Count the residents that explicit edges name."""
    return read_edges(file).nodes


def _nobody(file: Path) -> int:
    """Read a prevalence, which names no residents."""
    read_prevalence(file)
    return 0


class Spread(HazardSpec):
    """The first variant and how fast it spreads."""

    kind: Literal["epidemic"] = asked("kind of hazard")
    variant: Name = asked("name of the variant; a shipped set gives what is not stated")
    growth: PerHour | None = asked(
        "growth rate without control, from which R follows", "per hour", default=None
    )
    r0: Number | None = asked("basic reproduction number", alias="R0", default=None)


@known_kind
class EpidemicSpec(CourseSpec, Spread):
    """One epidemic: its course in a resident and its ways between residents."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("growth", "R0", "layers.*.probability"),
        *CourseSpec.exactly_one,
    )

    readers: ClassVar[Readers] = {
        ("layers", "edges", "file"): _nodes,
        COMMUTING: _nobody,
        ("variants", "*", *COMMUTING): _nobody,
    }

    household_attack_rate: Share | None = asked(
        "of a case's household members, infected by it; needed by growth and R0", default=None
    )
    variants: dict[Name, VariantSpec] = given({}, "further variants, by name")
    activity_cv: Number = given(
        0.0, "spread of activity between residents, outside the household", le=20
    )
    immunity: ImmunitySpec | None = asked(
        "immunity; None: infection protects fully, nobody is vaccinated", default=None
    )
    layers: dict[Layer, LayerSpec] = asked("contacts by layer")
    mixing: MixingSpec | None = asked(
        "mixing by age in the grid and city layers, None for even", default=None
    )
    isolation: IsolationSpec = given(IsolationSpec(), "self-isolation at onset")
    introductions: Introductions = given(Introductions(), "how the infection comes in")
    testing: Testing = given(Testing(), "tests")
    floor: Hours = given("6 h", "least time from infection to anything visible", unit="h")

    @model_validator(mode="before")
    @classmethod
    def _sets_give_the_rest(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is FROM_FILE or not isinstance(value, Mapping):
            return value
        return filled_values(value)

    @model_validator(mode="after")
    def _parts_fit_together(self, info: ValidationInfo) -> EpidemicSpec:
        if info.context is not FROM_FILE:
            for broken in faults(self):
                raise rule(f"{'.'.join(broken.path)}: {broken.rule}")
        return self

    def courses(self) -> dict[str, CourseSpec]:
        """Give the course of every variant, the epidemic's own first."""
        return {self.variant: self, **self.variants}

    def transmissibility(self, name: str) -> float:
        """Give the dose of a contact with a variant relative to the first variant."""
        return 1.0 if name == self.variant else self.variants[name].transmissibility

    def brought(self) -> dict[tuple[str, ...], Introductions]:
        """Give the introductions of every variant, by their path."""
        further = {("variants", name, "introductions"): v for name, v in self.variants.items()}
        own = {("introductions",): self.introductions}
        return own | {path: variant.introductions for path, variant in further.items()}

    @property
    def turnaround_h(self) -> float:
        """The time from a sample to its result [h]."""
        return self.testing.turnaround

    @property
    def vaccinates(self) -> bool:
        """Whether doses of a vaccine are to be kept of residents."""
        return self.immunity is not None and self.immunity.vaccine is not None

    def faults(self, whole: bool = True) -> Iterator[Broken]:
        """List every rule between its parts that is broken."""
        yield from faults(self, whole)

    def at_work(self, exposed: list[str]) -> Iterator[Broken]:
        """Refuse a floor of 0 where work carries the infection."""
        if self.floor == 0 and exposed:
            said = f"must be above 0 where work carries infection ({', '.join(exposed)})"
            yield Broken(("floor",), said, "0 h")

    def moments(self) -> dict[tuple[str, ...], datetime]:
        """Give the dates and times that must lie in the run, by the path of their key."""
        found = {
            (*path, "dated", str(position), "at"): dated.at
            for path, introductions in self.brought().items()
            for position, dated in enumerate(introductions.dated)
        }
        vaccine = self.immunity.vaccine if self.immunity is not None else None
        for position, campaign in enumerate(vaccine.campaigns if vaccine is not None else ()):
            path = ("immunity", "vaccine", "campaigns", str(position), "start")
            found[path] = campaign.start
        return found

    def files(self) -> dict[tuple[str, ...], str]:
        """Give the files that the epidemic names, by the path of the key that names them."""
        found: dict[tuple[str, ...], str | None] = {
            ("layers", name, "file"): layer.file for name, layer in self.layers.items()
        }
        for path, introductions in self.brought().items():
            if introductions.commuting is not None:
                found[(*path, "commuting", "file")] = introductions.commuting.file
        return {path: file for path, file in found.items() if file is not None}
