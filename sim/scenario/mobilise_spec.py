"""What a scenario may say about mobilisation and about one command over all."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Hours, Share, Spec, asked, given
from sim.scenario.level_spec import EMERGENCY, When


class Mobilised(Spec):
    """How much of an employer's reserve is called at which level; its notice is `call_up`'s.

    Attrition is the employer's own. Without an entry all are called in the emergency.
    """

    share: Annotated[dict[str, Share], Field(min_length=1)] = asked(
        "of the heads, wanted by level (level+: it and above); the last that fits holds"
    )
    replaces: bool = given(
        False, "whoever leaves for good or is absent is replaced, if any is left"
    )
    briefing: Hours = given(
        "0 h", "taught before the first shift: comes so much later", unit="h"
    )
    returns: Hours = given("0 h", "kept so long after they are no longer wanted", unit="h")


class JointCommand(Spec):
    """One command over all: areas are pooled and all services wait in one order."""

    when: When = given(EMERGENCY, "levels at which it holds")
    pooling: Literal["community", "street"] = given("street", "area over which staff is pooled")
