"""One figure of the report, and what several of them say in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import canvas, panels
from sim.report.canvas import Draw
from sim.report.saved import Saved
from sim.report.wording import NO_DATA, number

if TYPE_CHECKING:
    import pandas as pd

SPREAD = (
    "A last day that ends before midnight is left out. "
    "The bands are the spread of outbreaks over replications. They are not the uncertainty of "
    "a difference between scenarios: replications are paired, so a difference is known better "
    "than overlapping bands suggest."
)


@dataclass(frozen=True)
class Picture:
    """One figure of the report: its name, what it says in words, how it is drawn."""

    key: str
    title: str
    description: str
    caption: str
    table: "pd.DataFrame"
    draw: Draw


def rendered(picture: Picture) -> tuple[str, str]:
    """Return the picture as SVG, once for paper and screen, once for a telephone."""
    sizes: tuple[tuple[str, canvas.Paper], ...] = (("w", canvas.WIDE), ("n", canvas.NARROW))
    wide, narrow = (
        canvas.svg(
            picture.draw(paper), picture.title, picture.description, f"{picture.key}-{tag}"
        )
        for tag, paper in sizes
    )
    return wide, narrow


def peak_of(saved: Saved, bands: "pd.DataFrame", verb: str, unit: str) -> str:
    """Say when the baseline's median is highest, and how high."""
    rows = bands[bands["scenario"] == saved.baseline.name].dropna(subset=["median"])
    if not len(rows):
        return f"There are {NO_DATA} for the baseline."
    top = rows.sort_values("median", ascending=False).iloc[0]
    return (
        f"The baseline {verb} {number(float(top['median']))} {unit}, on "
        f"{date_of(saved, top['day'])}; "
        f"that day 80 % of replications lie between {number(float(top['low80']))} "
        f"and {number(float(top['high80']))}."
    )


def date_of(saved: Saved, day: float) -> str:
    """Return a day of the run as a date without its year."""
    return panels.dated(saved.baseline.start.date(), day)
