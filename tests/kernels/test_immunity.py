"""How receptive people are: protection, leaky and all-or-nothing, waning, by variant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.kernels.immunity import protection, receptive, severity_remains
from sim.kernels.people import AGAINST, Infection
from tests.outbreaks import Outbreak, infection_like, town_of

TOWN = town_of()
DAY_H = 24.0


def _tables(*values: list[float]) -> NDArray[np.float64]:
    """Make tables with values at 0, 10 and 20 days, in the order of the kernels."""
    return np.array([[[0.0, 10 * DAY_H, 20 * DAY_H], row] for row in values])


TABLES = _tables(
    [0.9, 0.5, 0.1], [0.8, 0.8, 0.6],  # after infection: infection, severity
    [0.0, 0.4, 0.2], [0.5, 0.7, 0.7],  # one dose
    [0.2, 0.6, 0.6], [0.9, 0.9, 0.9],  # two doses
)  # fmt: skip


def _world(**changes: Any) -> Outbreak:
    infection = infection_like(
        3, reinfection=True, immunity=TABLES, onward=np.array([1.0, 0.8, 0.6]),
        severe=0.4, **changes,
    )  # fmt: skip
    return Outbreak(TOWN, infection, horizon_h=4000.0, vaccine=True)


def _susceptibility(outbreak: Outbreak, person: int, at_h: float, variant: int = 0) -> float:
    epidemic = outbreak.epidemic
    what = (epidemic.places, epidemic.infection, epidemic.courses, outbreak.state.fields)
    return float(receptive(*what, person, variant, at_h))


def _variants(infection: Infection) -> Infection:
    """Add a second variant, against which a first infection helps less, and the vaccine."""
    both = {
        name: np.concatenate([getattr(infection, name)] * 2)
        for name in ("laws", "shares", "profile", "variants")
    }
    both["variants"][1, AGAINST] = 0.5
    return infection._replace(**both, cross=np.array([[1.0, 0.3], [1.0, 1.0]]))


@pytest.mark.parametrize(
    ("days", "held"), [(0, 0.9), (5, 0.7), (10, 0.5), (15, 0.3), (20, 0.1), (900, 0.1)]
)
def test_protection_is_linear_between_its_points_and_stays_after_the_last(
    days: float, held: float
) -> None:
    assert protection(TABLES, 0, 0, days * DAY_H) == pytest.approx(held)


def test_the_last_dose_with_a_table_stands_for_further_ones() -> None:
    assert protection(TABLES, 2, 0, 100 * DAY_H) == pytest.approx(0.6)
    assert protection(TABLES, 5, 0, 100 * DAY_H) == pytest.approx(0.6)


def test_nobody_is_infected_twice_at_a_time_and_protection_wanes_from_infection_on() -> None:
    outbreak = _world()
    outbreak.introduce(7)  # infectious from 0 h to 120 h
    outbreak.epidemic.advance(1.0)
    severe = outbreak.infections()["severe_h"][0]
    assert np.isnan(severe)
    assert _susceptibility(outbreak, 7, 119.9) == 0.0
    assert _susceptibility(outbreak, 7, 120.0) == pytest.approx(1 - 0.7)
    assert _susceptibility(outbreak, 7, 480.0) == pytest.approx(0.9)


def test_vaccine_and_infection_act_independently() -> None:
    outbreak = _world()
    outbreak.introduce(7)
    outbreak.epidemic.advance(1.0)
    outbreak.state.fields.doses[[7, 8]] = 1
    outbreak.state.fields.dose_h[[7, 8]] = 240.0
    assert _susceptibility(outbreak, 8, 480.0) == pytest.approx(0.6)
    assert _susceptibility(outbreak, 7, 480.0) == pytest.approx(0.9 * 0.6)


def test_a_variant_is_spared_by_its_factors() -> None:
    outbreak = _world()
    outbreak.epidemic.infection = _variants(outbreak.epidemic.infection)
    outbreak.introduce(7)
    outbreak.epidemic.advance(1.0)
    outbreak.state.fields.doses[8] = 2
    assert _susceptibility(outbreak, 7, 240.0, variant=1) == pytest.approx(1 - 0.3 * 0.5)
    assert _susceptibility(outbreak, 8, 480.0, variant=0) == pytest.approx(0.4)
    assert _susceptibility(outbreak, 8, 480.0, variant=1) == pytest.approx(1 - 0.5 * 0.6)


def test_all_or_nothing_protects_the_share_fully_and_the_same_people_until_it_wanes() -> None:
    # 400 residents: a share of .6 is met within .1 with probability .9999.
    outbreak = _world(vaccine_all_or_nothing=True)
    outbreak.state.fields.doses[:] = 2
    everybody = range(TOWN.residents)
    early = np.array([_susceptibility(outbreak, i, 120.0) for i in everybody])
    late = np.array([_susceptibility(outbreak, i, 480.0) for i in everybody])
    assert set(early.tolist()) == {0.0, 1.0}
    assert 1 - early.mean() == pytest.approx(0.4, abs=0.1)
    assert 1 - late.mean() == pytest.approx(0.6, abs=0.1)
    assert (late <= early).all()  # nested: who was protected still is


def test_immunity_spares_the_severe_turn() -> None:
    outbreak = _world()
    outbreak.introduce(7)
    outbreak.epidemic.advance(1.0)
    epidemic, fields = outbreak.epidemic, outbreak.state.fields
    table = epidemic.courses.table
    assert severity_remains(epidemic.infection.immunity, epidemic.courses, fields, 0) == 1.0
    table["doses"][0], fields.dose_h[7] = 1, -240.0
    assert severity_remains(
        epidemic.infection.immunity, epidemic.courses, fields, 0
    ) == pytest.approx(0.3)


def test_full_and_lasting_immunity_is_the_default() -> None:
    outbreak = Outbreak(TOWN, infection_like(3), horizon_h=4000.0)
    outbreak.introduce(7)
    outbreak.epidemic.advance(1.0)
    assert _susceptibility(outbreak, 7, 3999.0) == 0.0
    assert _susceptibility(outbreak, 8, 3999.0) == 1.0
