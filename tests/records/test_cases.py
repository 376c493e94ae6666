"""Homes and findings beside the infections."""

from __future__ import annotations

import numpy as np

from sim.records import with_finding, with_homes


def test_homes_are_those_of_residents_and_nobody_elses() -> None:
    table = {"resident": np.array([3, 0, 5])}  # of five residents: 5 is a worker from outside
    household, start = np.array([0, 0, 1, 1, 1], np.int32), np.array([0, 2, 5], np.int32)
    homes = with_homes(table, household, start)
    assert homes["household"].tolist() == [1, 0, -1]
    assert homes["members"].tolist() == [3, 2, 0]


def test_what_found_a_case_stands_beside_the_infection_that_was_found() -> None:
    table = {"resident": np.array([3, 4, 3]), "detected_h": np.array([np.nan, 9.0, 50.0])}
    found = with_finding(table, {3: "round", 4: "admission"})
    assert found["found_by"].tolist() == [None, "admission", "round"]
