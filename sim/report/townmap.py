"""A map of the grids coloured by a share; values are written in, so it reads in grey too."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.wording import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Places:
    """Where the grids are [m], what they are called and which community they belong to."""

    names: Sequence[str]
    x_m: Sequence[float]
    y_m: Sequence[float]
    community: Sequence[str]


@dataclass(frozen=True)
class Shares:
    """One map: a title and a share per grid name; a grid that is not in it has no data."""

    title: str
    values: Mapping[str, float]


def town_map(places: Places, maps: Sequence[Shares], label: str, paper: Paper) -> "Figure":
    """Draw one map per scenario on one colour scale that ends at 100 %."""
    return panels.finished(lambda: _town_map(places, maps, label, paper))


def _town_map(places: Places, maps: Sequence[Shares], label: str, paper: Paper) -> "Figure":
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    across = 1 if paper.narrow else min(2 if len(maps) == 4 else 3, len(maps))
    down = math.ceil(len(maps) / across)
    figure = Figure(layout="compressed")
    axes = list(figure.subplots(down, across, squeeze=False).flat)
    lowest = _lowest(maps)
    colours = ScalarMappable(Normalize(lowest, 1), colormaps["cividis"])
    for axis in axes[len(maps) :]:
        axis.remove()
    side_m = _side_m(places)
    for position, (axis, shares) in enumerate(zip(axes, maps, strict=False)):
        _one(axis, places, shares, colours, side_m)
        if position == 0 and across < 3:  # squares of three in a row leave names no room
            _communities(axis, places, side_m)
        axis.set_title(canvas.drawable(wrapped(shares.title, 44 if across < 3 else 34)))
    _size(figure, axes[0], paper, across, down)
    bar = figure.colorbar(
        colours,
        ax=axes[: len(maps)],
        location="bottom",
        aspect=30,
        shrink=0.9 if paper.narrow else 0.5,
    )
    bar.set_label(label)
    ticks = [lowest + (1 - lowest) * step / 4 for step in range(5)]
    bar.set_ticks(ticks, labels=[f"{100 * tick:.3g} %" for tick in ticks])
    bar.outline.set_visible(False)
    return figure


def _one(
    axis: "Axes", places: Places, shares: Shares, colours: "ScalarMappable", side_m: float
) -> None:
    import numpy as np
    from matplotlib.patches import Rectangle

    for name, x, y in zip(places.names, places.x_m, places.y_m, strict=True):
        value = shares.values.get(name, math.nan)
        known = math.isfinite(value)
        red, green, blue, _ = colours.to_rgba(np.array(value if known else 1.0))
        dark = 0.3 * red + 0.6 * green + 0.1 * blue < 0.5
        face = (red, green, blue) if known else "white"
        corner = (x - side_m / 2, y - side_m / 2)
        style: dict[str, Any] = {"facecolor": face, "edgecolor": canvas.GREY, "linewidth": 0.4}
        axis.add_patch(
            Rectangle(corner, side_m, side_m, hatch="" if known else "////", **style)
        )
        ink = "white" if known and dark else "black"
        words = f"{100 * value:.0f}" if known else ""
        axis.text(x, y, words, ha="center", va="center", color=ink, fontsize=6)
    axis.set_xlim(min(places.x_m) - 0.7 * side_m, max(places.x_m) + 0.7 * side_m)
    axis.set_ylim(min(places.y_m) - 0.7 * side_m, max(places.y_m) + side_m)
    axis.set_aspect("equal")
    axis.set_axis_off()


def _communities(axis: "Axes", places: Places, side_m: float) -> None:
    """Write each community's name above one of its grids, if all names find room."""
    corners = []
    for community in dict.fromkeys(places.community):
        inside = [i for i, name in enumerate(places.community) if name == community]
        corners.append(max(inside, key=lambda i: (_room_above_m(places, i), -places.x_m[i])))
    if min(_room_above_m(places, corner) for corner in corners) < 1.35 * side_m:
        return
    for corner in corners:
        left, top = places.x_m[corner] - side_m / 2, places.y_m[corner] + side_m / 2
        words = canvas.drawable(places.community[corner])
        axis.text(left, top + side_m / 12, words, fontsize=5.5, va="bottom")


def _room_above_m(places: Places, grid: int) -> float:
    """Return how far above a grid the next one lies in its column, at most 1 km [m]."""
    x, y = places.x_m[grid], places.y_m[grid]
    apart = _side_m(places)
    above = [
        places.y_m[i] - y
        for i in range(len(places.names))
        if places.y_m[i] > y and abs(places.x_m[i] - x) < apart
    ]
    return min([*above, 1000.0])


def _lowest(maps: Sequence[Shares]) -> float:
    """Return where the colour scale begins: the lowest share, rounded down to a fifth."""
    known = [v for shares in maps for v in shares.values.values() if math.isfinite(v)]
    return min(math.floor(5 * min(known, default=0.0)) / 5, 0.8)


def _side_m(places: Places) -> float:
    """Return the side of a square [m] that touches no neighbour, from the closest pair."""
    import numpy as np

    if len(places.names) < 2:
        return 300.0
    x, y = np.asarray(places.x_m, float), np.asarray(places.y_m, float)
    apart = np.maximum(np.abs(x[:, None] - x), np.abs(y[:, None] - y))
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1)
    return float(0.84 * max(np.quantile(nearest, 0.1), 1.0))


def _size(figure: "Figure", axis: "Axes", paper: Paper, across: int, down: int) -> None:
    (left, right), (bottom, top) = axis.get_xlim(), axis.get_ylim()
    height_in = paper.width_in / across * (top - bottom) / (right - left)
    figure.set_size_inches(paper.width_in, down * (min(height_in, 5.0) + 0.3) + 0.7)
