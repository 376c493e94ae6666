"""Attribution: shares that sum to the whole, by hand and on a small town."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import CallError
from sim.experiment.attribution import attribute, shapley, switched
from sim.experiment.settings import Settings
from sim.scenario import load
from sim.scenario.attribution_spec import COUPLINGS, without


def test_shares_of_two_players_are_their_mean_marginal_gains() -> None:
    gains = {
        frozenset(): np.array([1.0]),
        frozenset({"a"}): np.array([3.0]),
        frozenset({"b"}): np.array([4.0]),
        frozenset({"a", "b"}): np.array([10.0]),
    }
    found = shapley(gains, ["a", "b"])
    assert (found["a"][0], found["b"][0]) == (4.0, 5.0)  # (2 + 6) / 2 and (3 + 7) / 2


def test_each_coupling_names_keys_that_the_scenario_knows(scenarios: Path) -> None:
    street = load(scenarios / "full-street.yaml")
    for coupling in COUPLINGS:
        changes = without(street, coupling)
        assert changes
        assert street.override(changes) != street


def test_with_every_coupling_on_nothing_is_changed(scenarios: Path) -> None:
    base = load(scenarios / "two-grids.yaml")
    on = switched(base, list(COUPLINGS), frozenset(COUPLINGS), base.name)
    assert on.override({"title": base.title}) == base


def test_a_coupling_that_is_none_is_refused(scenarios: Path) -> None:
    base = load(scenarios / "two-grids.yaml")
    with pytest.raises(CallError, match="no such coupling: absense, did you mean absence"):
        attribute((base, base), ["on_time"], ["absense"])


@pytest.mark.slow
def test_shares_sum_to_the_whole_in_a_small_town(scenarios: Path, tmp_path: Path) -> None:
    base = load(scenarios / "two-grids.yaml").override({"horizon": "15 d"})
    more = base.override({"workforce.grid_workers.per_grid": 3}, name="more")
    found = attribute(
        (base, more), ["on_time", "infections"], ["absence", "contacts_at_work"], (4, 1),
        (tmp_path, 1), Settings("summary"),
    )  # fmt: skip
    for measure, whole in found.whole.items():
        total = sum(share.found.mean for share in found.of(measure))
        assert total == pytest.approx(whole.mean, abs=1e-9)
    assert "sum to the whole" in found.sentences()[-1]
