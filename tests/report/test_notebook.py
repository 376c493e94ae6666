"""What a notebook shows: a scenario, an answer, sliders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment import notebook_bar, progress
from sim.report import notebook, sliders


def test_a_scenario_shows_its_town_and_its_services_with_names_escaped(root: Path) -> None:
    scenario = sim.load(root / "scenarios/two-grids.yaml").override({"title": "<b>格</b>"})
    shown = notebook.html(scenario)
    assert "&lt;b&gt;格&lt;/b&gt;" in shown
    assert "2 grids of 60 households" in shown
    assert "health_check" in shown


def test_what_if_says_that_ipywidgets_is_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(sliders, "import_module", absent)
    with pytest.raises(sim.GridResponseError, match="needs ipywidgets: pip install"):
        sim.what_if(sim.load(root / "scenarios/two-grids.yaml"), {"run.seed": (1, 2)})


def test_letting_go_of_a_slider_runs_the_changed_scenario(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ipywidgets")
    asked: list[dict[str, Any]] = []

    def said(_: Any, changes: dict[str, Any], *luck: int) -> str:
        asked.append(changes)
        return "<p>done</p>"

    monkeypatch.setattr(sliders, "said", said)
    path = "workforce.grid_workers.per_grid"
    box = sim.what_if(sim.load(root / "scenarios/two-grids.yaml"), {path: (1, 4)})
    slider, shown = box.children
    assert (slider.value, slider.continuous_update) == (1, False)
    slider.value = 3
    assert (asked, shown.value) == ([{path: 3}], "<p>done</p>")


def test_a_mistake_in_what_is_moved_is_shown_not_raised(root: Path) -> None:
    scenario = sim.load(root / "scenarios/two-grids.yaml")
    assert sliders.said(scenario, {"workforce.nobody.per_grid": 2}, 1, 1).startswith("<pre>")


def test_outside_a_notebook_the_bar_is_that_of_a_terminal() -> None:
    assert not notebook_bar.in_notebook()
    assert progress.Bar()._notebook is None


def test_the_bar_of_a_notebook_counts() -> None:
    pytest.importorskip("IPython")
    bar = notebook_bar.NotebookBar()
    bar._total, bar._done = 8, 2
    assert 'max="8" value="2"' in bar._line().data
    assert "2 of 8 replications" in bar._line().data
