"""The sliders of a plan: which values of a scenario they move, in what unit, how far."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import GridResponseError

if TYPE_CHECKING:
    from sim.scenario import Scenario

OF_TODAY = "percent_of_today"
AREAS = ("grid", "community", "street")


class LeverError(GridResponseError):
    """A plan asks for what no slider can give; the message is a key and its fields."""

    exit_status = 2


@dataclass(frozen=True)
class Lever:
    """One slider: a value of the scenario times ``scale`` is what is shown, in ``unit``.

    ``paths`` are dotted; ``*`` stands for every service that has the value. Ranges are wider
    than any plan that was reported, and assumed.
    """

    key: str
    group: str
    paths: tuple[str, ...]
    unit: str
    low: float = 0
    high: float = 0
    step: float = 1
    scale: float = 1
    written: str = ""
    choices: tuple[str, ...] = ()


LEVERS = (
    Lever("workers", "people", ("workforce.grid_workers.per_grid",), "per_grid", 0, 6, 0.5),
    Lever(
        "volunteers", "people", ("workforce.volunteers.ceiling",), "percent_of_residents",
        0, 6, 0.25, 100,
    ),
    Lever(
        "cadres", "people", ("workforce.cadres.per_1000_residents",), "per_1000_residents",
        0, 4, 0.1,
    ),
    Lever("cadres_count", "people", ("workforce.cadres.count",), "people", 0, 60),
    Lever(
        "cadres_notice", "speed", ("workforce.cadres.call_up.notice",), "hours", 0, 96, 6,
        written=" h",
    ),
    Lever("delay", "speed", ("response.emergency.delay",), "hours", 0, 72, 1, written=" h"),
    Lever("trigger", "speed", ("response.emergency.trigger_cases",), "cases", 1, 20),
    Lever("pooling", "together", ("workforce.emergency_pooling",), "area", choices=AREAS),
    Lever(
        "phone_under_60", "technology", ("services.*.self_report.under_60",), "percent",
        0, 100, 5, 100,
    ),
    Lever(
        "phone_from_60", "technology", ("services.*.self_report.from_60",), "percent",
        0, 100, 5, 100,
    ),
    Lever(
        "follow_up", "technology", ("services.*.self_report.follow_up",), "percent", 0, 100, 5,
        100,
    ),
    Lever("forms", "technology", ("services.*.forms_factor",), OF_TODAY, 30, 100, 1, 100),
    Lever("time", "training", ("services.*.time_factor",), OF_TODAY, 60, 100, 1, 100),
    Lever("errors", "training", ("services.*.error_factor",), OF_TODAY, 0, 100, 5, 100),
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A lever of one street: where it stands today, and the values it would move."""

    lever: Lever
    today: float | str
    paths: tuple[str, ...]


def settings(scenario: Scenario) -> list[Setting]:
    """List the levers that this scenario has, each with its value of today."""
    found = []
    for lever in LEVERS:
        paths = tuple(p for path in lever.paths for p in _spread(path, scenario))
        if paths:
            found.append(Setting(lever, _shown(lever, scenario, paths[0]), paths))
    return found


def changes(scenario: Scenario, moved: Mapping[str, Any]) -> dict[str, Any]:
    """Turn moved levers into values by dotted path; raises LeverError."""
    known = {setting.lever.key: setting for setting in settings(scenario)}
    changed: dict[str, Any] = {}
    for key, value in moved.items():
        if key not in known:
            raise LeverError(f"no such setting here: {str(key)[:40]}")
        setting = known[key]
        text = _text(setting.lever, value)
        changed |= dict.fromkeys(setting.paths, text)
    return changed


def _text(lever: Lever, value: Any) -> float | str:
    """Check a moved lever and write its value as a scenario file would."""
    if lever.choices:
        if value not in lever.choices:
            raise LeverError(f"{lever.key}: must be one of {', '.join(lever.choices)}")
        return str(value)
    number = float(value) if isinstance(value, int | float) else math.nan
    if not lever.low <= number <= lever.high:
        raise LeverError(f"{lever.key}: must lie between {lever.low:g} and {lever.high:g}")
    if lever.written:
        return f"{number:g}{lever.written}"
    exact = round(number / lever.scale, 9)
    return int(exact) if exact == int(exact) else exact


def _shown(lever: Lever, scenario: Scenario, path: str) -> float | str:
    value = _at(scenario, path)
    if lever.choices:
        return str(value or scenario.workforce.pooling)
    return round(float(value) * lever.scale, 6)


def _spread(path: str, scenario: Scenario) -> Iterator[str]:
    """Yield the paths behind one that may name every service; none where nothing is there."""
    if path == "workforce.emergency_pooling":
        yield path
        return
    names = scenario.services if "*" in path else ("",)
    for name in names:
        one = path.replace("*", name)
        if _applies(one, scenario, name) and _at(scenario, one) is not None:
            yield one


def _applies(path: str, scenario: Scenario, service: str) -> bool:
    """Say whether a value means something to a service: forms are background work only."""
    if path.endswith("forms_factor"):
        return scenario.services[service].need.per == "background"
    if path.endswith(("time_factor", "error_factor")):
        return scenario.services[service].need.per != "background"
    return True


def _at(part: Any, path: str) -> Any:
    """Return what stands at a dotted path, None where something on the way is left out."""
    for key in path.split("."):
        part = part.get(key) if isinstance(part, Mapping) else getattr(part, key, None)
        if part is None:
            return None
    return part


PRESETS: dict[str, dict[str, float | str]] = {
    "two": {"workers": 2},
    "technology": {"phone_under_60": 90, "phone_from_60": 30, "follow_up": 25, "forms": 73},
    "training": {"time": 90, "errors": 90},
    "fast": {"delay": 8, "cadres_notice": 24},
    "pooled": {"pooling": "street"},
}
"""Plans to start from; the values of scenarios/overlays, the delay in whole hours."""
PRESETS["all"] = {
    key: value for moved in list(PRESETS.values())[1:] for key, value in moved.items()
}
