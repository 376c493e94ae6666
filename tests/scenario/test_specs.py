"""What parts of a scenario may say, warnings, the JSON Schema, and what loading costs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, json_schema, offered_load, warnings

Said = Callable[[str], list[str]]


def _properties(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for key, inner in part.get("properties", {}).items():
            yield key, inner
        for inner in part.values():
            yield from _properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _properties(inner)


def test_every_default_has_a_description_and_a_source_or_says_assumed() -> None:
    defaults = [
        (key, inner)
        for key, inner in _properties(json_schema())
        if inner.get("default") is not None
    ]
    assert len(defaults) > 80
    assert [key for key, inner in defaults if not inner.get("description")] == []
    assert [key for key, inner in defaults if not inner.get("source")] == []


def test_the_schema_names_the_keys_as_a_file_has_them() -> None:
    schema = json_schema()
    assert {"schema", "extends", "name", "services"} <= set(schema["properties"])
    assert "from" in schema["$defs"]["Control"]["properties"]
    assert {"R0", "growth"} <= set(schema["$defs"]["EpidemicSpec"]["properties"])
    donning = schema["$defs"]["Workforce"]["properties"]["donning"]
    assert (donning["default"], donning["unit"]) == ("20 min", "h")
    leaf = donning["anyOf"][1]["properties"]
    assert set(leaf) == {"value", "source"}


def test_the_schema_lets_shipped_sets_give_a_course_and_a_vaccine() -> None:
    parts = json_schema()["$defs"]
    assert parts["EpidemicSpec"]["required"] == ["kind", "variant", "layers"]
    assert parts["VariantSpec"]["required"] == []
    assert parts["VariantSpec"]["properties"]["like"]["examples"][0] == "wild"
    named = parts["ImmunitySpec"]["properties"]["vaccine"]["anyOf"][-1]
    assert named == {"type": "string", "enum": ["coronavac"]}


def test_loading_needs_no_slow_library() -> None:
    code = (
        "import sys, sim.scenario; from sim.scenario import load; "
        "load('scenarios/g-street.yaml'); "
        "print([m for m in ('scipy', 'pandas', 'networkx', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_spec_cannot_be_changed(street: Scenario) -> None:
    with pytest.raises(ValueError, match="frozen"):
        street.town.communities = 3  # type: ignore[misc]


def test_built_from_python_the_same_rules_hold(street: Scenario) -> None:
    with pytest.raises(ValueError, match="exactly one of per_grid"):
        type(street.workforce.employers["medics"])(lives="outside", skills=("x",), roster="r")
    with pytest.raises(ValueError, match="no such roster"):
        Scenario.model_validate(
            {
                "name": "x",
                "start": "2022-03-01",
                "horizon": 24.0,
                "workforce": {
                    "medics": {"count": 1, "lives": "outside", "skills": ("a",), "roster": "r"}
                },
            }
        )


def test_a_load_above_85_percent_in_normal_time_is_warned_of(street: Scenario) -> None:
    assert offered_load(street, "help") == pytest.approx(0.238, abs=1e-3)
    assert warnings(street) == []
    busy = street.override({"services.requests.work.mean": "40 min"}, name="busy")
    assert warnings(busy) == [
        "busy: in normal time the work for 'help' is 0.95 of its staff's hours, above 0.85: "
        "queues grow before anything happens"
    ]


def test_what_is_never_needed_is_warned_of(street: Scenario) -> None:
    calm = street.override({"hazards.outbreak": None}, name="calm")
    assert warnings(calm) == [
        "calm: services.transport is never needed, there is no hazard",
        "calm: services.disinfection is never needed, there is no hazard",
    ]


CONTROL = "response:\n  controls:\n    c: {%s, factors: {grid: 0.5}}\n"


@pytest.mark.parametrize(
    ("control", "problem"),
    [
        (
            "kind: zone",
            "scope: a zone covers a stairwell, building, grid, community, ring or the town",
        ),
        ("kind: quarantine, scope: household", "duration: is needed: how long it lasts"),
        (
            "kind: town, test_days: [1]",
            "test_days: only a control of kind zone, quarantine has test_days, found a list",
        ),
        ("kind: zone, scope: ring", "ring: is the size of a scope ring, and needed there"),
        (
            "kind: town, beds: 3",
            "beds: only a control of kind quarantine, isolation, evacuation has beds, found 3",
        ),
        ("kind: closure", "closes: is needed: the layers that are shut"),
        (
            "kind: zone, scope: grid, test_days: [4, 1]",
            "test_days: days must rise, found a list",
        ),
        (
            "kind: zone, scope: grid, clear_round: true",
            "clear_round: a clear round needs test_days, found true",
        ),
        (
            "kind: town, from: 2022-03-02, until: 2022-03-01",
            "until: must lie after from, found 2022-03-01",
        ),
    ],
)
def test_a_control_fits_its_kind(said: Said, head: str, control: str, problem: str) -> None:
    assert said(head + CONTROL % control) == [f"6: response.controls.c.{problem}"]


def test_work_that_carries_infection_needs_a_floor(street: Scenario) -> None:
    with pytest.raises(ScenarioError, match="must be above 0 where work carries infection"):
        street.override({"hazards.outbreak.floor": "0 h"})


def test_dated_introductions_lie_in_the_run(street: Scenario) -> None:
    dated = [{"at": "2022-02-28 08:00", "count": 1}]
    with pytest.raises(ScenarioError, match="must lie in the run") as caught:
        street.override({"hazards.outbreak.introductions.dated": dated})
    assert "dated.0.at" in str(caught.value)
