"""A tree to a typed scenario: all problems of shape, values, parts and tables at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, rules, shape, tree
from sim.scenario.alike import filled_controls
from sim.scenario.base import FROM_FILE, Broken, Hours, Moment
from sim.scenario.control_spec import Control
from sim.scenario.epidemic.filling import Filling
from sim.scenario.hazard_spec import AnyHazard
from sim.scenario.level_spec import Level
from sim.scenario.mobilise_spec import Mobilised
from sim.scenario.named import problems_of_files
from sim.scenario.response_spec import Response
from sim.scenario.scenario_spec import Scenario
from sim.scenario.service_spec import Service
from sim.scenario.testing_site_spec import MassTesting
from sim.scenario.town_spec import TownSpec
from sim.scenario.tree import Node
from sim.scenario.trigger_spec import Trigger
from sim.scenario.workforce_spec import EMPLOYERS, Colleagues, Employer, Workforce

MOST_PROBLEMS = 200
"""From so many on, what follows is not looked at any more."""


def typed(node: Node, root: Path, problems: Sequence[Problem] = ()) -> Scenario:
    """Type a tree as a scenario whose files lie under `root`; all problems in one error."""
    filling = Filling()
    node = filled_controls(node, filling.problems, filling.excused)
    node = filling.scenario(tree.without_nulls(node))
    of_shape = list(islice(shape.problems_of_shape(node, Scenario), MOST_PROBLEMS))
    found = [*problems, *filling.problems, *of_shape]
    if len(found) >= MOST_PROBLEMS:
        raise ScenarioError(_in_order(found))
    scenario: Scenario | None = None
    values = tree.plain(node)
    try:
        scenario = Scenario.model_validate(values, context=FROM_FILE)
        parts = rules.Parts.of(scenario)
    except ValidationError as error:
        strange = {problem.path for problem in of_shape}
        typing = islice(explain.problems_of(error, node, strange), MOST_PROBLEMS)
        found += typing
        parts = readable_parts(values)
    found += [_at_its_line(broken, node) for broken in rules.broken_rules(parts)]
    found += problems_of_files(node, root, parts.town)
    found = [
        problem for problem in found if (problem.path, problem.rule) not in filling.excused
    ]
    if found or scenario is None:
        raise ScenarioError(_in_order(found))
    return scenario.placed(root, dict(tree.source_paths(node)))


def _at_its_line(broken: Broken, root: Node) -> Problem:
    node, _ = explain.at(root, broken.path)
    line = node.key_line if isinstance(node.value, dict) else node.line
    path = ".".join(broken.path)
    return Problem(node.file, line, path, broken.rule, broken.found, broken.suggestion)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by file and line, each problem once."""
    seen = list(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in seen))
    return sorted(seen, key=lambda p: (files.index(p.file), p.line or 0, p.path))


def readable_parts(values: Mapping[str, Any]) -> rules.Parts:
    """Type what can be typed of a scenario with problems, entry by entry."""
    workforce = _mapping(values, "workforce")
    bodies = {key: body for key, body in workforce.items() if key in EMPLOYERS}
    hazards_of = _mapping(values, "hazards")
    hazards = _entries(hazards_of, AnyHazard)
    response = _mapping(values, "response")
    controls_of = _mapping(response, "controls")
    employers = _entries(bodies, Employer)
    controls = _entries(controls_of, Control)
    known = shape.fields_of(Workforce)
    services_of = _mapping(values, "services")
    services = _entries(services_of, Service)
    whole = {"equipment"}
    if len(services) == len(services_of):
        whole.add("services")
    if len(employers) == len(bodies) and all(key in known for key in workforce):
        whole.add("employers")
    if len(controls) == len(controls_of):
        whole.add("controls")
    if all(_is_whole(body, AnyHazard) for body in hazards_of.values()):
        whole.add("hazards")
    return rules.Parts(
        whole=frozenset(whole),
        start=_one(values, "start", Moment),
        horizon=_one(values, "horizon", Hours),
        town=_entries({"town": values.get("town", {})}, TownSpec).get("town"),
        hazards=hazards,
        services=services,
        employers=employers,
        rosters=frozenset(_mapping(workforce, "rosters")),
        controls=controls,
        equipment=frozenset(_mapping(workforce, "equipment")),
        colleagues=_one(workforce, "colleagues", Colleagues),
        response=_with_tables(_one(values, "response", Response), response),
        suits=workforce.get("suits") is not None,
        mass_testing=_entries(_mapping(response, "mass_testing"), MassTesting),
        sites=response.get("testing_sites") is not None,
    )


def _one(values: Mapping[str, Any], key: str, kind: Any) -> Any:
    """Type one entry; None where it cannot be typed."""
    return _entries({key: values.get(key)}, kind).get(key)


def _with_tables(found: Response | None, stated: Mapping[str, Any]) -> Response | None:
    """Give a response its tables back that were dropped for one wrong entry.

    A trigger or a level that could not be read stays by its name, so that what speaks of it is
    not called wrong as well.
    """
    if found is None:
        return None
    tables: dict[str, dict[str, Any]] = {}
    for key, kind in (("triggers", Trigger), ("levels", Level)):
        if stated.get(key) and not getattr(found, key):
            named = _mapping(stated, key)
            typed = _entries(named, kind)
            tables[key] = {name: typed.get(name, kind.model_construct()) for name in named}
    if stated.get("mobilisation") and not found.mobilisation:
        tables["mobilisation"] = _entries(_mapping(stated, "mobilisation"), Mobilised)
    return found.model_copy(update=tables)


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, Mapping) else {}


def _is_whole(value: Any, kind: Any) -> bool:
    try:
        TypeAdapter(kind).validate_python(value, context=FROM_FILE)
    except ValidationError:
        return False
    return True


def _entries(values: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """Type the entries that can be typed, without what is wrong in them if need be."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    typed_entries = {}
    for key, value in values.items():
        try:
            typed_entries[key] = adapter.validate_python(value, context=FROM_FILE)
        except ValidationError as error:
            wrong = {item["loc"][0] for item in error.errors() if item["loc"]}
            if not isinstance(value, Mapping) or not wrong & set(value):
                continue
            rest = {k: inner for k, inner in value.items() if k not in wrong}
            typed_entries.update(_entries({key: rest}, kind))
    return typed_entries
