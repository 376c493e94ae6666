"""Which needs follow the tasks of a service, and whether the kernel makes them itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.scenario import FollowUpNeed, Service
from sim.services.by_self import MEANS


def followers(services: Mapping[str, Service], name: str) -> list[str]:
    """List the services of which a need may follow the tasks of a service."""
    needs = {one: service.need for one, service in services.items()}
    return [
        one
        for one, need in needs.items()
        if isinstance(need, FollowUpNeed) and name in need.leads
    ]


def follow_at_once(services: Mapping[str, Service], names: Sequence[str]) -> bool:
    """Tell whether all of these follow-ups, if any, are simple enough for the desk's kernel.

    They come at once and wait for ever, to anybody, and nobody does them by herself.
    """
    for name in names:
        spec = services[name]
        assert isinstance(spec.need, FollowUpNeed)
        by_self = any(getattr(spec, means) is not None for means in MEANS)
        vulnerable = spec.vulnerable_factor != 1.0 or spec.head_start > 0.0
        if spec.need.delay.mean > 0 or spec.patience is not None or by_self or vulnerable:
            return False
    return True
