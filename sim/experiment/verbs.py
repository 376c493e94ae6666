"""The two experiments of every day: replicate one scenario, compare several."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import GridResponseError
from sim.experiment.answer import Answer
from sim.experiment.batch import Batch, Interrupted, Plan, read_values, run_batch
from sim.experiment.settings import Settings
from sim.experiment.stopping import run_until
from sim.rng import replication_seed
from sim.store import Call, Results, schema

if TYPE_CHECKING:
    import pandas as pd

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
    until, most = _rule(scenarios[0], luck[0], settings)
    if until:
        return _until(verb, scenarios, (luck[1], most), where, replace(settings, until=until))
    call = make_call(verb, scenarios, luck, settings.log, settings.independent)
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


def _rule(
    scenario: Scenario, replications: int | None, settings: Settings
) -> tuple[Mapping[str, float] | None, int | None]:
    """Give widths asked for, by the call or else by the scenario, and the cap.

    Replications that are stated are the cap of a rule that is stated too, and come before the
    scenario's rule.
    """
    if settings.until:
        return settings.until, replications or scenario.run.at_most
    return (scenario.run.until if replications is None else None), scenario.run.at_most


def _until(
    verb: str,
    scenarios: Sequence[Scenario],
    luck: tuple[int | None, int | None],
    where: tuple[str | Path | None, int | None],
    settings: Settings,
) -> Answer:
    """Run until the rule stops it; the folder may be started again only at the beginning."""
    fresh, rule, towns = [settings.fresh], settings.until or {}, scenarios[0].run.towns or 1

    def run(runs: int, folder: Path) -> Answer:
        runs = -(-runs // towns) * towns
        plain = replace(settings, until=None, fresh=fresh.pop() if fresh else False)
        call = make_call(verb, scenarios, (runs, luck[0]), settings.log, settings.independent)
        return run_plan(Plan(call, folder, where[1], plain))

    return run_until(run, rule, luck[1], where[0])


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
    independent: bool = False,
) -> Call:
    """Settle replications, seed and log, by default the first scenario's; names must differ.

    Scenarios share the seed, so that they are paired; independent ones after the first have
    seeds of their own made from it.
    """
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
    _expect_towns(scenarios, replications)
    seeds = [
        replication_seed(seed, -i) if i and independent else seed for i in range(len(names))
    ]
    seeded = tuple(
        scenario if scenario.run.seed == own else scenario.override({"run.seed": own})
        for scenario, own in zip(scenarios, seeds, strict=True)
    )
    return Call(verb, seeded, seed, replications, log)


def _expect_towns(scenarios: Sequence[Scenario], replications: int) -> None:
    """Refuse pairs in different towns, and towns that do not all have as many replications."""
    towns = {scenario.run.towns or 1 for scenario in scenarios}
    if len(towns) > 1:
        raise CallError(f"towns: paired scenarios need as many, found {sorted(towns)}")
    if replications % max(towns):
        raise CallError(
            f"replications: must be a multiple of the {max(towns)} towns, found {replications}"
        )


def so_far(
    folder: Path, scenarios: Sequence[Scenario], measures: pd.DataFrame, count: int
) -> Answer:
    """Say what the first replications say of a folder that is not finished.

    measures: the table of that name, with `count` replications of every scenario at least.
    """
    call = Call("compare", tuple(scenarios), scenarios[0].run.seed, count, "summary")
    kept = measures[measures["replication"] < count]
    values, units = read_values(kept, call, count)
    return Answer(call.scenarios, call.seed, count, values, units, folder)


def save_comparison(results: Results, answer: Answer) -> None:
    """Write the paired differences, one file a compared scenario."""
    kept = schema("comparison").names
    rows = [{name: row[name] for name in kept} for row in answer.rows()]
    for index, scenario in enumerate(answer.scenarios[1:], start=1):
        mine = [row for row in rows if row["scenario"] == scenario.name]
        results.save_comparison(index, {name: [row[name] for row in mine] for name in mine[0]})
