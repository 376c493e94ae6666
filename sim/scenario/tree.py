"""The tree of a scenario file before it is typed: values with file, line and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

Path = tuple[str, ...]
SOURCED_LEAF = frozenset({"value", "source"})


@dataclass(frozen=True)
class Node:
    """A value with the place it was written at; children in a dict or a tuple."""

    value: Any
    file: str
    line: int | None = None
    key_line: int | None = None
    source: str | None = None

    def child(self, key: str) -> Node | None:
        """Give the child of this key or list position, None if there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, tuple) and key.isdigit() and int(key) < len(self.value):
            found: Node = self.value[int(key)]
            return found
        return None


def plain(node: Node) -> Any:
    """Take the values alone, lists as tuples."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, tuple):
        return tuple(plain(child) for child in node.value)
    return node.value


def of_values(value: Any, file: str) -> Node:
    """Make a tree of plain Python values."""
    if isinstance(value, dict):
        return Node({str(key): of_values(child, file) for key, child in value.items()}, file)
    if isinstance(value, list | tuple):
        return Node(tuple(of_values(child, file) for child in value), file)
    return Node(value, file)


def sourced(node: Node) -> Node:
    """Turn each ``{value:, source:}`` into its value, which then carries the source."""
    value = node.value
    if isinstance(value, dict) and "value" in value and set(value) <= SOURCED_LEAF:
        stated = value["source"].value if "source" in value else None
        if stated is None or isinstance(stated, str):
            inner = sourced(value["value"])
            return replace(inner, key_line=node.key_line, source=stated or inner.source)
    if isinstance(value, dict):
        value = {key: sourced(child) for key, child in value.items()}
    elif isinstance(value, tuple):
        value = tuple(sourced(child) for child in value)
    return replace(node, value=value)


def merged(base: Node, over: Node) -> Node:
    """Lay one tree over another: mappings merge, lists replace, null removes."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    children = dict(base.value)
    for key, child in over.value.items():
        children[key] = merged(children[key], child) if key in children else child
    return replace(over, value=children, source=over.source or base.source)


def without_nulls(node: Node) -> Node:
    """Drop the keys that are null: as if they had not been given."""
    if isinstance(node.value, dict):
        kept = {key: without_nulls(c) for key, c in node.value.items() if c.value is not None}
        return replace(node, value=kept)
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(without_nulls(child) for child in node.value))
    return node


def source_paths(node: Node, path: Path = ()) -> Iterator[tuple[str, str]]:
    """List the dotted paths that carry a source."""
    if node.source is not None:
        yield ".".join(path), node.source
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from source_paths(child, (*path, key))
    elif isinstance(node.value, tuple):
        for position, child in enumerate(node.value):
            yield from source_paths(child, (*path, str(position)))


def replaced(node: Node, path: Path, new: Node) -> Node:
    """Put a node at a path, making mappings on the way where there are none."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(node.value, tuple) and key.isdigit() and int(key) < len(node.value):
        items = list(node.value)
        items[int(key)] = replaced(items[int(key)], rest, new)
        return replace(node, value=tuple(items))
    children = dict(node.value) if isinstance(node.value, dict) else {}
    children[key] = replaced(children.get(key, Node({}, new.file)), rest, new)
    return replace(node, value=children)
