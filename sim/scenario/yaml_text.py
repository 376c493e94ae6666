"""YAML text to a tree with line numbers: the plain part of YAML 1.2, traps refused.

Only mappings, lists and scalars: no anchors, aliases, tags, merge keys, duplicate keys, nan or
inf, no second document, no depth or size that no scenario has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import yaml
from yaml import events

from sim.errors import Problem
from sim.scenario.tree import Node

DEEPEST = 24
LARGEST = 300_000
LONGEST_NUMBER = 40
MOST_PROBLEMS = 100
INVALID = object()
"""Stands for a value that has been reported already."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StopError(Exception):
    """What follows cannot be read any more."""


def read(text: str | bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one document; give its tree (None if there is none) and all problems found."""
    reader = _Reader(file)
    try:
        decoded = reader.decode(text)
        for event in yaml.parse(decoded, Loader=_LOADER):
            reader.take(event)
    except _StopError:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.report(mark.line + 1 if mark else None, f"not YAML: {error.problem}")
    except yaml.YAMLError as error:
        reader.report(None, f"not YAML: {str(error).splitlines()[0]}")
    if reader.root is None and not reader.problems:
        reader.report(1, "the file is empty")
    return reader.root, reader.problems


def resolve(text: str) -> Any:
    """Read a plain scalar by the core rules of YAML 1.2; raise ValueError on nan and inf."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("numbers must be finite")
    is_int = _INT.fullmatch(text) is not None
    if not is_int and _FLOAT.fullmatch(text) is None:
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError("the number is too long")
    number = _integer(text) if is_int else float(text)
    if abs(number) > 1e300:
        raise ValueError("numbers must be finite")
    return number


def _integer(text: str) -> int:
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


@dataclass
class _Open:
    """A mapping or list that is still being read."""

    line: int
    is_mapping: bool
    children: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None
    key_line: int = 0


class _Reader:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.documents = 0

    def report(self, line: int | None, rule: str, found: str | None = None) -> None:
        path = ".".join(self._path())
        self.problems.append(Problem(self.file, line, path, rule, found))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def stop(self, line: int | None, rule: str, found: str | None = None) -> NoReturn:
        self.report(line, rule, found)
        raise _StopError

    def decode(self, text: str | bytes) -> str:
        if len(text) > LARGEST:
            self.stop(1, f"a scenario has at most {LARGEST} characters", str(len(text)))
        if isinstance(text, bytes):
            try:
                decoded = text.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self.stop(text.count(b"\n", 0, error.start) + 1, "must be UTF-8 text")
        else:
            decoded = text
        odd = _CONTROL.search(decoded)
        if odd is not None:
            line = decoded.count("\n", 0, odd.start()) + 1
            self.stop(line, "control characters are not allowed", f"U+{ord(odd[0]):04X}")
        return decoded

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(line, "a file holds one document")
        elif isinstance(event, events.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, events.NodeEvent):
            self._check(event, line)
            if isinstance(event, events.ScalarEvent):
                self._scalar(event, line)
            else:
                self._open(isinstance(event, events.MappingStartEvent), line)
        elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
            self._close()

    def _check(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.report(line, "anchors are not allowed", f"&{event.anchor}")
        if event.tag is not None:
            self.report(line, "tags are not allowed", event.tag)

    def _alias(self, event: Any, line: int) -> None:
        self.report(line, "aliases are not allowed", f"*{event.anchor}")
        top = self.stack[-1] if self.stack else None
        if top is not None and top.is_mapping and top.key is None:
            self.stop(line, "a key must be a plain word")
        self._put(Node(INVALID, self.file, line))

    def _open(self, is_mapping: bool, line: int) -> None:
        if self.stack and self.stack[-1].is_mapping and self.stack[-1].key is None:
            self.stop(line, "a key must be a plain word")
        if len(self.stack) >= DEEPEST:
            self.stop(line, f"at most {DEEPEST} levels deep")
        self.stack.append(_Open(line, is_mapping))

    def _close(self) -> None:
        done = self.stack.pop()
        value = done.children if done.is_mapping else tuple(done.items)
        self._put(Node(value, self.file, done.line))

    def _scalar(self, event: Any, line: int) -> None:
        if self.stack and self.stack[-1].is_mapping and self.stack[-1].key is None:
            self.stack[-1].key, self.stack[-1].key_line = event.value, line
            return
        value: Any = event.value
        if not event.style:
            try:
                value = resolve(value)
            except ValueError as error:
                self.report(line, str(error), event.value)
                value = INVALID
        self._put(Node(value, self.file, line))

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.is_mapping:
            top.items.append(node)
            return
        key, top.key = top.key or "", None
        if key == "<<":
            self._report_key(key, top.key_line, "merge keys are not allowed")
        elif key in top.children:
            first = top.children[key].key_line
            self._report_key(
                key, top.key_line, f"the key is given twice, first on line {first}"
            )
        else:
            top.children[key] = replace(node, key_line=top.key_line)

    def _report_key(self, key: str, line: int, rule: str) -> None:
        path = ".".join((*self._path(), key))
        self.problems.append(Problem(self.file, line, path, rule))

    def _path(self) -> Iterator[str]:
        for level in self.stack:
            if level.is_mapping and level.key is not None:
                yield level.key
            elif not level.is_mapping:
                yield str(len(level.items))
