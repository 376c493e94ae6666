"""Write the page: ``python -m tests.validation.consequences_page --out FILE``."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sim.measures import measure
from sim.store.provenance import code_hash
from tests.validation.switches import KINDS, REPLICATION, Pair, pair

HEAD = """# Consequences, switched off one by one

What met and unmet needs do is stated by a service's `consequence` (`docs/work.md`), and
switched off by leaving it out. Here each kind is switched off alone, in a town of two grids
that has all of them, few staff, and an outbreak (`scenarios/effects/all-consequences.yaml`).
Both runs of a pair have the same luck, so whatever differs is what the consequence did.
Each service has an employer of its own, and phones, drivers, helpers and inspectors meet
nobody at work.

Three things are asserted by a test (`tests/validation/test_switches.py`) on the records, bit
by bit:

- **Nothing before its time.** Until the first moment at which a consequence could act (the
  first interview done, the first call that lapses and is made again ...) the two runs are the
  same: every task, shift, infection, restriction and event.
- **Nothing beside its path.** Tables, services and employers that a row does not name are the
  same to the end; the test states which may differ.
- **Something.** Every consequence changes something in this run.

"""
COLUMNS = (
    "switched off", "could act from", "runs part at", "tables that differ",
    "services whose tasks or needs differ", "employers whose work differs",
    "measures that differ",
)  # fmt: skip
TABLE = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
EXPLAINED = {
    "compliance": "Households whose food is late no longer leave their restrictions. That "
    "changes contacts, infections and cases, and by them everything that a case causes; the "
    "first difference is a restriction, when the first food pack is due and has not come.",
    "detection": "Health checks are made as before and find nobody. Cases are found later or "
    "by others: the runs part when the first case that a check found becomes known.",
    "isolation": "Escorts drive as before and the case stays at large: the first difference is "
    "the restriction that does not come when the first escort is done. Households of cases "
    "stay under quarantine, but at home the case goes on infecting.",
    "tracing": "Interviews are made as before and nobody is named, quarantined or tested for "
    "it: other people are shut in, other cases found, and other work follows from them.",
    "harm": "Nobody is harmed by a trip that never came. Nothing in the run hangs on it: one "
    "kind of event and one measure.",
    "release": "Zones are released when their clear days are over, whether disinfected or not: "
    "the runs part at the first release without it. The rounds and checks of the days after, "
    "and contacts outside the zones, are others.",
    "repeat": "Who gets no answer does not call again. The hotline has fewer calls, and who "
    "answers it, the community's staff, more time; no resident, case or other service notices.",
    "correction": "Inspections are made as before, and wrong stops that they find stay wrong. "
    "Fewer requests are done again, fewer of them looked at again: helpers and inspectors.",
}
FEW = 6  # names are listed up to so many, else counted


def named(names: Iterable[str], of: int) -> str:
    """List names, or count them where they are many or all."""
    found = sorted(names)
    if len(found) == of:
        return f"all {of}"
    listed = ", ".join(f"`{name}`" for name in found)
    return (listed or "none") if len(found) <= FEW else f"{len(found)} of {of}: {listed}"


def row(found: Pair) -> str:
    """Write one pair as a row of the table."""
    services, employers = len(found.on.scenario.services), _employers(found)
    measures = len(measure(found.on))
    many = len(found.measures)
    cells = (
        f"`{found.kind}`", _day(found.could_h), _day(found.parted_h),
        named(found.tables, len(found.on.tables)), named(found.services, services),
        named(found.employers, employers),
        named(found.measures, measures) if many <= FEW else f"{many} of {measures}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _employers(found: Pair) -> int:
    return len(set(found.on.tables["workers"]["employer"].tolist()))


def _day(at_h: float) -> str:
    return f"day {at_h / 24.0:.2f}"


def page(pairs: Iterable[Pair], made: str) -> str:
    """Write the whole page."""
    found = list(pairs)
    table = "\n".join([TABLE, *map(row, found)])
    told = "\n".join(_item(f"- **{one.kind}**: {EXPLAINED[one.kind]}") for one in found)
    events = "\n".join([EVENTS, *map(_events, found)])
    parts = (table, DAYS, told, ONE, events, made)
    return HEAD + "\n\n".join(parts) + "\n"


def _item(text: str) -> str:
    return textwrap.fill(text, 96, subsequent_indent="  ", break_on_hyphens=False)


def _events(found: Pair) -> str:
    told = ", ".join(f"`{event}`" for event in sorted(found.events)) or "none"
    return f"| `{found.kind}` | {told} | {_infected(found)} |"


DAYS = "Days count from the start of the run at clock 0; the warm-up lies before it."
EVENTS = "| switched off | events that differ | infections with it, without |\n|---|---|---|"
ONE = """## One run is no effect

The infections of these pairs are those of one replication each. They say that a path is open
and nothing on how large an effect is: for that, compare many replications
(`gridresponse compare`), as `docs/validation.md` does for the order of interviews."""


def _infected(found: Pair) -> str:
    return " and ".join(
        str(len(one.tables["infections"]["resident"])) for one in (found.on, found.off)
    )


def main() -> int:
    """Read the options, run the pairs, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--out", type=Path, required=True, help="the page to write")
    parser.add_argument("--date", default=date.today().isoformat(), help="to put on the page")
    options = parser.parse_args()
    made = (
        f"Made on {options.date} by `make validation` from replication {REPLICATION}: code "
        f"{code_hash()[:12]}. The same code gives the same page."
    )
    options.out.write_text(page(map(pair, KINDS), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
