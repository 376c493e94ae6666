"""Measures: Records in, numbers out; pure, with one definition of each.

registry        every measure, by id; `measure(records)`, `describe()`, `lookup(id)`
quality, service, response, confinement, cost    one family each
knowing         mass testing, the laboratory, reports, the tracing clock
workforce, posts, wear, harm    the work: hours, posts staffed, who wears out, who is harmed
epidemic, growth, household, transmission    the outbreak: size, early spread, at home, chains
queues          what queueing theory speaks of, as plain functions
sums            `conservation(records)`: sums that must close in every run
tables, hourly  a run's tables made ready for counting (`study_of`, once for several
                questions to one run); stocks at whole hours
"""

from sim.measures.base import Measure as Measure
from sim.measures.base import RecordsLike as RecordsLike
from sim.measures.queues import kaplan_meier_mean as kaplan_meier_mean
from sim.measures.queues import mean_number_in_service as mean_number_in_service
from sim.measures.queues import mean_number_waiting as mean_number_waiting
from sim.measures.queues import mean_wait_h as mean_wait_h
from sim.measures.queues import share_abandoned as share_abandoned
from sim.measures.queues import share_delayed as share_delayed
from sim.measures.queues import waits_h as waits_h
from sim.measures.registry import MEASURES as MEASURES
from sim.measures.registry import describe as describe
from sim.measures.registry import is_yes_or_no as is_yes_or_no
from sim.measures.registry import lookup as lookup
from sim.measures.registry import measure as measure
from sim.measures.sums import conservation as conservation
from sim.measures.tables import Study as Study
from sim.measures.tables import study_of as study_of
