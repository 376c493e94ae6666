"""Run Covasim 3 or 4 on stated work: hybrid population, default disease.

For example: python with_covasim.py '{"residents": 100000, "infected": 20, "beta": 0.016}'.
With `direct`, only the first cases transmit: the mean number they infect is R0.
"""

from __future__ import annotations

import protocol  # first: it sets the number of threads

# isort: split
import warnings
from typing import Any

warnings.filterwarnings("ignore")
import covasim as cv  # noqa: E402


def prepare(work: protocol.Work, turn: int) -> protocol.Prepared:
    """Initialise a simulation; give its run and how to read what came out."""
    interventions = []
    if work.get("tracing"):
        interventions = [
            cv.test_prob(**work["tracing"]["test_prob"]),
            cv.contact_tracing(**work["tracing"]["contact_tracing"]),
        ]
    sim = cv.Sim(
        pop_type="hybrid",
        pop_size=work["residents"],
        pop_infected=work["infected"],
        n_days=work.get("days", 180),
        beta=work["beta"],
        use_waning=work.get("waning", True),
        rand_seed=work.get("seed", 1) + turn,
        interventions=interventions,
        rescale=False,
        verbose=0,
    )
    sim.initialize()
    if work.get("direct"):
        let_only_seeds_transmit(sim)

    return sim.run, lambda: facts_of(sim, work)


def facts_of(sim: Any, work: protocol.Work) -> protocol.Facts:
    """Read infections, contacts and what was done about them."""
    residents, days = work["residents"], work.get("days", 180)
    contacts = {name: 2 * len(layer) / residents for name, layer in sim.people.contacts.items()}
    last = {name: float(sim.results[name][-1]) for name in sim.results if name[:4] == "cum_"}
    log = sim.people.infection_log
    facts = {
        "peer": f"covasim {cv.__version__}",
        "residents": residents,
        "days": days,
        "infections": int(last["cum_infections"]),
        "ever_infected": len({entry["target"] for entry in log}),
        "contacts_per_day": round(sum(contacts.values()), 2),
        "contacts_by_layer": {name: round(value, 2) for name, value in contacts.items()},
        "events": int(sum(contacts.values()) * residents * days),
        "events_are": "contacts looked at, from each side and every day",
    }
    if work.get("tracing"):
        done = ("cum_tests", "cum_diagnoses", "cum_quarantined")
        facts |= {name[4:]: int(last[name]) for name in done}
    if work.get("direct"):
        seeds = {entry["target"] for entry in log if entry["source"] is None}
        by_seeds = sum(entry["source"] in seeds for entry in log)
        facts["direct"] = round(by_seeds / len(seeds), 4)
    return facts


def let_only_seeds_transmit(sim: Any) -> None:
    """Take the power to transmit from everybody but the first cases."""
    seeds = [entry["target"] for entry in sim.people.infection_log]
    four = int(cv.__version__.split(".")[0]) >= 4
    transmissibility = sim.diseases.covid.rel_trans_base if four else sim.people.rel_trans
    kept = [float(transmissibility[seed]) for seed in seeds]
    transmissibility[:] = 0.0
    for seed, value in zip(seeds, kept, strict=True):
        transmissibility[seed] = value


if __name__ == "__main__":
    protocol.serve(prepare)
