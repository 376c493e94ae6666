"""The whole of a scenario, frozen, with what is known about where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import PrivateAttr, ValidationInfo, model_validator

from sim.scenario import output, rules
from sim.scenario.base import (
    FROM_FILE,
    Hours,
    Moment,
    Money,
    MoneyPerHour,
    Name,
    Number,
    Share,
    Spec,
    TimeOfDay,
    asked,
    given,
    rule,
)
from sim.scenario.hazard_spec import Hazards
from sim.scenario.response_spec import Response
from sim.scenario.service_spec import Service
from sim.scenario.town_spec import TownSpec
from sim.scenario.workforce_spec import Workforce


class Targets(Spec):
    """What counts as good enough."""

    on_time: Share = given(0.9, "of needs, met by their deadline")
    unmet_per_1000_resident_days: Number = given(5.0, "needs unmet, at most")


class Costs(Spec):
    """Prices, in CNY."""

    grid_workers: MoneyPerHour = given(22, "an hour of a grid worker", unit="CNY/h")
    cadres: MoneyPerHour = given(45, "an hour of a posted cadre", unit="CNY/h")
    property_staff: MoneyPerHour = given(20, "an hour of property staff", unit="CNY/h")
    medics: MoneyPerHour = given(60, "an hour of a medic", unit="CNY/h")
    volunteers: MoneyPerHour = given(0, "an hour of a volunteer, paid", unit="CNY/h")
    ngo: MoneyPerHour = given(0, "an hour of a social organisation's staff", unit="CNY/h")
    part_time_workers: MoneyPerHour = given(15, "an hour of a part-time worker", unit="CNY/h")
    community_staff: MoneyPerHour = given(25, "an hour of a committee's staff", unit="CNY/h")
    building_heads: MoneyPerHour = given(0, "an hour of a head of a building", unit="CNY/h")
    drivers: MoneyPerHour = given(30, "an hour of a driver, car included", unit="CNY/h")
    volunteer_wage: MoneyPerHour = given(15, "an hour of a volunteer, valued", unit="CNY/h")
    test_pooled: Money = given(
        3.5,
        "a pooled test",
        "National Healthcare Security Administration, 2022 (recalled)",
        "CNY",
    )
    suit: Money = given(30, "a protective suit", unit="CNY")
    preparedness_per_year: Money = given(0, "drills, stock and plans", unit="CNY")
    outbreaks_per_year: Number = given(1.0, "outbreaks over which preparedness is spread")


class ObservedPoint(Spec):
    """One observed value."""

    date: Moment = asked("day")
    value: Number = asked("value")
    until: TimeOfDay | None = asked("hour at which a part-day count ended", default=None)
    note: str = given("", "what was counted")


class Observed(Spec):
    """A series to lay beside the run."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (("file", "points"),)
    file: str | None = asked("CSV with the columns date, value", default=None)
    points: tuple[ObservedPoint, ...] | None = asked("the values", default=None)
    measure: Literal["reported_cases"] = asked("what they are compared with")
    source: str = asked("where they come from", min_length=1)


class RunSpec(Spec):
    """How often and how long it is run, and what is kept."""

    replications: int = given(20, "replications", ge=1, le=1_000_000)
    seed: int = given(1, "seed of the runs", ge=0, lt=2**63)
    warm_up: Hours = given("14 d", "normal work before clock 0", unit="h")
    log: Literal["full", "daily", "summary"] = given("daily", "what is kept of a run")
    until: dict[Name, Number] | None = asked(
        "replicate until the interval of each measure is no wider than this", default=None
    )
    at_most: int | None = asked("with until: replications, at most", default=None, ge=20)
    towns: int | None = asked(
        "towns, by the seeds from the town's own on, in turn", default=None, ge=1, le=1000
    )
    draws: tuple[dict[str, Any], ...] | None = asked(
        "values by dotted path, one draw a replication in turn", default=None, min_length=1
    )


class Scenario(Spec):
    """A town, what harms it, who works and what the response does."""

    schema_version: Literal[1] = given(1, "version of this schema", alias="schema")
    name: Name = asked("identifies the scenario in every table")
    title: str = given("", "title for people", max_length=200)
    start: Moment = asked("clock 0")
    horizon: Hours = asked("length of the run from clock 0", "h", gt=0)
    town: TownSpec = given(TownSpec(), "the town")
    hazards: Hazards = given({}, "what harms, by name; one of each kind")
    workforce: Workforce = given(Workforce(), "who can work")
    services: dict[Name, Service] = given({}, "what people need, by name")
    response: Response | None = asked("what the response does", default=None)
    targets: Targets = given(Targets(), "what counts as good enough")
    costs: Costs = given(Costs(), "prices")
    observed: dict[Name, Observed] = given({}, "observed series, by name")
    run: RunSpec = given(RunSpec(), "replications, seed, warm-up, log")

    _root: Path = PrivateAttr(default_factory=Path)
    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _parts_fit_together(self, info: ValidationInfo) -> Scenario:
        if info.context is not FROM_FILE:
            for broken in rules.broken_rules(rules.Parts.of(self)):
                raise rule(f"{'.'.join(broken.path)}: {broken.rule}")
        return self

    def __eq__(self, other: object) -> bool:
        """Equal when everything said is equal, wherever the files lie."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.hash())

    def placed(self, root: Path, sources: Mapping[str, str]) -> Scenario:
        """Say where its files lie and which sources were stated; for the loader."""
        self._root, self._sources = root, dict(sources)
        return self

    @property
    def root(self) -> Path:
        """The folder to which files named by the scenario are relative."""
        return self._root

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the runs read, relative to the root; not the observed series."""
        named = [] if self.town.grids is None else [self.town.grids]
        rosters = self.workforce.rosters.values()
        named += [roster.file for roster in rosters if roster.file is not None]
        named += [file for hazard in self.hazards.values() for file in hazard.files().values()]
        return tuple(dict.fromkeys(named))

    @property
    def sources(self) -> dict[str, str]:
        """The source of each number, by dotted path; what is not in it is assumed."""
        return output.sources(self, self._sources)

    def assumed(self) -> list[tuple[str, str]]:
        """List the numbers without a source, as (dotted path, text)."""
        return output.assumed(self, self._sources)

    def override(self, changes: Mapping[str, Any], name: str | None = None) -> Scenario:
        """Change values by dotted path, None removing them, and check everything again."""
        from sim.scenario.loader import overridden

        return overridden(self, changes, name)

    def to_yaml(self) -> str:
        """Write the resolved scenario, defaults and sources included, as YAML."""
        return output.to_yaml(self, self._sources)

    def hash(self) -> str:
        """Hash what is said, without name, title, sources and number of replications."""
        return output.content_hash(self)
