"""The spread asked for beside the spread realised: rows and sentences, no data said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from sim.report import asked


def saved(values: dict[str, list[float]], **stated: float) -> Any:
    """Make a folder of one scenario that states growth per hour, R0 and the attack rate."""
    epidemic = {"growth": None, "r0": None, "household_attack_rate": None} | stated
    scenario = SimpleNamespace(
        name="street", title="", hazards={"outbreak": SimpleNamespace(**epidemic)}
    )
    rows = [
        ("street", replication, measure, value, "unit")
        for measure, found in values.items()
        for replication, value in enumerate(found)
    ]
    columns = ["scenario", "replication", "measure", "value", "unit"]
    table = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(
        baseline=scenario, scenarios=(scenario,), measures=table, replications=2
    )


NAN = float("nan")
EARLY = "Infections per case (R0; early on)"


def plain(rows: list[asked.Row]) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\N{THIN SPACE}", " ") for cell in row) for row in rows]


def test_every_quantity_has_a_row_with_what_was_asked_and_what_came_of_it() -> None:
    found = saved(
        {"growth_realised": [0.3, 0.34], "generation_time_h": [84.0, 84.0]},
        growth=0.35 / 24,
        household_attack_rate=0.427,
    )
    assert plain(asked.rows(found)) == [
        ("street", "Growth per day", "0.35", "0.32", "0.066 to 0.57", "2 of 2"),
        ("street", EARLY, "not stated", "no data", "no data", "0 of 2"),
        ("street", "Household attack rate", "42.7 %", "no data", "no data", "0 of 2"),
        ("street", "Generation time [d]", "not stated", "3.5", "3.5 to 3.5", "2 of 2"),
    ]


def test_only_what_was_asked_for_is_told() -> None:
    told = asked.sentences(saved({"reproduction_early": [2.0, NAN]}, r0=2.5))
    assert told == [
        "Asked for was an R0 of 2.5; realised was 2 on average (1 of 2 replications with data).",
        asked.CAUTION,
    ]


def test_no_data_is_said_with_its_reason() -> None:
    told = asked.sentences(saved({"growth_realised": [NAN, NAN]}, growth=0.35 / 24))
    assert told[0] == (
        "Asked for was a growth per day of 0.35; realised was no data: controls began, or the "
        "run ended, before there was enough to measure."
    )


def test_stated_probabilities_ask_for_no_growth() -> None:
    told = asked.sentences(saved({"growth_realised": [0.3]}))
    assert told[0] == "The baseline states probabilities of transmission; its spread follows."


def test_without_an_epidemic_there_is_nothing_to_tell(alone: Path) -> None:
    nothing = saved({"on_time": [0.5]})
    nothing.baseline.hazards.clear()
    assert (asked.sentences(nothing), asked.rows(nothing)) == ([], [])
