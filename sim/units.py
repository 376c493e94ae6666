"""One unit inside, many outside: quantities as text, times on the grid of 2^-20 h.

Inside, time is hours, rates are per hour, shares are 0-1 and money is CNY. A quantity in a
file carries its unit: ``3 min``, ``0.35 /d``, ``1.5 %``, ``22 CNY/h``, ``0.01 /resident/d``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import overload

import numpy as np
from numpy.typing import NDArray

TICKS_PER_HOUR = 2.0**20
TICK = 1.0 / TICKS_PER_HOUR
"""The smallest step of time [h]: sums of ticks are exact up to 8 billion hours."""

HOURS_IN = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
COUNTED = ("resident", "household", "building", "stairwell", "case")
MEANT = {
    "sec": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min",
    "minutes": "min", "m": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "day": "d", "days": "d", "week": "w", "weeks": "w", "percent": "%", "pct": "%",
    "yuan": "CNY", "rmb": "CNY", "¥": "CNY", "元": "CNY",
}  # fmt: skip

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([^\s/\d.+-][^\s/]*)?((?:\s*/\s*[^\s/]+)*)", re.ASCII)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)


class UnitError(ValueError):
    """A quantity cannot be read; ``suggestion`` is what may have been meant."""

    def __init__(self, rule: str, suggestion: str | None = None) -> None:
        super().__init__(rule)
        self.suggestion = suggestion


@dataclass(frozen=True)
class Quantity:
    """A number with its unit ("" if none) and what it is per."""

    number: float
    unit: str
    per: tuple[str, ...]


@overload
def tick(x: float) -> float: ...
@overload
def tick(x: NDArray[np.float64]) -> NDArray[np.float64]: ...
def tick(x: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """Round hours to the nearest 2^-20 h, halves to even."""
    if isinstance(x, np.ndarray):
        rounded: NDArray[np.float64] = np.rint(x * TICKS_PER_HOUR) / TICKS_PER_HOUR
        return rounded
    return round(x * TICKS_PER_HOUR) / TICKS_PER_HOUR


def parse(text: str) -> Quantity:
    """Read a number with an optional unit and optional `/words`."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise UnitError("must be a number with a unit, such as 8 h, 1.5 % or 3 /d")
    number = float(match[1])
    if not np.isfinite(number):
        raise UnitError("must be a finite number")
    unit = match[2] or ""
    per = tuple(word.strip() for word in match[3].split("/")[1:])
    for word in (unit, *per):
        _check_word(word, text)
    return Quantity(number, unit, per)


def _check_word(word: str, text: str) -> None:
    if word in ("", "%", "CNY", *HOURS_IN, *COUNTED):
        return
    meant = MEANT.get(word.lower())
    suggestion = text.replace(word, meant).strip() if meant else None
    if word == "m":
        raise UnitError("'m' may be minutes, months or metres, write min", suggestion)
    known = ", ".join((*HOURS_IN, "%", "CNY"))
    raise UnitError(f"unknown unit '{word}' (known: {known})", suggestion)


def parse_hours(text: str) -> float:
    """Read a duration [h] such as ``3 min``, ``8 h`` or ``14 d``; 0 needs no unit."""
    quantity = parse(text)
    if quantity.per or (quantity.unit not in HOURS_IN and quantity.unit):
        raise UnitError("must be a duration in s, min, h, d or w")
    if not quantity.unit:
        if quantity.number == 0:
            return 0.0
        raise UnitError("a duration needs a unit: s, min, h, d or w", f"{text.strip()} h")
    return tick(quantity.number * HOURS_IN[quantity.unit])


