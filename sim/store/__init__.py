"""Results folders: scenarios, tables and provenance that survive a kill and a flipped bit."""

from sim.store.call import Call, fingerprint
from sim.store.errors import FolderError, StoreError
from sim.store.files import read_table, write_table, write_whole
from sim.store.frames import Frames, open_results, read_whole, taken_away, unfinished
from sim.store.lock import locked
from sim.store.opening import open_for
from sim.store.provenance import changed_since, code_hash, mixing, versions
from sim.store.query import QueryError, query
from sim.store.results import Results
from sim.store.schemas import RUN_TABLES, TABLES, kept_tables, schema

__all__ = [
    "RUN_TABLES",
    "TABLES",
    "Call",
    "FolderError",
    "Frames",
    "QueryError",
    "Results",
    "StoreError",
    "changed_since",
    "code_hash",
    "fingerprint",
    "kept_tables",
    "locked",
    "mixing",
    "open_for",
    "open_results",
    "query",
    "read_table",
    "read_whole",
    "schema",
    "taken_away",
    "unfinished",
    "versions",
    "write_table",
    "write_whole",
]
