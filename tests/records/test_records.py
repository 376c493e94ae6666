from __future__ import annotations

import numpy as np

from sim.records import Recorder, named, text


def test_events_are_in_order_of_time_and_then_of_name() -> None:
    recorder = Recorder()
    recorder.tell(2.0, "level", "", 1.0)
    recorder.tell(1.0, "case_found", "C01-G02", 7.0)
    recorder.tell(2.0, "call_up", "", 0.0)
    table = recorder.table()
    assert table["event"].tolist() == ["case_found", "call_up", "level"]
    assert table["time_h"].tolist() == [1.0, 2.0, 2.0]


def test_an_event_of_the_whole_street_has_no_place() -> None:
    recorder = Recorder()
    recorder.tell(1.0, "level", "", 1.0)
    assert recorder.table()["place"].tolist() == [None]


def test_a_table_of_no_events_has_its_columns() -> None:
    table = Recorder().table()
    assert {name: len(column) for name, column in table.items()} == {
        "time_h": 0,
        "event": 0,
        "place": 0,
        "value": 0,
    }


def test_codes_are_spelt_out_and_minus_one_is_none() -> None:
    assert named(("一网格", "G2"), np.array([1, 0, -1])).tolist() == ["G2", "一网格", None]


def test_a_column_of_text_keeps_equal_lengths_apart() -> None:
    column = text(["ab", "cd"])
    assert (column.dtype, column.shape) == (np.dtype(object), (2,))
