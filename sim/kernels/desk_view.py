"""How the desk's kernel sees its tables: as one address, behind which each table is found.

Handed over one by one, the tables are two hundred numbers at every call of a function. Here a
call gets one: where the places and lengths of all tables stand. They do not change while the
kernel runs, and the compiler is told so. Written with numba's low-level interface for types.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.extending import intrinsic, lower_getattr_generic, models, register_model
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from sim.kernels import desk_tables as desk

_I4, _I8, _F8 = np.dtype("i4"), np.dtype("i8"), np.dtype("f8")
KINDS: dict[str, tuple[np.dtype[Any], int]] = {  # of each table: the kind of a row, dimensions
    "book": (desk.BOOK, 1),
    "tasks": (desk.TASK, 1),
    "stops": (desk.STOP, 1),
    "workers": (desk.WORKER, 1),
    "outings": (desk.OUTING, 1),
    "events": (desk.EVENT, 1),
    "services": (desk.SERVICE, 1),
    "needs": (desk.NEED, 1),
    "laws": (_F8, 2),
    "skills": (_I8, 1),
    "queues": (_I8, 2),
    "idle": (desk.LINE, 2),
    "giving_way": (desk.LINE, 1),
    "area_of_grid": (_I8, 1),
    "desk_of": (_I8, 2),
    "walk_h": (_F8, 2),
    "asked": (_I8, 1),
    "people_start": (_I8, 1),
    "latest": (_I4, 1),
    "spent": (_I4, 1),
    "met_h": (_F8, 2),
    "lost": (_F8, 1),
    "equipment": (_I8, 2),
    "equipment_of": (_I8, 2),
    "crew": (_I8, 2),
    "chosen": (_I8, 1),
    "numbers": (_I8, 1),
    "assignments": (desk.ASSIGNMENT, 1),
    "shifts": (desk.SHIFT, 1),
    "reactions": (desk.REACTION, 1),
}
_WORDS = 3  # where a table begins, its rows, its columns


def places(t: desk.Tables) -> NDArray[np.int64]:
    """List where each table is and how long it is; valid as long as the tables are kept.

    Raises TypeError for a table that is not laid out as the kernel reads it.
    """
    found = np.ones((len(KINDS), _WORDS), np.int64)
    for row, (name, kind) in zip(found, KINDS.items(), strict=True):
        table = getattr(t, name)
        if (table.dtype, table.ndim) != kind or not table.flags.c_contiguous:
            raise TypeError(f"the table {name} holds {table.dtype} in {table.ndim} dimensions")
        row[0], row[1 : 1 + table.ndim] = table.ctypes.data, table.shape
    return found


class View(types.Type):
    """The type of the tables within the kernel: a pointer to their places."""

    def __init__(self) -> None:
        super().__init__(name="DeskTables")


_VIEW = View()
_ARRAYS = {name: types.Array(from_dtype(kind), n, "C") for name, (kind, n) in KINDS.items()}
register_model(View)(models.OpaqueModel)


@infer_getattr
class _Tables(AttributeTemplate):
    key = View

    def generic_resolve(self, _view: Any, name: Any) -> Any:  # type: ignore[override]
        return _ARRAYS.get(name)


@lower_getattr_generic(View)
def _table(context: Any, builder: Any, _view: View, pointer: Any, name: str) -> Any:
    """Load where a table is and how long, and make an array of it."""
    kind, words = _ARRAYS[name], builder.bitcast(pointer, ir.IntType(64).as_pointer())
    first, same = _WORDS * list(KINDS).index(name), builder.module.add_metadata([])

    def word(number: int) -> Any:
        place = builder.gep(words, [ir.Constant(ir.IntType(32), first + number)])
        loaded = builder.load(place)
        loaded.set_metadata("invariant.load", same)
        return loaded

    array = make_array(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape, strides = (
        [word(1 + n) for n in range(kind.ndim)],
        [ir.Constant(ir.IntType(64), size)],
    )
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(word(0), context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data, shape, strides, strides[-1], meminfo=None)
    return array._getvalue()


@intrinsic
def _tables_at(_typing: Any, _address: Any) -> Any:
    """Read the tables whose places stand at an address."""

    def generate(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.inttoptr(given[0], ir.IntType(8).as_pointer())

    return _VIEW(types.int64), generate


tables_at: Any = _tables_at  # called with an address [bytes], gives the tables
