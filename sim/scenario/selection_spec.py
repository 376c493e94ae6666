"""What a selection says: a scenario, plans, the measure by which the best is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict, model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, question
from sim.scenario.base import Name, Share, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.staffing_spec import PlanSpec, _values


class SelectionSpec(Spec):
    """A selection of the best among plans."""

    model_config: ClassVar[ConfigDict] = ConfigDict(arbitrary_types_allowed=True)

    scenario: str = asked("the scenario's file, relative to this one")
    title: str = given("", "title for people")
    plans: tuple[PlanSpec, ...] = asked("in any order", min_length=2)
    measure: Name = asked("by which the best is chosen")
    best: Literal["lowest", "highest"] = given("lowest", "which mean is best")
    indifference: float = asked("difference that does not matter", gt=0)
    confidence: Share = given(0.95, "that the best is chosen if it is better by this much")
    procedure: Literal["kn", "rinott", "ocba"] = given("kn", "how; kn alone holds with pairing")
    first: int = given(20, "runs before it looks", ge=10)
    at_most: int = given(500, "runs of a plan; with ocba of all", ge=20)
    seed: int = given(1, "seed of the runs", ge=0, lt=2**63)

    @model_validator(mode="after")
    def _has_plans(self) -> SelectionSpec:
        names = [plan.name for plan in self.plans]
        if len(set(names)) < len(names):
            raise rule("plans need different names", "plans")
        return self


@dataclass(frozen=True)
class Selection:
    """A selection that can be run: its plans as scenarios."""

    spec: SelectionSpec
    scenarios: tuple[Scenario, ...]
    name: str


def load_selection(path: str | Path, independent: bool = False) -> Selection:
    """Load a selection and the scenario of each plan; all problems in one ScenarioError.

    independent: give each plan luck of its own, which rinott and ocba need.
    """
    from sim.rng import replication_seed  # with it comes the compiler

    file = Path(path)
    node = question.read(file, "a selection")
    spec = question.typed(node, SelectionSpec, _values(node))
    if spec.procedure != "kn" and not independent:
        where = node.child("procedure") or node
        told = f"{spec.procedure} holds for independent runs only: give --independent, or kn"
        raise ScenarioError([Problem(where.file, where.line, "procedure", told)])
    base, scenarios, found = load(file.parent / spec.scenario), [], list[Problem]()
    for number, plan in enumerate(spec.plans):
        seed = replication_seed(spec.seed, -number) if independent and number else spec.seed
        try:
            scenarios.append(base.override({**plan.change, "run.seed": seed}, name=plan.name))
        except ScenarioError as error:
            place = explain.at(node, ("plans", str(number), "change"))[0]
            found += [
                Problem(place.file, place.line, f"plans.{number}.{p.path}", p.rule, p.found)
                for p in error.problems
            ]
    if found:
        raise ScenarioError(found)
    return Selection(spec, tuple(scenarios), file.stem)
