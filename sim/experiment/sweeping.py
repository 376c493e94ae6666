"""A sweep: every point of a design run under the same luck, and what each factor does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.design import Design, design_of
from sim.experiment.effects import Effects, effects_of
from sim.experiment.settings import Settings
from sim.experiment.statistics import Estimate
from sim.experiment.verbs import CallError, experiment

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.scenario import Sweep


@dataclass(frozen=True)
class SweepAnswer:
    """The answer to a sweep: the points with their measures, and the effects on each.

    effects: by measure, None where the points do not part the factors.
    """

    design: Design
    measures: tuple[str, ...]
    answer: Answer
    effects: dict[str, Effects | None]

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return self.answer.folder

    def estimates(self, measure: str) -> list[Estimate]:
        """Give the mean of a measure at each point."""
        return [self.answer.estimates[s.name][measure] for s in self.answer.scenarios]

    def sentences(self) -> list[str]:
        """Say what each factor does."""
        from sim.experiment.swept import sentences

        return sentences(self)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain values; no data is null."""
        points = [
            {
                "point": scenario.name,
                "values": self.design.points[number],
                "measures": {m: asdict(self.estimates(m)[number]) for m in self.measures},
            }
            for number, scenario in enumerate(self.answer.scenarios)
        ]
        effects = [
            asdict(row) for found in self.effects.values() if found for row in found.rows
        ]
        fit = {m: found.fit for m, found in self.effects.items() if found}
        said = {"answer": self.sentences(), "design": self.design.kind, "points": points}
        also = {"effects": effects, "fit": fit, "replications": self.answer.replications}
        return finite(said | also | {"results": str(self.folder)})  # type: ignore[no-any-return]


def sweep(
    asked: Sweep,
    out: str | Path | None = None,
    processes: int | None = None,
    settings: Settings | None = None,
) -> SweepAnswer:
    """Run every point of a sweep under the same luck and say what each factor does.

    The points are scenarios p000, p001 ... of one results folder, which is continued.
    Raises CallError for a measure that is none, ScenarioError where a point is no scenario,
    and what `compare` raises.
    """
    spec = asked.spec
    _expect_measures(spec.measures)
    design = design_of(spec)
    scenarios = asked.scenarios(design.points)
    luck, where = (spec.replications, spec.seed), (out, processes)
    answer = experiment("sweep", scenarios, luck, where, settings or Settings())
    effects = {
        measure: effects_of(design, measure, answer.values[measure])
        for measure in spec.measures
        if measure in answer.values
    }
    if len(effects) < len(spec.measures):
        absent = ", ".join(m for m in spec.measures if m not in effects)
        raise CallError(f"measures: these runs do not give {absent}")
    return SweepAnswer(design, spec.measures, answer, effects)


def _expect_measures(measures: Sequence[str]) -> None:
    from sim.measures import MEASURES, lookup

    for name in measures:
        try:
            lookup(name)
        except KeyError as error:
            near = get_close_matches(name, MEASURES, 1)
            meant = f", did you mean {near[0]}" if near else ""
            raise CallError(f"measures: no such measure: {name}{meant}") from error


def finite(value: Any) -> Any:
    """Replace what JSON cannot say by null, all the way down."""
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
