"""What a control of a kind must and must not state; rules that tie controls to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.scenario.base import Broken, rule

if TYPE_CHECKING:
    from sim.scenario.control_spec import Control

RESTRICTS = ("zone", "quarantine", "town", "isolation", "evacuation")
_AROUND = ("stairwell", "building", "grid", "community", "ring")
_ONLY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("test_days", ("zone", "quarantine")),
    ("tests", ("quarantine",)),
    ("self_tests", ("zone", "quarantine")),
    ("shuts_out", ("town", "zone")),
    ("rank", ("zone",)),
    ("merge", ("zone",)),
    ("split", ("zone",)),
    ("after_inner", ("zone",)),
    ("closes", ("closure",)),
    ("doses", ("vaccination",)),
    ("gain", ("information",)),
    ("tests_every", ("staff",)),
    ("infection_risk", ("staff",)),
    ("followed_by", ("zone", "quarantine")),
    ("beds", ("quarantine", "isolation", "evacuation")),
    ("pool", ("quarantine", "isolation", "evacuation")),
    ("waiting", ("quarantine", "isolation", "evacuation")),
    ("transport", ("quarantine", "isolation", "evacuation")),
)
_NEEDED = {
    "closure": ("closes", "is needed: the layers that are shut"),
    "vaccination": ("doses", "is needed: what is given"),
    "information": ("gain", "is needed: what it adds"),
}


def faults(control: Control) -> Iterator[Exception]:
    """List what is wrong with a control by itself."""
    for check in (_scope, _kind, _zone, _tests, _beds):
        yield from check(control)


def _scope(control: Control) -> Iterator[Exception]:
    scope = control.scope
    if control.kind == "zone" and scope not in (*_AROUND, "town"):
        places = "a zone covers a stairwell, building, grid, community, ring or the town"
        yield rule(places, "scope")
    if control.kind == "quarantine" and scope not in ("household", *_AROUND):
        places = "a quarantine covers a household, stairwell, building, grid, community or ring"
        yield rule(places, "scope")
    if (control.ring is not None) != (scope == "ring"):
        yield rule("is the size of a scope ring, and needed there", "ring")


def _kind(control: Control) -> Iterator[Exception]:
    kind = control.kind
    stated = control.model_fields_set & {"factors", "trips"}
    if kind in RESTRICTS and not stated:
        yield rule("is needed: what remains of contacts, by layer", "factors")
    if kind in ("quarantine", "isolation", "vaccination") and control.duration is None:
        yield rule("is needed: how long it lasts", "duration")
    if kind == "zone" and control.duration is not None:
        yield rule("a zone lasts until its rule of release holds", "duration")
    key, text = _NEEDED.get(kind, ("kind", ""))
    if text and not getattr(control, key):
        yield rule(text, key)
    if kind == "staff" and control.tests_every is None and control.infection_risk is None:
        yield rule("is needed, or infection_risk", "tests_every")
    for key, kinds in _ONLY:
        if getattr(control, key) not in (None, (), False) and kind not in kinds:
            yield rule(f"only a control of kind {', '.join(kinds)} has {key}", key)
    if control.outside_work == "kept" and kind not in ("zone", "quarantine"):
        yield rule("only a zone or quarantine says who may leave for work", "outside_work")


def _zone(control: Control) -> Iterator[Exception]:
    if control.clear_round and not control.test_days:
        yield rule("a clear round needs test_days", "clear_round")
    if any(b <= a for a, b in pairwise(control.test_days)):
        yield rule("days must rise", "test_days")


def _tests(control: Control) -> Iterator[Exception]:
    if control.kind == "quarantine" and (control.tests is None) != (not control.test_days):
        yield rule(
            "a quarantine has both test_days and tests, the service that takes the samples",
            "test_days",
        )
    spec = control.self_tests
    if spec is not None and any(b <= a for a, b in pairwise(spec.days)):
        yield rule("days must rise", "self_tests.days")


def _beds(control: Control) -> Iterator[Exception]:
    if control.kind == "quarantine" and control.beds is not None and control.place == "home":
        yield rule("is central where there are beds", "place")
    if not control.central:
        for key in ("pool", "waiting", "transport"):
            if getattr(control, key) is not None:
                yield rule("needs place: central or beds", key)
        if control.when_full == "refuse":
            yield rule("needs beds", "when_full")
    elif control.kind not in ("quarantine", "isolation", "evacuation"):
        yield rule("only a quarantine, isolation or evacuation has a central place", "place")
    if control.central and (control.hours or control.weekdays) and control.kind != "evacuation":
        key = "hours" if control.hours else "weekdays"
        yield rule("who is in a central place stays there all day", key)
    if control.central and control.outside_work == "kept":
        yield rule("who is in a central place does not leave it", "outside_work")


# -- between controls ------------------------------------------------------------------------


def controls_fit(
    controls: Mapping[str, Control], services: Mapping[str, Any] | None
) -> Iterator[Broken]:
    """List what is wrong between controls, and between them and the services, by path."""
    from sim.scenario.control_spec import MOST_CONTROLS

    if len(controls) > MOST_CONTROLS:
        yield Broken(("response", "controls"), f"at most {MOST_CONTROLS}", str(len(controls)))
    for name, control in controls.items():
        path = ("response", "controls", name)
        if control.followed_by is not None:
            yield from _follower((*path, "followed_by"), name, control, controls)
        if services is not None:
            for key, named in (
                ("transport", (control.transport,)),
                ("tests", (control.tests,)),
                ("creates", control.creates),
            ):
                yield from _work((*path, key), named or (), services)
    yield from _one_size_a_pool(controls)


def _follower(
    path: tuple[str, ...], name: str, control: Control, controls: Mapping[str, Control]
) -> Iterator[Broken]:
    follower = controls.get(control.followed_by or "")
    if follower is None:
        yield Broken(path, "no such control", control.followed_by)
        return
    if follower.kind != control.kind:
        yield Broken(path, f"must be a {control.kind} too", follower.kind)
    seen, at = {name}, control.followed_by
    while at is not None and at in controls:
        if at in seen:
            yield Broken(path, "controls follow each other for ever", control.followed_by)
            return
        seen.add(at)
        at = controls[at].followed_by


def _work(
    path: tuple[str, ...], named: tuple[str | None, ...], services: Mapping[str, Any]
) -> Iterator[Broken]:
    for name in named:
        if name is None:
            continue
        if name not in services:
            yield Broken(path, f"no such service (known: {', '.join(sorted(services))})", name)
        elif services[name].need.per != "control":
            yield Broken(path, "must be a service needed per control", name)


def _one_size_a_pool(controls: Mapping[str, Control]) -> Iterator[Broken]:
    size: dict[str, int | None] = {}
    for name, control in controls.items():
        if (
            control.pool is not None
            and size.setdefault(control.pool, control.beds) != control.beds
        ):
            path = ("response", "controls", name, "beds")
            first = "no number" if size[control.pool] is None else str(size[control.pool])
            yield Broken(
                path, f"the pool {control.pool} has {first} elsewhere", str(control.beds)
            )