def parse_rate(text: str, counted: Sequence[str] = ()) -> float:
    """Read a rate [1/h] such as ``0.35 /d``; words of `counted` may stand before the time."""
    quantity = parse(text)
    words = [word for word in quantity.per if word not in HOURS_IN]
    times = [word for word in quantity.per if word in HOURS_IN]
    if quantity.unit or len(times) > 1 or any(word not in counted for word in words):
        allowed = "".join(f"/{word}" for word in counted)
        raise UnitError(f"must be a rate such as 3 {allowed}/d")
    if not times:
        if quantity.number == 0:
            return 0.0
        raise UnitError("a rate needs a time: /s, /min, /h, /d or /w", f"{text.strip()} /d")
    return quantity.number / HOURS_IN[times[0]]


def parse_share(text: str) -> float:
    """Read a share [0-1] such as ``0.3`` or ``30 %``."""
    quantity = parse(text)
    if quantity.per or quantity.unit not in ("", "%"):
        raise UnitError("must be a share such as 0.3 or 30 %")
    return quantity.number / 100 if quantity.unit else quantity.number


def parse_money(text: str, per: tuple[str, ...] = ()) -> float:
    """Read an amount [CNY] such as ``3.5 CNY``; with `per`, ``22 CNY/h`` or ``22 CNY``."""
    quantity = parse(text)
    if quantity.unit not in ("", "CNY") or quantity.per not in ((), per):
        example = "/".join(("22 CNY", *per))
        raise UnitError(f"must be an amount of money such as {example}")
    return quantity.number


def parse_time_of_day(text: str) -> float:
    """Read a clock time ``08:00`` as hours after midnight; ``24:00`` is the day's end."""
    match = _TIME_OF_DAY.fullmatch(text.strip())
    if match is None:
        raise UnitError("must be a time of day such as 08:00")
    hour, minute, second = (int(part or 0) for part in match.groups())
    after_midnight = hour + minute / 60 + second / 3600
    if minute > 59 or second > 59 or after_midnight > 24:
        raise UnitError("must be a time of day from 00:00 to 24:00")
    return tick(after_midnight)


def parse_moment(text: str) -> datetime:
    """Read a local date and time ``2022-03-01 08:00``; a date alone is its midnight."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise UnitError("must be a date and time such as 2022-03-01 08:00")
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        raise UnitError("must be a date and time that exist") from None


def hours_since(start: datetime, moment: datetime) -> float:
    """Give the hours [h] from `start` to `moment`, on the tick."""
    return tick((moment - start) / timedelta(hours=1))


def moment_at(start: datetime, hours: float) -> datetime:
    """Give the date and time that lies `hours` [h] after `start`, to the second."""
    return start + timedelta(seconds=round(hours * 3600))


def format_hours(hours: float) -> str:
    """Write a duration [h] in its handiest unit; reading it back gives the same tick."""
    if hours == 0:
        return "0 h"
    texts = [_shortest(hours / HOURS_IN[unit], unit, hours) for unit in ("d", "h", "min", "s")]
    return min(texts, key=lambda text: len(text.split()[0]))


def _shortest(number: float, unit: str, hours: float) -> str:
    for digits in range(1, 18):
        text = f"{_plain(number, digits)} {unit}"
        if parse_hours(text) == tick(hours):
            return text
    return f"{hours!r} h"


def _plain(number: float, digits: int) -> str:
    """Write to so many significant digits, without an exponent."""
    return np.format_float_positional(
        float(f"{number:.{digits}g}"), trim="-", unique=True, fractional=False
    )


def format_rate(rate: float) -> str:
    """Write a rate [1/h] per day or hour; reading it back gives the same number."""
    for digits in range(1, 18):
        for unit in ("d", "h"):
            text = f"{rate * HOURS_IN[unit]:.{digits}g} /{unit}"
            if parse_rate(text) == rate:
                return text
    return f"{rate!r} /h"


def format_time_of_day(hours: float) -> str:
    """Write hours after midnight as ``08:00``, with seconds only where there are any."""
    seconds = round(hours * 3600)
    text = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


def format_moment(moment: datetime) -> str:
    """Write a date and time as ``2022-03-01 08:00``, with seconds only where there are any."""
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")
