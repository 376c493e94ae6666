"""Run a selection of the best among plans, and say what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.selection import Rule, Sample, Selected, by_ocba, kn, rinott
from sim.experiment.sentences import amount, gap
from sim.experiment.settings import Settings
from sim.experiment.statistics import Floats
from sim.experiment.verbs import CallError, replicate

if TYPE_CHECKING:
    from sim.scenario.selection_spec import Selection

_NAMES = {"kn": "Kim and Nelson", "rinott": "Rinott", "ocba": "OCBA"}
_PROCEDURES = {"kn": kn, "rinott": rinott, "ocba": by_ocba}


@dataclass(frozen=True)
class SelectionAnswer:
    """The plan chosen, with the mean of every plan over the runs that it took."""

    asked: Selection
    found: Selected
    means: tuple[float, ...]
    unit: str
    folder: Path

    @property
    def plan(self) -> str:
        """The name of the plan chosen."""
        return self.asked.scenarios[self.found.best].name

    def sentences(self) -> list[str]:
        """Say which plan is the best, with what guarantee, and what it took."""
        spec, found = self.asked.spec, self.found
        least = gap(spec.indifference, self.unit).removeprefix("+")
        rows = [
            f"{scenario.name} {amount(mean, self.unit)} ({runs} runs)"
            for scenario, mean, runs in zip(
                self.asked.scenarios, self.means, found.runs, strict=True
            )
        ]
        worth = (
            f"By {_NAMES[spec.procedure]}: if the best is better than every other by {least} "
            f"or more, it is chosen with a chance of at least {100 * spec.confidence:g} %."
            if found.guaranteed
            else f"By {_NAMES[spec.procedure]}, without a guarantee at the runs allowed."
        )
        return [
            f"{self.plan} has the {spec.best} {spec.measure} of {len(rows)} plans.",
            f"Means: {'; '.join(rows)}.",
            worth,
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        names = [scenario.name for scenario in self.asked.scenarios]
        return {
            "answer": self.sentences(),
            "plan": self.plan,
            "guaranteed": self.found.guaranteed,
            "plans": [
                {"plan": name, "mean": mean, "runs": runs}
                for name, mean, runs in zip(names, self.means, self.found.runs, strict=True)
            ],
            "results": str(self.folder),
        }


def select(
    asked: Selection,
    out: str | Path,
    processes: int | None = None,
    settings: Settings | None = None,
) -> SelectionAnswer:
    """Choose the best plan; runs of each are kept under `out` and continued.

    Raises CallError where the runs do not give the measure, or a run gives no value.
    """
    spec, settings = asked.spec, settings or Settings()
    sign, units = (1.0 if spec.best == "lowest" else -1.0), dict[str, str]()
    kept: dict[int, Floats] = {}

    def sample(plan: int, runs: int) -> Floats:
        if plan not in kept or len(kept[plan]) < runs:
            scenario = asked.scenarios[plan]
            folder, seed = Path(out) / scenario.name, scenario.run.seed
            answer = replicate(scenario, runs, seed, folder, processes, settings)
            if spec.measure not in answer.values:
                raise CallError(f"measure: these runs do not give {spec.measure}")
            kept[plan], units["unit"] = (
                answer.values[spec.measure][0],
                answer.units[spec.measure],
            )
            if np.isnan(kept[plan]).any():
                raise CallError(f"measure: {spec.measure} is without data in some runs")
        return sign * kept[plan][:runs]

    rule = Rule(spec.indifference, spec.confidence, spec.first, most=spec.at_most)
    found = _PROCEDURES[spec.procedure](sample, len(asked.scenarios), rule)
    means = tuple(
        sign * float(sample(plan, runs).mean()) for plan, runs in enumerate(found.runs)
    )
    return SelectionAnswer(asked, found, means, units["unit"], Path(out))


__all__ = ["Sample", "SelectionAnswer", "select"]
