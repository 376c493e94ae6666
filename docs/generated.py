"""Write the reference pages: every key of a scenario and every measure, from the program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def write(folder: Path) -> None:
    """Write scenario.md and measures.md into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "scenario.md").write_text(scenario_page(_schema()), encoding="utf-8")
    (folder / "measures.md").write_text(measures_page(), encoding="utf-8")


def _schema() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "schema"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def scenario_page(schema: Mapping[str, Any]) -> str:
    """Return a section a part of a scenario, a row a key."""
    parts = {"Scenario": schema, **schema.get("$defs", {})}
    said = ["# Keys of a scenario", "", "Made from the schema that checks scenario files.", ""]
    for name, part in sorted(parts.items(), key=lambda item: (item[0] != "Scenario", item[0])):
        if part.get("properties"):
            said += [f"## {name}", "", _cell(part.get("description", "")), ""]
            said += ["| key | what | unit | default |", "|---|---|---|---|", *_rows(part), ""]
    return "\n".join(said)


def _rows(part: Mapping[str, Any]) -> Iterator[str]:
    for key, field in part["properties"].items():
        default = field.get("default")
        shown = "" if default is None else json.dumps(default, ensure_ascii=False)
        shown = f"`{_cell(shown)}`" if 0 < len(shown) <= 60 else ("see schema" if shown else "")
        yield f"| `{key}` | {_cell(field.get('description', ''))} | {_unit(field)} | {shown} |"


def _unit(field: Mapping[str, Any]) -> str:
    return _cell(str(field.get("unit", "")))


def measures_page() -> str:
    """Return a table of the measures for each thing that they are about."""
    sys.path.insert(0, str(ROOT))
    from sim.measures import MEASURES, lookup

    by: dict[str, list[Any]] = {}
    for name in MEASURES:
        by.setdefault(lookup(name).problem, []).append(lookup(name))
    said = ["# Measures", "", "The output numbers, as `gridresponse measures` lists them.", ""]
    for problem, measures in by.items():
        said += [f"## {problem.capitalize()}", "", "| measure | what | unit | better |"]
        said += ["|---|---|---|---|"]
        said += [
            f"| `{m.id}` | {_cell(m.title)}. {_cell(m.explained)} | {_cell(m.unit)} | "
            f"{'' if m.direction == 'none' else m.direction} |"
            for m in measures
        ]
        said += [""]
    return "\n".join(said)


def _cell(text: str) -> str:
    """Return text that stands in one cell and is taken as it is written."""
    text = " ".join(text.split())
    for letter in "\\|<>*_[]$":
        text = text.replace(letter, "\\" + letter) if letter in "\\|*_[]$" else text
    return text.replace("<", "&lt;").replace(">", "&gt;")
