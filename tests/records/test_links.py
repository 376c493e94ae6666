"""Who infected whom, by person and number of infection."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.records import Links, links_of

NAN = np.nan
COLUMNS = ("resident", "number", "infector", "infector_number", "time_h", "infectious_until_h")


def linked(*rows: tuple[Any, ...], **more: list[Any]) -> Links:
    """Link infections given by the columns above; whatever else is not said is as nothing."""
    columns: dict[str, Any] = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    blank = {"layer": "grid", "variant": "x", "infectious_from_h": NAN, "onset_h": NAN,
             "severe_h": NAN, "death_h": NAN}  # fmt: skip
    columns |= {name: [value] * len(rows) for name, value in blank.items()} | more
    return links_of({name: np.array(values) for name, values in columns.items()}, 100.0)


TWICE = [
    (7, 0, -1, -1, 0.0, 20.0),
    (3, 0, 7, 0, 5.0, 30.0),
    (7, 1, 3, 0, 25.0, 60.0),
    (4, 0, 7, 1, 40.0, 130.0),
    (5, 0, 7, 0, 10.0, 40.0),
    (6, 0, 5, 0, 100.0, 120.0),  # at the horizon: not yet
]


def test_an_infection_is_linked_to_the_right_one_of_its_infectors() -> None:
    links = linked(*TWICE)
    assert links.by.tolist() == [-1, 0, 1, 2, 0]
    assert links.passed_on.tolist() == [False, True, True, True, True]


def test_offspring_are_counted_by_infection_not_by_resident() -> None:
    assert linked(*TWICE).offspring.tolist() == [2, 1, 1, 0, 0]


def test_cohorts_are_complete_up_to_the_first_who_can_still_infect() -> None:
    assert linked(*TWICE).complete_h == 40.0
    assert linked(*TWICE[:3]).complete_h == 100.0


def test_who_is_in_hospital_or_dead_can_infect_no_longer() -> None:
    severe_h, death_h = [NAN, NAN, NAN, 90.0, NAN, NAN], [NAN, 28.0, NAN, NAN, NAN, NAN]
    links = linked(*TWICE, severe_h=severe_h, death_h=death_h)
    assert links.until_h.tolist() == [20.0, 28.0, 60.0, 90.0, 40.0]
    assert links.over_h.tolist() == [20.0, 30.0, 60.0, 130.0, 40.0]
    assert links.complete_h == 100.0


def test_a_run_without_infections_has_no_links() -> None:
    links = links_of({}, 100.0)
    assert (len(links.by), links.offspring.tolist(), links.complete_h) == (0, [], 100.0)
