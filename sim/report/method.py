"""How it was done and what could overturn it: filled from the scenario and the manifest."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from sim.report import background, sentences, wording
from sim.report.differences import differences, title
from sim.report.saved import Saved


def question(saved: Saved) -> str:
    """Return what was asked, as a question."""
    base = saved.titles[saved.baseline.name]
    others = [words for name, words in saved.titles.items() if name != saved.baseline.name]
    if not others:
        return f"What happens in “{base}”: who is served, how late, and at what cost?"
    listed = wording.listed([f"“{words}”" for words in others])
    return f"What would {listed} change in “{base}”?"


def overturning(saved: Saved) -> list[str]:
    """Say what could overturn the answer: chance, assumptions, what is left out."""
    assumed = sum(map(len, background.assumptions(saved).values()))
    return [
        *_by_chance(saved),
        *_against(saved),
        f"{assumed} figures of the baseline have no published source and were not varied here. "
        "Vary those on which the decision hangs (gridresponse sweep) before relying on it.",
        "One town was drawn, and all runs share it; another street may differ.",
        "The town is synthesised from published shares and is nobody's register; what else the "
        "model leaves out stands in the appendix.",
    ]


def _by_chance(saved: Saved) -> Iterator[str]:
    """Name the differences on time that further runs could turn, or say that none is near."""
    found = [e for e in differences(saved).values() if e.measure == sentences.ON_TIME]
    known = [entry for entry in found if entry.known and not entry.same]
    open_ones = [saved.titles[entry.scenario] for entry in known if not entry.clear]
    if open_ones:
        yield (
            f"Chance: whether {wording.listed(open_ones)} changes what is served on time "
            f"is not shown by {saved.replications} replications; more could show it "
            "either way."
        )
    if len(known) > len(open_ones):
        yield (
            "Chance is unlikely to turn the differences on time whose interval leaves out 0, "
            "yet each of them could be true at either end of its interval."
        )


def _against(saved: Saved) -> Iterator[str]:
    """Name the scenarios that serve more on time and are worse in something else."""
    found = differences(saved)
    for name, words in saved.titles.items():
        gained = found.get((name, sentences.ON_TIME))
        worse = [
            title(measure).lower()
            for measure in (sentences.INFECTED, sentences.DEATHS, sentences.COST)
            if (name, measure) in found and found[name, measure].verdict == "worse"
        ]
        if gained is not None and gained.verdict == "better" and worse:
            yield f"Other aims: {words} serves more on time, and is worse in {_and(worse)}."


def _and(words: list[str]) -> str:
    return " and ".join(words) if len(words) < 3 else wording.listed(words)


def checklist(saved: Saved) -> list[tuple[str, str]]:
    """Return the STRESS-DES items with what holds for these runs.

    Source: Monks et al. 2019, doi 10.1080/17477778.2018.1442155.
    """
    base, manifest = saved.baseline, saved.manifest
    versions = ", ".join(f"{n} {v}" for n, v in dict(manifest.get("versions", {})).items())
    machine = ", ".join(str(v) for v in dict(manifest.get("machine", {})).values())
    hazards = ", ".join(f"{n} ({h.kind})" for n, h in base.hazards.items()) or "none"
    controls = ", ".join(base.response.controls if base.response else ()) or "none"
    return [
        ("1.1 Purpose", question(saved)),
        ("1.2 Outputs", "Measures, each with its definition, in the table of measures above."),
        ("1.3 Aims of experiments", f"{len(saved.scenarios)} scenarios under the same luck."),
        ("2.1 Entities", f"Residents, workers, tasks in {base.name}; hazards: {hazards}."),
        ("2.2 Activities", f"Services: {', '.join(base.services) or 'none'}."),
        ("2.3 Scenario logic", f"Controls: {controls}. Changes are listed with assumptions."),
        ("2.4 Queues", f"Dispatch: {base.response.dispatch if base.response else 'priority'}."),
        ("3.1 Data sources", f"{len(background.sources(saved))} sources, listed above."),
        (
            "3.2 Assumptions",
            f"{sum(map(len, background.assumptions(saved).values()))} figures.",
        ),
        ("4.1 Initialisation", f"Warm-up of {base.run.warm_up / 24:g} days before clock 0."),
        ("4.2 Run length", f"{base.horizon / 24:g} days from {base.start:%Y-%m-%d %H:%M}."),
        ("4.3 Estimation", f"{saved.replications} replications, paired where compared."),
        ("5.1 Software", versions or "not recorded"),
        (
            "5.2 Random numbers",
            f"Keyed by purpose; seed {manifest.get('seed', base.run.seed)}.",
        ),
        ("5.3 Execution", "Event by event in continuous time; SimPy and compiled kernels."),
        ("5.4 System", machine or "not recorded"),
        ("6.1 Code", f"Hash of the code that ran: {manifest.get('code', 'not recorded')}"),
    ]


def description(saved: Saved) -> list[tuple[str, str]]:
    """Return the model in the order of ODD, words from the schema's and modules' docstrings.

    Source: Grimm et al. 2020, doi 10.18564/jasss.4259.
    """
    from sim import engine, order

    base = saved.baseline
    fields = type(base).model_fields
    parts = [f"{name}: {field.description}" for name, field in fields.items()]
    services = [f"{name}: {said.title or name}" for name, said in base.services.items()]
    hazards = [f"{name}: {_first(type(spec))}" for name, spec in base.hazards.items()]
    return [
        ("Purpose", "Compare staffing and rules of community services in an emergency."),
        ("Entities and state", "; ".join(part for part in parts if part)),
        ("Process and schedule", f"{_whole(engine)} {_whole(order)}"),
        (
            "Design concepts",
            "Waits and outbreaks emerge; the response sees findings, not truth.",
        ),
        (
            "Initialisation",
            f"A synthesised town and {base.run.warm_up / 24:g} days of warm-up.",
        ),
        ("Input data", ", ".join(base.files) or "No file is read while it runs."),
        ("Submodels: services", "; ".join(services) or "none"),
        ("Submodels: hazards", "; ".join(hazards) or "none"),
    ]


def _first(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _whole(module: Any) -> str:
    return " ".join((inspect.getdoc(module) or "").split())
