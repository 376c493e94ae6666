"""The front of plans: what each costs and what harm it leaves, and which are beaten in both."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.sentences import amount, number
from sim.experiment.settings import Settings
from sim.experiment.statistics import Estimate, Floats, estimate, paired
from sim.experiment.verbs import CallError, replicate

if TYPE_CHECKING:
    from sim.scenario import Staffing

COST = "cost_total"


@dataclass(frozen=True)
class Placed:
    """A plan in the front: mean cost and harm, and the plans that are shown to beat it.

    beaten_by: plans that cost less and harm less, both shown by the paired 95 % interval.
    """

    plan: str
    cost: Estimate
    harm: Estimate
    beaten_by: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    """All plans, by cost."""

    measure: str
    plans: tuple[Placed, ...]

    def sentences(self) -> list[str]:
        """Say which plans nothing beats in both."""
        from sim.measures import lookup

        unit = lookup(self.measure).unit
        free = [row for row in self.plans if not row.beaten_by]
        told = "; ".join(
            f"{row.plan} (cost {number(row.cost.mean)} CNY, {self.measure} "
            f"{amount(row.harm.mean, unit)})"
            for row in free
        )
        said = [f"Of cost and {self.measure}, nothing is shown to beat: {told}."]
        said += [
            f"{row.plan} is beaten in both by {', '.join(row.beaten_by)}."
            for row in self.plans
            if row.beaten_by
        ]
        return said

    def as_json(self) -> list[dict[str, Any]]:
        """Return the plans as plain values."""
        return [asdict(row) for row in self.plans]


def front(
    question: Staffing,
    out: str | Path,
    processes: int | None = None,
    settings: Settings | None = None,
) -> Front:
    """Run every plan of a staffing question, those already run apart, and place them.

    The plans are run under the same luck and compared pair by pair. Raises CallError where the
    runs do not give cost or harm.
    """
    spec, found = question.spec, dict[str, tuple[Floats, Floats]]()
    for scenario in question.scenarios:
        folder = Path(out) / scenario.name
        answer = replicate(scenario, spec.replications, spec.seed, folder, processes, settings)
        for name in (COST, spec.harm):
            if name not in answer.values:
                raise CallError(f"the front of plans: these runs do not give {name}")
        found[scenario.name] = (answer.values[COST][0], answer.values[spec.harm][0])
    shortest = min(len(cost) for cost, _ in found.values())
    cut = {name: (c[:shortest], h[:shortest]) for name, (c, h) in found.items()}
    return placed(cut, spec.harm)


def placed(found: dict[str, tuple[Floats, Floats]], measure: str) -> Front:
    """Place plans by their costs and harms [replications]; the cheapest first."""
    rows = [
        Placed(
            name,
            estimate(cost),
            estimate(harm),
            tuple(o for o, sides in found.items() if o != name and _beats(sides, (cost, harm))),
        )
        for name, (cost, harm) in found.items()
    ]
    return Front(measure, tuple(sorted(rows, key=lambda row: row.cost.mean)))


def _beats(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> bool:
    """Tell whether a is shown to be below b in both, or in one and identical in the other."""
    differences = [paired(below, above) for below, above in zip(a, b, strict=True)]
    no_worse = all(found.low > 0 or found.identical_share == 1 for found in differences)
    return no_worse and any(found.low > 0 for found in differences)
