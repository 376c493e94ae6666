"""What every part of a scenario shares: a strict frozen model and typed quantities.

In a file every quantity is text with its unit. Built from Python, a plain number is taken in
the inner unit (hours, per hour, share, CNY).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sim import units

FROM_FILE = {"from_file": True}
"""The validation context of the loader: units are then demanded, rules reported by it."""

LONGEST_NAME = 64
LONGEST_H = 876_600
"""A hundred years [h]."""
ASSUMED = "assumed"
Layer = Literal["household", "stairwell", "grid", "school", "work", "city", "edges"]


class Spec(BaseModel):
    """A frozen part of a scenario that refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=True, allow_inf_nan=False
    )
    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of keys of which a file must give one and only one.

    ``layers.*.probability`` is given where every entry of `layers` has a probability.
    """

    @model_validator(mode="after")
    def _one_of(self, info: ValidationInfo) -> Spec:
        if info.context is FROM_FILE:
            return self
        for group in self.exactly_one:
            given = [key for key in group if _has(self, key)]
            if len(given) != 1:
                rule = "exactly one of {keys} is needed, found {found}"
                keys = {"keys": ", ".join(group), "found": ", ".join(given) or "none"}
                raise PydanticCustomError("rule", rule, keys)
        return self


def _has(part: Spec, key: str) -> bool:
    """Say whether a part has this key; with a star, whether all its entries have."""
    above, star, below = key.partition(".*.")
    found = getattr(part, above.lower())
    if not star:
        return found is not None
    return bool(found) and all(_has(entry, below) for entry in found.values())


@dataclass(frozen=True)
class Broken:
    """A rule that is broken, at a path."""

    path: tuple[str, ...]
    rule: str
    found: str | None = None
    suggestion: str | None = None


def given(
    default: Any, description: str, source: str = ASSUMED, unit: str | None = None, **more: Any
) -> Any:
    """Declare a default with what it means, where it comes from and its unit."""
    extra: dict[str, Any] = {"source": source} | ({"unit": unit} if unit else {})
    return Field(default, description=description, json_schema_extra=extra, **more)


def asked(description: str, unit: str | None = None, **more: Any) -> Any:
    """Declare a key that a scenario must state (or may leave out where its default is None)."""
    extra: dict[str, Any] | None = {"unit": unit} if unit else None
    return Field(description=description, json_schema_extra=extra, **more)


def rule(text: str, key: str | None = None, suggestion: str | None = None) -> Exception:
    """Make the error of a broken rule, at `key` of the part that raises it."""
    context = {"key": key, "suggestion": suggestion}
    return PydanticCustomError("rule", text.replace("{", "(").replace("}", ")"), context)


def _reader(parse: Callable[[str], Any], bare: bool) -> BeforeValidator:
    """Read text by `parse`; let plain numbers pass from Python, from a file if `bare`."""

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return parse(value)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if plain and not bare and value != 0 and info.context is FROM_FILE:
            return parse(str(value))
        return float(value) if plain else value

    return BeforeValidator(read)


def _written(write: Callable[[Any], Any]) -> PlainSerializer:
    return PlainSerializer(write, when_used="json")


def _schema(unit: str, *examples: str | float) -> WithJsonSchema:
    kinds = sorted({"string" if isinstance(e, str) else "number" for e in examples})
    kind: str | list[str] = kinds[0] if len(kinds) == 1 else kinds
    return WithJsonSchema({"type": kind, "unit": unit, "examples": list(examples)})


def _short(number: float) -> int | float:
    """Write 3.0 as 3."""
    return int(number) if float(number).is_integer() and abs(number) < 2**53 else number


Hours = Annotated[
    float,
    Field(ge=0, le=LONGEST_H),
    _reader(units.parse_hours, bare=False),
    _written(units.format_hours),
    _schema("h inside; s, min, h, d, w in a file", "8 h", "15 min", "14 d"),
]
PerHour = Annotated[
    float,
    Field(ge=0),
    _reader(units.parse_rate, bare=False),
    _written(units.format_rate),
    _schema("per hour inside; /h, /d ... in a file", "0.35 /d", "2.4 /h"),
]
ResidentRate = Annotated[
    float,
    Field(ge=0),
    _reader(lambda text: units.parse_rate(text, ("resident",)), bare=False),
    _written(units.format_rate),
    _schema("per resident and hour inside", "0.01 /resident/d"),
]
Share = Annotated[
    float,
    Field(ge=0, le=1),
    _reader(units.parse_share, bare=True),
    _written(_short),
    _schema("share", 0.3, "30 %"),
]
Money = Annotated[
    float,
    Field(ge=0),
    _reader(units.parse_money, bare=True),
    _written(_short),
    _schema("CNY", 3.5, "3.5 CNY"),
]
MoneyPerHour = Annotated[
    float,
    Field(ge=0),
    _reader(lambda text: units.parse_money(text, ("h",)), bare=True),
    _written(_short),
    _schema("CNY per hour", 22, "22 CNY/h"),
]
Number = Annotated[
    float, Field(ge=0), _reader(units.parse_share, bare=True), _written(_short),
    _schema("number", 1.5),
]  # fmt: skip
TimeOfDay = Annotated[
    float,
    Field(ge=0, le=24),
    _reader(units.parse_time_of_day, bare=False),
    _written(units.format_time_of_day),
    _schema("hours after midnight inside", "08:00"),
]


def _read_moment(value: Any) -> Any:
    moment = units.parse_moment(value) if isinstance(value, str) else value
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        raise units.UnitError("must be a local date and time, without a time zone")
    return moment


Moment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    _written(units.format_moment),
    _schema("local date and time", "2022-03-01 08:00"),
]


def name_fault(name: str) -> str | None:
    """Say what is wrong with a name: 1-64 Unicode letters, digits, - and _ are right."""
    wrong = [
        sign
        for sign in name
        if sign not in "-_" and unicodedata.category(sign) not in _LETTER_OR_DIGIT
    ]
    if wrong or not 1 <= len(name) <= LONGEST_NAME:
        return "a name is 1-64 letters, digits, - and _"
    return None


_LETTER_OR_DIGIT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})


def _check_name(name: str) -> str:
    fault = name_fault(name)
    if fault:
        raise ValueError(fault)
    return name


Name = Annotated[str, AfterValidator(_check_name)]


def _check_factors(factors: dict[Layer, float]) -> dict[Layer, float]:
    for layer, factor in factors.items():
        if layer != "household" and factor > 1:
            raise rule("only the household's factor may exceed 1", layer)
    return factors


Factors = Annotated[dict[Layer, Number], AfterValidator(_check_factors)]
"""What remains of a person's contacts per layer; layers not named keep 1."""
