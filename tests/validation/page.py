"""The page: plain sentences first, then a table for each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.validation.groups import GROUPS, OUTSIDE
from tests.validation.rows import Row

HEAD = """# Validation

The epidemic is compared with what theory and another program say of the same model, and with
two real outbreaks and contact diaries; the work with effects that others have published. Every
row states a truth that does not come from this program, the value that the program gave, and
whether the two agree. {summary} The response is held against reports of
real ones on [a page of its own](validation-response.md).

How to read a row:

- **se** is the standard error of the value, **z** the difference in standard errors. A mean
  agrees where |z| is at most 3.5 over at least 30 independent replications, and se at most 1 %
  of the truth (or the precision stated where the row is made). Of rows that are right one in
  2,000 lies beyond 3.5.
- A row with **p** compares a whole distribution: by chi-square, where truth is the degrees of
  freedom and value the statistic, or by Kolmogorov and Smirnov, where truth is 0 and value the
  largest distance. It agrees where p is at least .001.
- **n** counts the independent replications, or the observations of a distribution.
- **would find** is the error that the row would have shown with probability .9: for a mean in
  percent of the truth; for a distribution the root mean square of the relative errors of its
  probabilities, or a distance. Smaller errors may be there and not be seen.
- In face validation truth is what was observed. A row agrees inside the 95 % band of simulated
  outbreaks, of which value is the mean and se the spread, or inside the 95 % interval of the
  observation.
- A known effect is a direction: truth is 0, value the mean difference of pairs of runs under
  the same luck, and "would find" says what is expected, both means and the 95 % interval of the
  difference. An effect agrees where the interval lies wholly on the expected side of 0; that
  there is none, where it lies wholly within a bound stated beforehand.

{made}
"""
COLUMNS = ("compared", "truth", "value", "se", "z", "p", "n", "would find", "verdict")
ABSENT = "The real data were not there when this page was made."


@dataclass(frozen=True)
class Made:
    """How a page was made."""

    version: str
    code: str
    libraries: str
    seed: int
    date: str


def number(value: float | None, places: int = 4) -> str:
    """Write a number with so many digits that count, without an exponent."""
    if value is None:
        return ""
    if value == 0:
        return "0"
    text = f"{value:.{places}g}"
    return f"{float(text):,.0f}" if "e" in text else text


def table(rows: Sequence[Row]) -> str:
    """Lay rows out as a table of Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    for row in rows:
        z = "" if row.z is None else f"{row.z:.2f}"
        p = "" if row.p is None else f"{row.p:.3f}"
        verdict = row.verdict if row.verdict == "agree" else f"**{row.verdict}**"
        cells = (
            row.what, number(row.truth), number(row.value), number(row.se, 2), z, p,
            f"{row.runs:,}", row.finds, verdict,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(rows: Sequence[Row], made: Made) -> str:
    """Write the whole page."""
    told = HEAD.format(summary=_summary(rows), made=_made(made))
    parts = [told]
    for group in GROUPS:
        own = [row for row in rows if row.group == group.name]
        if own or group.real:
            parts.append(
                f"## {group.title}\n\n{group.text}\n\n{table(own) if own else ABSENT}\n"
            )
    return "\n".join(parts)


def _summary(rows: Sequence[Row]) -> str:
    agreed = sum(row.verdict == "agree" for row in rows)
    known = [row for row in rows if row.verdict != "agree" and row.what in OUTSIDE]
    text = f"Of {len(rows)} rows {agreed} agree."
    if known:
        who = "does not, for a reason" if len(known) == 1 else "do not, for reasons"
        text += f" {len(known)} {who} that the text of their group gives."
    return text


def _made(made: Made) -> str:
    return (
        f"Made on {made.date} by `make validation`: version {made.version}, code {made.code},"
        f" {made.libraries}, seed {made.seed}. The same code and seed give the same page; every"
        " comparison has seeds of its own, derived from this one. `make test` and"
        " `make test-long` judge the same rows."
    )
