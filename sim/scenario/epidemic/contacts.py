"""Who meets whom: contacts by layer, mixing by age, and what the ill do by themselves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Factors, Number, PerHour, Share, Spec, asked, given


class LayerSpec(Spec):
    """Contacts of one layer; for the household, of each pair of members."""

    contacts: PerHour = asked(
        "contacts of a person (household: of a pair; edges: of a pair per unit of weight)",
        "per hour",
    )
    weekend: Number = given(1.0, "factor of contacts on Saturday and Sunday")
    relative: Number = given(1.0, "infectiousness of a contact relative to a grid contact")
    probability: Share | None = asked(
        "of transmission in a contact, in place of growth and R0", default=None
    )
    file: str | None = asked("edges: the pairs (CSV: a, b, weight; or GraphML)", default=None)


Age = Annotated[int, Field(ge=0, le=120)]


class MixingSpec(Spec):
    """How often residents of different ages meet, in the grid and city layers."""

    from_ages: tuple[Age, ...] = asked("youngest age of each band, from 0 on", "years")
    rates: tuple[tuple[Number, ...], ...] = asked("relative rates of a pair by age band")


class IsolationSpec(Spec):
    """What the ill do by themselves at onset."""

    share: Share = given(0.0, "of the symptomatic, staying at home from onset")
    factors: Factors = given(
        {"household": 1, "stairwell": 0.1, "grid": 0.1, "school": 0, "work": 0, "city": 0.1},
        "what remains of their contacts",
    )
