"""What a scenario may say about behaviour that no order makes: fear, and hiding."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.base import Factors, Hours, Number, Share, Spec, asked, given, rule


class Fear(Spec):
    """Residents keep away from each other by themselves as more cases are reported."""

    at_most: Share = given(0.0, "of residents, careful however many cases are reported")
    half_at: Number = given(
        1.0, "reported cases per 1,000 residents at which half of them are careful", gt=0
    )
    recent: Hours = given("7 d", "how long a reported case frightens", unit="h", gt=0)
    factors: Factors = asked("what remains of a careful resident's contacts, by layer")

    @model_validator(mode="after")
    def _only_less(self) -> Fear:
        for layer, factor in self.factors.items():
            if factor > 1:
                raise rule("fear makes no more contacts", f"factors.{layer}")
        return self


class Hiding(Spec):
    """Residents keep symptoms to themselves for fear of being taken away."""

    at_most: Share = given(0.0, "of residents, hiding at the most")
    per_removal: Share = given(0.1, "hiding for each neighbour of the stairwell taken away")
    in_emergency: Share = given(0.0, "hiding in the emergency, whoever was taken away")
    recent: Hours = given("14 d", "how long a removal frightens", unit="h", gt=0)


class Behaviour(Spec):
    """What residents do by themselves; each left out is absent."""

    fear: Fear | None = asked("care before any order", default=None)
    hiding: Hiding | None = asked("symptoms kept from the authorities", default=None)
