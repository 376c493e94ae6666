"""The event kernel alone: no work, no response; seconds and bytes per resident.

The town has the street's layers; every contact is uncontrolled and the run goes to its end.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
from shared.measuring import ROOT, array_bytes, cpu_s, machine, spread

import sim
from sim.hazards.epidemic import Epidemic, infection_of, places_of
from sim.rng import replication_seed
from sim.state import new_state
from sim.town import build_town

PER_HOUSEHOLD, GRIDS = 2.35, 60  # of the street


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--reproduction", type=float, default=2.5, help="R0")
    parser.add_argument("--days", type=float, default=180.0)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    scenario = sim.load(ROOT / "scenarios" / "g-street.yaml").override(
        {
            "services": None,
            "workforce": None,
            "response": None,
            "town.households_per_grid": round(options.residents / PER_HOUSEHOLD / GRIDS),
            "hazards.outbreak.growth": None,
            "hazards.outbreak.R0": options.reproduction,
            "hazards.outbreak.introductions.mean": 20,
        }
    )
    load = machine()
    town = build_town(scenario.town, scenario.root)
    spec = scenario.hazards["outbreak"]
    places = places_of(town, np.zeros(0, np.int64))
    horizon_h = 24.0 * options.days
    setting_up, running, infected = [], [], []
    for turn in range(1 + options.repeats):
        made: list[Epidemic] = []

        def prepare(turn: int = turn, made: list[Epidemic] = made) -> None:
            seed = replication_seed(scenario.run.seed, turn)
            state = new_state(town.residents, town.households)
            infection = infection_of(spec, town, places, seed)
            made.append(Epidemic(spec, places, infection, state, horizon_h))
            made[0].introduce(scenario.start)

        seconds = [cpu_s(prepare), cpu_s(lambda made=made: made[0].advance(horizon_h))]
        if turn:  # the first compiles, or reads what was compiled
            setting_up.append(seconds[0])
            running.append(seconds[1])
            infected.append(int(made[0].courses.rows[0]))
        last = made[0]
    changing = array_bytes(last.state.fields, last.courses, last.queue, [last.voided_h])
    print(
        json.dumps(
            {
                "benchmark": "epidemic",
                "how": "CPU seconds of one advance to the end; another replication each time",
                "repeats": options.repeats,
                "residents": town.residents,
                "reproduction": options.reproduction,
                "infected_share": spread(n / town.residents for n in infected),
                "kernel_s": spread(running),
                "set_up_s": spread(setting_up),
                "infections_per_s": spread(
                    (n / s for n, s in zip(infected, running, strict=True)), 0
                ),
                "bytes_per_resident": {
                    "changing": round(changing / town.residents, 1),
                    "places": round(array_bytes(places) / town.residents, 1),
                },
                **load,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
