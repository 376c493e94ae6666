from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).resolve().parents[1]
NAMES = [
    "Answer",
    "Bar",
    "GridResponseError",
    "MEASURES",
    "Records",
    "Results",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Settings",
    "attribute",
    "build_town",
    "calibrate",
    "compare",
    "diverge",
    "load",
    "load_all",
    "load_calibration",
    "load_selection",
    "load_sensitivity",
    "load_staffing",
    "load_study",
    "load_sweep",
    "measure",
    "open_results",
    "plot",
    "read_draws",
    "repeat",
    "replicate",
    "run",
    "select",
    "sensitivity",
    "staff",
    "study",
    "sweep",
    "transmission_tree",
    "what_if",
    "write_report",
    "write_study",
]


def python(code: str, **environment: str) -> str:
    """Run a line of Python in a process of its own and return what it prints."""
    ours = {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=kept | environment,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sim, name) is not None


def test_the_public_names() -> None:
    assert sim.__all__ == NAMES


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'simulate'"):
        _ = sim.simulate


def test_importing_the_package_imports_no_library() -> None:
    code = "import sim, sys; print(sorted({'numpy', 'pydantic', 'numba'} & set(sys.modules)))"
    assert python(code) == "[]"


def test_the_public_names_are_listed_before_they_are_used() -> None:
    assert python("import sim; print('compare' in dir(sim))") == "True"


def test_compiled_code_is_kept_apart_by_version_in_the_users_cache() -> None:
    code = "import sim, os; print(os.environ['NUMBA_CACHE_DIR'])"
    folder = Path(python(code, XDG_CACHE_HOME="/somewhere"))
    assert folder.parent == Path("/somewhere/gridresponse")
    assert len(folder.name) == 16


def test_a_cache_that_the_user_chose_is_left_alone() -> None:
    code = "import sim, os; print(os.environ['NUMBA_CACHE_DIR'])"
    assert python(code, NUMBA_CACHE_DIR="/elsewhere") == "/elsewhere"


def test_numba_uses_that_cache_even_if_it_was_imported_first() -> None:
    code = "import numba.core.config as c, sim; print(c.CACHE_DIR)"
    assert python(code, XDG_CACHE_HOME="/somewhere").startswith("/somewhere/gridresponse/")
