"""The two experiments of every day: replicate one scenario, compare several."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import GridResponseError
from sim.experiment.answer import Answer
from sim.experiment.batch import Batch, Interrupted, Plan, run_batch
from sim.experiment.settings import Settings
from sim.store import Call, Results

if TYPE_CHECKING:
    from sim.scenario import Scenario


class CallError(GridResponseError):
    """The call is wrong: what was asked cannot be run."""

    exit_status = 2


def replicate(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    processes: int | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Run independent replications of one scenario and return what they say.

    replications, seed: by default those of the scenario's ``run``. out: a folder to save to
    and to continue from; without it the tables go when the answer goes. processes: one a core
    by default; the result does not depend on it.
    Raises CallError, FolderError before anything is run, RunError when a replication fails.
    """
    return experiment("run", [scenario], (replications, seed), (out, processes), settings)


def compare(
    scenarios: Sequence[Scenario],
    replications: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    processes: int | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Run scenarios under the same luck and return paired differences from the first.

    The parameters are those of ``replicate``; the defaults of replications and seed are the
    first scenario's. Raises CallError if there are fewer than two scenarios or two have the
    same name.
    """
    if len(scenarios) < 2:
        raise CallError(f"compare: needs a baseline and one more, found {len(scenarios)}")
    return experiment("compare", scenarios, (replications, seed), (out, processes), settings)


def experiment(
    verb: str,
    scenarios: Sequence[Scenario],
    luck: tuple[int | None, int | None],
    where: tuple[str | Path | None, int | None],
    settings: Settings | None,
) -> Answer:
    """Make a call of the arguments, run it, and wrap what comes back."""
    settings, (out, processes) = settings or Settings(), where
    call = make_call(verb, scenarios, luck, settings.log)
    if out is not None:
        return run_plan(Plan(call, Path(out), processes, settings))
    folder = Path(tempfile.mkdtemp(prefix="gridresponse-"))
    try:
        answer = run_plan(Plan(call, folder, processes, settings))
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, Interrupted):
            raise Interrupted("Interrupted. Nothing is kept: out= names a folder.") from None
        raise
    weakref.finalize(answer, shutil.rmtree, folder, ignore_errors=True)
    return answer


def run_plan(plan: Plan) -> Answer:
    """Run a plan and save the paired differences with the rest; raises what it meets."""

    def wrap(batch: Batch) -> Answer:
        return Answer(
            plan.call.scenarios,
            plan.call.seed,
            batch.replications,
            batch.values,
            batch.units,
            plan.out,
            batch.violations,
            batch.ran,
        )

    def finish(results: Results, batch: Batch) -> None:
        if len(plan.call.scenarios) > 1:
            save_comparison(results, wrap(batch))

    return wrap(run_batch(plan, finish))


def make_call(
    verb: str,
    scenarios: Sequence[Scenario],
    luck: tuple[int | None, int | None],
    log: str | None,
) -> Call:
    """Settle replications, seed and log, by default the first scenario's; names must differ."""
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CallError(f"scenarios need different names, found {', '.join(twice)} twice")
    first = scenarios[0].run
    replications = first.replications if luck[0] is None else luck[0]
    seed = first.seed if luck[1] is None else luck[1]
    if replications < 1:
        raise CallError(f"replications: must be at least 1, found {replications}")
    log = log or first.log
    if log not in ("full", "daily", "summary"):
        near = get_close_matches(log, ["full", "daily", "summary"], 1)
        meant = f", did you mean {near[0]}" if near else ""
        raise CallError(f"log: must be full, daily or summary, found {log}{meant}")
    seeded = tuple(
        s if s.run.seed == seed else s.override({"run.seed": seed}) for s in scenarios
    )
    return Call(verb, seeded, seed, replications, log)


def save_comparison(results: Results, answer: Answer) -> None:
    """Write the paired differences, one file a compared scenario."""
    rows = answer.rows()
    for index, scenario in enumerate(answer.scenarios[1:], start=1):
        mine = [row for row in rows if row["scenario"] == scenario.name]
        results.save_comparison(index, {name: [row[name] for row in mine] for name in mine[0]})
