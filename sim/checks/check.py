"""All pathwise checks of a run."""

from __future__ import annotations

from sim.checks.confined import confined
from sim.checks.infections import infections
from sim.checks.logs import logs_of
from sim.checks.queues import queues
from sim.checks.work import work
from sim.hazards import Before, checked
from sim.measures import conservation
from sim.records import Records
from sim.town import Town, build_town


def check(records: Records, town: Town | None = None) -> list[str]:
    """Return a sentence for each violation in the logs of a run; none when it is sound.

    Checked are the sums that must close, the work, the queues, the infections and what each
    hazard states; each module of this package states its rules. The queues are not replayed
    where the emergency pools the grids otherwise than normal time, where services pause, under
    one joint command, or where a hazard cuts roads. `town` may be given to save building it
    again. All tables must be there: a run of which only some were kept is to be run again.
    """
    if town is None:
        town = build_town(records.scenario.town, records.scenario.root)
    logs = logs_of(records, town)
    workforce = records.scenario.workforce
    replayed = workforce.emergency_pooling in (None, workforce.pooling)
    response = records.scenario.response
    if response is not None and (response.joint_command or response.pauses):
        replayed = False
    rerouted = any(hazard.reroutes for hazard in records.scenario.hazards.values())
    order = queues(logs) if replayed and not rerouted else []
    scenario = records.scenario
    before = Before(town, scenario.town.seed, scenario.start, scenario.root, scenario.services)
    own = [*confined(logs), *checked(scenario.hazards, before, records.tables)]
    return [*conservation(records), *work(logs), *order, *infections(logs), *own]
