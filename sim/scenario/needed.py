"""How often services are needed in normal time, and which are never needed at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from sim.scenario.hazard_spec import KINDS
from sim.scenario.need_spec import (
    BuildingNeed,
    CalendarNeed,
    FollowUpNeed,
    GridNeed,
    HazardNeed,
    PersonNeed,
    PostNeed,
    ResidentNeed,
)
from sim.scenario.scenario_spec import Scenario
from sim.scenario.service_spec import Service
from sim.scenario.town_spec import TownSpec

DAY_H = 24.0
_ENDLESS, _TOO_MANY = 10_000, 1e12  # generations, and tasks a day: they breed for ever


class Places(NamedTuple):
    """What a town has of each, as stated or as expected."""

    communities: float
    grids: float
    buildings: float
    residents: float


def needs_per_day(scenario: Scenario, places: Places) -> dict[str, float]:
    """Give the tasks a day of each service in normal time; inf where they breed more of them.

    Needs of the sealed, of cases and of the emergency are none in normal time; those of a
    finite source limit themselves and are not counted. Follow-ups solve the traffic equations
    of a network of queues (Jackson 1957, doi 10.1287/opre.5.4.518), as if nothing lapsed.
    """
    services = scenario.services
    names = list(services)
    own = np.array([_own(services[name], scenario.town, places) for name in names])
    leads = np.zeros((len(names), len(names)))
    for child, name in enumerate(names):
        need = services[name].need
        if isinstance(need, FollowUpNeed):
            for after in need.leads:
                leads[child, names.index(after)] = _leading(need, services[after])
    rate = own.copy()
    for _ in range(_ENDLESS):
        before, rate = rate, own + leads @ rate
        if np.allclose(before, rate, rtol=1e-9, atol=0):
            return dict(zip(names, rate.tolist(), strict=True))
        if rate.max() > _TOO_MANY:
            break
    still = rate > before * (1 + 1e-9)
    return dict(zip(names, np.where(still, np.inf, rate).tolist(), strict=True))


def _own(service: Service, town: TownSpec, places: Places) -> float:
    """Give the needs a day that follow nothing."""
    need = service.need
    if isinstance(need, GridNeed):
        return need.rate * DAY_H * places.grids * need.profile_mean
    if isinstance(need, ResidentNeed):
        people = places.residents * share_of(need.per_class, town)
        return need.rate * DAY_H * people * need.profile_mean
    if isinstance(need, PersonNeed):
        people = places.residents * share_of(need.per_class, town)
        return people * need.share * DAY_H / need.every
    if isinstance(need, BuildingNeed) and need.where == "all":
        return places.buildings * len(need.at) / need.every_days
    if isinstance(need, CalendarNeed):
        return _count(need.place, places) * len(need.at) * len(set(need.days)) / 7
    if isinstance(need, PostNeed) and need.when == "always":
        return _count(need.where, places) * need.heads * len(need.at)
    return 0.0


def _count(kind: str, places: Places) -> float:
    """Count the places of a kind; none is sealed in normal time."""
    return {"street": 1.0, "community": places.communities, "grid": places.grids}.get(kind, 0.0)


def share_of(per_class: str, town: TownSpec) -> float:
    """Estimate the share of a class in the residents.

    Vulnerable are the chronically ill at 60 and over, and those alone at 80 and over.
    """
    alone = town.share_80_plus * town.alone_80_plus
    vulnerable = town.share_60_plus * town.chronic_60_plus + alone * (1 - town.chronic_60_plus)
    return {
        "all": 1.0,
        "vulnerable": vulnerable,
        "aged_60": town.share_60_plus,
        "aged_80": town.share_80_plus,
        "aged_80_alone": alone,
    }[per_class]


def _leading(need: FollowUpNeed, after: Service) -> float:
    """Give the needs that follow one task, where none lapses."""
    redo = min(after.error * after.error_factor, 1.0) * after.verify
    return (
        need.share * {"done": 1.0, "redo": redo, "expired": 0.0, "settled": 1 + redo}[need.when]
    )


def work_h(service: Service) -> float:
    """Give the mean work of one task [h]; a post's is its stint."""
    if isinstance(service.need, PostNeed):
        return service.need.lasts
    return service.work.mean * service.time_factor


def never_needed(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """List the services that nothing can ask for, each with the reason."""
    services = scenario.services
    reasons = {name: _reason(service, scenario) for name, service in services.items()}
    for _ in services:  # what follows one that is never needed is never needed either
        for name, service in services.items():
            if isinstance(service.need, FollowUpNeed) and not reasons[name]:
                whys = [
                    _why_not(service.need, after, services, reasons)
                    for after in service.need.leads
                    if after != name
                ]
                reasons[name] = (
                    " and ".join(whys or ["only itself leads to it"]) if all(whys) else ""
                )
    yield from ((name, reason) for name, reason in reasons.items() if reason)


def _reason(service: Service, scenario: Scenario) -> str:
    need, response = service.need, scenario.response
    controls = response.controls.values() if response else ()
    confining = any(c.enabled and c.kind in ("zone", "quarantine") for c in controls)
    where = getattr(need, "where", "")
    if need.per == "control":
        created = {name for c in controls for name in (c.transport, c.tests)} | {
            n for c in controls for n in c.creates or ()
        }
        named = any(
            services is service for n, services in scenario.services.items() if n in created
        )
        return "" if named else "no control creates it"
    if isinstance(need, PostNeed) and where.startswith("sealed"):
        zones = any(c.enabled and c.kind == "zone" and c.gates for c in controls)
        return "" if zones else "no control seals anybody"
    if (need.per == "sealed_household" or where.startswith("sealed")) and not confining:
        return "no control seals anybody"
    if need.per in ("case", "hazard") and not scenario.hazards:
        return "there is no hazard"
    if isinstance(need, HazardNeed):  # those of another hazard wait for it
        asked = sorted({what for kind in KINDS.values() for what in kind.asks})
        if need.what not in asked:
            return f"no hazard asks for {need.what} (asked for: {', '.join(asked)})"
    if isinstance(need, PostNeed) and need.when == "emergency" and response is None:
        return "there is no response to declare an emergency"
    return ""


def _why_not(
    need: FollowUpNeed, name: str, services: Mapping[str, Service], reasons: Mapping[str, str]
) -> str:
    """Say why no task of a service ever leads to a need; empty where one may."""
    after = services[name]
    if reasons[name]:
        return f"{name} is never needed"
    if need.when == "expired" and after.expires is None and after.patience is None:
        lost = "lose" in (after.at_shift_end, after.on_illness)
        return "" if lost or after.need.per == "post" else f"{name} never lapses"
    if need.when == "redo" and after.error * after.error_factor * after.verify == 0:
        return f"nothing of {name} is found wrong"
    return ""
