"""What a run leaves behind: the recorder (write) and the records (frozen tables).

records       tables, facts, and who takes down events
cases         homes, and how they were found, added to the table of infections
links         who infected whom
reproduction  the reproduction number by day and layer
daily         stocks and flows by calendar day
"""

from sim.records.cases import with_finding, with_homes
from sim.records.daily import Days, daily, spread_by_day
from sim.records.links import Links, links_of, rows_of
from sim.records.records import Recorder, Records, Table, named, text
from sim.records.reproduction import at_instant, by_cohort, spans_in

__all__ = [
    "Days",
    "Links",
    "Recorder",
    "Records",
    "Table",
    "at_instant",
    "by_cohort",
    "daily",
    "links_of",
    "named",
    "rows_of",
    "spans_in",
    "spread_by_day",
    "text",
    "with_finding",
    "with_homes",
]
