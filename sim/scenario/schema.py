"""The JSON Schema of a scenario, as it may be written in a file."""

from __future__ import annotations

from typing import Any

from sim.scenario import shipped
from sim.scenario.scenario_spec import Scenario

OUTER = ("title", "description", "default", "source", "unit")
AGES = "#/$defs/AgeNumbers"
LIKE = {
    "EpidemicSpec": shipped.variants,
    "VariantSpec": shipped.variants,
    "VaccineSpec": shipped.vaccines,
}
"""Parts of which a shipped set gives what is not stated."""
FIGURES = frozenset({"number", "integer", "array"})


def json_schema(model: type[Scenario] = Scenario) -> dict[str, Any]:
    """Give the JSON Schema: every key with description, unit, default and its source.

    It describes a scenario that stands alone; a file that extends others may leave keys out.
    """
    schema = model.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    number = {"type": "number", "minimum": 0}
    for title, bare in (("AgeNumbers", number), ("AgeTable", {**number, "maximum": 1})):
        rows = definitions[title]["properties"]["rows"]
        definitions[title] = {"title": title, "anyOf": [bare, rows]}
    _let_sets_give(definitions)
    fixed = {"type": "string", "description": "a bare quantity is fixed", "examples": ["3 min"]}
    definitions["Law"] = {"title": "Law", "anyOf": [fixed, definitions["Law"]]}
    for part in (schema, *definitions.values()):
        properties = part.get("properties", {})
        for key, inner in properties.items():
            properties[key] = _with_source(inner)
    for inner in definitions["Law"]["anyOf"]:
        properties = inner.get("properties", {})
        properties.update({key: _with_source(found) for key, found in properties.items()})
    schema["properties"]["extends"] = {
        "type": ["array", "string"],
        "items": {"type": "string"},
        "description": "files this one builds on; later ones win",
    }
    return schema


def _let_sets_give(definitions: dict[str, Any]) -> None:
    """Let what a shipped set states be left out, and let a set be named."""
    for title, sets in LIKE.items():
        names = list(sets())
        part = definitions[title]
        given = {key for name in names for key in sets()[name].value}
        part["required"] = [key for key in part["required"] if key not in given]
        part["properties"]["like"] = {
            "type": "string",
            "description": "a set, or an earlier variant, that gives what is not stated",
            "examples": names,
        }
    vaccine = definitions["ImmunitySpec"]["properties"]["vaccine"]
    vaccine["anyOf"].append({"type": "string", "enum": list(shipped.vaccines())})


def _with_source(inner: dict[str, Any]) -> dict[str, Any]:
    """Let a figure also be written as {value, source}."""
    if not _is_figure(inner):
        return inner
    outer = {key: inner[key] for key in OUTER if key in inner}
    value = {key: part for key, part in inner.items() if key not in OUTER}
    leaf = {
        "type": "object",
        "properties": {"value": value, "source": {"type": "string"}},
        "required": ["value", "source"],
        "additionalProperties": False,
    }
    return {**outer, "anyOf": [value, leaf]}


def _is_figure(inner: dict[str, Any]) -> bool:
    kinds = inner.get("type", [])
    if "unit" in inner or FIGURES & set([kinds] if isinstance(kinds, str) else kinds):
        return True
    if inner.get("$ref") in (AGES, "#/$defs/AgeTable", "#/$defs/Law"):
        return True
    return any(_is_figure(part) for part in inner.get("anyOf", []))
