"""Why did B win: the difference with each coupling on or off, shared out by Shapley's rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.sentences import gap
from sim.experiment.settings import Settings
from sim.experiment.statistics import Estimate, Floats, estimate
from sim.experiment.sweeping import finite
from sim.experiment.verbs import CallError, experiment
from sim.scenario.attribution_spec import COUPLINGS, without

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.scenario import Scenario

DIRECT = "direct"
EXPLAINED = ("on_time", "infections")
"""Measures that are explained unless others are named. Source: assumed."""
MOST_COUPLINGS = 6
Subset = frozenset[str]


@dataclass(frozen=True)
class Share:
    """What one coupling adds to a difference; `direct` is what is left with all of them off."""

    measure: str
    coupling: str
    found: Estimate


@dataclass(frozen=True)
class Attribution:
    """The whole difference of B from A in each measure, and the shares that sum to it."""

    names: tuple[str, str]
    couplings: tuple[str, ...]
    whole: dict[str, Estimate]
    shares: tuple[Share, ...]
    answer: Answer

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return self.answer.folder

    def of(self, measure: str) -> list[Share]:
        """Give the shares of one measure's difference, the direct one first."""
        return [share for share in self.shares if share.measure == measure]

    def sentences(self) -> list[str]:
        """Say what B changes and through which path."""
        first, other = self.names
        runs = self.answer.replications
        said = [
            f"Why {other} differs from {first}: all {2 ** len(self.couplings)} ways of "
            f"switching {len(self.couplings)} couplings on or off, {runs} replications each "
            "under the same luck."
        ]
        for measure, whole in self.whole.items():
            unit = self.answer.units[measure]
            said.append(
                f"{other} changes {measure} by {gap(whole.mean, unit)}{_sure(whole, unit)}."
            )
            parts = [f"{_words(s)} {gap(s.found.mean, unit)}{_sure(s.found, unit)}"
                     for s in self.of(measure)]  # fmt: skip
            said.append(f"Of this: {'; '.join(parts)}.")
        return [
            *said,
            "Shares are Shapley values over the couplings, averaged over the orders in which "
            "they could be switched on, and sum to the whole in each replication. They say "
            "what the model does, and hang on its assumptions.",
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return finite(  # type: ignore[no-any-return]
            {
                "answer": self.sentences(),
                "whole": {measure: asdict(found) for measure, found in self.whole.items()},
                "shares": [asdict(share) for share in self.shares],
                "replications": self.answer.replications,
                "results": str(self.folder),
            }
        )


def _sure(found: Estimate, unit: str) -> str:
    if math.isnan(found.low):
        return ""
    low, high = gap(found.low, unit).removesuffix(" points"), gap(found.high, unit)
    return f" (95 % interval {low} to {high})"


def _words(share: Share) -> str:
    told = {
        DIRECT: "directly, with all couplings off,",
        "absence": "through workers who fall ill",
        "delays": "through delays of work",
        "contacts_at_work": "through contacts at work",
        "compliance": "through compliance",
    }
    return told.get(share.coupling, share.coupling)


def attribute(
    scenarios: tuple[Scenario, Scenario],
    measures: Sequence[str] = EXPLAINED,
    couplings: Sequence[str] = tuple(COUPLINGS),
    luck: tuple[int | None, int | None] = (None, None),
    where: tuple[str | Path | None, int | None] = (None, None),
    settings: Settings | None = None,
) -> Attribution:
    """Run A and B with every subset of couplings on, and share the difference out.

    luck: replications and seed; where: a folder and processes, as `compare` takes them.
    Raises CallError for a coupling or a measure that is none.
    """
    _expect(couplings)
    subsets = [
        frozenset(c) for k in range(len(couplings) + 1) for c in combinations(couplings, k)
    ]
    made = [
        switched(scenario, couplings, on, f"{side}-{number:02d}")
        for number, on in enumerate(subsets)
        for side, scenario in zip("ab", scenarios, strict=True)
    ]
    answer = experiment("attribute", made, luck, where, settings)
    absent = [measure for measure in measures if measure not in answer.values]
    if absent:
        raise CallError(f"measures: these runs do not give {', '.join(absent)}")
    whole, shares = {}, list[Share]()
    for measure in measures:
        rows = answer.values[measure]
        gains = {on: rows[2 * i + 1] - rows[2 * i] for i, on in enumerate(subsets)}
        whole[measure] = estimate(gains[frozenset(couplings)])
        split = shapley(gains, couplings) | {DIRECT: gains[frozenset()]}
        ordered = [DIRECT, *couplings]
        shares += [Share(measure, name, estimate(split[name])) for name in ordered]
    names = (scenarios[0].name, scenarios[1].name)
    return Attribution(names, tuple(couplings), whole, tuple(shares), answer)


def switched(scenario: Scenario, couplings: Sequence[str], on: Subset, name: str) -> Scenario:
    """Switch off the couplings that are not on."""
    changes: dict[str, Any] = {}
    for coupling in couplings:
        if coupling not in on:
            changes |= without(scenario, coupling)
    kept = ", ".join(sorted(on)) or "none"
    return scenario.override(
        {**changes, "title": f"{scenario.name}, on: {kept}"[:200]}, name=name
    )


def shapley(gains: Mapping[Subset, Floats], players: Sequence[str]) -> dict[str, Floats]:
    """Share out gains[all] - gains[none] among players, replication by replication.

    A player's share is its marginal gain averaged over all orders: the sum over subsets S
    without it of |S|! (k - |S| - 1)! / k! (gain of S with it - gain of S) (Shapley 1953, doi
    10.1515/9781400881970-018).
    """
    count, shares = len(players), dict[str, Floats]()
    for player in players:
        rest = [other for other in players if other != player]
        share = np.zeros_like(gains[frozenset()])
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1)
            for chosen in combinations(rest, size):
                on = frozenset(chosen)
                share += weight / math.factorial(count) * (gains[on | {player}] - gains[on])
        shares[player] = share
    return shares


def _expect(couplings: Sequence[str]) -> None:
    if not 1 <= len(couplings) <= MOST_COUPLINGS or len(set(couplings)) < len(couplings):
        raise CallError("couplings: needs one or more, each once")
    for name in couplings:
        if name not in COUPLINGS:
            near = get_close_matches(name, COUPLINGS, 1)
            meant = f", did you mean {near[0]}" if near else f" (known: {', '.join(COUPLINGS)})"
            raise CallError(f"couplings: no such coupling: {name}{meant}")
