"""Run our epidemic on stated work, in the same way as the peers.

For example: python with_ours.py '{"residents": 100000, "infected": 20, "reproduction": 2.5}',
or with `graph`, `per_day` and `recovery_per_day` in place of the reproduction.
"""

from __future__ import annotations

import protocol  # first: it sets the number of threads

# isort: split
import sys
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared import ours, traced

STATED = ("residents", "infected", "reproduction", "household_attack_rate", "waning", "graph",
          "per_day", "recovery_per_day")  # fmt: skip


@lru_cache(maxsize=1)
def interpreter_mb() -> float:
    """Run something small, so that all code is loaded; give the memory held then [MB]."""
    small = ours.prepare(ours.street(2_000, 2.5, 5, 60.0), 0)
    ours.run(small)
    return protocol.memory_mb("VmRSS")


@lru_cache(maxsize=1)
def ground_of(**work: float | str) -> ours.Ground:
    """Lay out the ground of the work once."""
    infected, days = int(work["infected"]), float(work["days"])
    if "graph" in work:
        rates = float(work["per_day"]), float(work["recovery_per_day"])
        graph = str(Path(str(work["graph"])).resolve())
        return ours.network(graph, int(work["residents"]), rates, infected, days)
    size, reproduction = int(work["residents"]), float(work["reproduction"])
    rate = float(work["household_attack_rate"]) if "household_attack_rate" in work else None
    waning = bool(work.get("waning", True))
    return ours.street(size, reproduction, infected, days, rate, waning)


def prepare(work: protocol.Work, turn: int) -> protocol.Prepared:
    """Set a replication up; give its run and how to read what came out."""
    interpreter = interpreter_mb()
    asked = {name: work[name] for name in STATED if name in work}
    ground = ground_of(days=work.get("days", 180), **asked)
    if "tracing" in work:
        return _with_tracing(ground, work, turn)
    epidemic = ours.prepare(ground, work.get("seed", 1) + turn)

    def facts() -> protocol.Facts:
        above = (protocol.memory_mb() - interpreter) * 2**20 / ground.town.residents
        whole = {"peak_bytes_per_resident_above_interpreter": round(above, 1)}
        return ours.facts_of(ground, epidemic) | whole

    return lambda: ours.run(epidemic), facts


def _with_tracing(ground: ours.Ground, work: protocol.Work, turn: int) -> protocol.Prepared:
    """Set a replication of the whole engine up, testing and tracing stated."""
    scenario = traced.scenario_of(ground, work["tracing"], bool(work.get("at_once", True)))
    world = traced.prepare(scenario, ground, work.get("seed", 1) + turn)
    found: list[protocol.Facts] = []

    def facts() -> protocol.Facts:
        contacts = ours.contacts_per_day(ground.places, ours.prepare(ground, 0).infection)
        return {
            "peer": "ours",
            "residents": ground.town.residents,
            "days": work.get("days", 180),
            "contacts_per_day": round(sum(contacts.values()), 2),
            "events": found[-1]["tasks"] + found[-1]["infections"],
            "events_are": "infections and tasks",
            **found[-1],
        }

    return lambda: found.append(traced.run(world)), facts


if __name__ == "__main__":
    protocol.serve(prepare)
