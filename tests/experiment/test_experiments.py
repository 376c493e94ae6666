from __future__ import annotations

import gc
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import RunError
from sim.experiment import CallError, Settings, compare, replicate
from sim.store import FolderError, Results, locked
from tests.experiment.fakes import MODEL, FakeScenario, saved_rows

BASE, MORE = FakeScenario("base"), FakeScenario("more", effect=2.0)
FAST = Settings(model=MODEL)


def test_an_added_constant_is_the_difference() -> None:
    answer = compare([BASE, MORE], replications=4, processes=1, settings=FAST)
    table = answer.table().set_index("measure")
    assert table.loc["infections", "difference"] == 6.0
    assert table.loc["deaths", "difference"] == 0.0
    assert table.loc["cost_total", "replications"] == 3
    assert table.loc["cost_total", "without_data"] == 1


def test_a_copy_under_another_name_differs_by_exactly_0_in_every_measure() -> None:
    copy = FakeScenario("copy")
    table = compare([BASE, copy], replications=5, processes=1, settings=FAST).table()
    assert table["difference"].tolist() == [0.0] * 4
    assert table["high"].tolist() == [0.0] * 4
    assert table["identical_share"].tolist() == [1.0] * 4


def test_a_folder_holds_what_the_answer_says(tmp_path: Path) -> None:
    answer = compare([BASE, MORE], 3, out=tmp_path, processes=1, settings=FAST)
    results = Results(tmp_path)
    assert results.manifest()["status"] == "complete"
    comparison = results.read("comparison").to_pandas()
    assert comparison["difference"].tolist() == answer.table()["difference"].tolist()
    assert results.read("measures").num_rows == 2 * 3 * 4
    assert len(results.read("daily")) == 2 * 3 * 3


def test_without_a_folder_the_tables_go_with_the_answer() -> None:
    answer = replicate(BASE, 2, processes=1, settings=FAST)
    folder = answer.folder
    assert Results(folder).read("daily").num_rows == 6
    del answer
    gc.collect()
    assert not folder.exists()


def test_the_answer_is_the_same_with_and_without_a_folder(tmp_path: Path) -> None:
    kept = compare([BASE, MORE], 3, out=tmp_path, processes=1, settings=FAST)
    passing = compare([BASE, MORE], 3, processes=1, settings=FAST)
    pd.testing.assert_frame_equal(kept.table(), passing.table())


def test_a_complete_folder_answers_again_without_running(tmp_path: Path) -> None:
    first = replicate(BASE, 3, out=tmp_path, processes=1, settings=FAST)
    again = replicate(BASE, 3, out=tmp_path, processes=1, settings=FAST)
    assert (first.ran, again.ran) == (3, 0)
    assert again.sentences() == first.sentences()


def test_more_replications_continue(tmp_path: Path) -> None:
    replicate(BASE, 2, out=tmp_path, processes=1, settings=FAST)
    more = replicate(BASE, 5, out=tmp_path / ".", processes=1, settings=FAST)
    whole = replicate(BASE, 5, processes=1, settings=FAST)
    assert more.ran == 3
    pd.testing.assert_frame_equal(more.table(), whole.table())


def test_a_deleted_table_is_made_again_by_the_same_command(tmp_path: Path) -> None:
    replicate(BASE, 3, out=tmp_path, processes=1, settings=FAST)
    before = saved_rows(tmp_path)
    Results(tmp_path).path("daily", 0, 1).unlink()
    assert replicate(BASE, 3, out=tmp_path, processes=1, settings=FAST).ran == 1
    assert saved_rows(tmp_path) == before


def test_one_and_two_processes_write_the_same(tmp_path: Path) -> None:
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        compare([BASE, MORE], 3, out=folder, processes=processes, settings=FAST)
    assert saved_rows(tmp_path / "1") == saved_rows(tmp_path / "2")


