"""The levels of a response in order, stated or spelt out from `emergency`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.scenario.level_spec import ALWAYS, EMERGENCY, ON, Level, When
from sim.scenario.response_spec import Response
from sim.scenario.trigger_spec import Trigger

NORMAL = "normal"
CASES, DECLARED, AGAIN, CLEAR = "cases", "declared", "cases-again", "clear"


@dataclass(frozen=True)
class Chain:
    """Levels from normal upwards, and the triggers that move between them."""

    levels: dict[str, Level]
    triggers: dict[str, Trigger]
    emergency: int  # rank from which it is an emergency
    alert: int  # rank from which the public is told
    stated: bool  # by the scenario, not by `emergency`

    @cached_property
    def names(self) -> list[str]:
        """The levels' names, from normal upwards: a rank is a place in this list."""
        return list(self.levels)

    def ranks(self, when: When) -> frozenset[int]:
        """Give the ranks at which something with these words holds."""
        found: set[int] = set()
        for word in when:
            if word == ALWAYS:
                found |= set(range(len(self.levels)))
            elif word == EMERGENCY and word not in self.levels:
                found |= set(range(self.emergency, len(self.levels)))
            else:
                first = self.names.index(word.removesuffix(ON))
                last = len(self.levels) if word.endswith(ON) else first + 1
                found |= set(range(first, last))
        return frozenset(found)


def chain_of(response: Response) -> Chain:
    """Give a response's levels and triggers, those that `emergency` stands for spelt out."""
    if not response.levels:
        levels, own = _spelt_out(response)
        return Chain(levels, {**response.triggers, **own}, 1, 1, stated=False)
    names = list(response.levels)
    first = response.emergency_from or names[1]
    emergency = names.index(first)
    alert = names.index(response.alert_from or first)
    return Chain(dict(response.levels), dict(response.triggers), emergency, alert, stated=True)


def _spelt_out(response: Response) -> tuple[dict[str, Level], dict[str, Trigger]]:
    """Spell an emergency out: it is left when clear for as long as it must have lasted.

    Declared by hand, cases begin it only after it once ended. The names of its triggers hold a
    sign that no name in a file can.
    """
    said = response.emergency
    cases, clear = f"({CASES})", f"({CLEAR})"
    triggers = {
        cases: Trigger(measure="cases", at_least=said.trigger_cases),
        clear: Trigger(quiet=said.stand_down_clear),
    }
    enter: tuple[str, ...] = (cases,)
    if said.manual_from is not None:
        declared, again = f"({DECLARED})", f"({AGAIN})"
        triggers[declared] = Trigger(date=said.manual_from)
        triggers[again] = Trigger(all=(CASES,)).model_copy(update={"all": (cases, declared)})
        enter = (declared, again)
    level = Level.model_construct(
        enter=enter, leave=clear, to=None, delay=said.delay, dwell=said.stand_down_clear
    )
    return {NORMAL: Level(), EMERGENCY: level}, triggers
