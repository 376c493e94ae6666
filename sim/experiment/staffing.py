"""Which staffing is enough: plans tested from the dearest to the cheapest, with a guarantee."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment import certificate
from sim.experiment.means import mean_chances, sample_of
from sim.experiment.settings import Settings
from sim.experiment.statistics import estimate
from sim.experiment.sweeping import finite
from sim.experiment.verbs import CallError, replicate

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.scenario import Scenario
    from sim.scenario.staffing_spec import Bound, Staffing, StaffingSpec

ENOUGH, NOT_ENOUGH, CANNOT_TELL, NOT_TESTED = "enough", "not enough", "cannot tell", "not run"
BLOCK = 10  # outbreaks run before the sequential test looks again; assumed
Told = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What the runs say of one plan: in how many outbreaks every target held, and its cost."""

    plan: str
    verdict: str
    held: int
    runs: int
    low: float  # exact interval of the share of outbreaks held
    high: float
    chance_if_short: float  # of so many held, if the share were just too small
    chance_if_enough: float  # of so few, if the share were just large enough
    cost: float  # mean, CNY
    means: dict[str, tuple[float, float, float]]  # by measure: mean and interval


@dataclass(frozen=True)
class StaffingAnswer:
    """The answer to a staffing question: the verdict on each plan, the cheapest first."""

    spec: StaffingSpec
    targets: Mapping[str, Bound]
    verdicts: tuple[Verdict, ...]
    folder: Path

    @property
    def of_outbreaks(self) -> bool:
        """Whether any target is one that outbreaks reach, not their mean."""
        return any(bound.on == "outbreak" for bound in self.targets.values())

    @property
    def certified(self) -> Verdict | None:
        """The cheapest plan that is shown to be enough, None where none is."""
        return next((v for v in self.verdicts if v.verdict == ENOUGH), None)

    def sentences(self) -> list[str]:
        """Say which plan is enough, with its guarantee."""
        from sim.experiment.enough import sentences

        return sentences(self)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        found = self.certified
        return {
            "answer": self.sentences(),
            "plan": None if found is None else found.plan,
            "plans": [finite(asdict(verdict)) for verdict in self.verdicts],
            "results": str(self.folder),
        }


def staff(
    question: Staffing,
    out: str | Path,
    processes: int | None = None,
    settings: Settings | None = None,
    tell: Told = lambda _text: None,
) -> StaffingAnswer:
    """Find the cheapest plan of which it is shown that it is enough.

    The plans are tested from the dearest to the cheapest, each at the full level, up to the
    first that fails; the opposite test then says whether the plan that failed is shown not to
    be enough. Runs of each plan are kept under `out` and continued. `tell` hears beforehand
    what a certificate takes. Raises CallError where a target names no measure.
    """
    spec, settings = question.spec, settings or Settings()
    _expect_measures(question)
    tell(beforehand(spec))
    how = (processes, settings)
    verdicts = search(question, lambda plan: _runs(question, plan, Path(out), how), tell)
    return StaffingAnswer(spec, question.targets, verdicts, Path(out))


def search(
    question: Staffing, answer_of: Callable[[Scenario], Answer], tell: Told = lambda _text: None
) -> tuple[Verdict, ...]:
    """Judge the plans from the dearest down, up to the first that is not shown to be enough.

    `answer_of(plan)` gives the outbreaks of a plan. The verdicts come the cheapest first.
    """
    verdicts: dict[str, Verdict] = {}
    began = time.monotonic()
    for scenario in reversed(question.scenarios):
        answer = answer_of(scenario)
        found = judged(question.spec, question.targets, scenario.name, answer)
        verdicts[scenario.name] = found
        if found.verdict != ENOUGH:
            break
        left = len(question.scenarios) - len(verdicts)
        if left and answer.ran:
            each_min = (time.monotonic() - began) / len(verdicts) / 60
            tell(f"{scenario.name} is enough; {left} plans are left, {each_min:.1f} min each.")
    return tuple(verdicts.get(s.name) or _untested(s.name) for s in question.scenarios)


def beforehand(spec: StaffingSpec) -> str:
    """Say how many runs a certificate takes and what it then allows."""
    share, sure, runs = spec.holds_in, spec.confidence, spec.replications
    if spec.targets and all(bound.on != "outbreak" for bound in spec.targets.values()):
        return (
            f"{runs} outbreaks a plan: its means are tested by Student's t at {100 * sure:g} %."
        )
    allowed = runs - certificate.fewest_held(runs, share, sure)
    percent, confident = f"{100 * share:g}", f"{100 * sure:g}"
    if allowed < 0:
        least = certificate.runs_needed(share, sure)
        return (
            f"{runs} outbreaks a plan cannot certify {percent} in 100 at {confident} %: at "
            f"least {least} are needed, with none failed."
        )
    return (
        f"{runs} outbreaks a plan: a plan is certified (at {confident} %, for {percent} in 100 "
        f"outbreaks) if at most {allowed} of them fail."
    )


