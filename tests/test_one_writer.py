"""All that changes has one writer a field: nobody else changes it, not even by accident.

Every writer is watched at its entry and its exit. What changed since the last look must belong
to the writer who was at work in between; outside of all of them nothing may change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.hazards.epidemic import Epidemic
from sim.response import Command, Restrictions
from sim.scenario import load
from sim.services.compliance import Willingness
from sim.state import State
from sim.workforce import Duty
from tests.towns import begin, end

RESTRICTIONS = {"restriction", "factors", "restriction_log", "row_causes"}
WRITERS: list[tuple[type, str, set[str]]] = [
    (Epidemic, "advance", {"health", "latest"}),
    (Restrictions, "impose", RESTRICTIONS),
    (Restrictions, "lift", RESTRICTIONS),
    (Restrictions, "complied", RESTRICTIONS),
    (Restrictions, "inform", RESTRICTIONS),
    (Duty, "_write_duty", {"duty", "duty_log"}),
    (Willingness, "late", {"compliance_lost"}),
    (Willingness, "win_back", {"compliance_lost"}),
    (Command, "_changed", {"alert"}),
]


def hashes(state: State) -> dict[str, str]:
    """Hash every field of the state."""
    arrays = {**state.fields._asdict(), "compliance_lost": state.compliance_lost}
    found = {
        name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in arrays.items()
    }
    found["alert"] = str(state.alert)
    found["restriction_log"] = str(len(state.restriction_log))
    found["duty_log"] = str(len(state.duty_log))
    found["row_causes"] = str(state.row_causes)
    return found


class Watch:
    """Looks at the state whenever a writer begins or ends."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.last: dict[str, str] = {}
        self.at_work: list[tuple[str, set[str]]] = []
        self.wrong: list[str] = []
        self.wrote: dict[str, set[str]] = {}

    def look(self) -> None:
        assert self.state is not None
        now = hashes(self.state)
        changed = {name for name in now if now[name] != self.last.get(name, now[name])}
        writer, own = self.at_work[-1] if self.at_work else ("nobody", set())
        self.wrong += [f"{writer} wrote {name}" for name in sorted(changed - own)]
        self.wrote.setdefault(writer, set()).update(changed)
        self.last = now

    def watched(self, name: str, own: set[str], call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*args: Any) -> Any:
            if self.state is None:
                return call(*args)
            self.look()
            self.at_work.append((name, own))
            try:
                return call(*args)
            finally:
                self.look()
                self.at_work.pop()

        return watching


@pytest.fixture(scope="module")
def watch(scenarios: Path) -> Watch:
    """Watch a whole run of the small town, with an outbreak, zones, hunger and stand-down."""
    scenario = load(scenarios / "two-grids.yaml").override(
        {
            "horizon": "25 d",
            "hazards.outbreak.introductions.mean": 0,
            "hazards.outbreak.introductions.infectious_at_start": 3,
            "hazards.outbreak.growth": "0.1 /d",
            "workforce.volunteers.ceiling": 0.0,
            "workforce.cadres.count": 0,
            "workforce.grid_workers.skills": ["visit", "help", "escort", "disinfect", "record"],
            "workforce.property_staff": {
                "count": 1,
                "lives": "outside",
                "skills": ["carry"],
                "roster": "day-8h",
                "attendance": 0.4,
            },
            "response.controls.sealed.clear_days": 3,
            "response.emergency.stand_down_clear": "1 d",
            "response.controls.sealed.clear_round": False,
            "services.packs.consequence.regain_per_day": 0.02,
        }
    )
    watching = Watch()
    with pytest.MonkeyPatch.context() as patch:
        for owner, method, own in WRITERS:
            call = watching.watched(f"{owner.__name__}.{method}", own, getattr(owner, method))
            patch.setattr(owner, method, call)
        world = begin(scenario)
        watching.state = world.state
        watching.last = hashes(world.state)
        end(world)
        watching.look()
        watching.state = None
    return watching


def test_nobody_writes_a_field_of_another(watch: Watch) -> None:
    assert watch.wrong == []


def test_every_writer_was_seen_at_work(watch: Watch) -> None:
    assert {name: wrote for name, wrote in watch.wrote.items() if wrote} == {
        "Epidemic.advance": {"health", "latest"},
        "Restrictions.impose": RESTRICTIONS,
        "Restrictions.lift": RESTRICTIONS,
        "Restrictions.complied": RESTRICTIONS,
        "Duty._write_duty": {"duty", "duty_log"},
        "Willingness.late": {"compliance_lost"},
        "Willingness.win_back": {"compliance_lost"},
        "Command._changed": {"alert"},
    }


def test_every_field_of_the_state_has_its_writer() -> None:
    owned = [name for _, _, own in WRITERS for name in own]
    known = {"before_change", "after_change", "fields"}
    fields = set(State.__dataclass_fields__) - known
    assert set(owned) == fields | {"health", "latest", "restriction", "factors", "duty"}
