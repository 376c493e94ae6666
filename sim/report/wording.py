"""Numbers as people read them; an absent number is 'no data', never 0."""

import math
import re

NO_DATA = "no data"
FIRST_CHINESE = "\u2e80"
MINUS = "\N{MINUS SIGN}"
THIN = "\N{THIN SPACE}"
SHARES = {"share", "share of runs", "share (difference)"}


def number(value: float, *, sign: bool = False) -> str:
    """Return a number with three figures that matter and a comma between thousands."""
    if not math.isfinite(value):
        return NO_DATA
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 or size == 0 else 3
    text = f"{size:,.{places}f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return (MINUS if value < 0 else "+" if sign else "") + _trimmed(text)


def amount(value: float, unit: str, *, sign: bool = False) -> str:
    """Return a number with its unit; a share is shown as a percentage."""
    if not math.isfinite(value):
        return NO_DATA
    if unit in SHARES:
        return number(100 * value, sign=sign) + THIN + "%"
    return number(value, sign=sign)


def fixed(value: float, places: int, *, sign: bool = False) -> str:
    """Return a number rounded to so many places; below 0 to tens, hundreds and so on."""
    if not math.isfinite(value):
        return NO_DATA
    rounded = round(value, places) + 0.0
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+" if sign else "") + text


def places_for(width: float) -> int:
    """Return the decimal places that an interval of this width supports."""
    if width < 2:
        return min(6, math.ceil(-math.log10(width / 2)))
    return 0 if width < 2000 else math.ceil(-math.log10(width / 20))


def between(low: str, high: str) -> str:
    """Return 'low to high' of two texts, or the one text where they agree."""
    if NO_DATA in (low, high):
        return NO_DATA
    return low if low == high else f"{low} to {high}"


def unit_of_difference(unit: str) -> str:
    """Return the unit in which two values of a measure differ."""
    return "of 100" if unit in SHARES else unit


def wrapped(text: str, width: int) -> str:
    """Break a label into lines; Chinese letters count twice and break anywhere."""
    lines, line = [], ""
    for piece in re.findall(r"[\u2e80-\U0003ffff]\s*|[^\s\u2e80-\U0003ffff]+\s*|\s+", text):
        if line and _columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return "\n".join([*lines, line.rstrip()])


def _columns(text: str) -> int:
    return sum(2 if letter >= FIRST_CHINESE else 1 for letter in text)


def listed(words: list[str]) -> str:
    """Join words as in a sentence: 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
