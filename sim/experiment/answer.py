"""The answer of an experiment: sentences to read, a table to work with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment import sentences
from sim.experiment.batch import Values
from sim.experiment.statistics import (
    CONFIDENCE,
    Estimate,
    Floats,
    Paired,
    estimate,
    estimate_share,
    paired,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario


@dataclass(frozen=True)
class Answer:
    """What replications of one scenario, or paired ones of several, have to say.

    ``values`` holds every measure by scenario (row) and replication (column), nan for no
    data. ``folder`` is where the tables are saved. ``violations`` are what a check of the
    logs found; ``ran`` counts the replications that this call ran.
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int
    values: Values
    units: dict[str, str]
    folder: Path
    violations: tuple[str, ...] = ()
    ran: int = 0

    @property
    def baseline(self) -> Scenario:
        """Return the first scenario."""
        return self.scenarios[0]

    @cached_property
    def differences(self) -> dict[str, dict[str, Paired]]:
        """Return, by other scenario and measure, the paired difference from the baseline."""
        return {
            scenario.name: {m: paired(rows[0], rows[i]) for m, rows in self.values.items()}
            for i, scenario in enumerate(self.scenarios)
            if i
        }

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Return, by scenario and measure, the mean over replications."""
        return {
            scenario.name: {m: estimated(m, rows[i]) for m, rows in self.values.items()}
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
        if len(self.scenarios) == 1:
            name = self.baseline.name
            return sentences.of_one(name, self.estimates[name], self.units)
        said: list[str] = []
        for name, found in self.differences.items():
            said += sentences.of_pair(self.baseline.name, name, found, self.units)
        return [*said, sentences.caution(self.replications, CONFIDENCE)]

    def _repr_html_(self) -> str:
        """Show the sentences and the table in a notebook; names are escaped."""
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences())
        return said + self.table().to_html(index=False, float_format="{:.4g}".format)


def estimated(measure: str, values: Floats) -> Estimate:
    """Estimate a measure over replications; one that is yes or no in each, as a share."""
    from sim.measures import is_yes_or_no

    return estimate_share(values) if is_yes_or_no(measure) else estimate(values)
