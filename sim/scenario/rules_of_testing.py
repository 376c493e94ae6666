"""Rules that tie rounds of mass testing to their service and to sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.base import Broken
from sim.scenario.closest import closest
from sim.scenario.service_spec import Service
from sim.scenario.testing_site_spec import MassTesting


def testing_faults(
    rounds: Mapping[str, MassTesting], services: Mapping[str, Service], sites: bool
) -> Iterator[Broken]:
    """List the rules that rounds of mass testing break; `sites`: whether any are stated."""
    fit = [name for name, one in services.items() if one.need.per == "mass_testing"]
    for name, spec in rounds.items():
        path = ("response", "mass_testing", name)
        if spec.service not in fit:
            known = ", ".join(sorted(fit)) or "none"
            rule = f"needs a service per mass_testing (known: {known})"
            yield Broken((*path, "service"), rule, spec.service, closest(spec.service, fit))
        if not sites:
            yield Broken(path, "mass testing needs response.testing_sites")
        if spec.from_ is not None and spec.until is not None and spec.until <= spec.from_:
            yield Broken((*path, "until"), "must lie after from", str(spec.until))
    yield from _service_faults(services, fit)


def _service_faults(services: Mapping[str, Service], fit: list[str]) -> Iterator[Broken]:
    """List the rules that services of mass testing break."""
    pools = [name for name, one in services.items() if one.need.per == "positive_pool"]
    for name in pools[1:]:
        rule = f"one service per positive_pool is enough ({pools[0]} is one)"
        yield Broken(("services", name, "need", "per"), rule)
    for name in fit:
        if services[name].expires is not None:
            rule = "a round of mass testing ends by its due, not by expires"
            yield Broken(("services", name, "expires"), rule)
