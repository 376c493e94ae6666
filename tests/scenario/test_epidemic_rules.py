"""What the parts of an epidemic demand of each other, each at its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import EpidemicSpec, load

Said = Callable[[str], list[str]]

FLU = """\
hazards:
  flu:
    kind: epidemic
    variant: wild
    R0: 2
    layers: {grid: {contacts: 4 /d}, work: {contacts: 2 /d}}
"""
"""Lines 4-9 of a file that begins with the head."""

LAYERS = "{grid: {contacts: 4 /d}, work: {contacts: 2 /d}}"

VACCINE = """\
    immunity:
      vaccine:
        infection: [[[0 d, 0], [14 d, 0.5]], [[0 d, 0.7]]]
        severe: [[[0 d, 0]], [[0 d, 0.9]]]
        onward: [0.8, 0.6]
"""
"""Lines 10-14, the vaccine open for more keys."""

HISTORY = "        history: [{from: 0, doses: %s, age_of_last_dose: [90 d, 365 d]}]\n"
CAMPAIGN = "        campaigns: [{start: 2022-03-05 08:00, per_day: 200, days: 10%s}]\n"


def test_an_epidemic_of_a_shipped_variant_needs_few_words(said: Said, head: str) -> None:
    assert said(head + FLU) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("    profile: [0, 0]\n", "10: hazards.flu.profile: must have a positive part"),
        (
            "    household_attack_rate: 0.2\n",
            "10: hazards.flu.household_attack_rate: needs a household layer, or 0, found 0.2",
        ),
        (
            "    mixing: {from_ages: [1, 18, 18], rates: [[1, 2], [2, 0]]}\n",
            "10: hazards.flu.mixing.from_ages: ages start from 0, found 1\n"
            "10: hazards.flu.mixing.from_ages: ages must rise, found 1, 18, 18\n"
            "10: hazards.flu.mixing.rates: must have 3 rows and columns, one for each age, "
            "found rows of 2, 2",
        ),
        (
            "    mixing: {from_ages: [0, 18], rates: [[1, 2], [2, 1], [0, 0]]}\n",
            "10: hazards.flu.mixing.rates: must have 2 rows and columns, one for each age, "
            "found rows of 2, 2, 2",
        ),
        (
            "    mixing:\n      from_ages: [0, 18]\n      rates:\n"
            "        - [1, 2]\n        - [3, 1]\n",
            "14: hazards.flu.mixing.rates.1.0: "
            "must be symmetric: 2 in row 1, column 2, found 3",
        ),
        (
            "    mixing: {from_ages: [0, 18], rates: [[1, 0], [0, 0]]}\n",
            "10: hazards.flu.mixing.rates.1: needs a rate above 0",
        ),
        (
            "    variants: {wild: {}}\n",
            "10: hazards.flu.variants.wild: is the name of the epidemic's own variant",
        ),
        (
            "    immunity: {cross: {wild: {dleta: 0.5}}}\n    variants: {delta: {}}\n",
            "10: hazards.flu.immunity.cross.wild.dleta: no such variant (known: wild, delta), "
            "found dleta, did you mean delta",
        ),
        (
            "    immunity: {after_infection: {infection: [[0 d, 1], [0 d, 0.5]]}}\n",
            "10: hazards.flu.immunity.after_infection.infection: "
            "times must rise from point to point, found a list",
        ),
        (
            "    immunity: {after_infection: {severe: [[1 d, 1]]}}\n",
            "10: hazards.flu.immunity.after_infection.severe: "
            "a table by time starts from time 0, found a list",
        ),
        (
            "    isolation: {factors: {edges: 1.5}}\n",
            "10: hazards.flu.isolation.factors.edges: "
            "only the household's factor may exceed 1, found 1.5",
        ),
        (
            "    introductions: {commuting: {file: none.csv, contacts: 8 /d}}\n",
            "10: hazards.flu.introductions.commuting.file: no such file, found none.csv",
        ),
    ],
)
def test_each_part_of_an_epidemic_has_its_rule(
    said: Said, head: str, more: str, problem: str
) -> None:
    assert said(head + FLU + more) == problem.splitlines()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            "        against: {delta: 0.5}\n",
            "15: hazards.flu.immunity.vaccine.against.delta: no such variant (known: wild), "
            "found delta",
        ),
        (
            HISTORY % "{1: 0.6, 2: 0.5}",
            "15: hazards.flu.immunity.vaccine.history.0.doses: "
            "shares must not add up to more than 1, found 1.1",
        ),
        (
            HISTORY % "{3: 0.6}",
            "15: hazards.flu.immunity.vaccine.history.0.doses.3: "
            "protection is stated for doses 1 to 2 only, found 3",
        ),
        (
            HISTORY % "{0: 0.6}",
            "15: hazards.flu.immunity.vaccine.history.0.doses.0: must be at least 1, found 0",
        ),
        (
            HISTORY.replace("from: 0", "from: 5").replace("[90 d, 365 d]", "[9 d, 1 d]") % "{}",
            "15: hazards.flu.immunity.vaccine.history.0.age_of_last_dose: "
            "the most must not be below the least\n"
            "15: hazards.flu.immunity.vaccine.history.0.from: ages start from 0, found 5",
        ),
        (
            CAMPAIGN.replace("03-05", "04-05") % "",
            "15: hazards.flu.immunity.vaccine.campaigns.0.start: must lie in the run, "
            "from 2022-03-01 08:00:00 to 2022-03-11 08:00:00, found 2022-04-05 08:00:00",
        ),
        (
            CAMPAIGN % ", from_age: 60, to_age: 18, least_doses: 2",
            "15: hazards.flu.immunity.vaccine.campaigns.0.least_doses: the next dose needs a "
            "protection, which is stated for doses 1 to 2, found 2\n"
            "15: hazards.flu.immunity.vaccine.campaigns.0.to_age: "
            "must not be below from_age, found 18",
        ),
    ],
)
def test_each_part_of_a_vaccine_has_its_rule(
    said: Said, head: str, more: str, problem: str
) -> None:
    assert sorted(said(head + FLU + VACCINE + more)) == problem.splitlines()


def test_protections_are_stated_for_the_same_doses(said: Said, head: str) -> None:
    short = VACCINE.replace("[0.8, 0.6]", "[0.8]").replace("severe: [", "severe: [[[0 d, 0]], ")
    assert said(head + FLU + short) == [
        "13: hazards.flu.immunity.vaccine.severe: must state as many doses as infection, 2, "
        "found 3",
        "14: hazards.flu.immunity.vaccine.onward: must state as many doses as infection, 2, "
        "found 1",
    ]


def test_a_probability_stands_in_every_layer_or_in_none(said: Said, head: str) -> None:
    some = FLU.replace("4 /d}", "4 /d, probability: 0.1}")
    assert said(head + some) == [
        "9: hazards.flu.layers.grid.probability: state a probability in every layer or in "
        "none, found none in work"
    ]
    every = some.replace("2 /d}", "2 /d, probability: 0.2}")
    ways = "exactly one of growth, R0, layers.*.probability is needed"
    assert said(head + every) == [f"9: hazards.flu: {ways}, found R0, layers.*.probability"]
    assert said(head + every.replace("    R0: 2\n", "")) == []
    assert said(head + FLU.replace("    R0: 2\n", "")) == [
        f"5: hazards.flu: {ways}, found none"
    ]


def test_onset_is_stated_in_one_way(said: Said, head: str) -> None:
    assert said(head + FLU + "    incubation: 5 d\n") == []
    assert said(head + FLU + "    incubation: 5 d\n    presymptomatic: 1 d\n") == [
        "10: hazards.flu: exactly one of presymptomatic, incubation is needed, "
        "found presymptomatic, incubation"
    ]


def test_growth_and_r0_need_the_attack_rate_of_a_household(folder: Path, head: str) -> None:
    body = (
        FLU.replace("wild", "mine")
        + "    latent: 2 d\n    presymptomatic: 1 d\n    infectious: 7 d\n"
        + "    asymptomatic: 0\n    asymptomatic_infectiousness: 1\n    severe: 0\n"
        + "    death: 0\n    severe_after: 5 d\n    hospital: 5 d\n    death_after: 5 d\n"
    )
    file = folder / "a.yaml"
    file.write_text(head + body)
    assert load(file).hazards["flu"].household_attack_rate is None
    file.write_text(head + body.replace("{grid:", "{household: {contacts: 2 /d}, grid:"))
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert str(caught.value) == (
        "scenarios/a.yaml:5: hazards.flu.household_attack_rate: "
        "is needed by growth and R0 with a household layer"
    )


def test_edges_alone_have_a_file_and_must_have_one(folder: Path, said: Said, head: str) -> None:
    (folder / "pairs.csv").write_text("a,b\n0,1\n")
    layers = "{grid: {contacts: 4 /d, file: pairs.csv}, edges: {contacts: 1 /d}}"
    assert said(head + FLU.replace(LAYERS, layers)) == [
        "9: hazards.flu.layers.edges.file: an edges layer needs a file",
        "9: hazards.flu.layers.grid.file: only the edges layer has a file, found pairs.csv",
    ]


def test_all_that_is_wrong_with_an_epidemic_is_said_at_once(said: Said, head: str) -> None:
    text = FLU.replace("work: {contacts: 2 /d}", "city: {contacts: 2 /h, weekend: -1}")
    more = (
        "    profile: [0]\n    susceptibility: [{from: 5, value: 2}]\n    shedding_cv: 30\n"
        "    latnet: 3 d\n"
    )
    assert said(head + text + more) == [
        "9: hazards.flu.layers.city.weekend: must be at least 0, found -1",
        "11: hazards.flu.susceptibility: a table by age starts from age 0, found a list",
        "12: hazards.flu.shedding_cv: must be at most 20, found 30",
        "13: hazards.flu.latnet: unknown key, did you mean latent",
    ]


def test_a_severe_share_is_missed_though_its_delay_is_stated(said: Said, head: str) -> None:
    body = FLU.replace("wild", "mine") + "    severe_after: 5 d\n"
    assert "severe, death" in said(head + body)[0]


def test_work_outside_takes_the_probability_of_the_work_layer(
    folder: Path, said: Said, head: str
) -> None:
    (folder / "outside.csv").write_text("date,prevalence\n2022-03-01,0.01\n")
    more = "    introductions: {commuting: {file: outside.csv, contacts: 8 /d}}\n"
    assert said(head + FLU + more) == []
    assert said(head + FLU.replace("work", "city") + more) == [
        "10: hazards.flu.introductions.commuting: needs a work layer, whose probability it "
        "takes, found layers grid, city"
    ]


def test_introductions_of_every_variant_lie_in_the_run(said: Said, head: str) -> None:
    late = "{dated: [{at: 2022-04-01, count: 1}]}"
    assert said(head + FLU + f"    variants:\n      delta: {{introductions: {late}}}\n") == [
        "11: hazards.flu.variants.delta.introductions.dated.0.at: must lie in the run, "
        "from 2022-03-01 08:00:00 to 2022-03-11 08:00:00, found 2022-04-01 00:00:00"
    ]


def test_from_python_the_same_rules_hold() -> None:
    with pytest.raises(ValueError, match=r"profile: must have a positive part"):
        EpidemicSpec.model_validate(
            {
                "kind": "epidemic",
                "variant": "delta",
                "R0": 2,
                "profile": (0,),
                "layers": {"city": {"contacts": 1.0}},
            }
        )
