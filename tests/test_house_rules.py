"""The house rules that no tool knows: sizes, words, units, paths in prose, and hosts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MADE = {
    ".git", ".venv", ".hypothesis", "results", "build", "dist", "node_modules", "__pycache__",
    "_build",
}  # fmt: skip
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".cff", ".txt", ".in", ".csv", ".html", ".css"}

# One word per thing: the word to say instead of the key. (Residents and workers from outside
# in one row of numbers are people.)
SAY = {
    "agent": "resident or worker",
    "agents": "residents or workers",
    "individual": "resident",
    "individuals": "residents",
    "disaster": "hazard",
    "intervention": "control",
    "interventions": "controls",
    "metric": "measure",
    "metrics": "measures",
    "stat": "measure",
    "kpi": "measure",
    "config": "scenario or spec",
    "iteration": "replication",
    "iterations": "replications",
    "timestep": "hours: there are no steps",
}
# Names that a library chose, not we.
NOT_OURS = {"model_config"}

# One unit per kind of quantity: the suffix to write instead of the key.
SUFFIX = {
    "hours": "_h",
    "hrs": "_h",
    "hr": "_h",
    "minutes": "_h",
    "mins": "_h",
    "secs": "_s",
    "metres": "_m",
    "meters": "_m",
    "km": "_m",
    "pct": "_share",
    "percent": "_share",
    "percentage": "_share",
    "fraction": "_share",
    "proportion": "_share",
}
# A float of this name without a unit is a riddle.
UNIT_NEEDED = {"time", "times", "duration", "delay", "wait", "distance", "travel"}

# The brackets keep the rules from finding themselves.
REGISTRY = re.compile(r"[p]ypi\.org|[p]ythonhosted|conda\.[a]naconda|[p]ypi\.tuna|/opt/[p]ypi")
ELSEWHERE = re.compile(r"\.\./[s]hared|/[w]ork/main|/[r]oot/|/[t]mp/plan")
PATH_IN_PROSE = re.compile(
    r"(?<![\w./<-])((?:sim|tests|scenarios|docs|benchmarks|notebooks|requirements|\.ci)/"
    r"[\w./*-]*|[A-Z][A-Za-z]+\.(?:md|cff|toml)|Makefile|LICENSE|pyproject\.toml)"
)


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Walk the repository's own files, made ones left out."""
    for path in sorted((ROOT / under).rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in MADE or part.endswith("_cache") for part in parts)
        if path.is_file() and not made and (not suffixes or path.suffix in suffixes):
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


TREES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in files(".py", under="sim")
}


def definitions(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """List what a module names itself: line, name, annotation ('def' for a function)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name, "def"
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg, ast.unparse(node.annotation) if node.annotation else ""
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id, ""
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr, ""


def words(name: str) -> list[str]:
    """Cut a name into its words: `wait_h` and `GridWorker` alike."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_")


def test_a_file_has_at_most_300_lines() -> None:
    lines = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TREES
    }
    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_a_function_has_at_most_40_lines_besides_its_docstring() -> None:
    """Kernels apart: an inner loop cannot be cut up."""
    long = []
    for path, tree in TREES.items():
        for node in () if "kernels" in path.parts else ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                said = ast.get_docstring(node, clean=False)
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                lines -= len(said.splitlines()) if said else 0
                if lines > 40:
                    long.append(f"{name_of(path)}: {node.name}: {lines} lines")
    assert long == []


def test_names_use_one_word_for_one_thing() -> None:
    found = [
        f"{name_of(path)}:{line}: {name}: say {SAY[word]}"
        for path, tree in TREES.items()
        for line, name, _ in [(0, path.stem, ""), *definitions(tree)]
        if name not in NOT_OURS
        for word in words(name)
        if word in SAY
    ]
    assert found == []


def test_units_are_written_as_the_house_suffixes() -> None:
    found = []
    for path, tree in TREES.items():
        for line, name, kind in definitions(tree):
            parts, at = words(name), f"{name_of(path)}:{line}: {name}"
            if kind != "def" and len(parts) > 1 and parts[-1] in SUFFIX:
                found.append(f"{at}: write {SUFFIX[parts[-1]]}")
            if kind == "float" and parts[-1] in UNIT_NEEDED:
                found.append(f"{at}: in what unit?")
    assert found == []


def test_every_path_in_prose_exists() -> None:
    missing = []
    for path in files(".md"):
        text = path.read_text(encoding="utf-8")
        named = {found.rstrip("./") for found in PATH_IN_PROSE.findall(text)}
        links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)
        lost = {name for name in named if name and not any(ROOT.glob(name))}
        lost |= {link for link in links if not (path.parent / link).exists()}
        missing += [f"{name_of(path)}: {name}" for name in sorted(lost)]
    assert missing == []


def test_every_folder_of_the_package_says_it_is_one() -> None:
    folders = {path.parent for path in files(".py", under="sim")}
    assert [name_of(path) for path in folders if not (path / "__init__.py").exists()] == []


def test_no_file_names_a_registry() -> None:
    text = [path for path in files() if path.suffix in TEXT or path.suffix == ""]
    assert [name_of(path) for path in text if REGISTRY.search(path.read_text("utf-8"))] == []


def test_the_locks_carry_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8"))
        assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
        assert re.findall(r"://|--(?:extra-)?index-url|--find-links", "\n".join(pins)) == []


def test_only_tests_reach_outside_the_repository() -> None:
    text = [path for path in files() if path.suffix in TEXT or path.suffix == ""]
    inside = [path for path in text if "tests" not in path.relative_to(ROOT).parts]
    assert [name_of(path) for path in inside if ELSEWHERE.search(path.read_text("utf-8"))] == []


def test_the_core_lock_is_part_of_the_test_lock() -> None:
    core, test = (
        set(
            re.findall(
                r"^\S+==.*?(?= \\$)",
                (ROOT / f"requirements/{name}.txt").read_text("utf-8"),
                re.M,
            )
        )
        for name in ("core", "test")
    )
    assert core - test == set()
