"""The page: what is in it, what it may not load, and what it does with names."""

import html
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from sim.errors import GridResponseError
from sim.report import sentences, write_report
from sim.report.saved import open_folder
from sim.store import StoreError
from tests.report.made import Overlay, make

TITLE = "A street of three grids &amp; &lt;one&gt; worker each"
OWN = ("#", "data:image/png;base64,")


class Outline(HTMLParser):
    """Collect headings, ids, and everything that a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            fetched = name in {"src", "href", "xlink:href"}
            if fetched and not (value or "").startswith(OWN):
                self.fetched.append(value or "")


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    return found


def words(text: str) -> str:
    """Return the page's words without tags, as a reader sees them."""
    body = re.sub(r"<(style|svg).*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def test_the_answer_comes_before_the_pictures_and_the_pictures_before_the_tables(
    page: str,
) -> None:
    parts = re.findall(r'<section id="(\w+)"', page)
    assert parts == [
        "answer",
        "evidence",
        "overturn",
        "pictures",
        "spread",
        "reported",
        "tables",
        "limits",
        "assumptions",
        "method",
        "model",
        "provenance",
    ]


def test_a_comparison_shows_nine_figures_and_the_reported_cases(page: str) -> None:
    titles = re.findall(r"<figure><h3>(.*?)</h3>", page)
    assert titles[:9] == [
        f"1. Differences from the baseline: {TITLE}",
        "2. Needs on time, of all that fell due that day",
        "3. New infections a day",
        "4. New infections a day, by where they happen",
        "5. Reproduction number, by day",
        "6. Needs still open at midnight",
        "7. Staff on duty, by employer",
        "8. What workers spent their hours on, by employer",
        "9. Needs on time, by grid",
    ]
    assert titles[9] == "Reported and simulated cases a day: county"


def test_headings_never_skip_a_level(page: str) -> None:
    levels = outline(page).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(b - a for a, b in pairwise(levels)) == 1


def test_ids_are_used_once_and_the_language_is_stated(page: str) -> None:
    ids = outline(page).ids
    assert len(ids) == len(set(ids))
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    found = outline(page)
    assert found.fetched == []
    assert not {"script", "link", "iframe", "object", "img"} & set(found.tags)
    loaded = re.findall(r"url\((?!#|\"data:)[^)]*\)|@import", page)
    assert loaded == []


def test_every_figure_has_a_title_and_a_description(page: str) -> None:
    figures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(figures) == 20
    for figure in figures:
        key = re.search(r'aria-labelledby="(\S+)-title \1-desc"', figure)
        assert key is not None
        assert re.search(rf'<title id="{key[1]}-title">[^<]+</title>', figure)
        assert re.search(rf'<desc id="{key[1]}-desc">[^<]+</desc>', figure)


def test_names_are_escaped_and_chinese_names_are_there(page: str) -> None:
    assert "<per>" not in page
    assert "<one>" not in page
    assert "<h3>Two workers &lt;per&gt; grid</h3>" in page
    assert "<h3>网格服务共同体</h3>" in page
    assert "桂阳一区一格" in page


def test_chinese_letters_come_with_the_page(page: str) -> None:
    assert 'font-family: "Report Chinese"; font-weight: 400;' in page
    assert len(page) < 3_000_000


def test_assumptions_sources_provenance_and_the_command_are_told(page: str) -> None:
    told = words(page)
    assert "Census 2020 <table 3>" in told
    assert "town.communities" in told
    assert "have no published source and count as assumed" in told
    assert re.search(r"gridresponse compare \S*/scenarios/s00\.yaml", told)
    assert "--replications 4 --seed 1" in told
    assert "What “网格服务共同体” changes (1)" in told


def test_limits_say_that_a_sealed_grid_needs_less_here_than_it_should(page: str) -> None:
    assert "about 120 person-hours a day here, not the 170" in words(page)


def test_a_measure_without_data_is_no_data_and_never_nought(page: str) -> None:
    row = re.search(r'<tr><th scope="row">Recovery .*?</tr>', page, flags=re.DOTALL)
    assert row is not None
    assert re.findall(r"<td.*?>(.*?)</td>", row[0]) == ["no data", "no data", "no data"]


