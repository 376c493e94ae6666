"""Many runs: replicate a scenario, compare scenarios under the same luck, tell a story.

verbs, batch, pool, replication   run what is missing of a call, and keep it
settings, progress, warmth        how it is run, and who is told
answer, statistics, sentences, shown    what comes out
source, story, chains             one replication's tables, told in order; infections in it
transmission                      who infected whom, as a graph
statistics, intervals, primary    means and differences; towns, quantiles, all at once
stopping, realised                when to stop; the town and the draw of a replication
staffing, certificate, means, enough, front    which staffing is enough, with its guarantee
sweeping, design, effects, swept  what each factor of a scenario does
attribution                       why B differs: couplings on or off, Shapley's shares
screening, sensitive              which number could overturn the answer
calibration                       what observed counts say of values that are not known
selection, selecting              the best of several plans
studies, study_points, break_even  a question with its design: effects, break-evens, maps
repeating, divergence, logbook    run again: is it the same; where two runs part
quick                             a tenth of the town
"""

from sim.experiment.answer import Answer
from sim.experiment.attribution import Attribution, attribute
from sim.experiment.batch import Interrupted
from sim.experiment.calibration import CalibrationAnswer, calibrate
from sim.experiment.divergence import diverge
from sim.experiment.progress import Bar
from sim.experiment.repeating import Repeated, repeat
from sim.experiment.screening import SensitivityAnswer, sensitivity
from sim.experiment.selecting import SelectionAnswer, select
from sim.experiment.settings import Model, Settings, Silence
from sim.experiment.staffing import StaffingAnswer, Verdict, staff
from sim.experiment.statistics import Estimate, Paired, estimate, paired
from sim.experiment.studies import StudyAnswer, study
from sim.experiment.sweeping import SweepAnswer, sweep
from sim.experiment.transmission import transmission_tree
from sim.experiment.verbs import CallError, compare, replicate, so_far

__all__ = [
    "Answer",
    "Attribution",
    "Bar",
    "CalibrationAnswer",
    "CallError",
    "Estimate",
    "Interrupted",
    "Model",
    "Paired",
    "Repeated",
    "SelectionAnswer",
    "SensitivityAnswer",
    "Settings",
    "Silence",
    "StaffingAnswer",
    "StudyAnswer",
    "SweepAnswer",
    "Verdict",
    "attribute",
    "calibrate",
    "compare",
    "diverge",
    "estimate",
    "paired",
    "repeat",
    "replicate",
    "select",
    "sensitivity",
    "so_far",
    "staff",
    "study",
    "sweep",
    "transmission_tree",
]
