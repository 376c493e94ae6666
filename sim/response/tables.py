"""The table of restrictions: the log of rows, spelt out by layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.kernels.people import LAYERS
from sim.records import Table, named
from sim.scenario import Control
from sim.state import State


def restrictions_table(
    state: State, controls: Mapping[str, Control], horizon_h: float
) -> Table:
    """Give every span in which a layer of a resident's contacts was restricted, and why."""
    log = state.restriction_log
    counts = [len(residents) for _, residents, _ in log]
    resident = np.concatenate([entry[1] for entry in log] or [np.zeros(0, np.int64)])
    row = np.concatenate([entry[2] for entry in log] or [np.zeros(0, np.uint8)]).astype(
        np.int64
    )
    from_h = np.repeat([entry[0] for entry in log], counts).astype(float)
    order = np.lexsort((np.arange(len(resident)), from_h, resident))
    resident, row, from_h = resident[order], row[order], from_h[order]
    until_h = np.full(len(resident), horizon_h)
    same = resident[1:] == resident[:-1]
    until_h[:-1][same] = from_h[1:][same]
    lasting = until_h > from_h
    names = list(controls)
    cause_of, factor_of = _rows(state, names)
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("resident", "layer", "from_h", "until_h", "cause", "factor")
    }
    for layer in range(len(LAYERS)):
        stated = lasting & (cause_of[row, layer] >= 0)
        parts["resident"].append(resident[stated])
        parts["layer"].append(np.full(int(stated.sum()), layer))
        parts["from_h"].append(from_h[stated])
        parts["until_h"].append(until_h[stated])
        parts["cause"].append(cause_of[row[stated], layer])
        parts["factor"].append(factor_of[row[stated], layer])
    table: Table = {name: np.concatenate(columns) for name, columns in parts.items()}
    table["layer"] = named(LAYERS, table["layer"])
    table["cause"] = named(names, table["cause"])
    return table


def _rows(state: State, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give, by row and layer, the control whose factor holds (-1 none) and the factor."""
    code = {"": -1, **{name: number for number, name in enumerate(names)}}
    cause = np.array([[code[name] for name in row] for row in state.row_causes], np.int64)
    return cause, state.fields.factors[: len(cause), : len(LAYERS)]
