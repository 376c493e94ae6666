"""Waits by the formulas of the textbooks: Erlang, Pollaczek and Khinchine, Cobham, Erlang-A."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.measures.queues import (
    mean_number_in_service,
    mean_wait_h,
    share_abandoned,
    waits_h,
)
from sim.scenario import Scenario
from tests.theory.agreement import agree, controlled, replicate
from tests.theory.queues import (
    cobham_h,
    erlang_a,
    erlang_c,
    erlang_c_longer,
    erlang_c_wait_h,
    pollaczek_khinchine_h,
)


def test_the_formulas_give_the_figures_of_the_textbooks() -> None:
    assert erlang_c_wait_h(2.4, 1.0, 3) == pytest.approx(1.0787, abs=5e-5)
    assert erlang_c(2.4, 3) == pytest.approx(0.6472, abs=5e-5)
    assert erlang_c_longer(2.4, 1.0, 3, 1.0) == pytest.approx(0.3552, abs=5e-5)
    assert pollaczek_khinchine_h(0.6, 1.0, 0.0) == pytest.approx(0.75)
    assert cobham_h([(0.3, 0.5, 0.0), (0.45, 1.0, 0.5**0.5)]) == pytest.approx(
        [0.375 / 0.85, 0.375 / (0.85 * 0.4)]
    )


def values_and_controls(scenario: Scenario, rate: float, mean_h: float) -> tuple[Any, Any]:
    """Give the mean wait, the shares of waits above 0, 0.5 and 1 h, and controls of each run.

    Controls: what came and what was in service, less what a rate and a mean service expect.
    """
    values, controls = [], []
    for records in replicate(scenario):
        waits = waits_h(records)
        values.append([waits.mean(), *(np.mean(waits > than_h) for than_h in (0.0, 0.5, 1.0))])
        came = len(waits) - rate * scenario.horizon
        controls.append([came, mean_number_in_service(records) - rate * mean_h])
    return np.transpose(values), controls


@pytest.mark.slow
def test_mmc_waits_as_erlang_c_says(theory) -> None:
    """A third of its time: shares within 1 %, the mean wait within 2 % (long: 1 %)."""
    short = theory("mmc").override({"horizon": "300 d", "run.replications": 30})
    values, controls = values_and_controls(short, 2.4, 1.0)
    mean_h, delayed, *longer = (controlled(one.tolist(), controls) for one in values)
    agree(mean_h, erlang_c_wait_h(2.4, 1.0, 3), error=0.02)
    agree(delayed, erlang_c(2.4, 3))
    for share, than_h in zip(longer, (0.5, 1.0), strict=True):
        agree(share, erlang_c_longer(2.4, 1.0, 3, than_h))


@pytest.mark.long
def test_so_they_do_within_one_per_cent(theory) -> None:
    values, controls = values_and_controls(theory("mmc"), 2.4, 1.0)
    mean_h, delayed, *longer = (one.tolist() for one in values)
    agree(mean_h, erlang_c_wait_h(2.4, 1.0, 3))
    agree(delayed, erlang_c(2.4, 3))
    for share, than_h in zip(longer, (0.5, 1.0), strict=True):
        agree(share, erlang_c_longer(2.4, 1.0, 3, than_h))
    agree(controlled(mean_h[:30], controls[:30]), erlang_c_wait_h(2.4, 1.0, 3))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "horizon", "rate", "mean_h", "cv"),
    [
        ("md1", "400 d", 0.6, 1.0, 0.0),
        ("mg1-gamma", "100 d", 6.0, 0.1, 1.2),
        ("mg1-lognormal", "150 d", 5.0, 0.1, 1.5),
    ],
)
def test_mg1_waits_as_pollaczek_and_khinchine_say(
    theory, name: str, horizon: str, rate: float, mean_h: float, cv: float
) -> None:
    scenario = theory(name).override({"horizon": horizon, "run.replications": 30})
    values, controls = values_and_controls(scenario, rate, mean_h)
    agree(controlled(values[0].tolist(), controls), pollaczek_khinchine_h(rate, mean_h, cv))
    agree(controlled(values[1].tolist(), controls), rate * mean_h)


@pytest.mark.slow
def test_three_priorities_wait_as_cobham_says(theory) -> None:
    names = ("urgent", "soon", "requests")
    waits = [
        [mean_wait_h(records, name) for name in names]
        for records in replicate(theory("priorities"))
    ]
    truths = cobham_h([(2.0, 0.1, 0.0), (2.0, 0.1, 1.0), (2.0, 0.1, 0.5**0.5)])
    for of_one, truth in zip(np.transpose(waits), truths, strict=True):
        agree(of_one.tolist(), truth)


@pytest.mark.slow
def test_the_impatient_give_up_as_erlang_a_says(theory) -> None:
    shares = [share_abandoned(records) for records in replicate(theory("erlang-a"))]
    agree(shares, erlang_a(2.4, 1.0, 3, 1.0))


def test_with_many_workers_nobody_waits(theory) -> None:
    longest, numbers = 0.0, []
    for records in replicate(theory("many-workers")):
        longest = max(longest, float(waits_h(records).max()))
        numbers.append(mean_number_in_service(records))
    assert longest == 0.0
    agree(numbers, 10.0)
