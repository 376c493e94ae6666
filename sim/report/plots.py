"""One figure of one measure, for notebooks: an answer or a saved folder in, a figure out."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import GridResponseError
from sim.report import canvas, differences, series
from sim.report.curves import Axis, curves
from sim.report.forest import Column, forest
from sim.report.saved import Saved, open_folder
from sim.report.strip import strip

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.experiment import Answer


def plot(answer: "Answer | Path | str", measure: str) -> "Figure":
    """Draw one measure of an answer, or of a results folder.

    A measure of a comparison gives its paired differences; one of a run, its value in each
    replication; a count by day, its curve with bands (this needs a saved folder). Raises
    GridResponseError for a measure that is not there.
    """
    if isinstance(answer, Path | str):
        return _of_folder(Path(answer), measure)
    titles = {s.name: s.title or s.name for s in answer.scenarios}
    if measure not in answer.values:
        if answer.folder is None:
            raise _unknown(measure, answer.values)
        return _of_folder(answer.folder, measure)
    if len(titles) > 1:
        return _differences(answer.table(), titles, measure)
    return _values(answer.measures(), titles, measure)


def _of_folder(folder: Path, measure: str) -> "Figure":
    saved = open_folder(folder)
    if len(saved.comparison) and measure in set(saved.comparison["measure"]):
        return _differences(saved.comparison, saved.titles, measure)
    if measure in set(saved.measures["measure"]):
        return _values(saved.measures, saved.titles, measure)
    if measure in set(saved.daily["measure"]):
        return _days(saved, measure)
    raise _unknown(measure, [*saved.measures["measure"], *saved.daily["measure"]])


def _differences(table: "pd.DataFrame", titles: dict[str, str], measure: str) -> "Figure":
    rows = table[table["measure"] == measure]
    found = differences.meaning(measure)
    column = Column(
        measure,
        differences.title(measure),
        str(rows["unit"].iloc[0]),
        found.direction if found else "none",
    )
    others = {name: title for name, title in titles.items() if name in set(rows["scenario"])}
    return forest(rows, others, [column], canvas.WIDE)


def _values(table: "pd.DataFrame", titles: dict[str, str], measure: str) -> "Figure":
    rows = table[table["measure"] == measure]
    words = f"{differences.title(measure)} [{rows['unit'].iloc[0]}]"
    return strip(rows, titles, words, canvas.WIDE)


def _days(saved: Saved, measure: str) -> "Figure":
    counted = not measure.startswith("reproduction_")
    table = (series.by_day if counted else series.numbers_by_day)(saved, measure)
    bands = series.bands(table)
    axis = Axis(measure.replace("_", " ") + (" a day" if counted else ", by day"))
    return curves(bands, series.panels_of(saved), axis, canvas.WIDE)


def _unknown(measure: str, known: Iterable[str]) -> GridResponseError:
    close = difflib.get_close_matches(measure, sorted(set(known)), n=1)
    meant = f", did you mean {close[0]!r}" if close else ""
    return GridResponseError(f"there is no measure {measure!r} here{meant}")
