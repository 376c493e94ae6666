"""The look of all figures: font, colours, paper sizes, and SVG that can stand in a page."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Source: Okabe and Ito 2008; told apart with every common kind of colour vision.
BLACK, BLUE, VERMILLION, GREEN = "#000000", "#0072B2", "#D55E00", "#009E73"
PURPLE, ORANGE, SKY, YELLOW = "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"
GREY, PALE = "#595959", "#D9D9D9"
FONTS = ["Noto Sans SC", "DejaVu Sans"]
WHITE_SQUARE = "\N{WHITE SQUARE}"
STYLE: Any = {
    "font.family": FONTS,
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.unicode_minus": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.handlelength": 1.6,
    "text.parse_math": False,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "gridresponse",
    "figure.dpi": 150,
}


@dataclass(frozen=True)
class Paper:
    """The room a figure has: its width [inches] and how many panels stand side by side."""

    width_in: float
    columns: int

    @property
    def narrow(self) -> bool:
        """Say whether this is a telephone."""
        return self.width_in < 5


WIDE = Paper(7.6, 4)
NARROW = Paper(3.7, 2)
Draw = Callable[[Paper], "Figure"]


@cache
def font_file() -> Path:
    """Return Noto Sans SC, which has the Latin and the Chinese glyphs, from its package."""
    from pylopdf_fonts_zh_cn import sans_path

    return sans_path()


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house style; leaves matplotlib's settings as they were."""
    import matplotlib as mpl
    from matplotlib import font_manager

    if not any(entry.name == FONTS[0] for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(str(font_file()))
    with mpl.rc_context(STYLE):
        yield


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib import font_manager

    paths = [str(font_file()), font_manager.findfont(FONTS[1])]
    return frozenset(
        code for path in paths for code in font_manager.get_font(path).get_charmap()
    )


def drawable(text: str) -> str:
    """Return the text with letters that no font at hand can draw as hollow squares."""
    known = _glyphs()
    return "".join(c if c == "\n" or ord(c) in known else WHITE_SQUARE for c in text)


def png(figure: "Figure") -> bytes:
    """Return a figure as PNG, twice as fine as a screen."""
    target = io.BytesIO()
    with drawing():
        figure.savefig(target, format="png", dpi=200, metadata={"Software": None})
    return target.getvalue()


def svg(figure: "Figure", title: str, description: str, key: str) -> str:
    """Return a figure as SVG with a title and a description; its ids start with the key."""
    target = io.StringIO()
    with drawing():
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{key}-", text)
    head = (
        f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
        'preserveAspectRatio="xMinYMin meet" '
    )
    told = (
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(description)}</desc>'
    )
    text = re.sub(r"<svg ", head, text, count=1)
    return re.sub(r"(<svg[^>]*>)", lambda found: found[1] + told, text, count=1)
