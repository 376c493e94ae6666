"""Two pictures: pairs of free values, and the posterior's band beside what was published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from tests.validation.response.dianjiang import COUNTS, PRIOR
from tests.validation.response.posterior import Draw

IMAGES = Path(__file__).parents[3] / "docs" / "images"
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#999999"  # Okabe and Ito, told apart by all
LABELS = {
    "growth": "growth before control\n[per day]",
    "level": "introductions,\ntimes 20",
    "left": "contacts left by orders,\ntimes the scenario's",
    "delay_h": "delay until counted\n[h]",
}
PLAIN = {"svg.hashsalt": "gridresponse", "font.size": 8, "axes.spines.top": False,
         "axes.spines.right": False}  # fmt: skip
UNDATED = {"Date": None, "Creator": None}


def pairs(draws: Sequence[Draw], kept: Sequence[Draw]) -> Path:
    """Draw every pair of free values: all draws grey, the accepted ones blue."""
    names = list(LABELS)
    with mpl.rc_context(PLAIN):
        figure, axes = plt.subplots(3, 3, figsize=(7.2, 6.4), layout="constrained")
        for row, below in enumerate(names[1:]):
            for column, across in enumerate(names[:-1]):
                axis = axes[row, column]
                if column > row:
                    axis.axis("off")
                    continue
                for who, colour, size in ((draws, GREY, 5), (kept, BLUE, 18)):
                    axis.scatter([d[across] for d in who], [d[below] for d in who], s=size,
                                 c=colour, linewidths=0)  # fmt: skip
                for name, one in ((across, axis.xaxis), (below, axis.yaxis)):
                    if PRIOR[name][2]:
                        (axis.set_xscale if one is axis.xaxis else axis.set_yscale)("log")
                        one.set_major_locator(FixedLocator([0.3, 1, 3]))
                        one.set_major_formatter("{x:g}")
                        one.set_minor_locator(NullLocator())
                if row == 2:
                    axis.set_xlabel(LABELS[across])
                if column == 0:
                    axis.set_ylabel(LABELS[below])
        note = f"Grey: {len(draws)} draws of the prior.\nBlue: the {len(kept)} nearest."
        axes[0, 2].text(0, 0.6, note, fontsize=9)
        return _save(figure, "dianjiang-pairs.svg")


def predictive(runs: Sequence[Any]) -> Path:
    """Draw the band of cases by day, and the counts with their own bands beside them."""
    daily = np.array([run["daily"] for run in runs])
    counts = np.array([run["counts"] for run in runs])
    day = np.arange(daily.shape[1]) + 1
    with mpl.rc_context(PLAIN):
        figure, axis = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
        low, middle, high = np.quantile(daily, (0.025, 0.5, 0.975), axis=0)
        axis.fill_between(day, low, high, color=BLUE, alpha=0.2, linewidth=0,
                          label="cases found a day, 95 % of draws")  # fmt: skip
        axis.plot(day, middle, color=BLUE, label="median")
        for place, count in enumerate(COUNTS):
            ends = np.quantile(counts[:, place], (0.025, 0.975))
            at = count.day + 1
            axis.plot([at, at], ends, color="black", linewidth=1.2,
                      label="as it would be published" if place == 0 else None)  # fmt: skip
            inside = "white" if count.held_out else ORANGE
            mark = {"marker": "D" if count.held_out else "o", "linestyle": "none",
                    "markerfacecolor": inside, "color": ORANGE}  # fmt: skip
            name = "published, held out" if count.held_out else "published, fitted"
            axis.plot([at], [count.value], **mark, label=name if place in (0, 4) else None)
            until = "" if count.until_h == 24 else f"\n0-{count.until_h:.0f} h"
            only = "\nconfirmed only" if count.only_confirmed else ""
            axis.annotate(f"{count.value:.0f}{until}{only}", (at, count.value), (5, 5),
                          textcoords="offset points", fontsize=7)  # fmt: skip
        axis.axvline(8.75, color=GREY, linestyle=":")
        axis.text(
            8.7, 0.97, "orders ", ha="right", va="top", transform=axis.get_xaxis_transform()
        )
        axis.set(yscale="symlog", ylim=(0, None), xlim=(1, 20.5), xlabel="November 2022",
                 ylabel="cases")  # fmt: skip
        axis.set_xticks(range(2, 21, 2))
        axis.legend(frameon=False, fontsize=7, loc="upper left")
        return _save(figure, "dianjiang-band.svg")


def _save(figure: Any, name: str) -> Path:
    file = IMAGES / name
    figure.savefig(file, metadata=UNDATED)
    plt.close(figure)
    return file
