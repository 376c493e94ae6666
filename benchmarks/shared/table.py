"""The comparison as a table for people: a figure that falls short is shown as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

HEAD = ("work", "against", "infections, theirs and ours", "contacts per person and day",
        "events", "CPU s", "times less", "bar")  # fmt: skip
NAMES = {"covasim4": "Covasim 4", "covasim3": "Covasim 3.1", "eon": "EoN fast_SIR"}
MOST_BYTES = 150  # of memory per resident above the interpreter


def markdown(result: dict[str, Any]) -> str:
    """Write the whole result as one table and the remarks below it."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    for row in result["rows"].values():
        lines += ["| " + " | ".join(cells) + " |" for cells in against(row)]
    if "growth" in result:
        lines.append("| " + " | ".join(itself(result["growth"])) + " |")
    if "kernel" in result:
        lines.append("| " + " | ".join(least(result["kernel"])) + " |")
    return "\n".join([*lines, "", *remarks(result)])


def against(row: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give the cells of one line of work, a row for each peer."""
    ours = row["sides"]["ours"]
    for name, theirs in row["sides"].items():
        if name == "ours":
            continue
        both = [theirs, ours]
        bar = row["bars"].get(name)
        yield (
            row["title"],
            NAMES[name],
            pair(both, "infections", "{:,.0f}"),
            pair(both, "contacts_per_day", "{:.1f}"),
            pair(both, "events", "{:,.0f}"),
            pair(both, "run_s", "{:.4g}"),
            held(theirs.get("times_ours"), bar),
            f"{bar:,.0f}" if bar else "–",
        )


def pair(sides: list[dict[str, Any]], name: str, form: str) -> str:
    """Write one figure of both sides."""
    return " / ".join(
        "–" if side.get(name) is None else form.format(side[name]) for side in sides
    )


def held(times: float | None, bar: float | None) -> str:
    """Write a ratio and whether it reaches its bar."""
    if times is None:
        return "–"
    short = " (falls short)" if bar and times < bar else ""
    return f"{times:,.0f}{short}" if times >= 10 else f"{times:.2g}{short}"


def itself(growth: dict[str, Any]) -> tuple[str, ...]:
    """Write the row of ours at three sizes."""
    points = growth["points"]
    whole = growth["exponent"]["whole"]
    short = "" if whole < growth["bar"] else " (falls short)"
    return (
        " → ".join(f"{point['residents']:,.0f}" for point in points) + " residents",
        "itself",
        " → ".join(f"{point['infections']:,.0f}" for point in points),
        f"{points[-1]['contacts_per_day']:.1f}",
        " → ".join(f"{point['events']:,.0f}" for point in points),
        " → ".join(f"{point['run_s']:.3g}" for point in points),
        f"exponent {whole}{short}",
        f"below {growth['bar']}",
    )


def least(kernel: dict[str, Any]) -> tuple[str, ...]:
    """Write the row of the full kernel against the least one."""
    ratio, most = kernel["ratio"]["median"], kernel["aim"]["ratio_at_most"]
    short = "" if ratio <= most else " (falls short)"
    full = {name: kernel[name]["full"] for name in ("infections", "events")}
    bare = {name: kernel[name]["least"] for name in ("infections", "events")}
    seconds = [kernel["cpu_s"][name]["median"] for name in ("least", "full")]
    each = kernel["ratio_per_infection"]["median"]
    return (
        f"full kernel, {kernel['residents']:,} residents",
        "least SIR kernel",
        f"{bare['infections']:,.0f} / {full['infections']:,.0f}",
        "–",
        f"{bare['events']:,.0f} / {full['events']:,.0f}",
        f"{seconds[0]:.3g} / {seconds[1]:.3g}",
        f"costs {ratio:.1f} times as much{short}, {each:.1f} per infection",
        f"at most {most:.0f}",
    )


def remarks(result: dict[str, Any]) -> Iterator[str]:
    """Say what is missing, what events are, and how much memory ours takes."""
    meanings: dict[str, str] = {}
    for row in result["rows"].values():
        for name, side in row["sides"].items():
            who = NAMES.get(name, "ours")
            if "absent" in side:
                yield f"Missing, {row['title']}, {who}: {side['absent']}."
            else:
                meanings[who] = side["events_are"]
        bytes_each = row["sides"]["ours"].get("peak_bytes_per_resident_above_interpreter")
        residents = row["sides"]["ours"].get("residents", 0)
        if bytes_each is not None and residents >= 900_000:
            short = "" if bytes_each < MOST_BYTES else " (falls short)"
            yield (
                f"Memory of ours, {residents:,.0f} residents: {bytes_each:,.0f} bytes each"
                f" above the interpreter, the building of the town included; the bar is"
                f" {MOST_BYTES}{short}."
            )
    if meanings:
        yield "Events: " + "; ".join(f"{who}, {what}" for who, what in meanings.items()) + "."
