"""What every hazard's schema shares, and the kinds that there are; more may be registered."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import PydanticKnownError, core_schema

from sim.scenario.base import Broken, Name, Spec, asked

if TYPE_CHECKING:
    from sim.scenario.control_spec import Control

Readers = Mapping[tuple[str, ...], Callable[[Path], int]]
"""Readers of the files that a kind names, by the path of the key; ``*`` is any name. They give
the number of residents that a file names, 0 where it names none."""


class HazardSpec(Spec):
    """One hazard: what every kind of them says of itself; each kind is a class of its own."""

    kind: str = asked("kind of hazard")

    asks: ClassVar[tuple[str, ...]] = ()
    """What it asks of services whose need is ``per: hazard``."""
    readers: ClassVar[Readers] = {}
    reroutes: ClassVar[bool] = False
    """Whether it changes the ways between grids."""

    @property
    def turnaround_h(self) -> float:
        """The time from a sample to its result [h]; 0 where there is nothing to test for."""
        return 0.0

    @property
    def vaccinates(self) -> bool:
        """Whether doses of a vaccine are to be kept of residents."""
        return False

    def moments(self) -> dict[tuple[str, ...], datetime]:
        """Give the dates and times that must lie in the run, by the path of their key."""
        return {}

    def controls(self) -> dict[str, Control]:
        """Give its rules on movement, by name: what remains of contacts of whom it moves."""
        return {}

    def files(self) -> dict[tuple[str, ...], str]:
        """Give the files that it names, by the path of the key that names them."""
        return {}

    def faults(self, whole: bool = True) -> Iterator[Broken]:  # noqa: ARG002 - kinds read it
        """List what does not fit together in it; `whole` where nothing of it is missing."""
        yield from ()

    def at_work(self, exposed: list[str]) -> Iterator[Broken]:  # noqa: ARG002 - kinds read it
        """List what does not fit services that expose workers, given by name."""
        yield from ()


KINDS: dict[str, type[HazardSpec]] = {}
"""Every kind's schema by its name."""

_Kind = TypeVar("_Kind", bound=type[HazardSpec])


def known_kind(schema: _Kind) -> _Kind:
    """Make a kind of hazard known by the only value that its `kind` may have."""
    KINDS[kind_of(schema)] = schema
    return schema


def kind_of(schema: type[HazardSpec]) -> str:
    """Give the only value that the `kind` of a schema may have."""
    (kind,) = typing.get_args(schema.model_fields["kind"].annotation)
    return str(kind)


def of_kind(hazards: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Give the hazards of one kind by name."""
    return {name: one for name, one in hazards.items() if getattr(one, "kind", kind) == kind}


class _ByKind:
    """Tells pydantic to choose the class by `kind` among those known at that time."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate by the class of the kind; errors carry their own places."""
        return core_schema.with_info_plain_validator_function(
            _typed,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written, info_arg=True
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe a union of the kinds."""
        choices = {kind: one.__pydantic_core_schema__ for kind, one in KINDS.items()}
        return handler(core_schema.tagged_union_schema(choices, discriminator="kind"))


def _typed(value: Any, info: ValidationInfo) -> HazardSpec:
    if isinstance(value, HazardSpec):
        return value
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping):
        raise PydanticKnownError("dict_type")
    if kind is None:
        raise PydanticKnownError("union_tag_not_found", {"discriminator": "kind"})
    if kind not in KINDS:
        known = ", ".join(f"'{one}'" for one in KINDS)
        said = {"discriminator": "kind", "tag": str(kind), "expected_tags": known}
        raise PydanticKnownError("union_tag_invalid", said)
    return KINDS[kind].model_validate(value, context=info.context)


def _written(value: HazardSpec, info: core_schema.SerializationInfo) -> Any:
    return value.model_dump(
        mode=info.mode, by_alias=bool(info.by_alias), exclude_none=info.exclude_none
    )


AnyHazard = Annotated[HazardSpec, _ByKind()]
Hazards = dict[Name, AnyHazard]
