"""What a staffing question says: a scenario, plans from cheapest to dearest, targets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, question, tree
from sim.scenario.base import Name, Share, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.tree import Node


class Bound(Spec):
    """What a measure must reach in an outbreak, or on average."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (("at_least", "at_most"),)
    at_least: float | None = asked("smallest value that is enough", default=None)
    at_most: float | None = asked("largest value that is enough", default=None)
    on: Literal["outbreak", "mean", "ratio"] = given(
        "outbreak", "whether each outbreak has to reach it, the mean, or the ratio of means"
    )
    weight: Name = given("needs_due", "with ratio: the measure that it is a share of")

    def holds(self, value: float) -> bool:
        """Tell whether a value is enough; no data is not."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most


class PlanSpec(Spec):
    """One staffing plan: the scenario with some values changed."""

    name: Name = asked("name of the plan")
    title: str = given("", "title for people")
    change: dict[str, Any] = asked("values by dotted path of the scenario", min_length=1)


class StaffingSpec(Spec):
    """A staffing question; plans are tested from the last, the dearest, to the first."""

    # lists of values in changes are the scenario's business
    model_config = ConfigDict(arbitrary_types_allowed=True)

    scenario: str = asked("the scenario's file, relative to this one")
    title: str = given("", "title for people")
    plans: tuple[PlanSpec, ...] = asked("from the cheapest to the dearest", min_length=1)
    targets: dict[Name, Bound] = given({}, "by measure; left out, the scenario's own targets")
    holds_in: Share = given(0.9, "of outbreaks, in which every target has to hold")
    confidence: Share = given(0.95, "of the certificate")
    replications: int = given(
        61, "outbreaks a plan: at 95 %, .9 is certified with at most two failures", ge=1
    )
    stop_early: bool = given(False, "stop a plan when the likelihood ratio has decided")
    if_true: Share = given(0.97, "with stop_early: the share that is told from holds_in")
    seed: int = given(1, "seed of the runs", ge=0, lt=2**63)
    towns: int = given(1, "towns, by seed, in which the outbreaks lie in turn", ge=1, le=1000)
    harm: Name = given("infections", "measure laid against cost in the front of plans")

    @model_validator(mode="after")
    def _can_be_tested(self) -> StaffingSpec:
        names = [plan.name for plan in self.plans]
        if len(set(names)) < len(names):
            raise rule("plans need different names", "plans")
        if not 0 < self.holds_in < 1 or not 0.5 < self.confidence < 1:
            raise rule("must lie between 0 and 1 (confidence: between .5 and 1)", "holds_in")
        if self.stop_early and self.if_true <= self.holds_in:
            raise rule("must lie above holds_in", "if_true")
        if self.stop_early and any(bound.on != "outbreak" for bound in self.targets.values()):
            raise rule("is for targets of outbreaks, not of means", "stop_early")
        if self.replications % self.towns:
            raise rule("must be a divisor of replications", "towns")
        return self


@dataclass(frozen=True)
class Staffing:
    """A staffing question that can be run: its plans as scenarios, the cheapest first."""

    spec: StaffingSpec
    scenarios: tuple[Scenario, ...]
    targets: dict[str, Bound]
    name: str


def load_staffing(
    path: str | Path,
    replications: int | None = None,
    seed: int | None = None,
    towns: int | None = None,
) -> Staffing:
    """Load a staffing question and the scenario of each plan; all problems in one error.

    `replications`, `seed` and `towns` replace the question's own.
    """
    file = Path(path)
    node = question.read(file, "a staffing question")
    told = {"replications": replications, "seed": seed, "towns": towns}
    values = _values(node) | {k: v for k, v in told.items() if v is not None}
    spec = question.typed(node, StaffingSpec, values)
    also = {"run.towns": spec.towns} if spec.towns > 1 else {}
    base = load(file.parent / spec.scenario)
    scenarios, found = [], list[Problem]()
    for number, plan in enumerate(spec.plans):
        try:
            scenarios.append(base.override(plan.change | also, name=plan.name))
        except ScenarioError as error:
            where = explain.at(node, ("plans", str(number), "change"))[0]
            found += [
                Problem(where.file, where.line, f"plans.{number}.{p.path}", p.rule, p.found,
                        p.suggestion)
                for p in error.problems
            ]  # fmt: skip
    if found:
        raise ScenarioError(found)
    targets = spec.targets or own_targets(base)
    return Staffing(spec, tuple(scenarios), targets, file.stem)


def own_targets(scenario: Scenario) -> dict[str, Bound]:
    """Give the targets of a scenario as bounds on measures of each outbreak."""
    targets = scenario.targets
    return {
        "on_time": Bound(at_least=targets.on_time),
        "never_served_per_1000_resident_days": Bound(
            at_most=targets.unmet_per_1000_resident_days
        ),
    }


def _values(node: Node) -> Any:
    """Take the values, those of changes as the scenario's own loader wants them."""
    values = tree.plain(node)
    plans = values.get("plans")
    for plan in plans if isinstance(plans, tuple) else ():
        change = plan.get("change") if isinstance(plan, dict) else None
        if isinstance(change, dict):
            plan["change"] = dict(question.dotted(change))
    return values
