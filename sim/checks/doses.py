"""Checks of vaccination: who had how many doses when she was infected, and how many were given.

The rules. Nobody has doses of a vaccine that there is not, nor does anybody from outside.
Otherwise a resident's doses are those of her history and those that campaigns gave her before:
each day the first in the order of luck who are willing, of age, due and not yet called, as many
as there are doses. Of two campaigns at one instant the one that began later comes first.
What controls of the response give is not followed: where there is one, no rule is checked.
"""

from __future__ import annotations

import numpy as np

from sim.checks.logs import Floats, Ints, Logs, told
from sim.hazards.epidemic.vaccination import remember_doses
from sim.rng import Purpose, uniforms
from sim.scenario import Campaign, VaccineSpec, of_kind
from sim.state import new_state
from sim.units import hours_since, tick

DAY_H = 24.0


def doses(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about vaccination."""
    response = logs.scenario.response
    controls = response.controls.values() if response else ()
    if any(one.kind == "vaccination" and one.enabled for one in controls):
        return []
    table = logs.table("infections")
    who, time_h, had = table["resident"], table["time_h"], table["doses"]
    vaccine, given = vaccine_of(logs), []
    should = np.zeros(len(who), np.int64)
    if vaccine is not None:
        replay = _Replay(logs, vaccine)
        resident = np.flatnonzero(who < logs.town.residents)
        should[resident] = replay.upto(who[resident], time_h[resident])
        given = _given(logs, replay)
    wrong = told(
        np.flatnonzero(had != should),
        lambda row: (
            f"resident {who[row]} is infected at {time_h[row]:.4f} h after {had[row]} doses,"
            f" not {should[row]}"
        ),
    )
    return [*wrong, *given]


def vaccine_of(logs: Logs) -> VaccineSpec | None:
    """Give the vaccine of the scenario, if there is one."""
    for hazard in of_kind(logs.scenario.hazards, "epidemic").values():
        vaccine: VaccineSpec | None = hazard.immunity and hazard.immunity.vaccine
        return vaccine
    return None


class _Replay:
    """All doses of a run, given again: who got one, by campaign and day in order of time."""

    def __init__(self, logs: Logs, vaccine: VaccineSpec) -> None:
        age, start = logs.town.age, logs.scenario.start
        state = new_state(logs.town.residents, 0, vaccine=True)
        remember_doses(state, vaccine.history, age, logs.seed)
        self.before = state.fields.doses.astype(np.int64)
        self.days: list[tuple[float, Ints]] = []
        had, last_h = self.before.copy(), state.fields.dose_h.copy()
        first_h = [float(tick(hours_since(start, c.start))) for c in vaccine.campaigns]
        waiting = [_willing(c, n, logs) for n, c in enumerate(vaccine.campaigns)]
        for now_h, _, number in sorted(
            (first + DAY_H * day, -first, number)
            for number, (first, c) in enumerate(zip(first_h, vaccine.campaigns, strict=True))
            for day in range(c.days)
        ):
            if now_h >= logs.horizon_h:
                break
            campaign, queue = vaccine.campaigns[number], waiting[number]
            rested = (had[queue] == 0) | (now_h - last_h[queue] >= campaign.gap)
            due = rested & (had[queue] >= campaign.least_doses)
            chosen = queue[due][: campaign.per_day]
            had[chosen] += 1
            last_h[chosen] = now_h
            waiting[number] = queue[~np.isin(queue, chosen)]
            self.days.append((now_h, chosen))

    def upto(self, who: Ints, time_h: Floats) -> Ints:
        """Count the doses of residents up to instants of their own, these included."""
        had = self.before[who]
        for now_h, chosen in self.days:
            had += np.isin(who, chosen) & (time_h >= now_h)
        return had


def _willing(campaign: Campaign, number: int, logs: Logs) -> Ints:
    """List those of age who take a campaign's vaccine, in the order of their luck."""
    age = logs.town.age
    luck = uniforms(logs.seed, Purpose.VACCINATION_ORDER, np.arange(len(age)), number)
    of_age = (age >= campaign.from_age) & (age <= campaign.to_age)
    willing = np.flatnonzero(of_age & (luck < campaign.uptake))
    return willing[np.argsort(luck[willing], kind="stable")].astype(np.int64)


def _given(logs: Logs, replay: _Replay) -> list[str]:
    """Compare the doses of every day with those that were taken down."""
    events = logs.table("events")
    rows = events["event"] == "vaccinated"
    noted = list(
        zip(events["time_h"][rows].tolist(), events["value"][rows].tolist(), strict=True)
    )
    should = sorted((now_h, float(len(chosen))) for now_h, chosen in replay.days)
    if noted == should:
        return []
    apart = sorted(set(noted).symmetric_difference(should)) or noted
    return [
        f"{apart[0][1]:.0f} doses at {apart[0][0]:.4f} h are not as the campaigns give them"
    ]
