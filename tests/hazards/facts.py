"""A flood beside dated facts: a table for the page on hazards.

Run with ``python -m tests.hazards.facts``. Sources: Fuyuan, 21 August 2025 (287 grid workers
called one by one in 27 minutes); Zhushan, 20 May 2023 (about 111 people of 43 households moved
in 40 minutes at night); Jiaoziya (147 officials moved 1,544 people); Ningbo (6 minutes).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from sim.records import Records
from sim.scenario import load
from tests.towns import run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
Row = tuple[str, str, str, str]


def facts(records: Records) -> list[Row]:
    """Give fact, what was reported, what the run has, and what that is."""
    tables, river = records.tables, records.scenario.hazards["river"]
    events, tasks = tables["events"], tables["tasks"]
    of = lambda name: events["event"] == name  # noqa: E731
    left_h, heads = events["time_h"][of("flood_left")], events["value"][of("flood_left")]
    forecast_h = float(events["time_h"][of("flood_forecast")][0])
    busiest = max(
        float(heads[(left_h >= at_h) & (left_h < at_h + 40 / 60)].sum())
        for at_h in np.arange(forecast_h, forecast_h + 6, 1 / 6)
    )
    flood = ("warn", "evacuate", "persuade", "open_shelter", "shelter_care", "rescue")
    mine = np.isin(tasks["service"], flood)
    keys = tasks["task"][mine]
    workers = np.unique(
        tables["assignments"]["worker"][np.isin(tables["assignments"]["task"], keys)]
    )
    done = (tasks["service"] == "warn") & (tasks["outcome"] == "done")
    spent = tasks["finished_h"][done] - tasks["set_out_h"][done]
    each = 60 * float(spent.sum() / tasks["stops"][done].sum())
    grids = len(set(events["place"][of("flood_left")].tolist()))
    called = 287 / river.calls * 60
    return [
        ("287 workers called one by one", "27 min", f"{called:.0f} min", "stated, not found"),
        ("people moved in the busiest 40 min", "111 in a hamlet",
         f"{busiest / grids:.0f} a grid",
         f"mean of the {grids} grids that had to leave, each of about 1,000 residents"),
        ("people moved for one official", "10.5", f"{heads.sum() / len(workers):.1f}",
         f"over the {len(workers)} workers with a task of the flood, volunteers included"),
        ("one warning at the door", "6 min", f"{each:.1f} min", "way and stairs included"),
    ]  # fmt: skip


def table(rows: list[Row]) -> str:
    """Write the rows as they stand on the page."""
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


if __name__ == "__main__":
    sys.stdout.write(table(facts(run(load(SCENARIOS / "flood.yaml")))) + "\n")
