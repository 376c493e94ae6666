"""The diary of a household: what it needed, when it got it, and what followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.chains import Moment, when
from sim.experiment.diary import caught, clock_of, counted, course, day_of, listed, pages
from sim.experiment.household_needs import needs_told
from sim.experiment.shut_in import changes
from sim.experiment.source import Source, each

if TYPE_CHECKING:
    from sim.town import Town

_OF_RESIDENT = {
    "harmed": "{} came to harm, as care did not come",
}


def household_diary(source: Source, household: int) -> list[str]:
    """Tell a household's days from clock 0 on; days on which nothing happened have no line."""
    town, horizon_h = source.town, float(source.scenario.horizon)
    first, last = (int(town.household_start[household + more]) for more in (0, 1))
    moments = list(_moments(source, range(first, last)))
    moments += changes(source, household)
    lines: dict[int, list[tuple[float, int, str]]] = defaultdict(list)
    for at_h, text in moments:
        if 0 <= at_h < horizon_h:
            day = day_of(source, at_h)
            lines[day].append((at_h, 1, f"At {clock_of(source, at_h, day)} {text}."))
    for at_h, text in needs_told(source, household):
        lines[day_of(source, at_h)].append((at_h, 0, text))
    by_day = {day: [text for _, _, text in sorted(said)] for day, said in lines.items()}
    told = pages(source, by_day, {})
    if not told:
        told = ["Nothing is recorded of it here."]
    return [_introduced(town, household), *told, *_summed(source, household)]


def _introduced(town: Town, household: int) -> str:
    """Say who lives there and where that is."""
    first, last = town.household_start[household : household + 2]
    stairwell = int(town.household_stairwell[household])
    grid = town.grid_names[town.stairwell_grid[stairwell]]
    who = [
        f"{number} (aged {town.age[number]}{', vulnerable' if town.vulnerable[number] else ''})"
        for number in range(first, last)
    ]
    word = "resident" if last - first == 1 else "residents"
    return f"Household {household} in {grid}, stairwell {stairwell}: {word} {listed(who)}."


def _moments(source: Source, residents: range) -> Iterator[Moment]:
    """Tell infections and what the log of events says of the members."""
    for resident in residents:
        whom = f"resident {resident}"
        for row in source.rows("infections", resident=resident):
            by = f" by {source.person(row.infector)}" if row.infector >= 0 else ""
            yield from when(row.time_h, f"{whom} was infected{by} {caught(source, row)}")
            yield from course(row, whom)
    events = source.tables["events"]
    mine = events[events["value"].isin(residents) & events["event"].isin(_OF_RESIDENT)]
    for row in each(mine):
        text = _OF_RESIDENT[row.event].format(f"resident {int(row.value)}")
        yield from when(row.time_h, text)


def _summed(source: Source, household: int) -> list[str]:
    """Add its needs up."""
    needs = source.tables["needs"]
    own = needs[(needs["household"] == household) & (needs["created_h"] >= 0)]
    if not len(own):
        return []
    met = own["outcome"] == "met"
    late = int((met & (own["met_h"] > own["due_h"])).sum())
    words = [f"{int(met.sum())} met{f', {late} of them late' if late else ''}"]
    for outcome, text in (
        ("redo", "done wrong and done again"),
        ("expired", "never met"),
        ("cancelled", "fallen away"),
        ("open", "still open"),
    ):
        count = int((own["outcome"] == outcome).sum())
        words += [f"{count} {text}"] if count else []
    return [f"In all: {counted(len(own), 'need')}: {listed(words)}."]
