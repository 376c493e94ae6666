"""A scenario written out again: resolved YAML, sources, assumptions, hash."""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import BaseModel

from sim.scenario.base import ASSUMED
from sim.scenario.law import AgeNumbers
from sim.scenario.tree import Path

CHOICES = frozenset({"seed", "priority"})
NO_NUMBERS = frozenset({"schema", "name", "title", "start", "horizon", "observed", "run"})
"""Top-level keys that are choices or data, not figures that could have a source."""


def resolved(scenario: BaseModel) -> dict[str, Any]:
    """Give every value of a scenario, defaults included, as it is written in a file."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


def figures(scenario: Any, stated: Mapping[str, str]) -> Iterator[tuple[Path, Any, str]]:
    """List the numbers with their source, or `assumed`, as (path, written value, source)."""
    written = resolved(scenario)
    for key, value in written.items():
        if key not in NO_NUMBERS:
            default = _default_source(scenario, key, None)
            part = _part(scenario, key)
            yield from _figures((key,), value, part, _stated(stated, (key,), default), stated)


def _figures(
    path: Path, value: Any, part: Any, source: str | None, stated: Mapping[str, str]
) -> Iterator[tuple[Path, Any, str]]:
    branches = not isinstance(part, AgeNumbers) and (
        isinstance(value, dict)
        or (isinstance(value, list) and any(isinstance(item, dict) for item in value))
    )
    if not branches:
        if path[-1] not in CHOICES and _is_number(part):
            yield path, value, source or ASSUMED
        return
    keys = value if isinstance(value, dict) else [str(n) for n in range(len(value))]
    for key in keys:
        inner = value[key] if isinstance(value, dict) else value[int(key)]
        own = _default_source(part, key, source)
        below = (*path, key)
        yield from _figures(below, inner, _part(part, key), _stated(stated, below, own), stated)


def _stated(stated: Mapping[str, str], path: Path, otherwise: str | None) -> str | None:
    return stated.get(".".join(path), otherwise)


def _field(part: Any, key: str) -> str:
    """Find the attribute behind a key of a file."""
    model = type(part)
    return next((n for n, info in model.model_fields.items() if (info.alias or n) == key), key)


def _part(part: Any, key: str) -> Any:
    if isinstance(part, BaseModel):
        return getattr(part, _field(part, key))
    if isinstance(part, tuple):
        return part[int(key)]
    return part[key] if key in part else part[int(key)]


def _default_source(part: Any, key: str, inherited: str | None) -> str | None:
    """Give the source of a value left at its default, else the one that stands above."""
    if not isinstance(part, BaseModel):
        return inherited
    name = _field(part, key)
    if name in part.model_fields_set:
        return inherited
    extra = type(part).model_fields[name].json_schema_extra
    source = extra.get("source") if isinstance(extra, dict) else None
    return str(source or ASSUMED)


def _is_number(part: Any) -> bool:
    """Say whether a value is a figure: a number, a table by age or a tuple of numbers."""
    if isinstance(part, tuple):
        return bool(part) and all(_is_number(item) for item in part)
    return isinstance(part, int | float | AgeNumbers) and not isinstance(part, bool)


def sources(scenario: Any, stated: Mapping[str, str]) -> dict[str, str]:
    """Give the source of every number that has one, by dotted path."""
    return {
        ".".join(path): source
        for path, _, source in figures(scenario, stated)
        if source != ASSUMED
    }


def assumed(scenario: Any, stated: Mapping[str, str]) -> list[tuple[str, str]]:
    """List the numbers whose source is missing or begins with the word assumed."""
    return [
        (".".join(path), _text(value))
        for path, value, source in figures(scenario, stated)
        if source.lower().startswith(ASSUMED)
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def to_yaml(scenario: Any, stated: Mapping[str, str]) -> str:
    """Write everything as YAML that loads to an equal scenario with the same sources."""
    written = resolved(scenario)
    known = sources(scenario, stated)
    return yaml.dump(
        _with_sources(written, (), known),
        Dumper=Writer,
        allow_unicode=True,
        sort_keys=False,
        width=96,
    )


def _with_sources(value: Any, path: Path, known: Mapping[str, str]) -> Any:
    source = known.get(".".join(path))
    if source is not None:
        return {"value": value, "source": source}
    if isinstance(value, dict):
        return {key: _with_sources(inner, (*path, key), known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_sources(inner, (*path, str(n)), known) for n, inner in enumerate(value)]
    return value


def content_hash(scenario: Any) -> str:
    """Hash the content, without name, title, sources and number of replications."""
    written = resolved(scenario)
    for key in ("name", "title", "observed"):
        written.pop(key, None)
    for key in ("replications", "until", "at_most"):
        written["run"].pop(key, None)
    for name in scenario.files:
        written = _replaced(written, name, _digest(scenario.root / name))
    text = json.dumps(written, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(file: pathlib.Path) -> str:
    content = file.read_bytes() if file.is_file() else b""
    return hashlib.sha256(content).hexdigest()


def _replaced(value: Any, name: str, digest: str) -> Any:
    """Put the digest of a file's content in place of its name."""
    if isinstance(value, dict):
        return {key: _replaced(inner, name, digest) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, name, digest) for inner in value]
    return digest if value == name else value


class Writer(yaml.SafeDumper):
    """Quotes whatever the core rules of YAML 1.2 would not read as text; no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the parent calls it so
        """Write everything out where it stands."""
        return True


def _represent_text(dumper: Writer, text: str) -> yaml.ScalarNode:
    from sim.scenario.yaml_text import resolve

    try:
        is_text = isinstance(resolve(text), str)
    except ValueError:
        is_text = False
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=None if is_text else '"'
    )


Writer.add_representer(str, _represent_text)