def judged(
    spec: StaffingSpec, targets: Mapping[str, Bound], plan: str, answer: Answer
) -> Verdict:
    """Judge one plan by its runs."""
    outcomes = holds(targets, answer)
    runs, held = len(outcomes), int(outcomes.sum())
    samples = {name: sample_of(name, bound, answer, spec) for name, bound in targets.items()}
    means = {name: estimate(sample, _two_sided(spec)) for name, sample in samples.items()}
    if_short, if_enough, tests = 0.0, 1.0, 0
    if any(bound.on == "outbreak" for bound in targets.values()):
        if_short = certificate.chance_if_short(held, runs, spec.holds_in)
        if_enough, tests = certificate.chance_if_enough(held, runs, spec.holds_in), 1
    for name, bound in targets.items():
        if bound.on != "outbreak":  # enough where all are, short where any is (Bonferroni)
            short, enough = mean_chances(samples[name], bound)
            if_short, if_enough = max(if_short, short), min(if_enough, enough)
            tests += 1
    if_enough = min(1.0, tests * if_enough)
    cost = answer.values.get("cost_total", np.full((1, 1), math.nan))[0]
    low, high = certificate.interval(held, runs, spec.confidence)
    return Verdict(
        plan=plan,
        verdict=_verdict(spec, outcomes, (if_short, if_enough)),
        held=held,
        runs=runs,
        low=low,
        high=high,
        chance_if_short=if_short,
        chance_if_enough=if_enough,
        cost=estimate(cost).mean,
        means={name: (e.mean, e.low, e.high) for name, e in means.items()},
    )


def holds(targets: Mapping[str, Bound], answer: Answer) -> NDArray[np.bool_]:
    """Tell for each outbreak whether every target of outbreaks holds [replications]."""
    held = np.ones(answer.replications, np.bool_)
    for name, bound in targets.items():
        if bound.on == "outbreak":
            held &= [bound.holds(value) for value in answer.values[name][0].tolist()]
    return held


def _verdict(
    spec: StaffingSpec, outcomes: NDArray[np.bool_], chances: tuple[float, float]
) -> str:
    alpha = 1 - spec.confidence
    if spec.stop_early:
        said = certificate.decided(outcomes.tolist(), spec.holds_in, spec.if_true, alpha)
        return {True: ENOUGH, False: NOT_ENOUGH, None: CANNOT_TELL}[said]
    if chances[0] <= alpha:
        return ENOUGH
    return NOT_ENOUGH if chances[1] <= alpha else CANNOT_TELL


def _two_sided(spec: StaffingSpec) -> float:
    """Give the confidence of an interval of which each side is tested at alpha."""
    return 1 - 2 * (1 - spec.confidence)


def _runs(
    question: Staffing,
    scenario: Scenario,
    out: Path,
    how: tuple[int | None, Settings],
) -> Answer:
    """Run one plan: all its outbreaks, or block by block until the test has decided."""
    spec, (processes, settings) = question.spec, how
    folder, count = out / scenario.name, spec.replications
    if not spec.stop_early:
        return replicate(scenario, count, spec.seed, folder, processes, settings)
    for runs in range(min(BLOCK, count), count + BLOCK, BLOCK):
        answer = replicate(scenario, min(runs, count), spec.seed, folder, processes, settings)
        settings = replace(settings, fresh=False)
        outcomes = holds(question.targets, answer).tolist()
        alpha = 1 - spec.confidence
        said = certificate.decided(outcomes, spec.holds_in, spec.if_true, alpha)
        if said is not None or runs >= count:
            break
    return answer


def _expect_measures(question: Staffing) -> None:
    from sim.measures import lookup

    asked = {f"targets.{name}": name for name in question.targets}
    ratios = {n: b.weight for n, b in question.targets.items() if b.on == "ratio"}
    asked |= {f"targets.{name}.weight": weight for name, weight in ratios.items()}
    asked["harm"] = question.spec.harm
    for where, name in asked.items():
        try:
            lookup(name)
        except KeyError as error:
            raise CallError(f"{where}: no such measure") from error


def _untested(plan: str) -> Verdict:
    nan = math.nan
    return Verdict(plan, NOT_TESTED, 0, 0, 0.0, 1.0, 1.0, 1.0, nan, {})
