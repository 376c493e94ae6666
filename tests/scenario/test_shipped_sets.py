"""Shipped sets of variants and vaccines: what they say, and how a scenario takes from them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import EpidemicSpec, Scenario, apply_set, load, shipped
from sim.units import tick

Said = Callable[[str], list[str]]

FLU = """\
hazards:
  flu:
    kind: epidemic
    variant: %s
    R0: 2
    layers: {household: {contacts: 2 /d}, city: {contacts: 4 /d}}
"""


def epidemic(folder: Path, head: str, text: str) -> EpidemicSpec:
    return scenario(folder, head, text).hazards["flu"]


def scenario(folder: Path, head: str, text: str) -> Scenario:
    (folder / "a.yaml").write_text(head + text, encoding="utf-8")
    return load(folder / "a.yaml")


@pytest.mark.parametrize("name", ["wild", "delta", "omicron-ba1", "omicron-ba2"])
def test_every_figure_of_a_shipped_variant_has_a_source(
    folder: Path, head: str, name: str
) -> None:
    loaded = scenario(folder, head, FLU % name)
    silent = [path for path, _ in loaded.assumed() if path not in loaded.sources]
    course = [path for path in silent if path.startswith("hazards.flu.")]
    assert [
        path for path in course if path.split(".")[2] in shipped.variants()[name].value
    ] == []


def test_severe_disease_of_the_wild_type_is_that_of_covasim(folder: Path, head: str) -> None:
    wild = epidemic(folder, head, FLU % "wild")
    ages = np.array([5, 35, 65, 85, 95])
    critical = wild.severe.at(ages) * wild.critical.at(ages)
    deaths = critical * wild.death.at(ages)
    assert critical == pytest.approx([0.00003, 0.00104, 0.03639, 0.1742, 0.1742], rel=5e-3)
    assert deaths == pytest.approx([0.00002, 0.00032, 0.00766, 0.08292, 0.1619], rel=1e-2)


def test_children_catch_the_wild_type_less_and_the_old_more(folder: Path, head: str) -> None:
    wild = epidemic(folder, head, FLU % "wild")
    assert wild.susceptibility.at([14, 15, 64, 65]).tolist() == [0.34, 1, 1, 1.47]


def test_what_the_file_says_wins_and_loses_the_source_of_the_set(
    folder: Path, head: str
) -> None:
    own = "    latent: {mean: 3 d}\n    death: 0\n    infectious: {law: fixed, mean: 5 d}\n"
    loaded = scenario(folder, head, FLU % "omicron-ba2" + own)
    flu = loaded.hazards["flu"]
    assert (flu.latent.law, flu.latent.mean, flu.latent.cv) == ("gamma", 72.0, 0.5)
    assert (flu.infectious.law, flu.infectious.mean) == ("fixed", 120.0)
    assert flu.death.at([90]).tolist() == [0]
    assert "hazards.flu.latent.mean" not in loaded.sources
    assert loaded.sources["hazards.flu.hospital.mean"].startswith("Covasim 3.1.8")


def test_onset_stated_from_infection_drops_the_set_s_from_infectiousness(
    folder: Path, head: str
) -> None:
    flu = epidemic(folder, head, FLU % "delta" + "    incubation: 5 d\n")
    assert flu.presymptomatic is None
    assert flu.incubation is not None
    assert flu.incubation.mean == 120.0


def test_an_unknown_variant_names_the_sets_and_what_is_missing(said: Said, head: str) -> None:
    assert said(head + FLU % "omicron-ba3" + "    latent: 2 d\n") == [
        "7: hazards.flu.variant: no shipped set of this name (known: wild, delta, omicron-ba1, "
        "omicron-ba2): state infectious, asymptomatic, asymptomatic_infectiousness, severe, "
        "death, severe_after, hospital, death_after, found omicron-ba3, "
        "did you mean omicron-ba2"
    ]


def test_a_variant_of_another_name_is_like_a_set(folder: Path, head: str) -> None:
    flu = epidemic(folder, head, FLU % "ba3" + "    like: omicron-ba2\n    death: 0\n")
    assert (flu.variant, flu.latent.mean) == ("ba3", tick(2.58 * 24))


def test_further_variants_take_from_sets_and_from_those_before(folder: Path, head: str) -> None:
    more = """\
    variants:
      delta: {latent: 4 d}
      omicron-ba2: {}
      ba5: {like: omicron-ba2, transmissibility: 2, severe: 0}
      ba5-2: {like: ba5, introductions: {mean: 2}}
      wild-2: {like: wild}
"""
    loaded = scenario(folder, head, FLU % "wild" + more)
    flu = loaded.hazards["flu"]
    courses = flu.courses()
    assert [flu.transmissibility(name) for name in courses] == [1, 2.2, 3.5, 2, 2, 1]
    assert [course.latent.mean for course in courses.values()] == [
        108.0, 96.0, tick(61.92), tick(61.92), tick(61.92), 108.0
    ]  # fmt: skip
    assert courses["ba5-2"].severe.at([90]).tolist() == [0]
    assert [v.introductions.mean for v in flu.variants.values()] == [0, 0, 0, 2, 0]
    source = "hazards.flu.variants.omicron-ba2.transmissibility"
    assert loaded.sources[source].startswith("assumed: ratio of the shipped sets omicron-ba2")


def test_a_factor_is_the_ratio_of_two_sets(folder: Path, head: str) -> None:
    flu = epidemic(folder, head, FLU % "delta" + "    variants: {omicron-ba1: {}}\n")
    assert flu.transmissibility("omicron-ba1") == 1.5909


def test_names_that_stand_for_nothing_are_all_reported(said: Said, head: str) -> None:
    more = """\
    variants:
      b: {like: wlid}
      c: {like: b}
      delta: {like: delta-2}
    immunity: {vaccine: {like: sinovac}}
