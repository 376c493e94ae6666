"""A font for Chinese names in the page: only the letters that the page uses, as WOFF."""

import base64
import io

from sim.report.canvas import font_file
from sim.report.wording import FIRST_CHINESE


def embedded(text: str) -> str:
    """Return the needed part of Noto Sans SC in base64; empty when the text has no Chinese."""
    letters = sorted({letter for letter in text if letter >= FIRST_CHINESE})
    if not letters:
        return ""
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = Options(
        layout_features=[], name_IDs=[1, 2, 13], notdef_outline=True, hinting=False
    )
    with TTFont(font_file(), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(letters))
        subsetter.subset(font)
        font.flavor = "woff"
        target = io.BytesIO()
        font.save(target)
    return base64.b64encode(target.getvalue()).decode("ascii")
