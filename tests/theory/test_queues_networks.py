"""Networks of queues: tasks that lead to others, in line and with a way back."""

from __future__ import annotations

import pytest

from sim.measures.queues import mean_wait_h, waits_h
from tests.theory.agreement import agree, number_present, replicate
from tests.theory.queues import erlang_c_wait_h


@pytest.mark.slow
def test_two_queues_in_line_wait_as_if_each_stood_alone(theory) -> None:
    first, second, present = [], [], []
    for records in replicate(theory("tandem")):
        first.append(mean_wait_h(records, "requests"))
        second.append(mean_wait_h(records, "reports"))
        present.append(number_present(records))
    agree(first, erlang_c_wait_h(5.0, 6 / 60, 1))
    agree(second, erlang_c_wait_h(5.0, 7 / 60, 1))
    agree(present, 1.0 + 7 / 5)


@pytest.mark.slow
def test_a_network_with_a_way_back_waits_as_jackson_says(theory) -> None:
    visits, reports = [], []
    for records in replicate(theory("feedback")):
        both = [waits_h(records, name) for name in ("requests", "again")]
        visits.append(sum(map(sum, both)) / sum(map(len, both)))
        reports.append(mean_wait_h(records, "reports"))
    agree(visits, erlang_c_wait_h(5.0, 0.1, 1))
    agree(reports, erlang_c_wait_h(2.0, 0.25, 1))
