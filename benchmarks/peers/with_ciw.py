"""Serve customers from a file with Ciw: one queue, first come first served.

For example: python with_ciw.py '{"customers": "customers.csv", "workers": 10}'; the file has a
row a customer in order of coming: at_h, work_h.
"""

from __future__ import annotations

import protocol  # first: it sets the number of threads

# isort: split
import csv
from importlib.metadata import version
from pathlib import Path

import ciw

customers: dict[str, list[tuple[float, float]]] = {}


def read(path: str) -> list[tuple[float, float]]:
    """Read when customers come and what work they bring [h]."""
    if path not in customers:
        with Path(path).open(newline="") as file:
            rows = [(float(row["at_h"]), float(row["work_h"])) for row in csv.DictReader(file)]
        customers[path] = rows
    return customers[path]


def prepare(work: protocol.Work, _: int) -> protocol.Prepared:
    """Read the customers once; give one run of them all and how to read their waits."""
    rows = read(work["customers"])
    at_h = [at for at, _ in rows]
    gaps = [b - a for a, b in zip([0.0, *at_h], at_h, strict=False)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[ciw.dists.Sequential([work_h for _, work_h in rows])],
        number_of_servers=[work["workers"]],
    )
    simulation = ciw.Simulation(network)

    def run() -> None:
        simulation.simulate_until_max_customers(len(rows), method="Finish")

    def facts() -> protocol.Facts:
        waits = [record.waiting_time for record in simulation.get_all_records()]
        return {
            "peer": f"Ciw {version('ciw')}",
            "customers": len(waits),
            "mean_wait_h": round(sum(waits) / len(waits), 6),
        }

    return run, facts


if __name__ == "__main__":
    protocol.serve(prepare)
