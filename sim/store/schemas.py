"""Every saved table, its columns, their types and units, written down here and only here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from sim.store.errors import StoreError

_TEXT = pa.dictionary(pa.int32(), pa.string())
_WHOLE, _SMALL, _REAL, _CLAIM = pa.int64(), pa.int32(), pa.float64(), pa.bool_()

_KEY = {"scenario": _TEXT, "replication": _SMALL}
_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "measures": {"measure": _TEXT, "value": _REAL, "unit": _TEXT},
    "daily": {"day": _SMALL, "grid": _TEXT, "measure": _TEXT, "value": _REAL},
    "tasks": {
        "task": _WHOLE,
        "service": _TEXT,
        "grid": _TEXT,
        "household": _SMALL,
        "stops": _SMALL,
        "priority": _SMALL,
        "created_h": _REAL,
        "earliest_h": _REAL,
        "set_out_h": _REAL,
        "started_h": _REAL,
        "finished_h": _REAL,
        "due_h": _REAL,
        "expires_h": _REAL,
        "outcome": _TEXT,
        "worker": _WHOLE,
    },
    "needs": {
        "need": _WHOLE,
        "task": _WHOLE,
        "service": _TEXT,
        "grid": _TEXT,
        "household": _SMALL,
        "resident": _SMALL,
        "vulnerable": _CLAIM,
        "created_h": _REAL,
        "due_h": _REAL,
        "expires_h": _REAL,
        "met_h": _REAL,
        "closed_h": _REAL,
        "wrong": _CLAIM,
        "outcome": _TEXT,
    },
    "assignments": {
        "task": _WHOLE,
        "worker": _WHOLE,
        "role": _TEXT,
        "set_out_h": _REAL,
        "started_h": _REAL,
        "finished_h": _REAL,
    },
    "shifts": {"worker": _WHOLE, "from_h": _REAL, "until_h": _REAL},
    "workers": {
        "worker": _WHOLE,
        "employer": _TEXT,
        "home_grid": _TEXT,
        "person": _SMALL,
        "key": _WHOLE,
        "hours": _REAL,
        "overtime_h": _REAL,
        "serve_h": _REAL,
        "travel_h": _REAL,
        "ppe_h": _REAL,
        "idle_h": _REAL,
        "absent_h": _REAL,
        "tasks": _WHOLE,
        "infected": _CLAIM,
    },
    "events": {"time_h": _REAL, "event": _TEXT, "place": _TEXT, "value": _REAL},
    "infections": {
        "resident": _SMALL,
        "number": _SMALL,
        "household": _SMALL,
        "members": _SMALL,
        "time_h": _REAL,
        "infector": _SMALL,
        "infector_number": _SMALL,
        "layer": _TEXT,
        "variant": _TEXT,
        "grid": _TEXT,
        "doses": _SMALL,
        "infectious_from_h": _REAL,
        "infectious_until_h": _REAL,
        "onset_h": _REAL,
        "isolates": _CLAIM,
        "severe_h": _REAL,
        "critical_h": _REAL,
        "death_h": _REAL,
        "detected_h": _REAL,
        "found_by": _TEXT,
        "outcome": _TEXT,
    },
    "restrictions": {
        "resident": _SMALL,
        "layer": _TEXT,
        "from_h": _REAL,
        "until_h": _REAL,
        "cause": _TEXT,
        "factor": _REAL,
    },
}
_COMPARISON: dict[str, pa.DataType] = {
    "baseline": _TEXT,
    "scenario": _TEXT,
    "measure": _TEXT,
    "difference": _REAL,
    "low": _REAL,
    "high": _REAL,
    "confidence": _REAL,
    "replications": _SMALL,
    "correlation": _REAL,
    "correlation_low": _REAL,
    "correlation_high": _REAL,
    "variance_reduction": _REAL,
    "identical_share": _REAL,
    "without_data": _SMALL,
    "baseline_mean": _REAL,
    "scenario_mean": _REAL,
    "unit": _TEXT,
}

RUN_TABLES = tuple(_COLUMNS)
TABLES = (*RUN_TABLES, "comparison")
_DAILY_TABLES = ("measures", "daily", "workers", "events", "infections")
_UNITS = {"hours": "h", "day": "d", "stops": "1", "factor": "1", "identical_share": "1"}


def kept_tables(log: str, replication: int) -> tuple[str, ...]:
    """Name the tables that a replication leaves behind at this level of logging."""
    if log == "full" or (log == "daily" and replication == 0):
        return RUN_TABLES
    return _DAILY_TABLES if log == "daily" else ("measures",)


def _unit(column: str, type_: pa.DataType) -> str:
    if column.endswith("_h") or column in _UNITS:
        return _UNITS.get(column, "h")
    return "by measure" if type_ == _REAL and column in {"value", "difference"} else "1"


@cache
def schema(table: str) -> pa.Schema:
    """Return the columns of a table with their types; the metadata carry the units."""
    columns = _COMPARISON if table == "comparison" else _KEY | _COLUMNS[table]
    fields = [
        pa.field(name, type_, metadata={"unit": _unit(name, type_)})
        for name, type_ in columns.items()
    ]
    return pa.schema(fields, metadata={"table": table})


def as_table(table: str, columns: Mapping[str, Any]) -> pa.Table:
    """Turn named columns into the table's declared form; raise StoreError where they differ."""
    wanted = schema(table)
    missing = [name for name in wanted.names if name not in columns]
    extra = [name for name in columns if name not in wanted.names]
    if missing or extra:
        raise StoreError(f"table {table}: columns missing {missing}, not declared {extra}")
    return pa.table([_array(columns[field.name], field) for field in wanted], schema=wanted)


def _array(values: Any, field: pa.Field) -> pa.Array:
    """Convert one column; text becomes a dictionary so that repeated words cost little."""
    try:
        if field.type == _TEXT:
            return pa.array(values, type=pa.string()).dictionary_encode()
        return pa.array(np.asarray(values)).cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise StoreError(f"column {field.name}: {error}") from error


def keyed(table: str, scenario: str, replication: int, columns: Mapping[str, Any]) -> pa.Table:
    """Put scenario and replication in front of a run's columns and return the table."""
    if not columns:
        return schema(table).empty_table()
    length = len(next(iter(columns.values())))
    names = pa.DictionaryArray.from_arrays(pa.array(np.zeros(length, np.int32)), [scenario])
    key = {"replication": np.full(length, replication, np.int32)}
    wanted = schema(table)
    bare = as_table(table, {"scenario": [""] * length, **key, **columns})
    return bare.set_column(0, wanted.field(0), names)
