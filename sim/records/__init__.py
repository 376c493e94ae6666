"""What a run leaves behind: the recorder (write) and the records (frozen tables)."""

from sim.records.daily import Days, daily
from sim.records.records import Recorder, Records, Table, named, text

__all__ = ["Days", "Recorder", "Records", "Table", "daily", "named", "text"]
