"""Results folders: scenarios, tables and provenance that survive a kill and a flipped bit."""

from sim.store.call import Call, fingerprint, named_files
from sim.store.crate import credit, write_crate
from sim.store.errors import FolderError, StoreError
from sim.store.files import read_table, write_table, write_whole
from sim.store.frames import Frames, open_results, read_whole, taken_away, unfinished
from sim.store.lock import locked
from sim.store.opening import mend, open_for
from sim.store.provenance import changed_since, code_hash, mixing, origin, versions
from sim.store.query import QueryError, query
from sim.store.results import Results, encoded_tables
from sim.store.schemas import RUN_TABLES, TABLES, kept_tables, schema
from sim.store.seal import seal, sealed

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
    "credit",
    "encoded_tables",
    "fingerprint",
    "kept_tables",
    "locked",
    "mend",
    "mixing",
    "named_files",
    "open_for",
    "open_results",
    "origin",
    "query",
    "read_table",
    "read_whole",
    "schema",
    "seal",
    "sealed",
    "taken_away",
    "unfinished",
    "versions",
    "write_crate",
    "write_table",
    "write_whole",
]