def test_reported_cases_stand_beside_simulated_ones_with_their_source(page: str) -> None:
    told = words(page)
    assert "On the 2 reported days 15 cases were reported" in told
    assert "Source: County briefing, 12 March" in told
    assert "2022-03-05 until 18:00 11" in told


def test_the_spread_asked_for_stands_beside_the_spread_realised(page: str) -> None:
    told = words(page)
    assert re.search(r"a growth per day of 0\.35; realised was 0\.\d+ on average \(95", told)
    assert (
        "Asked for was a household attack rate of 40 %; realised was 38 % on average (95 % "
        "interval of the mean 38 % to 38 %, 4 of 4 replications with data)."
    ) in told
    assert "In a controlled run controls, self-isolation and immunity bend them" in told
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page.split('id="spread"')[1])
    assert len(rows[:12]) == 12
    assert "Infections per case (R0; early on)</td><td>not stated</td><td>no data" in rows[1]
    assert "Generation time [d]</td><td>not stated</td><td>3.5</td>" in rows[3]


def test_sources_of_formulas_stand_with_the_definitions(page: str) -> None:
    assert "Source: Fraser 2007, doi 10.1371/journal.pone.0000758." in words(page)


def test_a_run_alone_shows_levels_and_no_differences(alone: Path) -> None:
    text = (alone / "report.html").read_text(encoding="utf-8")
    told = words(text)
    assert "All paired differences" not in told
    assert "95 % interval of the mean" in told
    assert len(re.findall("<figure>", text)) == 9


def test_figures_and_tables_are_written_beside_the_page(compared: Path) -> None:
    assert sorted({path.stem for path in (compared / "figures").iterdir()}) == [
        "backlog",
        "differences",
        "epidemic-curve",
        "hours-of-workers",
        "infections-by-layer",
        "map-of-grids",
        "reported-0",
        "reproduction-number",
        "service-level",
        "staff-on-duty",
    ]
    names = {path.stem for path in (compared / "tables").iterdir()}
    assert names == {path.stem for path in (compared / "figures").iterdir()} | {"measures"}


def test_the_same_folder_gives_the_same_page(compared: Path, page: str) -> None:
    write_report(compared)
    assert (compared / "report.html").read_text(encoding="utf-8") == page


def test_an_unfinished_run_says_so(tmp_path: Path) -> None:
    from sim.store import Results

    folder = make(tmp_path / "street", [], replications=2)
    Results(folder).update(status="interrupted", replications=5)
    text = write_report(folder).read_text(encoding="utf-8")
    assert "the first 2 of 5 replications are finished in every scenario" in words(text)


def test_an_unfinished_comparison_rests_on_the_first_that_all_scenarios_have(
    tmp_path: Path,
) -> None:
    from sim.store import Results

    folder = make(tmp_path / "street", [Overlay("more", "More", on_time=0.8)], replications=5)
    whole = open_folder(folder).comparison.set_index("measure")
    Results(folder).path("measures", 1, 3).unlink()  # the fourth of the other is missing
    Results(folder).update(status="interrupted")
    saved = open_folder(folder)
    assert (saved.prefix, saved.replications) == (3, 3)
    assert set(saved.daily["replication"]) == {0, 1, 2}
    found = saved.comparison.set_index("measure")
    assert found.loc["on_time", "replications"] == 3
    assert found.loc["on_time", "difference"] == pytest.approx(
        whole.loc["on_time", "difference"], abs=0.05
    )
    assert "the first 3 of 5 replications" in words(write_report(folder).read_text("utf-8"))


def test_where_too_little_is_served_the_report_says_that_comparisons_are_flat(
    tmp_path: Path,
) -> None:
    scarce = [Overlay("more", "More", on_time=0.15)]
    folder = make(tmp_path / "street", scarce, replications=2, base_on_time=0.1)
    told = sentences.flat(open_folder(folder))
    assert told.startswith("Fewer than 60 of 100 needs are met in every scenario (at best ")


def test_a_folder_whose_tables_were_taken_away_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "street", [], replications=2)
    for name in ("daily", "events"):
        shutil.rmtree(folder / f"{name}.parquet")
    with pytest.raises(StoreError, match="this table is missing"):
        write_report(folder)


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GridResponseError, match=r"no manifest\.json"):
        write_report(tmp_path)