"""
    known = "wild, delta, omicron-ba1, omicron-ba2"
    assert said(head + FLU % "wild" + more) == [
        f"11: hazards.flu.variants.b.like: no set or earlier variant of this name (known: "
        f"{known}), found wlid, did you mean wild",
        f"13: hazards.flu.variants.delta.like: no set or earlier variant of this name (known: "
        f"b, c, {known}), found delta-2, did you mean delta",
        "14: hazards.flu.immunity.vaccine.like: no shipped vaccine of this name (known: "
        "coronavac), found sinovac",
    ]


def test_like_without_effect_is_refused(folder: Path, head: str) -> None:
    loaded = scenario(folder, head, FLU % "delta" + "    variants: {wild: {}}\n")
    with pytest.raises(ScenarioError, match="like: gives nothing, every value is stated"):
        loaded.override({"hazards.flu.variants.wild.like": "omicron-ba2"})


def test_a_vaccine_may_be_named(folder: Path, head: str) -> None:
    more = "    variants: {ba5: {like: omicron-ba2}}\n    immunity: {vaccine: coronavac}\n"
    loaded = scenario(folder, head, FLU % "delta" + more)
    immunity = loaded.hazards["flu"].immunity
    assert immunity is not None
    assert immunity.vaccine is not None
    assert immunity.vaccine.onward == (0.59, 0.59, 0.59)
    assert immunity.vaccine.against == {"delta": 0.9, "ba5": 0.4}
    assert immunity.vaccine.history[3].doses == {2: 0.193, 3: 0.63}
    assert immunity.after_infection.infection == ((0, 1),)
    assert loaded.sources["hazards.flu.immunity.vaccine.onward"].startswith("Covasim")


def test_a_vaccine_may_be_like_a_shipped_one(folder: Path, head: str) -> None:
    vaccine = "{like: coronavac, onward: [1, 1, 1], history: []}"
    flu = epidemic(folder, head, FLU % "wild" + f"    immunity: {{vaccine: {vaccine}}}\n")
    assert flu.immunity is not None
    assert flu.immunity.vaccine is not None
    assert (flu.immunity.vaccine.onward, flu.immunity.vaccine.history) == ((1, 1, 1), ())


def test_a_resolved_scenario_needs_no_set(
    folder: Path, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "    variants: {delta: {}}\n    immunity: {vaccine: coronavac}\n"
    loaded = scenario(folder, head, FLU % "wild" + more)
    (folder / "resolved.yaml").write_text(loaded.to_yaml(), encoding="utf-8")
    monkeypatch.setattr(shipped, "variants", dict)
    monkeypatch.setattr(shipped, "vaccines", dict)
    again = load(folder / "resolved.yaml")
    assert again == loaded
    assert again.sources == loaded.sources
    assert again.assumed() == loaded.assumed()
    assert again.hash() == loaded.hash()


def test_another_variant_by_name_brings_its_own_values(folder: Path, head: str) -> None:
    more = "    death: 0.5\n    variants: {wild: {}}\n"
    loaded = scenario(folder, head, FLU % "delta" + more)
    other = apply_set(loaded, ["hazards.flu.variant=omicron-ba2"]).hazards["flu"]
    direct = epidemic(folder, head, FLU % "omicron-ba2" + more)
    assert other == direct
    assert other.transmissibility("wild") == 0.2857
    mean = {"hazards.flu.variant": "wild", "hazards.flu.latent.mean": "3 d"}
    assert (
        loaded.override({**mean, "hazards.flu.variants": None}).hazards["flu"].latent.mean == 72
    )


def test_a_variant_like_a_set_may_give_way_to_another_set(folder: Path, head: str) -> None:
    more = "    like: omicron-ba2\n    death: 0.5\n    variants: {ba4: {like: delta}}\n"
    loaded = scenario(folder, head, FLU % "ba3" + more)
    other = apply_set(loaded, ["hazards.flu.variant=wild"]).hazards["flu"]
    assert (other.latent.mean, other.death.at([90]).tolist()) == (108.0, [0.5])


def test_an_overlay_may_name_another_variant(folder: Path, head: str) -> None:
    (folder / "base.yaml").write_text(head + FLU % "omicron-ba2")
    (folder / "over.yaml").write_text("extends: base.yaml\nhazards: {flu: {variant: wild}}\n")
    assert load(folder / "over.yaml").hazards["flu"].latent.mean == 108.0


def test_from_python_sets_give_the_rest_too() -> None:
    spec = EpidemicSpec.model_validate(
        {
            "kind": "epidemic",
            "variant": "delta",
            "growth": 0.01,
            "layers": {"city": {"contacts": 1.0}},
            "variants": {"omicron-ba2": {}},
        }
    )
    assert (spec.latent.mean, spec.household_attack_rate) == (tick(4.4 * 24), None)
    assert spec.transmissibility("omicron-ba2") == 1.5909
    with pytest.raises(ValueError, match="variant: no shipped set of this name"):
        EpidemicSpec.model_validate({"kind": "epidemic", "variant": "x", "layers": {}})
