"""Hold the street's whole cost of a task against the least that a dispatcher on SimPy costs.

The bare dispatcher serves 150,000 tasks from a heap with a timeout each; PriorityResource is
SimPy's own way, with fewer tasks. All are timed in turn and the ratios taken turn by turn.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from shared.bare import dispatcher, numbers, with_resource
from shared.measuring import ROOT, in_turn, machine, spread

import sim
from sim.town import build_town


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default=str(ROOT / "scenarios" / "g-street.yaml"))
    parser.add_argument("--tasks", type=int, default=150_000, help="of the bare dispatcher")
    parser.add_argument("--resource-tasks", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    scenario = sim.load(options.scenario)
    town = build_town(scenario.town, scenario.root)
    many = numbers(options.tasks, options.workers)
    few = numbers(options.resource_tasks, options.workers)
    tasks = {"bare": options.tasks, "resource": options.resource_tasks}
    outings = {"street": 0}

    def serve(name: str, call: Any, demand: Any) -> None:
        served = call(demand, options.workers)
        if served != tasks[name]:
            raise SystemExit(f"{name}: {served} of {tasks[name]} tasks were served")

    def street() -> None:
        tables = sim.run(scenario, 0, town).tables
        tasks["street"] = len(tables["tasks"]["task"])
        outings["street"] = int((tables["assignments"]["role"] == "lead").sum())

    load = machine()
    seconds = in_turn(
        {
            "bare": lambda: serve("bare", dispatcher, many),
            "resource": lambda: serve("resource", with_resource, few),
            "street": street,
        },
        options.repeats,
    )
    per_task = {name: [1e6 * s / tasks[name] for s in seconds[name]] for name in seconds}
    ratio = {
        name: [own / bare for own, bare in zip(per_task[name], per_task["bare"], strict=True)]
        for name in ("resource", "street")
    }
    print(
        json.dumps(
            {
                "benchmark": "dispatcher",
                "how": "CPU seconds, warmed up, timed in turn; ratios within each turn",
                "repeats": options.repeats,
                "tasks": tasks,
                "street_outings": outings["street"],
                "us_per_task": {name: spread(values, 2) for name, values in per_task.items()},
                "ratio_to_bare": {name: spread(values, 2) for name, values in ratio.items()},
                "aim": {"street_at_most": 3.0},
                **load,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
