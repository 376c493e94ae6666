"""Results folders: scenarios, tables and provenance that survive a kill and a flipped bit."""

from sim.store.call import Call, fingerprint
from sim.store.errors import FolderError, StoreError
from sim.store.files import read_table, write_table, write_whole
from sim.store.lock import locked
from sim.store.opening import open_for
from sim.store.provenance import code_hash, mixing, versions
from sim.store.results import Results
from sim.store.schemas import RUN_TABLES, TABLES, kept_tables, schema

__all__ = [
    "RUN_TABLES",
    "TABLES",
    "Call",
    "FolderError",
    "Results",
    "StoreError",
    "code_hash",
    "fingerprint",
    "kept_tables",
    "locked",
    "mixing",
    "open_for",
    "read_table",
    "schema",
    "versions",
    "write_table",
    "write_whole",
]
