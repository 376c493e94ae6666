"""The contract of hazards: kinds from outside, none at zero strength, overlays on each."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from sim.checks import check
from sim.errors import ScenarioError
from sim.hazards import KINDS
from sim.measures import lookup, measure
from sim.scenario import hazard_spec, load
from tests.hazards.rivers import FLOOD, HEAT, SMALL, events, flood, service
from tests.towns import by_hand, fingerprint, run

OVERLAYS = (
    "information-technology", "service-level", "fast-response", "grid-service-community",
)  # fmt: skip
HAZARDS = ("flood", "heat-wave", "compound")


def example(root: Path) -> str:
    """Give the worked example of the page on hazards."""
    text = (root / "docs/hazards.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    return str(code)


def test_the_worked_example_has_fewer_than_60_lines(root: Path) -> None:
    assert len(example(root).splitlines()) < 60


def test_a_power_cut_from_the_page_runs_behind_the_same_contract(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.hazards.KINDS", dict(KINDS))
    monkeypatch.setattr(hazard_spec, "KINDS", dict(hazard_spec.KINDS))
    namespace: dict[str, object] = {}
    exec(compile(example(root), "hazards.md", "exec", dont_inherit=True), namespace)
    cut = {"kind": "power_cut", "begins": "2 h", "lasts": "1 h"}
    looks = {"look_in": service("look_in", "15 min")}
    dark = by_hand(SMALL, {"hazards": {"cut": cut}, "services": looks, "horizon": "1 d"})
    records = run(dark)
    ((at_h, homes),) = events(records, "power_off")
    seen = events(records, "looked_in")
    assert at_h == 2.0
    assert 0 < len(seen) < homes == 51
    assert measure(records)["dark_homes"] == homes - len(seen)
    assert max(time_h for time_h, _ in seen) < 3.0
    assert lookup("dark_homes").problem == "hazard"
    assert check(records) == []
    none = dark.override({"hazards": None}), dark.override({"hazards.cut.lasts": "0 h"})
    assert fingerprint(run(none[0])) == fingerprint(run(none[1]))


@pytest.mark.parametrize("kind", ["flood", "heat"])
def test_a_hazard_of_zero_strength_leaves_the_records_of_none(kind: str) -> None:
    stated = FLOOD if kind == "flood" else HEAT
    zero = {"river": {"peak": 0}} if kind == "flood" else {"heat": {"alert": 60}}
    there = by_hand(SMALL, stated, {"hazards": zero})
    absent = by_hand(SMALL, stated, {"hazards": None})
    assert fingerprint(run(there)) == fingerprint(run(absent))


def test_measures_of_harm_are_taken_only_where_the_hazard_is() -> None:
    wet = measure(run(flood()))
    dry = measure(run(flood({"hazards": None})))
    assert {name for name in wet if name not in dry} == {
        "flood_warned_share", "flood_warning_h", "flood_left_share", "flood_leaving_h",
        "flood_inside", "flood_inside_limited", "flood_inside_refusing",
        "flood_workers_in_water", "flood_no_place", "flood_shelter_shut", "flood_rescue_h",
        "flood_injured", "flood_shelter_infections", "flood_away_h",
    }  # fmt: skip


def test_there_is_one_hazard_of_each_kind() -> None:
    again = {"hazards": {"other": FLOOD["hazards"]["river"]}}
    with pytest.raises(ValueError, match="there is one hazard of each kind, river is of this"):
        flood(again)


def test_an_unknown_kind_is_said_with_those_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "name: a\nstart: 2022-03-01\nhorizon: 2 d\nhazards:\n  river: {kind: flod, peak: 1}\n"
    )
    with pytest.raises(
        ScenarioError, match="must be one of epidemic, flood, heat_wave"
    ) as said:
        load(file)
    assert "did you mean flood" in str(said.value)


@pytest.mark.long
@pytest.mark.parametrize(("hazard", "overlay"), list(product(HAZARDS, OVERLAYS)))
def test_the_four_countermeasures_lie_over_each_hazard_unchanged(
    hazard: str, overlay: str, tmp_path: Path, scenarios: Path
) -> None:
    file = tmp_path / "laid.yaml"
    bases = [scenarios / f"{hazard}.yaml", scenarios / "overlays" / f"{overlay}.yaml"]
    file.write_text(f"extends: [{bases[0]}, {bases[1]}]\n")
    laid = load(file, Path("/"))
    shipped = load(scenarios / "hazards" / f"{hazard}-{overlay}.yaml")
    assert laid.hazards.keys() == shipped.hazards.keys() == load(bases[0]).hazards.keys()
    changed = {"emergency_pooling", "cadres", "property_staff", "ngo"}
    for part in changed:
        assert getattr(laid.workforce, part) == getattr(shipped.workforce, part)
