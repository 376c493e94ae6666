"""Many runs: replicate a scenario, compare scenarios under the same luck, tell a story."""

from sim.experiment.answer import Answer
from sim.experiment.batch import Interrupted
from sim.experiment.progress import Bar
from sim.experiment.settings import Model, Settings, Silence
from sim.experiment.statistics import Estimate, Paired, estimate, paired
from sim.experiment.verbs import CallError, compare, replicate

__all__ = [
    "Answer",
    "Bar",
    "CallError",
    "Estimate",
    "Interrupted",
    "Model",
    "Paired",
    "Settings",
    "Silence",
    "compare",
    "estimate",
    "paired",
    "replicate",
]
