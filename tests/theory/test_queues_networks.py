"""Networks of queues: tasks that lead to others, in line and with a way back.

Held against theory is the mean number present, waiting or in work. By Little's identity, which
is checked in every run, it is rate x (wait + work); its standard error is the smaller one.
"""

from __future__ import annotations

import pytest

from tests.theory.agreement import agree, number_present, replicate
from tests.theory.queues import mm1


@pytest.mark.slow
def test_two_queues_in_line_are_as_if_each_stood_alone(theory) -> None:
    first, second = [], []
    for records in replicate(theory("tandem")):
        first.append(number_present(records, "requests"))
        second.append(number_present(records, "reports"))
    agree(first, mm1(0.5))
    agree(second, mm1(0.5))


@pytest.mark.slow
def test_a_network_with_a_way_back_is_as_jackson_says(theory) -> None:
    visits, reports = [], []
    for records in replicate(theory("feedback")):
        both = [number_present(records, name) for name in ("requests", "again")]
        visits.append(sum(both))
        reports.append(number_present(records, "reports"))
    agree(visits, mm1(0.5))
    agree(reports, mm1(0.4))
