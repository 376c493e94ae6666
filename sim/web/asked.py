"""What a planner asked for, checked, and written as files that the command line takes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import GridResponseError
from sim.web.levers import changes

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_PLANS, MOST_REPLICATIONS, LONGEST_TITLE = 4, 500, 80
FEWEST_STAFF, MOST_STAFF = 1, 8
LETTERS = "abcd"


class AskedError(GridResponseError):
    """The question cannot be run."""

    exit_status = 2


@dataclass(frozen=True)
class Question:
    """Plans to be run under the same luck, or a question about them.

    analysis: the file, beside the plans, that a staffing question or a sensitivity analysis is.
    """

    kind: str
    plans: tuple[Scenario, ...]
    moved: tuple[Mapping[str, Any], ...]
    replications: int
    seed: int
    analysis: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def compare_question(street: Scenario, said: Any) -> Question:
    """Check what the page sent and make the plans of it; raises what is wrong with it."""
    said = said if isinstance(said, Mapping) else {}
    listed = said.get("plans")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_PLANS:
        raise AskedError(f"one to {MOST_PLANS} plans are needed")
    moved = [_moved(plan) for plan in listed]
    titles = [_title(plan, number) for number, plan in enumerate(listed)]
    if len(set(titles)) < len(titles):
        raise AskedError("plans need different names")
    plans = [
        street.override({**changes(street, levers), "title": title}, name=f"plan-{letter}")
        for levers, title, letter in zip(moved, titles, LETTERS, strict=False)
    ]
    replications = whole(said, "replications", 2, MOST_REPLICATIONS)
    seed = whole(said, "seed", 0, 2**53)
    return Question("compare", tuple(plans), tuple(moved), replications, seed)


def staff_question(street: Scenario, said: Any) -> Question:
    """Check a question about the number of workers a grid; raises what is wrong with it."""
    asked = compare_question(street, said)
    least = whole(said, "least", FEWEST_STAFF, MOST_STAFF)
    most = whole(said, "most", FEWEST_STAFF, MOST_STAFF)
    target = whole(said, "on_time", 1, 100)
    share = whole(said, "holds_in", 50, 99)
    if least >= most:
        raise AskedError("the largest number of workers must lie above the smallest")
    lines = [
        f"scenario: {file_of(0)}",
        "plans:",
        *(
            f"  - {{name: workers-{n}, change: {{workforce.grid_workers.per_grid: {n}}}}}"
            for n in range(least, most + 1)
        ),
        f"targets: {{on_time: {{at_least: {target / 100:g}}}}}",
        f"holds_in: {share / 100:g}",
        f"replications: {asked.replications}",
        f"seed: {asked.seed}",
    ]
    return Question(
        "staff", asked.plans[:1], asked.moved[:1], asked.replications, asked.seed,
        "\n".join(lines) + "\n",
        {"least": least, "most": most, "on_time": target, "holds_in": share},
    )  # fmt: skip


def file_of(index: int) -> str:
    """Name the file of a plan by its letter, never by what it is called."""
    return f"plan-{LETTERS[index]}.yaml"


def write(question: Question, folder: Path) -> None:
    """Write each plan as a file that stands alone, the tables it names beside it."""
    from sim.store.call import named_files

    folder.mkdir(parents=True)
    for index, plan in enumerate(question.plans):
        for name in named_files(plan):
            target = folder / name
            if not target.resolve().is_relative_to(folder.resolve()):
                raise AskedError("a street reads only files under its own folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(plan.root / name, target)
        text = f"# {_one_line(plan.title)}\n{plan.to_yaml()}"
        (folder / file_of(index)).write_text(text, encoding="utf-8")
    if question.analysis:
        (folder / "question.yaml").write_text(question.analysis, encoding="utf-8")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _moved(plan: Any) -> Mapping[str, Any]:
    levers = plan.get("levers", {}) if isinstance(plan, Mapping) else None
    if not isinstance(levers, Mapping):
        raise AskedError("a plan has a title and levers")
    return dict(levers)


def _title(plan: Any, number: int) -> str:
    title = _one_line(str(plan.get("title") or ""))[:LONGEST_TITLE]
    return title or f"Plan {LETTERS[number].upper()}"


def whole(said: Any, key: str, low: int, high: int) -> int:
    """Return a whole number that the page sent; raises AskedError outside its range."""
    value = said.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise AskedError(f"{key}: must be a whole number from {low} to {high}")
    return value
