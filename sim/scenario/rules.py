"""Rules that tie parts of a scenario together, checked on whichever parts can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sim.scenario.base import Broken
from sim.scenario.closest import closest
from sim.scenario.control_rules import controls_fit
from sim.scenario.control_spec import Control
from sim.scenario.hazard_spec import HazardSpec
from sim.scenario.response_spec import Response
from sim.scenario.rules_of_response import response_faults
from sim.scenario.rules_of_testing import testing_faults
from sim.scenario.rules_of_work import work_faults
from sim.scenario.service_spec import Service
from sim.scenario.testing_site_spec import MassTesting
from sim.scenario.town_spec import TownSpec
from sim.scenario.workforce_spec import Colleagues, Employer


@dataclass(frozen=True)
class Parts:
    """The parts of a scenario that could be read; `whole` where nothing is missing."""

    whole: frozenset[str] = frozenset()
    start: datetime | None = None
    horizon: float | None = None
    town: TownSpec | None = None
    hazards: Mapping[str, HazardSpec] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    employers: Mapping[str, Employer] = field(default_factory=dict)
    rosters: frozenset[str] = frozenset()
    controls: Mapping[str, Control] = field(default_factory=dict)
    equipment: frozenset[str] = frozenset()
    colleagues: Colleagues | None = None
    response: Response | None = None
    suits: bool = False
    mass_testing: Mapping[str, MassTesting] = field(default_factory=dict)
    sites: bool = False

    @staticmethod
    def of(scenario: Any) -> Parts:
        """Take the parts of a complete scenario."""
        return Parts(
            whole=frozenset(
                {"hazards", "services", "employers", "rosters", "controls", "equipment"}
            ),
            start=scenario.start,
            horizon=scenario.horizon,
            town=scenario.town,
            hazards=scenario.hazards,
            services=scenario.services,
            employers=scenario.workforce.employers,
            rosters=frozenset(scenario.workforce.rosters),
            controls=scenario.response.controls if scenario.response else {},
            equipment=frozenset(scenario.workforce.equipment),
            colleagues=scenario.workforce.colleagues,
            response=scenario.response,
            suits=scenario.workforce.suits is not None,
            mass_testing=scenario.response.mass_testing if scenario.response else {},
            sites=bool(scenario.response and scenario.response.testing_sites),
        )


def broken_rules(parts: Parts) -> Iterator[Broken]:
    """List every rule between parts that is broken."""
    for check in CHECKS:
        yield from check(parts)


def _rosters_exist(parts: Parts) -> Iterator[Broken]:
    for name, employer in parts.employers.items():
        for key in ("roster", "emergency_roster"):
            roster = getattr(employer, key)
            if roster is not None and roster not in parts.rosters:
                known = ", ".join(sorted(parts.rosters)) or "none"
                rule = f"no such roster (known: {known})"
                close = closest(roster, parts.rosters)
                yield Broken(("workforce", name, key), rule, roster, close)


def _skills_are_held(parts: Parts) -> Iterator[Broken]:
    if "employers" not in parts.whole:
        return
    held = {skill for employer in parts.employers.values() for skill in employer.skills}
    for name, service in parts.services.items():
        for skill in service.crew:
            if skill not in held:
                known = ", ".join(sorted(held)) or "none"
                rule = f"no employer has this skill (held: {known})"
                path = ("services", name, "crew", skill)
                yield Broken(path, rule, skill, closest(skill, held))


def _rounds_have_test_days(parts: Parts) -> Iterator[Broken]:
    tested = any(control.test_days for control in parts.controls.values())
    if tested or "controls" not in parts.whole:
        return
    for name, service in parts.services.items():
        if service.need.per == "zone_round":
            rule = "zone_round needs a control of kind zone with test_days"
            yield Broken(("services", name, "need", "per"), rule)


def _isolation_is_stated(parts: Parts) -> Iterator[Broken]:
    stated = any(control.kind == "isolation" for control in parts.controls.values())
    if stated or "controls" not in parts.whole:
        return
    for name, service in parts.services.items():
        if service.consequence is not None and service.consequence.kind == "isolation":
            rule = "isolation needs a control of kind isolation"
            yield Broken(("services", name, "consequence", "kind"), rule)


def _hazards_fit_the_work(parts: Parts) -> Iterator[Broken]:
    exposed = [n for n, s in parts.services.items() if s.contact != "none" and s.risk > 0]
    met = parts.colleagues
    if met is not None and met.contacts * met.risk > 0:
        exposed.append("colleagues")
    for name, hazard in parts.hazards.items():
        for broken in hazard.at_work(exposed):
            yield replace(broken, path=("hazards", name, *broken.path))


def _dates_lie_in_the_run(parts: Parts) -> Iterator[Broken]:
    if parts.start is None or parts.horizon is None:
        return
    end = parts.start + timedelta(hours=parts.horizon)
    rule = f"must lie in the run, from {parts.start} to {end}"
    for name, hazard in parts.hazards.items():
        for path, moment in hazard.moments().items():
            if not parts.start <= moment < end:
                yield Broken(("hazards", name, *path), rule, str(moment))


def _hazards_hold(parts: Parts) -> Iterator[Broken]:
    first: dict[str, str] = {}
    for name, hazard in parts.hazards.items():
        if first.setdefault(hazard.kind, name) != name:
            rule = f"there is one hazard of each kind, {first[hazard.kind]} is of this one"
            yield Broken(("hazards", name, "kind"), rule, hazard.kind)
        for broken in hazard.faults(whole="hazards" in parts.whole):
            yield replace(broken, path=("hazards", name, *broken.path))


def _work_holds(parts: Parts) -> Iterator[Broken]:
    if "services" not in parts.whole:
        return
    equipment = parts.equipment if "equipment" in parts.whole else None
    controls = parts.controls if "controls" in parts.whole else None
    yield from work_faults(parts.services, equipment, controls)


def _testing_holds(parts: Parts) -> Iterator[Broken]:
    if "services" in parts.whole:
        yield from testing_faults(parts.mass_testing, parts.services, parts.sites)


def _services_wait_their_turn(parts: Parts) -> Iterator[Broken]:
    for name, service in parts.services.items():
        if service.need.per == "background" and (service.round or len(service.crew) != 1):
            rule = "background work is done by one skill, not in rounds"
            yield Broken(("services", name, "crew"), rule)


def _response_holds(parts: Parts) -> Iterator[Broken]:
    if parts.response is None:
        return
    employers = parts.employers if "employers" in parts.whole else None
    services = parts.services if "services" in parts.whole else None
    yield from response_faults(parts.response, employers, services)
    if parts.response.preparedness.stock is not None and not parts.suits:
        rule = "needs workforce.suits: without it suits are endless"
        yield Broken(("response", "preparedness", "stock"), rule)


def _has_vaccine(hazard: HazardSpec) -> bool:
    immunity = getattr(hazard, "immunity", None)
    return immunity is not None and immunity.vaccine is not None


def _controls_fit(parts: Parts) -> Iterator[Broken]:
    if "controls" in parts.whole:
        yield from controls_fit(
            parts.controls, parts.services if "services" in parts.whole else None
        )
        gives = [n for n, c in parts.controls.items() if c.kind == "vaccination"]
        vaccine = any(_has_vaccine(hazard) for hazard in parts.hazards.values())
        if gives and "hazards" in parts.whole and not vaccine:
            rule = "needs a hazard with a vaccine (hazards.*.immunity.vaccine)"
            yield Broken(("response", "controls", gives[0], "kind"), rule)


CHECKS: tuple[Callable[[Parts], Iterator[Broken]], ...] = (
    _hazards_hold,
    _rosters_exist,
    _skills_are_held,
    _rounds_have_test_days,
    _isolation_is_stated,
    _hazards_fit_the_work,
    _dates_lie_in_the_run,
    _services_wait_their_turn,
    _work_holds,
    _response_holds,
    _testing_holds,
    _controls_fit,
)
