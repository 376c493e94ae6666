"""Waits by Ciw in the network of queues of `scenarios/theory/network.yaml`.

Run once, where Ciw is installed, by hand:

    python tests/theory/ciw_reference.py --out tests/theory/ciw.json

Ciw (Palmer, Knight, Harper and Hawa 2019, doi 10.1080/17477778.2018.1473909) draws its own
needs and work: what agrees is the law of the waits, not the numbers.
"""

from __future__ import annotations

import argparse
import json
import math
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

VISITS_PER_H, ERRANDS_PER_H, TO_REPORT, TO_TRIP = 14.0, 4.0, 0.6, 0.5
VISIT_H, VISIT_CV, REPORT_H, REPORT_CV, TRIP_H = 0.1, 0.5, 0.075, 0.6, 0.075
WORKERS = [2, 1, 1]
WARM_UP_H, WINDOW_H, RUNS, SEED = 24.0, 720.0, 40, 7
NAMES = {(1, "Visit"): "requests", (2, "Visit"): "reports", (3, "Visit"): "trips",
         (3, "Errand"): "errands"}  # fmt: skip


def main() -> None:
    """Let Ciw run the network, write the mean waits of each replication [h]."""
    ciw = import_module("ciw")  # installed only where this runs

    parser = argparse.ArgumentParser(description="Write Ciw's waits as JSON.")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    sigma2, never = math.log1p(REPORT_CV**2), [0.0, 0.0, 0.0]
    visit = ciw.dists.Gamma(VISIT_CV**-2, VISIT_H * VISIT_CV**2)
    report = ciw.dists.Lognormal(math.log(REPORT_H) - sigma2 / 2, math.sqrt(sigma2))
    trip = ciw.dists.Exponential(1 / TRIP_H)
    network = ciw.create_network(
        arrival_distributions={
            "Visit": [ciw.dists.Exponential(VISITS_PER_H), None, None],
            "Errand": [None, None, ciw.dists.Exponential(ERRANDS_PER_H)],
        },
        service_distributions={"Visit": [visit, report, trip], "Errand": [visit, report, trip]},
        routing={
            "Visit": [[0.0, TO_REPORT, 0.0], [0.0, 0.0, TO_TRIP], never],
            "Errand": [never, never, never],
        },
        priority_classes={"Visit": 0, "Errand": 1},
        number_of_servers=WORKERS,
    )
    waits: dict[str, list[float]] = {name: [] for name in NAMES.values()}
    until_h = WARM_UP_H + WINDOW_H
    for run in range(RUNS):
        ciw.seed(SEED + run)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(until_h + WARM_UP_H)
        found: dict[str, list[float]] = {name: [] for name in waits}
        for record in simulation.get_all_records():
            if record.arrival_date >= WARM_UP_H and record.service_start_date < until_h:
                name = NAMES[record.node, record.customer_class]
                found[name].append(record.waiting_time)
        for name, of_one in found.items():
            waits[name].append(round(sum(of_one) / len(of_one), 7))
    told = {
        "made_by": "tests/theory/ciw_reference.py",
        "ciw": version("ciw"),
        "seed": SEED,
        "runs": RUNS,
        "window_h": WINDOW_H,
        "mean_wait_h": waits,
    }
    options.out.write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
