"""Couplings between epidemic and work that can be switched off, and how."""

from __future__ import annotations

from typing import Any

from sim.scenario.scenario_spec import Scenario

COUPLINGS = {
    "absence": "who falls ill or is quarantined stays away from work",
    "delays": "findings, isolation and tracing wait for the work",
    "contacts_at_work": "work carries infection",
    "compliance": "unmet needs cost compliance",
}
"""Every coupling by name, with what it says."""

_WAITS = ("detection", "isolation", "tracing")


def without(scenario: Scenario, coupling: str) -> dict[str, Any]:
    """Give the changes, by dotted path, that switch one coupling off; KeyError for no coupling.

    absence: workers work on, ill or not. delays: a need for a look, a transport or an interview
    acts when it arises. contacts_at_work: no session at work carries infection. compliance:
    late packs cost none.
    """
    services, workforce = scenario.services, scenario.workforce
    kinds = {name: s.consequence.kind for name, s in services.items() if s.consequence}
    if coupling == "absence":
        return {"workforce.stay_away": False}
    if coupling == "delays":
        waits = [name for name, kind in kinds.items() if kind in _WAITS]
        return {f"services.{name}.consequence.at_once": True for name in waits}
    if coupling == "contacts_at_work":
        changes: dict[str, Any] = {f"services.{name}.risk": 0 for name in services}
        met = {"workforce.colleagues": None} if workforce.colleagues is not None else {}
        return changes | met
    if coupling == "compliance":
        given = [name for name, kind in kinds.items() if kind == "compliance"]
        return {f"services.{name}.consequence": None for name in given}
    raise KeyError(coupling)
