"""The groups of comparisons, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType

from tests.validation import (
    face_diaries,
    face_measles,
    face_school,
    group_beginnings,
    group_contacts,
    group_controls,
    group_effects,
    group_eon,
    group_final_size,
    group_households,
    group_networks,
    group_reproduction,
    group_street,
)
from tests.validation.rows import Row


@dataclass(frozen=True)
class Group:
    """Comparisons of one kind, made by the `rows(seed)` of a module."""

    name: str
    title: str
    module: ModuleType
    real: bool = False  # needs the folder of real data

    @property
    def text(self) -> str:
        """What is compared, in the words of the module."""
        return (self.module.__doc__ or "").strip()

    def compared(self, seed: int) -> Iterator[Row]:
        """Make the comparisons, one by one."""
        for row in self.module.rows(seed):
            yield replace(row, group=self.name)


GROUPS = (
    Group("final-size", "Final size", group_final_size),
    Group("households", "Households", group_households),
    Group("beginnings", "Beginnings", group_beginnings),
    Group("reproduction", "R0 and the household attack rate", group_reproduction),
    Group("street", "The street: asked for and realised", group_street),
    Group("networks", "Networks", group_networks),
    Group("eon", "EoN on the same network", group_eon),
    Group("controls", "Isolation and screening", group_controls),
    Group("contacts", "Contact record", group_contacts),
    Group("effects", "Known effects of the work", group_effects),
    Group("diaries", "Face validation: contact diaries", face_diaries, real=True),
    Group("school", "Face validation: a boarding school, 1978", face_school, real=True),
    Group("measles", "Face validation: Hagelloch, 1861", face_measles, real=True),
)
BY_NAME = {group.name: group for group in GROUPS}
OUTSIDE: frozenset[str] = frozenset()
"""Rows known to lie outside; why stands in the text of their group."""
