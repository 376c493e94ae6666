"""A discrete-event simulator of community grid services in an emergency.

    scenario files --load--> Scenario --run--> Records --measure--> measures
                                 replicate, compare --> Answer --> report

Every public name is imported when it is first used, so that ``import sim`` costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine import run as run
    from sim.errors import GridResponseError as GridResponseError
    from sim.errors import RunError as RunError
    from sim.errors import ScenarioError as ScenarioError
    from sim.experiment import Answer as Answer
    from sim.experiment import Bar as Bar
    from sim.experiment import Settings as Settings
    from sim.experiment import attribute as attribute
    from sim.experiment import calibrate as calibrate
    from sim.experiment import compare as compare
    from sim.experiment import diverge as diverge
    from sim.experiment import repeat as repeat
    from sim.experiment import replicate as replicate
    from sim.experiment import select as select
    from sim.experiment import sensitivity as sensitivity
    from sim.experiment import staff as staff
    from sim.experiment import study as study
    from sim.experiment import sweep as sweep
    from sim.experiment import transmission_tree as transmission_tree
    from sim.measures import MEASURES as MEASURES
    from sim.measures import measure as measure
    from sim.records import Records as Records
    from sim.report import plot as plot
    from sim.report import what_if as what_if
    from sim.report import write_report as write_report
    from sim.report import write_study as write_study
    from sim.scenario import Scenario as Scenario
    from sim.scenario import load as load
    from sim.scenario import load_all as load_all
    from sim.scenario import load_calibration as load_calibration
    from sim.scenario import load_selection as load_selection
    from sim.scenario import load_sensitivity as load_sensitivity
    from sim.scenario import load_staffing as load_staffing
    from sim.scenario import load_study as load_study
    from sim.scenario import load_sweep as load_sweep
    from sim.scenario import read_draws as read_draws
    from sim.store import Results as Results
    from sim.store import open_results as open_results
    from sim.town import build_town as build_town

_HOME = {
    "sim.engine": ("run",),
    "sim.errors": ("GridResponseError", "RunError", "ScenarioError"),
    "sim.experiment": (
        "Answer",
        "Bar",
        "Settings",
        "attribute",
        "calibrate",
        "compare",
        "diverge",
        "repeat",
        "replicate",
        "select",
        "sensitivity",
        "staff",
        "study",
        "sweep",
        "transmission_tree",
    ),
    "sim.measures": ("MEASURES", "measure"),
    "sim.records": ("Records",),
    "sim.report": ("plot", "what_if", "write_report", "write_study"),
    "sim.scenario": (
        "Scenario",
        "load",
        "load_all",
        "load_calibration",
        "load_selection",
        "load_sensitivity",
        "load_staffing",
        "load_study",
        "load_sweep",
        "read_draws",
    ),
    "sim.store": ("Results", "open_results"),
    "sim.town": ("build_town",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    found = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return sorted({*globals(), *_MODULE_OF})


def _keep_compiled_code_apart() -> None:
    """Give each version of the compiled source its own cache.

    numba notices a changed function but not a changed function that it calls in another
    file, so the cache's folder is named by a hash of everything that is compiled. It has to
    be set before numba is imported.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    here, digest = Path(__file__).parent, hashlib.sha256()
    for file in (here / "rng.py", *sorted((here / "kernels").glob("*.py"))):
        digest.update(file.read_bytes())
    try:
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    except RuntimeError:
        cache = tempfile.gettempdir()
    folder = str(Path(cache) / "gridresponse" / digest.hexdigest()[:16])
    os.environ["NUMBA_CACHE_DIR"] = folder
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = folder


def _show_in_notebooks() -> None:
    """Tell a notebook who draws our things; the report is imported when one is shown."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    for module, name in (
        ("sim.scenario.scenario_spec", "Scenario"),
        ("sim.records.records", "Records"),
        ("sim.experiment.answer", "Answer"),
    ):
        shell.display_formatter.formatters["text/html"].for_type_by_name(module, name, _html)


def _html(thing: Any) -> str:
    said: str = import_module("sim.report.notebook").html(thing)
    return said


_keep_compiled_code_apart()
_show_in_notebooks()
