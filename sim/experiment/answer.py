"""The answer of an experiment: sentences to read, a table to work with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment import primary, sentences
from sim.experiment.batch import Values
from sim.experiment.statistics import (
    CONFIDENCE,
    Estimate,
    Floats,
    Paired,
    estimate,
    estimate_by_town,
    estimate_share,
    paired,
    paired_by_town,
    unpaired,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.stopping import Stopped
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Answer:
    """What replications of one scenario, or paired ones of several, have to say.

    ``values`` holds every measure by scenario (row) and replication (column), nan for no
    data. ``folder`` is where the tables are saved. ``violations`` are what a check of the
    logs found; ``ran`` counts the replications that this call ran; ``stopped`` is what came of
    the stopping rule, where there was one.
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int
    values: Values
    units: dict[str, str]
    folder: Path
    violations: tuple[str, ...] = ()
    ran: int = 0
    stopped: Stopped | None = None

    @property
    def baseline(self) -> Scenario:
        """Return the first scenario."""
        return self.scenarios[0]

    @property
    def towns(self) -> int:
        """Return in how many towns the replications lie, in turn; 1 in the scenario's own."""
        return self.baseline.run.towns or 1

    @property
    def independent(self) -> bool:
        """Whether each scenario was run under luck of its own."""
        return len({scenario.run.seed for scenario in self.scenarios}) > 1

    def first(self, count: int) -> Answer:
        """Return what the first replications have to say."""
        cut = {measure: rows[:, :count] for measure, rows in self.values.items()}
        return replace(self, values=cut, replications=min(count, self.replications))

    def pair(self, index: int, measure: str, confidence: float = CONFIDENCE) -> Paired:
        """Return the difference of one scenario from the baseline in one measure.

        Paired, with towns as blocks where there are several; of independent runs unpaired.
        """
        base, other = self.values[measure][0], self.values[measure][index]
        if self.independent:
            return unpaired(base, other, confidence)
        if self.towns > 1:
            return paired_by_town(base, other, self.towns, confidence)
        return paired(base, other, confidence)

    @cached_property
    def differences(self) -> dict[str, dict[str, Paired]]:
        """Return, by other scenario and measure, the difference from the baseline."""
        return {
            scenario.name: {measure: self.pair(i, measure) for measure in self.values}
            for i, scenario in enumerate(self.scenarios)
            if i
        }

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Return, by scenario and measure, the mean over replications."""
        return {
            scenario.name: {
                m: estimated(m, rows[i], self.towns) for m, rows in self.values.items()
            }
            for i, scenario in enumerate(self.scenarios)
        }

    def table(self) -> pd.DataFrame:
        """Return one row a measure: paired differences, or means where nothing is compared."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as plain rows."""
        if len(self.scenarios) == 1:
            name = self.baseline.name
            return [
                {"scenario": name, "measure": m, **asdict(e), "unit": self.units[m]}
                for m, e in self.estimates[name].items()
            ]
        return [
            {"baseline": self.baseline.name, "scenario": name, "measure": measure}
            | asdict(pair)
            | {"unit": self.units[measure]}
            for name, found in self.differences.items()
            for measure, pair in found.items()
        ]

    def measures(self) -> pd.DataFrame:
        """Return every value: scenario, replication, measure, value, unit."""
        import pandas as pd

        columns = ["scenario", "replication", "measure", "value", "unit"]
        unit = self.units.__getitem__
        rows = [
            (scenario.name, replication, measure, float(values[i, replication]), unit(measure))
            for i, scenario in enumerate(self.scenarios)
            for replication in range(self.replications)
            for measure, values in self.values.items()
        ]
        return pd.DataFrame(rows, columns=columns)

    def sentences(self) -> list[str]:
        """Return the answer in plain English, with its uncertainty, key measures first."""
        rule = [] if self.stopped is None else [self.stopped.sentence()]
        if len(self.scenarios) == 1:
            name = self.baseline.name
            said = sentences.of_one(name, self.estimates[name], self.units)
            return [*said, *rule, *sentences.where(self.towns)[:-1]]
        said = []
        for name, found in self.differences.items():
            said += sentences.of_pair(self.baseline.name, name, found, self.units)
        said += [*primary.sentences(self), *rule]
        if self.independent:
            return [*said, sentences.apart(self.replications, CONFIDENCE)]
        where = sentences.where(self.towns)
        return [*said, sentences.caution(self.replications, CONFIDENCE), *where]

    def _repr_html_(self) -> str:
        """Show the sentences and the table in a notebook; names are escaped."""
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences())
        return said + self.table().to_html(index=False, float_format="{:.4g}".format)


def estimated(measure: str, values: Floats, towns: int = 1) -> Estimate:
    """Estimate a measure over replications; one that is yes or no in each, as a share."""
    from sim.measures import is_yes_or_no

    if towns > 1:
        return estimate_by_town(values, towns)
    return estimate_share(values) if is_yes_or_no(measure) else estimate(values)
