"""A planner's whole way through the page in a real browser, and the same by command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.web import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None, reason="no chromium here: the page was not tried in a browser"
    ),
]
SHOWN_MS = 120_000
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 400)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, opened: Opened) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", base_url=opened.url, viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.set_default_timeout(SHOWN_MS)
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("dialog", lambda dialog: wrong.append(dialog.message))
    tab.on("request", lambda asked: _only_here(asked.url, opened.url, wrong))
    yield tab
    context.close()
    assert wrong == []


def _only_here(url: str, own: str, wrong: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        wrong.append(f"asked {url}")


def choose_the_street(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("小街")).click()
    page.locator("#map-said:not(:empty)").wait_for()


def set_two_plans(page: Page, outbreaks: int) -> None:
    page.locator("#title-1").fill("一格两人")
    page.locator("#preset-1").select_option("two")
    page.locator("#volunteers-1").fill("6")
    assert page.locator("#workers-1 + output").inner_text().startswith("2 per grid")
    page.locator("#replications").fill(str(outbreaks))


def run(page: Page) -> str:
    page.get_by_role("button", name="Run these plans").click()
    page.wait_for_url("**/run/page-*")
    return page.url.rpartition("/")[2]


def test_a_planner_asks_cancels_asks_again_and_takes_the_numbers_along(
    page: Page, opened: Opened, tmp_path: Path
) -> None:
    choose_the_street(page)
    set_two_plans(page, outbreaks=300)
    first = run(page)
    page.locator("#answer [data-replications]").wait_for()  # an answer while it runs
    assert page.locator("#answer .early").is_visible()
    page.get_by_role("button", name="Stop").click()
    page.locator("#status.stopped").wait_for()
    assert page.get_by_role("button", name="Continue").is_visible()

    choose_the_street(page)
    set_two_plans(page, outbreaks=3)
    second = run(page)
    assert second != first
    page.locator("#status.done").wait_for()
    said = page.locator("#answer .first").inner_text()
    assert re.search(r"With 一格两人, .*of 100 needs were met on time", said)

    assert re.search(r"\d+ runs", page.locator("#time-why").inner_text())  # told beforehand
    page.locator("#count-doubt").fill("2")
    assert re.search(r"\d+ runs", page.locator("#time-doubt").inner_text())

    number = page.locator("#answer .explain").first
    number.focus()
    assert (
        page.locator("#answer .tip").first.inner_text().startswith("On time: Needs (stops) met")
    )
    page.keyboard.press("Escape")
    assert not page.locator("#answer .tip").first.is_visible()

    play_the_map(page)
    assert page.locator("#workday-said").inner_text().startswith("2022-03-0")
    assert_the_command_line_gives_the_same(page, tmp_path)

    page.goto("/")  # closing the tab loses nothing
    rows = page.locator("#past tbody tr")
    assert rows.count() == 2
    rows.first.get_by_role("link").click()
    page.locator("#answer .first").wait_for()
    assert page.url.endswith(second)


def play_the_map(page: Page) -> None:
    page.locator("#town-said:not(:empty)").wait_for()
    page.locator("#day").fill("0")
    before = page.locator("#town-said").inner_text()
    page.get_by_role("button", name="Play").click()
    later = re.compile(r"2022-03-(0[3-9]|[12]\d), open needs")
    page.locator("#town-said", has_text=later).wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Where workers were").click()
    assert "worker-hours on tasks" in page.locator("#town-said").inner_text()
    assert before != page.locator("#town-said").inner_text()


def assert_the_command_line_gives_the_same(page: Page, folder: Path) -> None:
    """Download the plans, run them as the page says, and compare every difference."""
    import csv
    import os

    for name in ("plan-a.yaml", "plan-b.yaml", "differences.csv"):
        with page.expect_download() as found:
            page.get_by_role("link", name=name).click()
        found.value.save_as(folder / name)
    words = page.locator(".command code").inner_text().split()
    assert words[:4] == ["gridresponse", "compare", "plan-a.yaml", "plan-b.yaml"]
    command = [sys.executable, "-m", "sim", *words[1:], "--json", "--no-report"]
    here = str(Path(__file__).parents[2])
    ran = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": here},
    )
    table = json.loads(ran.stdout)["table"]
    with (folder / "differences.csv").open(encoding="utf-8") as file:
        shown = list(csv.DictReader(file))
    assert len(table) == len(shown) > 50
    for there, here_row in zip(table, shown, strict=True):
        assert there["measure"] == here_row["measure"]
        for key in ("difference", "low", "high", "baseline_mean", "scenario_mean"):
            assert _number(there[key]) == _number(here_row[key]), there["measure"]


def _number(value: Any) -> float | None:
    text = "" if value is None else str(value)
    return None if text in ("", "nan", "inf") else float(text)


def test_the_page_speaks_chinese_and_keeps_names_as_they_are(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh"
    assert page.locator("h1").inner_text() == "下一次疫情来临时，这条街道人手够吗？"
    assert page.get_by_text("小街 <script>").first.is_visible()
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Is the street staffed for the next outbreak?"


def test_a_table_of_grids_is_checked_by_line_and_then_used(page: Page, tmp_path: Path) -> None:
    head = "name,community,households,residents\n"
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_text(head + "一格,东,30,10\n一格,东,x,60\n", encoding="utf-8")
    right.write_text((head + "一格,东,30,70\n二格,东,25,60\n"), encoding="gb18030")
    page.goto("/")
    page.locator("#own-name").fill("我的街道")
    page.locator("#own-file").set_input_files(wrong)
    page.get_by_role("button", name="Check and use").click()
    told = page.locator("#own-problems:not(:empty)").inner_text()
    assert "line 2: residents: must not be below households, found 10" in told
    assert "line 3: households: must be a whole number" in told or "line 3" in told
    page.locator("#own-file").set_input_files(right)
    page.get_by_role("button", name="Check and use").click()
    page.wait_for_url("**/street/street-*")
    assert page.locator("h1").inner_text() == "我的街道"
    page.locator("#map-table tbody tr").nth(1).wait_for()
    assert page.locator("#map-table tbody tr").nth(1).inner_text().split("\t")[:3] == [
        "二格", "东", "60",
    ]  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/street/tiny", "last"])
def test_pages_meet_wcag_aa_and_fit_the_width(
    page: Page, opened: Opened, address: str, width: int
) -> None:
    from axe_playwright_python import sync_playwright as axe

    page.set_viewport_size({"width": width, "height": 900})
    if address == "last":
        page.goto("/")
        past = page.locator("#past tbody tr")
        if past.count():
            past.first.get_by_role("link").click()
        else:  # these tests may run apart from the journey
            choose_the_street(page)
            set_two_plans(page, 3)
            run(page)
            page.locator("#answer .first").wait_for()
        page.locator("#town-said:not(:empty)").wait_for()
    else:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    options = {"runOnly": {"type": "tag", "values": WCAG_AA}}
    found = page.evaluate("options => axe.run(document, options)", options)
    told = [
        f"{v['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
