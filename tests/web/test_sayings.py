"""The answer in plain words: what is clear, what is not shown, what it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import Answer
from sim.scenario import load
from sim.web.sayings import Sentence, paragraphs
from sim.web.words import Words

SHIPPED = Path(__file__).parents[2] / "scenarios"
VALUES = {
    "on_time": [[0.70, 0.72, 0.71, 0.75], [0.92, 0.95, 0.92, 0.97]],
    "on_time_packs": [[0.5, 0.5, 0.5, 0.5], [0.9, 0.9, 0.8, 0.8]],
    "infections": [[100, 120, 90, 110], [101, 118, 93, 106]],
    "deaths": [[1, 0, 0, 1], [1, 0, 0, 1]],
    "cost_total": [[1000, 2000, 1500, 1800], [2000, 3010, 2490, 2800]],
}
UNITS = {"on_time": "share", "on_time_packs": "share", "cost_total": "CNY"}


@pytest.fixture(scope="module")
def answer() -> Answer:
    street = load(SHIPPED / "g-street.yaml")
    two = street.override(
        {"workforce.grid_workers.per_grid": 2, "title": "一格两人"}, name="plan-b"
    )
    values = {name: np.array(rows, float) for name, rows in VALUES.items()}
    units = {name: UNITS.get(name, name) for name in VALUES}
    return Answer((street, two), 1, 4, values, units, Path())


def plain(sentences: list[Sentence]) -> list[str]:
    return ["".join(piece.text for piece in s).replace("\u00a0", " ") for s in sentences]


def test_the_answer_in_english(answer: Answer) -> None:
    ((title, sentences),) = paragraphs(answer, Words("en"))
    assert title == "一格两人"
    # Student's t with 3 degrees of freedom: 22 ± 3.18 x 0.82 / 2; -0.5 ± 3.18 x 3.11 / 2
    assert plain(sentences) == [
        "With 一格两人, 94 of 100 needs were met on time instead of 72; "
        "the difference is 21 to 23 of 100 (95 %).",
        "Most changed is Food packs and orders 生活物资配送: "
        "85 of 100 on time instead of 50 (+26 to +44 of 100, 95 %).",
        "Infections: 104 instead of 105; a difference is not shown (−5 to +4, 95 %).",
        "Deaths: 0.5, exactly as before.",
        "It takes 60 more grid workers.",
        "It costs 1,000 CNY more per outbreak (987 to 1,013, 95 %).",
    ]


def test_the_answer_in_chinese(answer: Answer) -> None:
    ((_, sentences),) = paragraphs(answer, Words("zh"))
    said = plain(sentences)
    assert said[0] == (
        "采用“一格两人”，每 100 项需求中有 94 项及时满足，原为 72 项；"
        "相差 21 至 23 项（95 %）。"
    )
    assert said[4] == "人力变化：网格员增加 60 人。"


def test_every_number_says_what_it_is(answer: Answer) -> None:
    ((_, sentences),) = paragraphs(answer, Words("en"))
    told = [piece.explained for piece in sentences[0] if piece.explained]
    assert len(told) == 3
    assert told[0].startswith("On time: Needs (stops) met by their due time")
    assert told[2].startswith("95 % interval of the mean difference over 4 pairs")
