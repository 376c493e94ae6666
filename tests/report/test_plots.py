"""Figures for notebooks: the right kind for a measure, names drawn, settings left alone."""

import io
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest

from sim.errors import GridResponseError
from sim.report import canvas, plot


def texts(figure: object) -> set[str]:
    from matplotlib.text import Text

    return {text.get_text() for text in figure.findobj(Text)}  # type: ignore[attr-defined]


def test_a_measure_of_a_comparison_gives_its_differences(compared: Path) -> None:
    shown = texts(plot(compared, "on_time"))
    assert {"On time", "Two workers <per> grid", "网格服务共同体"} <= shown


def test_a_measure_of_a_run_gives_its_values(alone: Path) -> None:
    assert "Infections [infections]" in texts(plot(str(alone), "infections"))


def test_a_count_by_day_gives_its_curve(compared: Path) -> None:
    assert {"waiting a day", "1 Mar"} <= texts(plot(compared, "waiting"))


def test_a_number_by_day_gives_its_curve_and_is_no_count(compared: Path) -> None:
    shown = texts(plot(compared, "reproduction_instant"))
    assert {"reproduction instant, by day", "1 Mar"} <= shown


def test_a_measure_that_is_not_there_is_refused_with_a_suggestion(compared: Path) -> None:
    with pytest.raises(GridResponseError, match="'on_tim' here, did you mean 'on_time'"):
        plot(compared, "on_tim")


def test_a_figure_can_be_drawn_later_in_a_notebook_without_warnings(compared: Path) -> None:
    figure = plot(compared, "waiting")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(io.BytesIO(), format="png")


def test_matplotlib_is_left_as_it_was(compared: Path) -> None:
    before = dict(mpl.rcParams)
    plot(compared, "on_time")
    assert dict(mpl.rcParams) == before


def test_letters_that_no_font_has_become_squares_and_dollars_stay_text() -> None:
    assert canvas.drawable("桂阳 $x$ \U0001f9ff") == "桂阳 $x$ □"
