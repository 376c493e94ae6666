"""Sliders in a notebook: change numbers of a scenario, see what that does to a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.errors import GridResponseError
from sim.report import notebook

if TYPE_CHECKING:
    from sim.scenario import Scenario

Range = tuple[float, float] | tuple[float, float, float]


def what_if(
    scenario: Scenario,
    sliders: Mapping[str, Range],
    replications: int = 4,
    seed: int = 1,
) -> Any:
    """Show a slider a number; letting go of one compares the changed scenario with the first.

    sliders: by dotted path, (from, to) or (from, to, step), in the units that the scenario
    counts in (hours, shares); whole ends move in whole steps. Returns the widget.
    Raises GridResponseError where ipywidgets is missing.
    """
    try:
        ipywidgets = import_module("ipywidgets")
    except ImportError:
        raise GridResponseError(
            "what_if needs ipywidgets: pip install 'gridresponse[notebooks]'"
        ) from None
    moved = {path: _slider(ipywidgets, scenario, path, ends) for path, ends in sliders.items()}
    shown = ipywidgets.HTML("<p>Move a slider.</p>")

    def rerun(_: Any) -> None:
        changes = {path: slider.value for path, slider in moved.items()}
        shown.value = "<p>Running.</p>"
        shown.value = said(scenario, changes, replications, seed)

    for slider in moved.values():
        slider.observe(rerun, names="value")
    return ipywidgets.VBox([*moved.values(), shown])


def said(scenario: Scenario, changes: Mapping[str, Any], replications: int, seed: int) -> str:
    """Compare a scenario with its changed self and return the answer, or the error, as HTML."""
    from sim.experiment import compare

    try:
        other = scenario.override(changes, name="what-if").override({"title": "What if"})
        return notebook.html(compare([scenario, other], replications, seed))
    except GridResponseError as error:
        return f"<pre>{escape(str(error))}</pre>"


def _slider(ipywidgets: Any, scenario: Scenario, path: str, ends: Sequence[float]) -> Any:
    """Make the slider of one number, which reports when it is let go."""
    whole = all(isinstance(end, int) for end in ends)
    step = ends[2] if len(ends) > 2 else (1 if whole else (ends[1] - ends[0]) / 20)
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    return kind(
        value=min(max(_now(scenario, path, ends[0]), ends[0]), ends[1]),
        min=ends[0],
        max=ends[1],
        step=step,
        description=path.rpartition(".")[2].replace("_", " "),
        tooltip=path,
        continuous_update=False,
        style={"description_width": "initial"},
    )


def _now(scenario: Any, path: str, otherwise: float) -> float:
    """Return the number that the scenario has now, or another where it has none."""
    value = scenario
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
    return value if isinstance(value, int | float) else otherwise
