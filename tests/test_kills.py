"""Kills at random instants leave the same tables; fifty by hand: benchmarks/kills.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import campaign


@pytest.mark.long
def test_five_kills_leave_the_same_tables_no_duplicate_and_no_process(tmp_path: Path) -> None:
    tally = campaign(5, 4, 1, tmp_path)
    assert tally.kills == 5
    assert tally.clean, tally
