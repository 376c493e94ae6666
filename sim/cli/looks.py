"""Commands that look at something: a file, saved results, the schema, the measures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import DIR, FILE, Json, app, guarded, print_json
from sim.errors import ScenarioError


@app.command()
@guarded
def validate(files: Annotated[list[Path], FILE], as_json: Json = False) -> None:
    """Name every problem of scenario files at once, each with its line."""
    from sim.scenario import load_all, warnings

    try:
        scenarios = load_all(files)
    except ScenarioError as error:
        if not as_json:
            raise
        print_json({"problems": [str(problem) for problem in error.problems], "warnings": []})
        raise typer.Exit(error.exit_status) from None
    warned = {str(f): warnings(s) for f, s in zip(files, scenarios, strict=True)}
    if as_json:
        flat = [f"{file}: {warning}" for file, found in warned.items() for warning in found]
        print_json({"problems": [], "warnings": flat})
        return
    for (file, found), scenario in zip(warned.items(), scenarios, strict=True):
        count = len(scenario.assumed())
        print(f"{file}: scenario {scenario.name} is valid; {count} values are assumed")
        for warning in found:
            print(f"{file}: note: {warning}")


@app.command()
@guarded
def report(folder: Annotated[Path, DIR]) -> None:
    """Write report.html from saved results."""
    from sim.report import write_report
    from sim.store import Results

    Results(folder).manifest()
    print(write_report(folder))


@app.command()
@guarded
def story(
    folder: Annotated[Path, DIR],
    resident: Annotated[int | None, typer.Option(help="Number of a resident.")] = None,
    household: Annotated[int | None, typer.Option(help="Number of a household.")] = None,
    worker: Annotated[int | None, typer.Option(help="Number of a worker.")] = None,
    task: Annotated[int | None, typer.Option(help="Number of a task.")] = None,
    scenario: Annotated[int, typer.Option(help="Number of the scenario, 0 the first.")] = 0,
    replication: Annotated[int, typer.Option(help="Number of the replication.")] = 0,
    as_json: Json = False,
) -> None:
    """Tell what happened to a resident, household, worker or task, in order."""
    from sim.experiment import CallError
    from sim.experiment.story import Subject, tell
    from sim.store import Results

    asked = {"resident": resident, "household": household, "worker": worker, "task": task}
    given = [(kind, number) for kind, number in asked.items() if number is not None]
    if len(given) != 1:
        raise CallError("story: needs one of --resident, --household, --worker, --task")
    told = tell(Results(folder), Subject(*given[0]), scenario, replication)
    if as_json:
        print_json({"story": told})
        return
    print("\n".join(told))


@app.command()
@guarded
def schema() -> None:
    """Print the JSON Schema of a scenario."""
    from sim.scenario import Scenario, json_schema

    print_json(json_schema(Scenario))


@app.command()
@guarded
def measures(as_json: Json = False) -> None:
    """List the measures with their definitions."""
    from dataclasses import asdict

    from sim.measures import MEASURES

    if as_json:
        print_json({"measures": [asdict(measure) for measure in MEASURES.values()]})
        return
    for measure in MEASURES.values():
        print(f"{measure.id} [{measure.unit}] {measure.title}: {measure.explained}")