def test_another_seed_is_other_luck() -> None:
    one, two = (replicate(BASE, 3, seed, None, 1, FAST).table()["mean"][1] for seed in (1, 2))
    assert one != two


def test_a_failed_replication_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    broken = FakeScenario("broken", trouble="error 2")
    with pytest.raises(RunError) as caught:
        replicate(broken, 4, out=tmp_path, processes=1, settings=FAST)
    assert str(caught.value).startswith(
        "scenario broken, replication 2: ZeroDivisionError: nothing to divide by (fakes.py:"
    )
    results = Results(tmp_path)
    assert results.manifest()["status"] == "interrupted"
    assert [results.finished(0, r, "daily") for r in range(4)] == [True, True, False, False]


def test_a_check_names_violations(tmp_path: Path) -> None:
    checking = Settings(model=MODEL, check=True)
    answer = replicate(BASE, 2, out=tmp_path, processes=1, settings=checking)
    assert answer.violations == ("base, replication 0: worker 3 is in two places at 2.5 h",)
    assert replicate(BASE, 2, None, tmp_path, 1, checking).violations == answer.violations


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FolderError, match="another run"):
        replicate(BASE, 2, out=tmp_path, processes=1, settings=FAST)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_wrong_calls_are_told() -> None:
    with pytest.raises(CallError, match="different names, found base twice"):
        compare([BASE, BASE], settings=FAST)
    with pytest.raises(CallError, match="needs a baseline and one more, found 1"):
        compare([BASE], settings=FAST)
    with pytest.raises(CallError, match="replications: must be at least 1, found 0"):
        replicate(BASE, 0, settings=FAST)
    with pytest.raises(CallError, match="found daly, did you mean daily"):
        replicate(BASE, settings=Settings(log="daly", model=MODEL))


def test_the_sentences_tell_the_key_measures_first_with_uncertainty() -> None:
    answer = compare([BASE, MORE], 4, processes=1, settings=FAST)
    assert answer.sentences()[:3] == [
        "more, compared with base:",
        "The share served on time rises from 5.25 % to 7.25 %: +2 points "
        "(the same in all 4 pairs, so no interval).",
        "Infections rise from 9.50 to 15.5: +6 (the same in all 4 pairs, so no interval).",
    ]
    assert answer.sentences()[4] == "Exactly the same in every replication: deaths."
    assert "not doubt about the assumptions" in answer.sentences()[-2]


def test_one_scenario_is_told_by_its_means() -> None:
    said = replicate(BASE, 4, processes=1, settings=FAST).sentences()
    assert said[0] == "Scenario base:"
    assert said[3] == "Deaths: 0 on average (alike in all 4 replications)."
    assert said[4].endswith("3 of 4 replications, the rest without data).")


def test_a_notebook_shows_names_escaped() -> None:
    nasty = FakeScenario("<script>", effect=1.0)
    shown = compare([BASE, nasty], 2, processes=1, settings=FAST)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_measures_are_a_tidy_table() -> None:
    table = replicate(BASE, 2, processes=1, settings=FAST).measures()
    assert table.columns.tolist() == ["scenario", "replication", "measure", "value", "unit"]
    assert len(table) == 8
    assert math.isnan(table["value"][3])


def test_what_is_yes_or_no_in_each_replication_has_the_exact_interval() -> None:
    model = replace(MODEL, measure=lambda _: {"on_time": 1.0, "recovered": 1.0})
    answer = replicate(BASE, 20, processes=1, settings=Settings(model=model))
    rows = answer.table().set_index("measure")
    assert math.isnan(rows.loc["on_time", "low"])  # alike in all, yet no share of replications
    assert round(rows.loc["recovered", "low"], 4) == 0.8316  # .025 ** (1 / 20)
    assert rows["interval"].tolist() == ["", "exact"]
    assert answer.sentences()[-1] == (
        "Intervals are Student's t over replications; of what is yes or no in each they are "
        "exact (Clopper and Pearson): recovered."
    )
