"""The adapters: the same outbreak as the product's, and controls without chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine import run
from sim.town import build_town
from tests.validation.graphs import DEGREES, configuration, weights_of, write
from tests.validation.laws import GAMMA
from tests.validation.networks import Network, scenario_of
from tests.validation.runs import NEVER, Outbreaks, infections, isolate, meets, theory


@pytest.mark.parametrize("name", ["sir", "growth", "households"])
def test_an_outbreak_is_that_of_a_whole_run(name: str) -> None:
    scenario = theory(name, town__households_per_grid=900)
    town = build_town(scenario.town, scenario.root)
    table = run(scenario, 3, town).tables["infections"]
    ours = Outbreaks(scenario, town).run(3)
    assert len(ours.person) > 20
    assert table["resident"].tolist() == ours.person.tolist()
    assert table["time_h"].tolist() == ours.time_h.tolist()
    assert table["infectious_until_h"].tolist() == ours.until_h.tolist()
    infector = np.where(ours.infector >= 0, ours.person[ours.infector], -1)
    assert table["infector"].tolist() == infector.tolist()


def test_generations_and_offspring_are_counted_from_who_infected_whom() -> None:
    outbreak = Outbreaks(theory("sir", town__households_per_grid=500)).run(0)
    assert outbreak.offspring.sum() == len(outbreak.person) - outbreak.seeds
    caused = outbreak.infector >= 0
    apart = outbreak.generation[caused] - outbreak.generation[outbreak.infector[caused]]
    assert set(apart.tolist()) == {1}


def test_isolation_takes_away_exactly_what_would_have_come_after_it() -> None:
    def caused(share: float) -> set[tuple[int, float]]:
        scenario = theory(
            "sir",
            R0=None,
            layers={"city": meets(0.5)},
            latent=NEVER,
            infectious=GAMMA.written(),
            presymptomatic="2 d",
            asymptomatic=0,
            isolation={"share": share, "factors": {"city": 0}},
        )
        outbreak = Outbreaks(scenario).run(0, (range(50), np.zeros(50)))
        by = outbreak.infector >= 0
        return set(zip(outbreak.person[by].tolist(), outbreak.time_h[by].tolist(), strict=True))

    free, isolated = caused(0.0), caused(1.0)
    assert isolated == {entry for entry in free if entry[1] < 48.0} != free


def test_whoever_is_isolated_meets_nobody_from_then_on() -> None:
    outbreaks = Outbreaks(theory("sir", latent=NEVER))
    epidemic = outbreaks.begin(0, (range(40), np.zeros(40)))
    isolate(epidemic, range(20), 24.0)
    epidemic.advance(2400.0)
    outbreak = infections(epidemic)
    later = outbreak.infector[outbreak.time_h > 24.0]
    assert len(later) > 10
    assert outbreak.person[later].min() >= 20


def test_a_network_is_the_same_file_for_ever(tmp_path: Path) -> None:
    edges = configuration(DEGREES, 1000, 5)
    degrees = np.bincount(edges.ravel(), minlength=1000)
    assert (edges[:, 0] < edges[:, 1]).all()
    assert abs(degrees.mean() - 4.2) < 0.05
    found = write(tmp_path / "a.csv", edges, weights_of(len(edges), 5))
    assert found == write(
        tmp_path / "b.csv", configuration(DEGREES, 1000, 5), weights_of(len(edges), 5)
    )
    assert (tmp_path / "a.csv").read_text().startswith("a,b,weight\n0,")


def test_along_edges_only_neighbours_are_infected(tmp_path: Path) -> None:
    ring = np.array([[k, k + 1] for k in range(99)])
    scenario = scenario_of(Network(100, ring), tmp_path, GAMMA, 1.0, 1)
    outbreak = Outbreaks(scenario).run(0, ([50], [0.0]))
    by = outbreak.infector >= 0
    apart = outbreak.person[by] - outbreak.person[outbreak.infector[by]]
    assert len(outbreak.person) > 5
    assert set(np.abs(apart).tolist()) == {1}
