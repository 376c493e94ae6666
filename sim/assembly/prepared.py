"""A scenario with what preparedness brings: suits laid in, and heads by agreement."""

from __future__ import annotations

from sim.scenario import Agreement, Employer, Scenario


def prepared(scenario: Scenario) -> Scenario:
    """Give the scenario as it is when what was prepared is there.

    The delays from trigger to level are shortened by the response itself.
    """
    if scenario.response is None:
        return scenario
    spec, workforce = scenario.response.preparedness, scenario.workforce
    changes: dict[str, object] = {}
    for agreement in spec.agreements.values():
        name = agreement.employer
        employer = changes.get(name, getattr(workforce, name))
        assert isinstance(employer, Employer)
        changes[name] = _with_heads(employer, agreement)
    if spec.stock is not None and workforce.suits is not None:
        suits = workforce.suits.stock + spec.stock.suits
        changes["suits"] = workforce.suits.model_copy(update={"stock": suits})
    if not changes:
        return scenario
    changed = scenario.model_copy(update={"workforce": workforce.model_copy(update=changes)})
    return changed.placed(scenario.root, {})


def _with_heads(employer: Employer, agreement: Agreement) -> Employer:
    """Add the heads of an agreement, who come after its notice."""
    heads = (employer.count or 0) + agreement.heads
    call_up = employer.call_up
    if call_up is not None and agreement.notice is not None and agreement.heads:
        call_up = call_up.model_copy(update={"notice": agreement.notice})
    return employer.model_copy(update={"count": heads, "call_up": call_up})
