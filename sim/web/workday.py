"""What each worker did on the worst day of the first replication: spells of a day, in order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.store import Results
from sim.web.townplay import SHOWN, work_of

if TYPE_CHECKING:
    from sim.web.found import Found
    from sim.web.words import Words

MOST_WORKERS = 40
"""So many workers are drawn, those with most work first. Source: assumed."""
SHORTEST_H = 1e-6


def worst_day(found: Found, plan: int) -> int:
    """Return the day on which most needs were open at midnight."""
    return int(np.argmax(found.of_street(plan, "waiting", SHOWN + 1)[SHOWN]))


def work_of_day(found: Found, plan: int, words: Words) -> dict[str, Any]:
    """Return the spells of work of a plan's worst day by worker: kind, from, length [h]."""
    day = worst_day(found, plan)
    scenario = found.scenarios[plan]
    start = scenario.start
    midnight_h = 24.0 * day - start.hour - start.minute / 60
    results = Results(found.folder)
    names = _called(results, plan, words)
    spells = _spells(found, plan, midnight_h)
    busy: dict[int, float] = {}
    for spell in spells:
        busy[spell["worker"]] = busy.get(spell["worker"], 0.0) + spell["length"]
    shown = sorted(sorted(busy, key=lambda w: -busy[w])[:MOST_WORKERS])
    kinds = list(dict.fromkeys(s["kind"] for s in spells if s["worker"] in busy))
    date = (start.date() + timedelta(days=day)).isoformat()
    return {
        "date": date,
        "workers": [names.get(worker, str(worker)) for worker in shown],
        "kinds": [{"key": kind, "title": _kind(kind, found, plan, words)} for kind in kinds],
        "spells": [
            {**spell, "worker": shown.index(spell["worker"])}
            for spell in spells
            if spell["worker"] in set(shown)
        ],
        "said": words("day.said", day=date, shown=len(shown), all=len(busy)),
    }


def _spells(found: Found, plan: int, midnight_h: float) -> list[dict[str, Any]]:
    """Cut the ways and the work of a day out of the assignments."""
    work = work_of(found, plan)
    late = work["finished_h"] > midnight_h
    today = work[late & (work["set_out_h"] < midnight_h + 24)]
    spells = []
    for row in today.to_dict("records"):
        ends = [row[name] - midnight_h for name in ("set_out_h", "started_h", "finished_h")]
        kinds = ("travel", str(row["service"]))
        for kind, from_h, until_h in zip(kinds, ends[:-1], ends[1:], strict=True):
            low, high = max(from_h, 0.0), min(until_h, 24.0)
            if high - low > SHORTEST_H:
                spells.append(
                    {
                        "worker": int(row["worker"]),
                        "kind": kind,
                        "from": round(low, 4),
                        "length": round(high - low, 4),
                        "grid": row["grid"] if isinstance(row["grid"], str) else "",
                    }
                )
    return spells


def _called(results: Results, plan: int, words: Words) -> dict[int, str]:
    """Name the workers: number, employer and grid."""
    table = results.read("workers", plan, SHOWN)
    columns = (table[name].to_pylist() for name in ("worker", "employer", "home_grid"))
    return {
        int(worker): words(
            "day.worker", number=worker, who=words(f"employer.{employer}"), grid=grid or "–"
        )
        for worker, employer, grid in zip(*columns, strict=True)
    }


def _kind(kind: str, found: Found, plan: int, words: Words) -> str:
    if kind == "travel":
        return words("day.travel")
    service = found.scenarios[plan].services.get(kind)
    return (service.title or kind) if service else kind
