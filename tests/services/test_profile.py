from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Step
from sim.services.profile import Profile

U = np.linspace(0.001, 0.999, 999)


def profile(*steps: tuple[float, float]) -> Profile:
    return Profile(tuple(Step.model_validate({"from": at, "value": v}) for at, v in steps))


def test_before_the_first_step_the_last_holds() -> None:
    night = profile((8.0, 3.0), (20.0, 1.0))
    assert night.mean == 2.0
    assert night.time_h(np.array([8 / 48, 26 / 48, 44 / 48])).tolist() == pytest.approx(
        [8.0, 14.0, 20.0]
    )


def test_a_constant_profile_is_the_plain_uniform_bit_for_bit() -> None:
    for constant in (profile(), profile((0.0, 1.0)), profile((6.0, 1.0), (22.0, 1.0))):
        assert constant.mean == 1.0
        assert constant.time_h(U).tolist() == (24.0 * U).tolist()


def test_nothing_arises_where_the_rate_is_zero() -> None:
    times = profile((0.0, 0.0), (9.0, 1.0), (12.0, 0.0), (14.0, 1.0), (17.0, 0.0)).time_h(U)
    assert ((times >= 9) & (times <= 17)).all()
    assert not ((times > 12) & (times < 14)).any()
    assert (np.diff(times) > 0).all()


def test_a_profile_of_zeros_asks_for_nothing() -> None:
    assert profile((0.0, 0.0)).mean == 0.0
