"""What is off is absent: every switch of the response, in every way in which it can be off.

The tables (`switches.py`, `switches_beside.py`) are held against the schema: a kind of control,
a key or a consequence that is new and has no entry fails.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from sim.scenario import Control, Response
from sim.scenario.base import Spec
from sim.scenario.behaviour_spec import Behaviour
from sim.scenario.consequence_spec import Consequence
from sim.scenario.prepare_spec import Preparedness
from tests.response.switches import KINDS, TOWN, Change, Switch
from tests.response.switches_beside import CONSEQUENCES, PARTS
from tests.response.switches_of_controls import OF_CONTROLS
from tests.towns import by_hand, fingerprint, hash_of, run

SWITCHES: dict[str, Switch] = {
    **{f"a control of kind {name}": switch for name, switch in KINDS.items()},
    **{f"{name} of a control": switch for name, switch in OF_CONTROLS.items()},
    **PARTS,
    **{f"the consequence {name}": switch for name, switch in CONSEQUENCES.items()},
}
HOW_A_CONTROL_IS = {
    # says what kind of thing it is, where and when; of no size of its own
    "kind", "scope", "ring", "when", "from", "until", "duration", "place", "like",
    # the size of the control itself: the table of kinds
    "factors", "closes", "compliance", "beds", "when_full", "waiting", "doses", "gain",
    "infection_risk", "shuts_in", "gates", "answers",
    # how a zone is kept, a pool shared: the default is off (test_acting.py states them all)
    "test_days", "clear_days", "clear_round", "rank", "merge", "split", "after_inner",
    "outside_work", "pool", "transport", "tests_every",
}  # fmt: skip
HOW_IT_IS_LED = {
    "dispatch", "meets", "controls", "emergency", "triggers", "levels", "emergency_from",
    "alert_from", "preparedness", "behaviour",
}  # fmt: skip
# It takes the delay away: that is its whole size.
NO_ZERO = {"preparedness.pre_authorised"}
# What is found, taken or brought is a control's: of no control, of nobody, of no bed above.
BY_A_CONTROL = {"detection", "isolation", "move", "sample", "release", "correction"}


def keys(spec: type[Spec], under: str = "") -> set[str]:
    fields = spec.model_fields.items()
    return {under + (field.alias or name) for name, field in fields}


def test_every_kind_of_control_has_its_ways_of_being_off() -> None:
    assert set(KINDS) == set(get_args(Control.model_fields["kind"].annotation))


def test_every_key_of_a_control_is_a_switch_or_says_how_it_is() -> None:
    switches = {name.removesuffix(" of nobody") for name in OF_CONTROLS}
    assert keys(Control) == switches | HOW_A_CONTROL_IS
    assert not switches & HOW_A_CONTROL_IS


def test_every_part_of_the_response_is_a_switch_or_says_how_it_is_led() -> None:
    stated = keys(Response) - HOW_IT_IS_LED
    stated |= keys(Preparedness, "preparedness.") | keys(Behaviour, "behaviour.")
    assert stated == set(PARTS) | NO_ZERO


def test_every_consequence_is_a_switch_or_a_control_s() -> None:
    kinds = {
        get_args(one.model_fields["kind"].annotation)[0]
        for one in get_args(get_args(Consequence)[0])
    }
    assert kinds == set(CONSEQUENCES) | BY_A_CONTROL


_known: dict[str, dict[str, Any]] = {}


def tables(change: Change, tells: tuple[str, ...] = ()) -> dict[str, str]:
    """Hash the tables of the small town with a change, some events and the sums left out."""
    if repr(change) not in _known:
        _known[repr(change)] = dict(run(by_hand(TOWN, change)).tables)
    found = dict(_known[repr(change)])
    if tells:
        del found["daily"]  # it counts the zones and beds that those events tell of
        kept = ~np.isin(found["events"]["event"].astype(str), tells)
        found["events"] = {name: of[kept] for name, of in found["events"].items()}
    return {name: hash_of(table) for name, table in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_off_leaves_the_records_as_they_are_without_it(name: str) -> None:
    switch = SWITCHES[name]
    without = tables(switch.without, switch.tells)
    changed = {
        way: [table for table, found in tables(off, switch.tells).items()
              if found != without[table]]
        for way, off in switch.off.items()
    }  # fmt: skip
    assert changed == {way: [] for way in switch.off}


@pytest.mark.slow
@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_on_is_not_absent(name: str) -> None:
    switch = SWITCHES[name]
    assert tables(switch.on, switch.tells) != tables(switch.without, switch.tells)


@pytest.mark.parametrize("kind", KINDS)
def test_of_every_kind_one_way_of_being_off_is_shown_in_the_fast_tests(kind: str) -> None:
    switch, short = KINDS[kind], {"horizon": "3 d", "town": {"households_per_grid": 12}}
    off = next(iter(switch.off.values()))
    records = [run(by_hand(TOWN, change, short)) for change in (off, switch.without)]
    apart = ("daily", "events") if switch.tells else ()
    assert fingerprint(records[0], apart) == fingerprint(records[1], apart)
