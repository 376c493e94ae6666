"""What stands behind the numbers: assumptions, sources, provenance, limits, how to repeat."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.saved import Saved

LIMITS = (
    "There are no gates yet: nobody guards a sealed building, so a sealed grid of 1,000 "
    "residents needs "
    "about 120 person-hours a day here, not the 170 that a task-by-task count with gates "
    "gives. "
    "Waste, daily disinfection of common areas and medical trips, some 15 of the 120, are not "
    "services here either. "
    "Staff needs are too low by that much.",
    "A worker who lives in a sealed building still comes to work.",
    "In normal time there are requests, records, patrols and meetings, but no regular home "
    "visits to vulnerable residents.",
    "Illness of other causes sends nobody to a test, and no test is falsely positive in the "
    "shipped scenarios.",
    "Exposure at work (a visit, a sampling table, an escort) is assumed lower than the notes "
    "on parameters suggest; that weakens what pooled staff do to the infection.",
    "In a pool, work is given by its deadline, not by distance.",
    "Contacts are traced only where the scenario has a service for it; else cases are found "
    "by symptoms and by test rounds alone.",
    "There is no stock of protective equipment: it never runs out.",
    "Unless the scenario says otherwise there is one variant, nobody is immune at the start by "
    "vaccine or earlier infection, and nobody is infected at work outside the town.",
    "Whoever was found once is not found again when she is infected again.",
    "Work in hand is interrupted by illness only, never by a more urgent task.",
    "The town is synthesised from published shares; it is nobody's register of households.",
    "Several assumed figures of the shipped street were chosen while its overlays were already "
    "being run: the shipped comparison explores, it does not confirm. Its intervals do not "
    "cover that choice.",
    "Figures marked as assumed have no published source. They should be varied before a "
    "decision rests on them.",
)


def assumptions(saved: Saved) -> dict[str, list[tuple[str, str]]]:
    """Return the baseline's leaves without a source, (path, value) by top-level key."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for path, value in saved.baseline.assumed():
        groups.setdefault(path.split(".")[0], []).append((path, shown(value)))
    return groups


def changes(saved: Saved) -> dict[str, list[tuple[str, str, str]]]:
    """Return what each other scenario changes: (path, in the baseline, here), by its title."""
    before = dict(_leaves(_content(saved.baseline)))
    found = {}
    for scenario in saved.scenarios[1:]:
        after = dict(_leaves(_content(scenario)))
        found[saved.titles[scenario.name]] = [
            (path, before.get(path, "absent"), after.get(path, "absent"))
            for path in dict.fromkeys([*before, *after])
            if before.get(path) != after.get(path) and path not in {"name", "title"}
        ]
    return found


def sources(saved: Saved) -> list[tuple[str, str]]:
    """Return (source, paths that rest on it), over all scenarios."""
    paths: dict[str, dict[str, None]] = {}
    for scenario in saved.scenarios:
        for path, source in scenario.sources.items():
            if source != "assumed":
                paths.setdefault(source, {})[path] = None
    return [(source, ", ".join(paths[source])) for source in sorted(paths)]


def provenance(saved: Saved) -> list[tuple[str, str]]:
    """Return the manifest as (what, value), nested keys joined."""
    return list(_leaves(dict(saved.manifest)))


def command(saved: Saved) -> str:
    """Return the command that runs the same again from the saved scenarios."""
    verb = str(saved.manifest.get("command", "run"))
    folder = saved.folder
    files = [str(folder / "scenarios" / f"s{i:02d}.yaml") for i in range(len(saved.scenarios))]
    words = ["gridresponse", verb, *files]
    for option in ("replications", "seed", "log"):
        if option in saved.manifest:
            words += [f"--{option}", str(saved.manifest[option])]
    return shlex.join([*words, "--out", f"{folder}-again"])


def shown(value: object) -> str:
    """Return a value of a scenario as short text."""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return str(value)


def _content(scenario: Any) -> dict[str, Any]:
    import yaml

    loaded: dict[str, Any] = yaml.safe_load(scenario.to_yaml())
    return loaded


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, text) of nested mappings; a value with its source is one leaf."""
    if isinstance(value, Mapping) and not (value.keys() <= {"value", "source"}):
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        for position, part in enumerate(value):
            yield from _leaves(part, f"{path}.{position}")
    else:
        inner = value.get("value") if isinstance(value, Mapping) else value
        yield path, shown(inner)
