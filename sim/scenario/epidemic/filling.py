"""What shipped sets and earlier variants say where the scenario says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.errors import Problem
from sim.scenario import shipped, tree
from sim.scenario.base import rule
from sim.scenario.closest import closest
from sim.scenario.epidemic.course import CourseSpec
from sim.scenario.epidemic.immunity import VaccineSpec
from sim.scenario.epidemic.origins import (
    COURSE,
    Origin,
    against_these,
    course_of,
    for_first,
    shipped_origin,
    under,
    with_transmissibility,
    without,
)
from sim.scenario.tree import Node, Path

OURS = (None, "epidemic")
ASKED = [key for key, info in CourseSpec.model_fields.items() if info.is_required()]


@dataclass
class Filling:
    """A tree being filled, with what is wrong and what else need not be said."""

    problems: list[Problem] = field(default_factory=list)
    excused: set[tuple[str, str]] = field(default_factory=set)
    """Paths and rules that are broken only because a name stands for nothing."""

    def scenario(self, root: Node) -> Node:
        """Fill every epidemic of a scenario's tree."""
        hazards = root.child("hazards")
        if hazards is None or not isinstance(hazards.value, dict):
            return root
        for name, hazard in hazards.value.items():
            if isinstance(hazard.value, dict) and _text(hazard.child("kind")) in OURS:
                path = ("hazards", name)
                root = tree.replaced(root, path, self.epidemic(hazard, path))
        return root

    def epidemic(self, hazard: Node, path: Path = ()) -> Node:
        """Fill one epidemic: its own course, its variants, its vaccine."""
        name = _text(hazard.child("variant")) or ""
        origin = self._origin(hazard, name, path, {})
        base = for_first(origin.course, hazard) if origin else None
        filled = self._under(base, hazard, path)
        one = Node(1, hazard.file, source="the first variant is what others are relative to")
        first = Origin(course_of(filled), one, True, origin.root if origin else None)
        known = {name: first}
        variants = filled.child("variants")
        if variants is not None and isinstance(variants.value, dict):
            for key, variant in variants.value.items():
                if isinstance(variant.value, dict):
                    where = ("variants", key)
                    new = self._variant(variant, (*path, *where), known, first)
                    filled = tree.replaced(filled, where, new)
        return self._vaccinated(filled, path, {key: at.root for key, at in known.items()})

    def _variant(
        self, variant: Node, path: Path, known: dict[str, Origin], first: Origin
    ) -> Node:
        """Fill a further variant, and remember it for those that follow."""
        origin = self._origin(variant, path[-1], path, known)
        base = with_transmissibility(origin, first) if origin else None
        filled = self._under(base, variant, path)
        own, root = filled.child("transmissibility"), origin.root if origin else None
        known.setdefault(path[-1], Origin(course_of(filled), own, True, root))
        return filled

    def _origin(
        self, node: Node, name: str, path: Path, known: Mapping[str, Origin]
    ) -> Origin | None:
        """Find what a course takes its missing values from: what it is like, or its name."""
        like, sets = node.child("like"), shipped.variants()
        wanted = name if like is None else _text(like)
        if wanted in sets and wanted not in known:
            return shipped_origin(wanted)
        origin = known.get(wanted or "")
        course = origin.course if origin else node
        missing = [key for key in ASKED if not _nearly(course, key)]
        self._excuse(path, missing)
        if origin is not None:
            return None if missing else origin
        if like is not None:
            names = [name for name in known if name and name not in sets]
            self._report(like, (*path, "like"), "no set or earlier variant", [*names, *sets])
        elif missing and name:
            leaf = node.child("variant") or node
            where = (*path, "variant") if leaf is not node else path
            said = f": state {', '.join(missing)}"
            self._report(leaf, where, "no shipped set", [*sets], said, name)
        return None

    def _excuse(self, path: Path, missing: list[str]) -> None:
        if missing:
            self.excused |= {(".".join((*path, key)), "is required") for key in missing}
            groups = [", ".join(group) for group in CourseSpec.exactly_one]
            said = {f"exactly one of {group} is needed" for group in groups}
            self.excused |= {(".".join(path), rule) for rule in said}

    def _report(
        self,
        leaf: Node,
        path: Path,
        what: str,
        names: list[str],
        more: str = "",
        text: str = "",
    ) -> None:
        """Report a name that stands for nothing."""
        text = text or str(leaf.value)
        line = leaf.key_line if isinstance(leaf.value, dict) else leaf.line
        said = f"{what} of this name (known: {', '.join(names)}){more}"
        close = closest(text, names)
        self.problems.append(Problem(leaf.file, line, ".".join(path), said, text, close))

    def _under(self, base: Node | None, node: Node, path: Path) -> Node:
        """Lay what the file says over what it is like, which then has done its part."""
        like = node.child("like")
        own = without(node, "like")
        filled = own if base is None else under(base, own)
        if base is not None and like is not None and tree.plain(filled) == tree.plain(own):
            said = "gives nothing, every value is stated"
            text, where = str(like.value), ".".join((*path, "like"))
            self.problems.append(Problem(like.file, like.line, where, said, text))
        return filled

    def _vaccinated(self, hazard: Node, path: Path, roots: Mapping[str, str | None]) -> Node:
        """Fill the vaccine, its factors by variant only for the variants there are."""
        where: Path = ("immunity", "vaccine")
        immunity = hazard.child("immunity")
        vaccine = immunity.child("vaccine") if immunity else None
        like = vaccine if vaccine is None or _text(vaccine) else vaccine.child("like")
        if vaccine is None or like is None or immunity is None:
            return hazard
        sets, path = shipped.vaccines(), (*path, *where)
        if _text(like) not in sets:
            named = path if like is vaccine else (*path, "like")
            self._report(like, named, "no shipped vaccine", [*sets])
            if like is vaccine:
                return tree.replaced(hazard, where[:1], without(immunity, "vaccine"))
            asked = {
                (".".join((*path, key)), "is required") for key in VaccineSpec.model_fields
            }
            self.excused |= asked
            return tree.replaced(hazard, where, without(vaccine, "like"))
        base = against_these(sets[str(like.value)], roots)
        own = replace(vaccine, value={}) if like is vaccine else vaccine
        return tree.replaced(hazard, where, self._under(base, own, path))


def filled_values(values: Mapping[str, Any]) -> Any:
    """Fill an epidemic given as plain values; raise the first thing that is wrong."""
    filling = Filling()
    node = tree.without_nulls(tree.of_values(dict(values), ""))
    filled = filling.epidemic(node)
    for problem in filling.problems:
        raise rule(f"{problem.path}: {problem.rule}, found {problem.found}")
    return tree.plain(filled)


def _text(node: Node | None) -> str | None:
    return node.value if node is not None and isinstance(node.value, str) else None


def _nearly(node: Node, key: str) -> bool:
    """Say whether a key stands there, perhaps misspelt, which is reported as such."""
    return key in node.value or any(
        closest(word, [key]) for word in node.value if word not in COURSE
    )
