"""The kernel reads tables by their places: what is laid out otherwise is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.desk_tables import Tables
from sim.kernels.desk_view import KINDS, places
from tests.towns import begin, by_hand


def test_every_table_is_seen_by_the_kernel_in_its_place() -> None:
    assert tuple(KINDS) == Tables._fields
    tables = begin(by_hand()).desk.tables
    at = dict(zip(KINDS, places(tables).tolist(), strict=True))
    assert at["tasks"] == [tables.tasks.ctypes.data, len(tables.tasks), 1]
    assert at["walk_h"] == [tables.walk_h.ctypes.data, *tables.walk_h.shape]


@pytest.mark.parametrize("other", [np.zeros(4, np.int32), np.zeros(8, np.int64)[::2]])
def test_a_table_of_another_kind_or_with_gaps_is_refused(other: np.ndarray) -> None:
    tables = begin(by_hand()).desk.tables._replace(asked=other)
    with pytest.raises(TypeError, match="the table asked holds"):
        places(tables)
