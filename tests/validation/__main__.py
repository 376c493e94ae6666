"""Make every comparison and write the page: ``python -m tests.validation --out FILE``."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

from sim.store.provenance import code_hash, versions
from tests.validation.data import present
from tests.validation.groups import GROUPS, OUTSIDE
from tests.validation.page import Made, page
from tests.validation.rows import Row

LIBRARIES = ("numpy", "scipy", "numba")


def tell(text: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def compared(seed: int, only: list[str]) -> list[Row]:
    """Make the comparisons, saying what comes out."""
    rows: list[Row] = []
    for group in GROUPS:
        if (only and group.name not in only) or (group.real and not present()):
            continue
        tell(group.title)
        begin_s = time.process_time()
        for row in group.compared(seed):
            tell(f"  {row.verdict:9s} {row.what}")
            rows.append(row)
        tell(f"  {time.process_time() - begin_s:.0f} s")
    return rows


def main() -> int:
    """Read the options, compare, write the page; 1 where a row disagrees that should agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--out", type=Path, required=True, help="the page to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--date", default=date.today().isoformat(), help="to put on the page")
    parser.add_argument("--only", nargs="*", default=[], choices=[g.name for g in GROUPS])
    options = parser.parse_args()
    rows = compared(options.seed, options.only)
    found = versions()
    libraries = ", ".join(f"{name} {found.get(name)}" for name in LIBRARIES)
    version = str(found["gridresponse"])
    made = Made(version, code_hash()[:12], libraries, options.seed, options.date)
    options.out.write_text(page(rows, made), encoding="utf-8")
    wrong = [row for row in rows if row.verdict != "agree" and row.what not in OUTSIDE]
    for row in wrong:
        tell(f"disagrees: {row.what}: truth {row.truth:.5g}, value {row.value:.5g}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
