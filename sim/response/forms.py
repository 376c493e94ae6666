"""The forms in which a control is kept: as it stands, by those who commute, by those who wait.

Each form has a bit of a resident's mask of controls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.errors import RunError
from sim.scenario import ANSWERING, Control, Layer

Form = Literal["full", "commutes", "waits"]
MOST_FORMS = 63  # bits of a mask


@dataclass(frozen=True)
class Kept:
    """A control in one of its forms, and what it leaves of contacts by layer."""

    control: str
    form: Form
    left: Mapping[str, float]
    compliance: float
    shuts_in: bool  # whose willingness depends on what is brought to the door
    away: bool  # nobody meets them at home

    @property
    def nothing(self) -> bool:
        """Whether it leaves all contacts as they are: keeping it is the same as not."""
        return not self.away and all(left == 1.0 for left in self.left.values())


def forms_of(controls: Mapping[str, Control], mean_household: float) -> list[Kept]:
    """List the forms of controls, those as they stand first, in the order of the scenario.

    Raises RunError where there are more of them than bits.
    """
    full = [
        _kept(name, "full", one, one.left(mean_household)) for name, one in controls.items()
    ]
    for name, one in controls.items():
        if one.outside_work == "kept":
            full.append(_kept(name, "commutes", one, one.left_commuting(mean_household)))
        if one.central:
            full.append(_kept(name, "waits", one, one.left_waiting(mean_household)))
    if len(full) > MOST_FORMS:
        raise RunError(f"controls have {len(full)} forms, more than {MOST_FORMS}")
    return full


def _kept(name: str, form: Form, control: Control, left: Mapping[Layer, float]) -> Kept:
    stated: dict[str, float] = dict(left.items())
    away = control.kind == "isolation" or control.central
    return Kept(
        control=name,
        form=form,
        left=stated,
        compliance=control.compliance,
        shuts_in=control.kind in ANSWERING and control.shuts_in,
        away=away and form == "full",
    )
