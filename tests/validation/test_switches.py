"""A consequence that is switched off changes what it acts on, from its time on, and no more."""

from __future__ import annotations

import pytest

from tests.validation.consequences_page import EXPLAINED, named, page
from tests.validation.switches import KINDS, Pair, pair, scenario, without

pytestmark = pytest.mark.slow

BY_A_CASE = {
    "transport", "pcr_round", "health_check", "packs", "disinfection", "interview", "records",
}  # fmt: skip
"""Services that a case or a zone leads to, or whose workers do such work too."""
AT_WORK = {"grid_workers", "volunteers", "cadres", "medics", "property_staff", "ngo"}
"""The employers who do them."""
EVERY = {
    "tasks", "needs", "assignments", "shifts", "workers", "events", "infections",
    "restrictions", "daily",
}  # fmt: skip
WORK = EVERY - {"events", "infections", "restrictions"}
# What may differ: tables, services, employers, events where they are few.
MAY_DIFFER = {
    "compliance": (EVERY, BY_A_CASE, AT_WORK),
    "detection": (EVERY, BY_A_CASE, AT_WORK),
    "isolation": (EVERY, BY_A_CASE, AT_WORK),
    "tracing": (EVERY, BY_A_CASE, AT_WORK),
    "release": (EVERY, BY_A_CASE, AT_WORK),
    "harm": ({"events"}, set(), set()),
    "repeat": (WORK | {"events"}, {"hotline"}, {"community_staff"}),
    "correction": (WORK, {"requests", "inspection"}, {"part_time_workers", "building_heads"}),
}


@pytest.fixture(params=KINDS)
def parted(request: pytest.FixtureRequest) -> Pair:
    """Give the records with one kind of consequence and without it."""
    return pair(request.param)


def test_the_town_states_each_kind_once() -> None:
    stated = [s.consequence.kind for s in scenario().services.values() if s.consequence]
    assert sorted(stated) == sorted(KINDS)
    off = without(scenario(), "harm").services["trips"]
    assert off.consequence is None


def test_nothing_differs_before_the_consequence_could_act(parted: Pair) -> None:
    assert parted.could_h <= parted.parted_h < parted.on.scenario.horizon


def test_nothing_differs_beside_its_path(parted: Pair) -> None:
    tables, services, employers = MAY_DIFFER[parted.kind]
    assert parted.tables - tables == set()
    assert parted.services - services == set()
    assert parted.employers - employers == set()


def test_without_harm_only_the_event_and_its_measure_differ() -> None:
    assert pair("harm").events == {"harmed"}
    assert pair("harm").measures == {"harmed_per_10000"}


def test_without_repeats_and_corrections_the_outbreak_is_the_same() -> None:
    assert pair("repeat").events == {"repeat"}
    assert pair("correction").events == set()
    for kind in ("repeat", "correction"):
        assert pair(kind).measures & {"infections", "zone_days", "traced_contacts"} == set()


@pytest.mark.parametrize(
    ("kind", "event"), [("tracing", "traced"), ("harm", "harmed"), ("repeat", "repeat")]
)
def test_a_consequence_that_is_off_is_never_told(kind: str, event: str) -> None:
    assert event in pair(kind).on.tables["events"]["event"].tolist()
    assert event not in pair(kind).off.tables["events"]["event"].tolist()


def test_checks_that_are_off_find_nobody_and_escorts_isolate_nobody() -> None:
    for kind, table, column, value in (
        ("detection", "infections", "found_by", "health_check"),
        ("isolation", "restrictions", "cause", "cases_isolated"),
    ):
        assert value in pair(kind).on.tables[table][column].tolist()
        assert value not in pair(kind).off.tables[table][column].tolist()


def test_the_page_explains_every_kind() -> None:
    assert set(EXPLAINED) == set(KINDS)
    text = page([pair("harm")], "Made by hand.")
    assert (
        "| `harm` | day -0.66 | day -0.66 | `events` | none | none | `harmed_per_10000` |"
        in text
    )
    assert named(["b", "a"], 3) == "`a`, `b`"
    assert named(["b", "a"], 2) == "all 2"
