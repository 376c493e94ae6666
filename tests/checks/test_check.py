"""Each check notices a planted violation, and finds none where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records
from sim.scenario import load
from tests.towns import ROUNDS, ask, begin, by_hand, end, run, town_of


def spoilt(records: Records, table: str, column: str, row: int, value: Any) -> Records:
    """Change one cell of the records."""
    columns = {name: values.copy() for name, values in records.tables[table].items()}
    columns[column][row] = value
    tables = {**records.tables, table: columns}
    return Records(records.scenario, records.replication, tables, records.facts)


def without(records: Records, table: str, row: int) -> Records:
    """Take one row out of the records."""
    columns = {name: np.delete(values, row) for name, values in records.tables[table].items()}
    tables = {**records.tables, table: columns}
    return Records(records.scenario, records.replication, tables, records.facts)


def found(records: Records) -> list[str]:
    return check(records, town_of(records.scenario))


def says(records: Records, words: str) -> bool:
    return any(words in sentence for sentence in found(records))


@pytest.fixture(scope="module")
def hand() -> Records:
    """Run one worker who serves three waiting households, one after the other."""
    world = begin(by_hand())
    for household, at_h in ((0, 1.0), (1, 1.1), (2, 1.2), (4, 5.0)):
        ask(world, "visit", at_h, [household])
    return end(world)


def test_a_sound_run_has_no_violation(hand: Records) -> None:
    assert found(hand) == []


def test_a_worker_in_two_places_is_noticed(hand: Records) -> None:
    assert says(spoilt(hand, "assignments", "finished_h", 0, 1.7), "worker 0 sets out for task")
    assert says(spoilt(hand, "assignments", "finished_h", 0, 1.7), "while on task")


def test_two_shifts_at_once_are_noticed(hand: Records) -> None:
    assert says(
        spoilt(hand, "shifts", "until_h", 0, 25.0), "begins a shift at 24.0000 h within"
    )


def test_a_start_outside_a_shift_is_noticed(hand: Records) -> None:
    assert says(spoilt(hand, "shifts", "from_h", 0, 1.05), "at 1.0000 h outside her shifts")


def test_a_shift_outside_the_roster_is_noticed(hand: Records) -> None:
    assert says(
        spoilt(hand, "shifts", "from_h", 0, -1.0),
        "begins a shift at -1.0000 h, when she is not",
    )


def test_a_start_after_the_rostered_end_is_noticed(hand: Records) -> None:
    """An hour of overtime may end a visit, not begin one."""
    late = spoilt(hand, "shifts", "until_h", 0, 9.0)
    late = spoilt(late, "assignments", "set_out_h", 3, 8.2)
    assert says(late, "at 8.2000 h, when she is not rostered or does not attend")


def test_work_on_a_day_not_attended_is_noticed(hand: Records) -> None:
    scenario = by_hand({"workforce": {"grid_workers": {"attendance": 0}}})
    never = Records(scenario, hand.replication, hand.tables, hand.facts)
    assert says(never, "not rostered or does not attend")


def test_one_who_overtakes_is_noticed(hand: Records) -> None:
    swapped = hand
    rows = hand.tables["assignments"]
    for row, other in ((1, 2), (2, 1)):
        swapped = spoilt(swapped, "assignments", "task", row, rows["task"][other])
    assert says(swapped, "is set out for at 1.6000 h, overtaking")


def test_an_idle_worker_beside_a_waiting_task_is_noticed(hand: Records) -> None:
    later = spoilt(hand, "assignments", "set_out_h", 3, 5.5)
    assert says(later, "waits from 5.0000 h on while worker 0 idles")


def test_a_lesser_task_before_an_urgent_one_is_noticed() -> None:
    urgent = {
        "need": {"per": "case", "what": "household"},
        "crew": {"visit": 1},
        "work": "30 min",
        "priority": 0,
        "due": "4 h",
    }
    world = begin(by_hand({"services": {"rescue": urgent}}))
    for service, household in (("visit", 0), ("visit", 1), ("rescue", 2)):
        ask(world, service, 1.0 + 0.1 * household, [household])
    records = end(world)
    assert found(records) == []
    rows = records.tables["assignments"]["task"]
    swapped = records
    for row, other in ((1, 2), (2, 1)):
        swapped = spoilt(swapped, "assignments", "task", row, rows[other])
    assert says(swapped, "is set out for by worker 0 at 1.6000 h, passing over")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("created_h", 1.5, "before it was created at 1.5000 h"),
        ("earliest_h", 1.5, "before its earliest at 1.5000 h"),
        ("expires_h", 0.9, "when it had expired at 0.9000 h"),
        ("finished_h", 0.9, "when it was settled at 0.9000 h"),
    ],
)
def test_work_out_of_time_is_noticed(
    hand: Records, column: str, value: float, words: str
) -> None:
    assert says(spoilt(hand, "tasks", column, 0, value), words)


def test_a_lost_row_is_noticed(hand: Records) -> None:
    assert says(without(hand, "shifts", 0), "outside her shifts")
    assert says(without(hand, "assignments", 0), "while worker 0 idles")


@pytest.fixture(scope="module")
def crews() -> Records:
    """Run a pair of unlike skills."""
    helper = {"count": 1, "lives": "outside", "skills": ["help"], "roster": "day"}
    pair = {"services": {"visit": {"crew": {"visit": 1, "help": 1}}}}
    world = begin(by_hand({"workforce": {"cadres": helper}}, pair))
    ask(world, "visit", 1.0, [0])
    return end(world)


def test_a_crew_without_a_member_is_noticed(crews: Records) -> None:
    assert found(crews) == []
    assert says(without(crews, "assignments", 1), "has a crew of 1 at 1.0000 h, not of 2")


def test_a_member_without_the_skill_is_noticed(crews: Records) -> None:
    wrong = spoilt(crews, "assignments", "worker", 1, 0)
    assert says(wrong, "lacks the skill help")


def test_many_of_one_kind_are_told_in_short() -> None:
    world = begin(by_hand(ROUNDS, {"services": {"visit": {"round": False, "work": "1 min"}}}))
    ask(world, "visit", 1.0, range(24))
    records = end(world)
    columns = dict(records.tables["tasks"])
    columns["earliest_h"] = columns["earliest_h"] + 10.0
    tables = {**records.tables, "tasks": columns}
    late = found(Records(records.scenario, 0, tables, records.facts))
    early = [sentence for sentence in late if "before its earliest" in sentence]
    assert len(early) == 21
    assert early[-1].startswith("... and 4 more like this: task")


# -- infections ------------------------------------------------------------

CHANGES = {
    "horizon": "16 d",
    "hazards.outbreak.introductions.mean": 0,
    "hazards.outbreak.introductions.infectious_at_start": 4,
    "services.pcr_round.risk": 1.0,
    "services.health_check.risk": 1.0,
}


@pytest.fixture(scope="module")
def outbreak(scenarios: Path) -> Records:
    """Run the small coupled town, infected from the start."""
    return run(load(scenarios / "two-grids.yaml").override(CHANGES))


def first(records: Records, layer: str) -> int:
    return int(np.flatnonzero(records.tables["infections"]["layer"] == layer)[0])


def by_somebody(records: Records) -> int:
    """Give the row of an infection within a household."""
    return first(records, "household")


def infector_row(records: Records, row: int) -> int:
    cases = records.tables["infections"]
    return int(np.flatnonzero(cases["resident"] == cases["infector"][row])[0])


def test_an_outbreak_with_all_its_work_has_no_violation(outbreak: Records) -> None:
    assert set(outbreak.tables["infections"]["layer"].tolist()) > {"household", "session"}
    assert found(outbreak) == []


def test_one_infected_twice_is_noticed(outbreak: Records) -> None:
    cases = outbreak.tables["infections"]
    twice = spoilt(outbreak, "infections", "resident", 5, cases["resident"][4])
    assert says(twice, "does not follow those before it")
    assert says(spoilt(twice, "infections", "number", 5, 1), "h though that cannot be")


def test_an_infector_infected_later_is_noticed(outbreak: Records) -> None:
    row = by_somebody(outbreak)
    later = outbreak.tables["infections"]["time_h"][row] + 1.0
    turned = spoilt(outbreak, "infections", "time_h", infector_row(outbreak, row), later)
    assert says(turned, "was infected by somebody not infected before")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("infectious_from_h", "was infected by somebody not infectious then"),
        ("severe_h", "was infected by somebody in hospital or dead"),
    ],
)
def test_an_infector_who_could_not_is_noticed(
    outbreak: Records, column: str, words: str
) -> None:
    row = by_somebody(outbreak)
    time_h = outbreak.tables["infections"]["time_h"][row]
    value = time_h + 1.0 if column == "infectious_from_h" else time_h - 1.0
    assert says(
        spoilt(outbreak, "infections", column, infector_row(outbreak, row), value), words
    )


def test_an_infection_from_nowhere_is_noticed(outbreak: Records) -> None:
    row = by_somebody(outbreak)
    assert says(spoilt(outbreak, "infections", "infector", row, -1), "has no infector")


def test_an_infection_through_a_layer_not_shared_is_noticed(outbreak: Records) -> None:
    row = first(outbreak, "grid")
    assert says(
        spoilt(outbreak, "infections", "layer", row, "household"),
        "household, which they do not",
    )


def test_an_infection_through_a_closed_layer_is_noticed(outbreak: Records) -> None:
    row = first(outbreak, "grid")
    cases = outbreak.tables["infections"]
    columns = outbreak.tables["restrictions"]
    shut = int(np.flatnonzero((columns["layer"] == "grid") & (columns["factor"] == 0))[0])
    closed = outbreak
    for name, value in (
        ("resident", cases["resident"][row]),
        ("from_h", cases["time_h"][row] - 1.0),
        ("until_h", cases["time_h"][row] + 1.0),
    ):
        closed = spoilt(closed, "restrictions", name, shut, value)
    assert says(closed, "through grid, shut to")


def test_an_infection_at_a_workplace_while_on_duty_is_noticed(outbreak: Records) -> None:
    row = first(outbreak, "grid")
    person = outbreak.tables["infections"]["resident"][row]
    time_h = outbreak.tables["infections"]["time_h"][row]
    world = begin(outbreak.scenario)
    worker = next(w for w in world.workers if w.person < town_of(outbreak.scenario).residents)
    at_work = spoilt(outbreak, "infections", "layer", row, "work")
    at_work = spoilt(at_work, "infections", "infector", row, worker.person)
    at_work = spoilt(at_work, "shifts", "worker", 0, worker.index)
    at_work = spoilt(at_work, "shifts", "from_h", 0, time_h - 1.0)
    at_work = spoilt(at_work, "shifts", "until_h", 0, time_h + 1.0)
    assert says(at_work, f"resident {person} was infected by {worker.person}")
    assert says(at_work, f"at the workplace while {worker.person} was on duty")


def test_an_infection_in_a_session_that_never_was_is_noticed(outbreak: Records) -> None:
    row = first(outbreak, "session")
    time_h = outbreak.tables["infections"]["time_h"][row] + 9.0  # at night
    assert says(spoilt(outbreak, "infections", "time_h", row, time_h), "there is no outing")


def test_a_worker_who_works_while_ill_is_noticed(outbreak: Records) -> None:
    world = begin(outbreak.scenario)
    person = {worker.index: worker.person for worker in world.workers}
    rows = outbreak.tables["assignments"]
    ill = outbreak
    for column, value in (
        ("resident", person[int(rows["worker"][0])]),
        ("time_h", rows["set_out_h"][0] - 2.0),
        ("onset_h", rows["set_out_h"][0] - 1.0),
        ("infectious_until_h", rows["set_out_h"][0] + 1.0),
    ):
        ill = spoilt(ill, "infections", column, 0, value)
    assert says(ill, "ill since")


# -- whole scenarios ------------------------------------------------------------


@pytest.mark.parametrize("replication", [0, 1, 2])
def test_the_small_town_is_sound(scenarios: Path, replication: int) -> None:
    scenario = load(scenarios / "two-grids.yaml")
    assert check(run(scenario, replication), town_of(scenario)) == []


@pytest.mark.parametrize("pooling", ["grid", "community", "street"])
def test_the_small_town_is_sound_however_it_pools(scenarios: Path, pooling: str) -> None:
    changes = {**CHANGES, "workforce.pooling": pooling, "response.dispatch": "earliest_due"}
    assert found(run(load(scenarios / "two-grids.yaml").override(changes))) == []


@pytest.mark.parametrize("what", ["restart", "lose", "hand_over"])
def test_the_small_town_is_sound_whatever_becomes_of_work_in_hand(
    scenarios: Path, what: str
) -> None:
    scenario = load(scenarios / "two-grids.yaml")
    changes: dict[str, Any] = dict(CHANGES)
    for name in scenario.services:
        changes |= {f"services.{name}.{when}": what for when in ("at_shift_end", "on_illness")}
    assert found(run(scenario.override(changes))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["own-table.yaml", "theory/sir.yaml", "theory/mmc.yaml"])
def test_the_smaller_shipped_scenarios_are_sound(scenarios: Path, name: str) -> None:
    records = run(load(scenarios / name))
    assert check(records) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["g-street.yaml", "overlays/all-four.yaml"])
def test_the_full_street_is_sound(scenarios: Path, name: str) -> None:
    assert found(run(load(scenarios / name))) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        f"{name}.yaml"
        for name in ("full-street", "dianjiang-2022", "flood", "heat-wave", "compound")
    ]
    + [
        f"overlays/{name}.yaml"
        for name in (
            "fast-response",
            "grid-service-community",
            "information-technology",
            "service-level",
            "two-per-grid",
        )
    ],
)
def test_every_other_shipped_scenario_is_sound(scenarios: Path, name: str) -> None:
    assert found(run(load(scenarios / name), 1)) == []
