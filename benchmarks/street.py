"""One replication of the street: seconds, their split, pace, memory.

The split needs no profiler. Hazard and desk: the CPU time inside the entry points of their
kernels (advance, sessions, bands; let), each wrapped by a clock in runs of their own. SimPy:
the number of its events times the cost of a bare event (made, scheduled, taken from as long a
heap, one empty callback), measured in turn with the runs. Our Python: the rest. Memory: the
peak of a process that does one run only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from shared.bare import events
from shared.measuring import ROOT, array_bytes, in_turn, machine, peak_mb, spread

import sim
from sim.engine import bind, build_world, records_of, start_rhythms
from sim.kernels import desk, sessions
from sim.kernels import spread as kernel
from sim.scenario import Scenario
from sim.town import Town, build_town

ENTRIES = ((kernel, "advance", "hazard"), (kernel, "raise_bands", "hazard"),
           (sessions, "push_visits", "hazard"), (sessions, "push_table", "hazard"),
           (desk, "let", "desk"))  # fmt: skip


@dataclass
class Run:
    """What one run with clocks around the kernel gave."""

    kernel_s: dict[str, float] = field(default_factory=lambda: {"hazard": 0.0, "desk": 0.0})
    kernel_calls: dict[str, int] = field(default_factory=lambda: {"hazard": 0, "desk": 0})
    phases_s: dict[str, float] = field(default_factory=dict)
    events: int = 0
    waiting: list[int] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)


@contextmanager
def clocked(run: Run, watch: Callable[[], int]) -> Iterator[None]:
    """Put clocks around the kernel's entry points; `watch` is asked at each call."""
    now = time.process_time

    def wrap(call: Callable[..., Any], whose: str) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            before = now()
            result = call(*arguments)
            run.kernel_s[whose] += now() - before
            run.kernel_calls[whose] += 1
            run.waiting.append(watch())
            return result

        return timed

    kept = [(module, name, getattr(module, name), whose) for module, name, whose in ENTRIES]
    for module, name, call, whose in kept:
        setattr(module, name, wrap(call, whose))
    try:
        yield
    finally:
        for module, name, call, _ in kept:
            setattr(module, name, call)


def take_apart(scenario: Scenario, town: Town, run: Run) -> None:
    """Do what `sim.run` does, phase by phase, with clocks."""
    marks = [time.process_time()]
    world = build_world(scenario, town, 0)
    bind(world)
    start_rhythms(world)
    marks.append(time.process_time())
    env = world.clock.env
    with clocked(run, lambda: len(env._queue)):
        world.clock.run(scenario.horizon)
        marks.append(time.process_time())
        records = records_of(world)
    marks.append(time.process_time())
    spans = [after - before for before, after in pairwise(marks)]
    run.phases_s = dict(zip(("set_up", "clock", "records"), spans, strict=True))
    run.events = next(env._eid) - len(env._queue)
    epidemic = world.hazards["outbreak"].epidemic
    infections = len(records.tables["infections"]["resident"])
    held = array_bytes(world.state.fields, [world.state.compliance_lost])
    inside = array_bytes(epidemic.places, epidemic.courses, epidemic.queue) if epidemic else 0
    run.facts = {
        "residents": town.residents,
        "tasks": len(records.tables["tasks"]["task"]),
        "needs": len(records.tables["needs"]["need"]),
        "infections": infections,
        "state_bytes": held,
        "kernel_bytes": inside,
    }


def peak_of_one_run(scenario: str) -> float:
    """Run one replication in a process of its own and give its peak memory [MB]."""
    command = [sys.executable, __file__, "--memory", "--scenario", scenario]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["peak_mb"])


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default=str(ROOT / "scenarios" / "g-street.yaml"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="one run, peak memory only")
    options = parser.parse_args()
    scenario = sim.load(options.scenario)
    town = build_town(scenario.town, scenario.root)
    if options.memory:
        sim.run(scenario, 0, town)
        print(json.dumps({"peak_mb": peak_mb()}))
        return

    load = machine()
    runs: list[Run] = []

    def apart() -> None:
        runs.append(Run())
        take_apart(scenario, town, runs[-1])

    first = Run()
    take_apart(scenario, town, first)  # warms up, and tells how many events wait
    waiting = max(round(sum(first.waiting) / max(len(first.waiting), 1)), 1)
    seconds = in_turn(
        {
            "whole": lambda: sim.run(scenario, 0, town),
            "apart": apart,
            "bare_events": lambda: events(first.events, waiting),
        },
        options.repeats,
        warm_ups=0,
    )
    shares = [
        (run.kernel_s["hazard"] / whole, run.kernel_s["desk"] / whole, bare / whole)
        for run, bare, whole in zip(runs, seconds["bare_events"], seconds["apart"], strict=True)
    ]
    facts = first.facts
    print(
        json.dumps(
            {
                "benchmark": "street",
                "how": " ".join(__doc__.split("\n\n")[1].split()),
                "repeats": options.repeats,
                "cpu_s": spread(seconds["whole"], 3),
                "aim": {"cpu_s": 4.0, "peak_mb": 500},
                "phases_s": {
                    phase: spread((run.phases_s[phase] for run in runs), 3)
                    for phase in first.phases_s
                },
                "share": {
                    "hazard": spread(one[0] for one in shares),
                    "desk": spread(one[1] for one in shares),
                    "simpy": spread(one[2] for one in shares),
                    "our_python": spread(1 - sum(one) for one in shares),
                },
                "kernel_calls": first.kernel_calls,
                "events": first.events,
                "events_waiting_mean": waiting,
                "us_per_bare_event": spread(
                    (1e6 * s / first.events for s in seconds["bare_events"]), 2
                ),
                **{name: facts[name] for name in ("residents", "tasks", "needs", "infections")},
                "tasks_per_s": spread((facts["tasks"] / s for s in seconds["whole"]), 0),
                "infections_per_s": spread(
                    (facts["infections"] / s for s in seconds["whole"]), 0
                ),
                "peak_mb": round(peak_of_one_run(options.scenario), 1),
                "bytes_per_resident": {
                    "state": round(facts["state_bytes"] / facts["residents"], 1),
                    "kernels": round(facts["kernel_bytes"] / facts["residents"], 1),
                },
                **load,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
