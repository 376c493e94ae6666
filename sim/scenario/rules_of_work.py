"""Rules that tie services to each other, to equipment and to controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.base import Broken
from sim.scenario.closest import closest
from sim.scenario.control_spec import Control
from sim.scenario.service_spec import Service


def work_faults(
    services: Mapping[str, Service],
    equipment: frozenset[str] | None,
    controls: Mapping[str, Control] | None,
) -> Iterator[Broken]:
    """List the rules that services break; None stands for what could not be read."""
    for name, service in services.items():
        path = ("services", name)
        for after in service.need.leads if service.need.per == "task" else ():
            if after not in services:
                known = ", ".join(sorted(services))
                where, close = (*path, "need", "after"), closest(after, services)
                yield Broken(where, f"no such service (known: {known})", after, close)
        for piece in service.uses if equipment is not None else ():
            if equipment is not None and piece not in equipment:
                known = ", ".join(sorted(equipment)) or "none"
                close = closest(piece, equipment)
                yield Broken(
                    (*path, "uses", piece), f"no such equipment (known: {known})", piece, close
                )
        yield from _consequence_faults(path, service, controls)


def _consequence_faults(
    path: tuple[str, ...],
    service: Service,
    controls: Mapping[str, Control] | None,
) -> Iterator[Broken]:
    """List the rules that a service's consequence breaks."""
    consequence, where = service.consequence, (*path, "consequence", "kind")
    if consequence is None:
        return
    if consequence.kind == "tracing" and controls is not None:
        named = controls.get(consequence.control)
        if named is None or named.kind != "quarantine" or named.scope != "household":
            rule = "tracing needs a control of kind quarantine, of scope household"
            yield Broken((*path, "consequence", "control"), rule, consequence.control)
    if consequence.kind == "tracing" and controls is not None and consequence.further:
        further = controls.get(consequence.further)
        if further is None or further.kind != "quarantine":
            rule = "contacts of contacts need a control of kind quarantine"
            yield Broken((*path, "consequence", "further"), rule, consequence.further)
    if consequence.kind in ("tracing", "release") and service.need.per != "case":
        yield Broken(where, f"{consequence.kind} is for services per case", consequence.kind)
    if consequence.kind == "correction" and service.need.per != "task":
        yield Broken(where, "correction is for a service that follows another's tasks")
    if consequence.kind == "repeat" and service.need.per == "zone_round":
        yield Broken(where, "the command itself orders a round again", consequence.kind)
    if consequence.kind == "repeat" and service.expires is None and service.patience is None:
        yield Broken(where, "repeat needs tasks that lapse: expires or patience")
