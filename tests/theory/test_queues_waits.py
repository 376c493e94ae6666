"""Waits by the formulas of the textbooks: Erlang, Pollaczek and Khinchine, Cobham, Erlang-A."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.queues import (
    mean_number_in_service,
    mean_wait_h,
    share_abandoned,
    share_delayed,
    waits_h,
)
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


@pytest.mark.slow
def test_mmc_waits_as_erlang_c_says(theory) -> None:
    means, longer, delayed, controls = [], [], [], []
    for records in replicate(theory("mmc")):
        waits = waits_h(records)
        controls.append([len(waits) - 2.4 * 21_600, mean_number_in_service(records) - 2.4])
        means.append(float(waits.mean()))
        delayed.append(float(np.mean(waits > 0)))
        longer.append([float(np.mean(waits > t)) for t in (0.5, 1.0)])
    agree(means, erlang_c_wait_h(2.4, 1.0, 3))
    agree(delayed, erlang_c(2.4, 3))
    for share, than_h in zip(np.transpose(longer), (0.5, 1.0), strict=True):
        agree(share.tolist(), erlang_c_longer(2.4, 1.0, 3, than_h))
    agree(controlled(means[:30], controls[:30]), erlang_c_wait_h(2.4, 1.0, 3))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rate", "mean_h", "cv"),
    [("md1", 0.6, 1.0, 0.0), ("mg1-gamma", 6.0, 0.1, 1.2), ("mg1-lognormal", 5.0, 0.1, 1.5)],
)
def test_mg1_waits_as_pollaczek_and_khinchine_say(
    theory, name: str, rate: float, mean_h: float, cv: float
) -> None:
    means, delayed = [], []
    for records in replicate(theory(name)):
        means.append(mean_wait_h(records))
        delayed.append(share_delayed(records))
    agree(means, pollaczek_khinchine_h(rate, mean_h, cv))
    agree(delayed, rate * mean_h)


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
