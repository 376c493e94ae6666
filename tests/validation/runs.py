"""The product's own parts, run from scenarios written as data: arrays come back.

`Outbreaks` puts the hazard together as `sim.run` does, without services and response, so that
ten thousand outbreaks take seconds; a test compares the two, bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import Epidemic, infection_of, places_of
from sim.kernels.people import LAYERS, known
from sim.kernels.spread import AT_ONCE, introduce
from sim.rng import replication_seed
from sim.scenario import Scenario, load
from sim.state import new_state
from sim.town import Town, build_town

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DAY_H = 24.0
CHANCE = 0.1  # of transmission in a contact; where a rate is stated, contacts follow
NEVER = "1000 d"  # latent beyond every horizon: whoever is infected infects nobody
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Seeds = tuple[Sequence[int] | Numbers, Sequence[float] | Floats]


class Infections(NamedTuple):
    """Who infected whom and when, in order of time; an infector is a row, -1 from outside."""

    person: Numbers
    infector: Numbers
    layer: Numbers
    time_h: Floats
    from_h: Floats
    until_h: Floats
    onset_h: Floats  # nan without symptoms

    @property
    def seeds(self) -> int:
        """Count those infected from outside."""
        return int(np.sum(self.infector < 0))

    @property
    def generation(self) -> Numbers:
        """Count how far each is from somebody infected from outside, who has 0."""
        out = np.zeros(len(self.person), np.int64)
        for row, by in enumerate(self.infector.tolist()):
            out[row] = out[by] + 1 if by >= 0 else 0
        return out

    @property
    def offspring(self) -> Numbers:
        """Count the people whom each infected directly."""
        caused = self.infector[self.infector >= 0]
        return np.bincount(caused, minlength=len(self.person))


def theory(name: str, seed: int = 1, **changes: Any) -> Scenario:
    """Load a scenario of the theory folder; `__` in a keyword stands for a dot."""
    return changed(load(SCENARIOS / "theory" / f"{name}.yaml"), run__seed=seed, **changes)


def changed(scenario: Scenario, **changes: Any) -> Scenario:
    """Change values of a scenario; a key without a place in the file is of the outbreak."""
    tops = ("town", "hazards", "run", "horizon", "services", "workforce", "response")
    paths = {key.replace("__", "."): value for key, value in changes.items()}
    return scenario.override(
        {
            path if path.split(".")[0] in tops else f"hazards.outbreak.{path}": value
            for path, value in paths.items()
        }
    )


def apart(seed: int, number: int) -> int:
    """Give the seed of a comparison, so that no two of them share their luck."""
    return 10_000 * seed + number


def drawn(seed: int, many: int, below: int) -> Numbers:
    """Draw whole numbers below a bound, by raw words that no library may change."""
    return (np.random.PCG64(seed).random_raw(many) % np.uint64(below)).astype(np.int64)


def meets(rate_per_d: float) -> dict[str, Any]:
    """State a layer by the rate at which a case would infect, were all contacts new [1/d]."""
    return {"contacts": f"{rate_per_d / CHANCE} /d", "probability": CHANCE}


class Outbreaks:
    """The outbreaks of one scenario in one town."""

    def __init__(self, scenario: Scenario, town: Town | None = None) -> None:
        self.scenario = scenario
        self.town = town if town is not None else build_town(scenario.town, scenario.root)
        (self.spec,) = scenario.hazards.values()
        root, nobody = scenario.root, np.zeros(0, np.int64)
        self.places = places_of(self.town, nobody, self.spec, root, scenario.town.seed)
        self.infection = infection_of(self.spec, self.places, 0, scenario.start)

    def begin(self, replication: int, seeds: Seeds | None = None) -> Epidemic:
        """Make an outbreak whose introductions wait in the queue.

        `seeds`: residents and when each becomes infectious [h], in place of the introductions.
        """
        seed = replication_seed(self.scenario.run.seed, replication)
        state = new_state(self.town.residents, self.town.households)
        infection = self.infection._replace(seed=seed)
        horizon_h = self.scenario.horizon
        epidemic = Epidemic(self.spec, self.places, infection, state, horizon_h)
        if seeds is None:
            epidemic.introduce(self.scenario.start)
            return epidemic
        for number, (person, at_h) in enumerate(zip(*seeds, strict=True)):
            introduce(epidemic.queue, int(person), float(at_h), number, 0, AT_ONCE, 0.0)
        return epidemic

    def run(self, replication: int, seeds: Seeds | None = None) -> Infections:
        """Let one outbreak go to the horizon."""
        epidemic = self.begin(replication, seeds)
        epidemic.advance(self.scenario.horizon)
        return infections(epidemic)

    def each(self, replications: int) -> Iterator[Infections]:
        """Let outbreaks 0, 1, 2 ... go to the horizon, one after another."""
        return map(self.run, range(replications))


def infections(epidemic: Epidemic) -> Infections:
    """Copy what has happened so far."""
    table = known(epidemic.courses)
    return Infections(
        person=table["person"].astype(np.int64),
        infector=table["infector"].astype(np.int64),
        layer=table["layer"].astype(np.int64),
        time_h=table["time_h"].copy(),
        from_h=table["infectious_from_h"].copy(),
        until_h=table["infectious_until_h"].copy(),
        onset_h=table["onset_h"].copy(),
    )


def isolate(epidemic: Epidemic, people: Iterable[int], at_h: float) -> None:
    """Bring an outbreak to an instant; from then on these residents meet nobody."""
    epidemic.advance(at_h)
    found, state = np.array(list(people), np.int64), epidemic.state
    state.fields.factors[1, : len(LAYERS)] = 0.0
    rows = np.ones(len(found), np.uint8)
    state.fields.restriction[found] = rows
    state.restriction_log.append((at_h, found, rows))
    epidemic.restricted(found, at_h)


def final_sizes(scenario: Scenario, replications: int) -> Numbers:
    """Count the infected of each of many outbreaks, seeds included."""
    outbreaks = Outbreaks(scenario).each(replications)
    return np.array([len(outbreak.person) for outbreak in outbreaks])
