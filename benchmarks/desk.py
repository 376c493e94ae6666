"""What a task costs at the desk with everything on, at ten times the size, and in a surge.

All figures are CPU seconds, warmed up and timed in turn; ratios are taken turn by turn.

everything  benchmarks/desk.yaml over the bare dispatcher, both with 200 workers, per task
larger      the same ten times as long, over itself, per task
surge       100 workers with 100,000 tasks waiting, over the same with a short queue, per task
ciw         M/M/10 of Ciw over ours, the same customers one by one, and the waits of both
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from peers.environments import default_folder, interpreter
from shared.bare import dispatcher, numbers
from shared.measuring import ROOT, in_turn, machine, spread
from shared.sides import Side

import sim
from sim.assembly import World, bind, build_world
from sim.engine import start_rhythms
from sim.scenario import Scenario
from sim.town import build_town

WORKERS, PER_DAY = 200, 5000.0  # of benchmarks/desk.yaml
SERVERS, SERVED, SPAN_H, AT_ONCE = 100, 95.0, 200.0, 50
Spread = dict[str, float]


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=150_000)
    parser.add_argument(
        "--times", type=int, default=10, help="how much longer the longer run is"
    )
    parser.add_argument("--waiting", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--ciw", type=Path, default=interpreter(default_folder(), "ciw"),
                        help="a Python that has Ciw")  # fmt: skip
    options = parser.parse_args()
    load = machine()
    told = {
        "everything": everything(options.tasks, options.times, options.repeats),
        "surge": surge(options.waiting, options.repeats),
        "ciw": beside_ciw(options.ciw, options.customers, options.repeats),
    }
    print(
        json.dumps({"benchmark": "desk", "repeats": options.repeats, **told, **load}, indent=2)
    )


def ratios(one: list[float], other: list[float]) -> Spread:
    """Give the spread of ratios turn by turn."""
    return spread((a / b for a, b in zip(one, other, strict=True)), 2)


# -- a task with everything on -----------------------------------------------------------------


def everything(tasks: int, times: int, repeats: int) -> dict[str, Any]:
    """Time the bare dispatcher, the desk with everything on, and that for longer."""
    scenario = sim.load(ROOT / "benchmarks" / "desk.yaml")
    town = build_town(scenario.town, scenario.root)
    days = tasks / PER_DAY
    demand = numbers(tasks, WORKERS)
    counted = {"bare": tasks, "everything": 0, "larger": 0}

    def bare() -> None:
        if dispatcher(demand, WORKERS) != tasks:
            raise SystemExit("the bare dispatcher did not serve every task")

    def ours(name: str, days: float) -> Callable[[], None]:
        longer = scenario.override({"horizon": f"{days} d"})

        def run() -> None:
            counted[name] = len(sim.run(longer, 0, town).tables["tasks"]["task"])

        return run

    calls = {"bare": bare, "everything": ours("everything", days)}
    if times > 1:
        calls["larger"] = ours("larger", days * times)
    seconds = in_turn(calls, repeats)
    each = {name: [1e6 * s / counted[name] for s in seconds[name]] for name in seconds}
    out: dict[str, Any] = {
        "tasks": {name: counted[name] for name in calls},
        "us_per_task": {name: spread(values, 2) for name, values in each.items()},
        "times_bare": ratios(each["everything"], each["bare"]),
        "aims": {"times_bare_at_most": 3.0, "larger_at_most": 1.5},
    }
    if times > 1:
        out["larger_over_smaller"] = ratios(each["larger"], each["everything"])
    return out


# -- many tasks that wait ----------------------------------------------------------------------


def queue(workers: int, per_h: float, horizon_h: float, work: dict[str, str]) -> Scenario:
    """Make a queue of one grid from the scenario of M/M/3."""
    return sim.load(ROOT / "scenarios" / "theory" / "mmc.yaml").override(
        {
            "horizon": f"{horizon_h} h",
            "workforce.grid_workers.count": workers,
            "services.requests.need.rate": f"{per_h} /h",
            "services.requests.work": work,
        }
    )


def surge(waiting: int, repeats: int) -> dict[str, Any]:
    """Time the serving of tasks while many others wait, and while few do."""
    fixed = {"law": "fixed", "mean": "1 h"}
    scenario = queue(SERVERS, SERVED, SPAN_H, fixed)
    town = build_town(scenario.town, scenario.root)
    served = {"few": 0, "many": 0}

    def at_work(name: str, number: int) -> float:
        world = build_world(scenario, town, 0)
        bind(world)
        _let_wait(world, number)
        start_rhythms(world)
        world.clock.run(1.0)
        seconds = in_turn({name: lambda: world.clock.run(SPAN_H)}, 1, warm_ups=0)[name][0]
        t = world.desk.tables
        served[name] = int(np.count_nonzero(t.tasks["outcome"][: int(t.book["tasks"][0])]))
        return 1e6 * seconds / served[name]

    each: dict[str, list[float]] = {"few": [], "many": []}
    for turn in range(1 + repeats):
        for name, number in (("few", 0), ("many", waiting)):
            us = at_work(name, number)
            if turn:
                each[name].append(us)
    return {
        "waiting": waiting,
        "served": served,
        "us_per_task": {name: spread(values, 2) for name, values in each.items()},
        "many_over_few": ratios(each["many"], each["few"]),
        "aim": {"many_over_few_at_most": 1.2},
    }


def _let_wait(world: World, number: int) -> None:
    """Have tasks wait whose order in the queue is not that in which they came."""
    luck = np.random.default_rng(1)
    for first in range(0, number, AT_ONCE):
        many = min(AT_ONCE, number - first)
        rows, stops = world.desk.add(many, many)
        rows["key"] = (1 << 40) + first + np.arange(many)
        rows["service"], rows["grid"], rows["stairwell"] = 0, 0, 0
        rows["created_h"] = -luck.uniform(0.0, 24.0, many)
        rows["patience_h"], rows["stops"] = np.inf, 1
        stops["household"], stops["resident"], stops["factor"] = 0, -1, 1.0
        world.desk.submit(rows)


# -- beside Ciw --------------------------------------------------------------------------------


def beside_ciw(python: Path, customers: int, repeats: int) -> dict[str, Any]:
    """Serve M/M/10 with both, the same customers one by one."""
    scenario = queue(10, 80.0, customers / 80.0, {"law": "exponential", "mean": "6 min"})
    town = build_town(scenario.town, scenario.root)
    tasks = sim.run(scenario, 0, town).tables["tasks"]
    work_h = tasks["finished_h"] - tasks["started_h"]
    known = int(np.argmax(np.isnan(work_h)))  # whose work, and that of all before, is known
    at_h, waits_h = tasks["created_h"], (tasks["started_h"] - tasks["created_h"])[:known]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "customers.csv"
        with file.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(("at_h", "work_h"))
            rows.writerows(zip(at_h[:known].tolist(), work_h[:known].tolist(), strict=True))
        side = Side((python, "with_ciw.py"), {"customers": str(file), "workers": 10,
                                              "repeats": repeats})  # fmt: skip
        seconds: list[float] = []
        for turn in range(1 + repeats):
            side.turn()
            spent = in_turn({"ours": lambda: sim.run(scenario, 0, town)}, 1, warm_ups=0)["ours"]
            seconds += spent if turn else []
        side.end()
    found: dict[str, Any] = {
        "customers": known,
        "ours_mean_wait_h": round(float(waits_h.mean()), 6),
        "ours_us_per_customer": spread((1e6 * s / len(at_h) for s in seconds), 2),
        "ciw": side.summary(),
        "aim": {"ciw_over_ours_at_least": 1.5},
    }
    if not side.failed:
        theirs = [line["run_s"] / line["customers"] for line in side.lines[1:]]
        found["ciw_over_ours"] = ratios(theirs, [s / len(at_h) for s in seconds])
    return found


if __name__ == "__main__":
    main()
