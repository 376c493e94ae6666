from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import ResidentNeed
from sim.services.demand import day_factor
from tests.towns import by_hand, rows, run


def requests(**need: Any) -> dict[str, Any]:
    return {
        "horizon": "20 d",
        "services": {"visit": {"need": {"what": None, "per": "resident", **need}}},
    }


def test_residents_need_at_their_rate() -> None:
    records = run(by_hand(requests(rate="1 /resident/d", factor_cv=0)))
    assert 400 < len(records.tables["needs"]["need"]) < 560  # 24 residents, 20 days
    assert set(records.tables["needs"]["resident"].tolist()) == set(range(24))


def test_needs_of_the_warm_up_are_carried_in() -> None:
    records = run(by_hand(requests(rate="1 /resident/d"), {"run": {"warm_up": "2 d"}}))
    assert records.tables["tasks"]["created_h"].min() < -40
    assert records.tables["shifts"]["from_h"].min() == -48.0


def test_the_number_of_a_need_is_the_candidates_so_more_demand_keeps_the_lesser_names() -> None:
    few = run(by_hand(requests(rate="0.5 /resident/d", factor_cv=0.5)))
    many = run(by_hand(requests(rate="1 /resident/d", factor_cv=0.5)))
    names = [set(one.tables["tasks"]["task"].tolist()) for one in (few, many)]
    assert names[0] < names[1]


def test_only_the_vulnerable_have_needs_of_theirs() -> None:
    ill = {"town": {"chronic_under_60": 0, "share_60_plus": 0.5, "chronic_60_plus": 0.5}}
    need = requests(rate="1 /resident/d", per_class="vulnerable")
    records = run(by_hand(need, ill))
    assert set(rows(records, "needs", "vulnerable")) == {(True,)}


def test_a_grids_own_needs_are_nobodys() -> None:
    grid = {"services": {"visit": {"need": {"what": None, "per": "grid", "rate": "2 /d"}}}}
    records = run(by_hand({"horizon": "9 d"}, grid))
    assert set(rows(records, "tasks", "household", "stops")) == {(-1, 1)}
    assert set(rows(records, "needs", "resident")) == {(-1,)}


RECORDS = {
    "need": {"per": "background", "share": 0.25, "slice": "30 min"},
    "crew": {"visit": 1},
    "work": "15 min",
    "priority": 9,
    "due": "24 h",
}


@pytest.mark.parametrize(("forms_factor", "slices"), [(1.0, 4), (0.5, 2)])
def test_background_work_is_a_share_of_the_normal_day_in_slices(
    forms_factor: float, slices: int
) -> None:
    service = {**RECORDS, "forms_factor": forms_factor}
    records = run(by_hand({"horizon": "1 d", "services": {"visit": None, "forms": service}}))
    assert rows(records, "tasks", "grid", "created_h") == [
        ("C01-G01", 0.0),
        ("C01-G02", 0.0),
    ]  # one stretch of slices a grid
    assert rows(records, "tasks", "stops") == [(slices,), (slices,)]
    assert rows(records, "workers", "serve_h", "travel_h") == [(slices, 0.0)]


def need(cv: float, correlation: float) -> ResidentNeed:
    return ResidentNeed(per="resident", rate=1.0, factor_cv=cv, factor_correlation=correlation)


def test_the_factor_of_a_day_has_mean_one_and_the_stated_spread() -> None:
    found = np.array([day_factor(1, 7, day, 40, need(0.5, 0.5)) for day in range(2000)])
    assert float(found.mean()) == pytest.approx(1.0, abs=0.03)
    assert float(found.std()) == pytest.approx(0.5, abs=0.03)


def test_grids_share_the_luck_of_the_day_by_the_stated_correlation() -> None:
    alike = day_factor(1, 7, 0, 5, need(0.5, 1.0))
    assert len(set(np.round(alike, 12))) == 1
    logs = np.log([day_factor(1, 7, day, 2, need(0.5, 0.5)) for day in range(4000)])
    assert round(float(np.corrcoef(logs.T)[0, 1]), 1) == 0.5
    assert day_factor(1, 7, 0, 3, need(0.0, 0.5)).tolist() == [1.0, 1.0, 1.0]
