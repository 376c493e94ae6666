"""Traps of YAML: each refused or read as YAML 1.2 reads it, with its line."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.tree import plain
from sim.scenario.yaml_text import read, resolve

Said = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("1e3", 1000.0),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("2022-03-01", "2022-03-01"),
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("+3", 3),
        ("3.", 3.0),
        ("1.5 %", "1.5 %"),
    ],
)
def test_plain_words_are_read_as_yaml_1_2_reads_them(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".inf", "-.INF", "1e999", "9" * 500])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    _, problems = read(f"a:\n  b: {text}\n", "x.yaml")
    assert [(problem.line, problem.path) for problem in problems] == [(2, "a.b")]


def test_a_key_given_twice_is_refused_with_both_lines() -> None:
    _, problems = read("a:\n  b: 1\n  c: 2\n  b: 3\n", "x.yaml")
    assert [str(problem) for problem in problems] == [
        "x.yaml:4: a.b: the key is given twice, first on line 2"
    ]


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: {<<: *c}\n"


def test_anchors_aliases_and_merge_keys_are_refused_not_expanded() -> None:
    _, problems = read(BOMB, "x.yaml")
    assert [str(problem) for problem in problems] == [
        "x.yaml:1: a: anchors are not allowed, found &a",
        "x.yaml:2: b: anchors are not allowed, found &b",
        "x.yaml:2: b.0: aliases are not allowed, found *a",
        "x.yaml:2: b.1: aliases are not allowed, found *a",
        "x.yaml:3: c: anchors are not allowed, found &c",
        "x.yaml:3: c.0: aliases are not allowed, found *b",
        "x.yaml:3: c.1: aliases are not allowed, found *b",
        "x.yaml:4: d.<<: aliases are not allowed, found *c",
        "x.yaml:4: d.<<: merge keys are not allowed",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object:os.system x", "1: a: tags are not allowed, found "),
        ("a: !mine x", "1: a: tags are not allowed, found !mine"),
        ("? [a, b]\n: 1", "1: a key must be a plain word"),
        ("a: 1\n---\nb: 2\n", "2: a file holds one document"),
        ("", "1: the file is empty"),
        ("# only a comment\n", "1: the file is empty"),
        ("a: [1, 2\n", "2: a.2: not YAML: "),
        ("a: b: c\n", "1: not YAML: "),
        ("a:\n\t- b\n", "2: a: not YAML: "),
        ("a: x\x07y\n", "1: control characters are not allowed, found U+0007"),
        ("a: " + "[" * 100_000, "1: a"),
        ("a: 1\nb: " + "{c: " * 30, "2: b.c"),
        ("x" * 300_001, "1: a scenario has at most 300000 characters, found 300001"),
    ],
)
def test_what_no_scenario_holds_is_refused(text: str, said: str) -> None:
    _, problems = read(text, "x.yaml")
    assert str(problems[0]).startswith(f"x.yaml:{said}")


def test_too_deep_says_so() -> None:
    _, problems = read("a: " + "[" * 100_000, "x.yaml")
    assert problems[0].rule == "at most 24 levels deep"


def test_bytes_must_be_utf_8_and_may_have_a_mark() -> None:
    node, problems = read("\ufeffa: 街道".encode(), "x.yaml")
    assert (plain(node), problems) == ({"a": "街道"}, [])  # type: ignore[arg-type]
    _, problems = read(b"a: 1\nb: \xff\n", "x.yaml")
    assert str(problems[0]) == "x.yaml:2: must be UTF-8 text"


def test_a_scenario_is_a_mapping(said: Said) -> None:
    assert said("- a\n- b\n") == ["1: a scenario is a mapping of keys to values"]


def test_a_trap_does_not_hide_other_problems(said: Said, head: str) -> None:
    text = head + "town:\n  seed: .nan\n  comunities: 3\nrun: &r {seed: 1}\n"
    assert said(text) == [
        "5: town.seed: numbers must be finite, found .nan",
        "6: town.comunities: unknown key, did you mean communities",
        "7: run: anchors are not allowed, found &r",
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_politely(text: str) -> None:
    node, problems = read(text, "x.yaml")
    assert node is not None or problems


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text("ab:- 1", max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        ),
        max_leaves=10,
    )
)
def test_what_is_written_is_read_back(value: object) -> None:
    import yaml

    from sim.scenario.output import Writer

    node, problems = read(yaml.dump(value, Dumper=Writer, allow_unicode=True), "x.yaml")
    assert problems == []
    assert node is not None
    assert plain(node) == _tuples(value)


def _tuples(value: object) -> object:
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def test_a_flood_of_mistakes_is_cut_short(said: Said, head: str) -> None:
    assert len(said(head + "".join(f"k{n}: 1\n" for n in range(10_000)))) == 200
