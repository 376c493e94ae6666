"""Rules that tie the response together: names that exist, and no going round in circles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sim.scenario.base import Broken
from sim.scenario.closest import closest
from sim.scenario.control_spec import STANDING, Control
from sim.scenario.level_spec import ALWAYS, EMERGENCY, ON, When
from sim.scenario.response_spec import Response
from sim.scenario.workforce_spec import Employer

Path = tuple[str, ...]
Employers = Mapping[str, Employer] | None
Services = Collection[str] | None
FOLLOWS = {
    **dict.fromkeys(STANDING, STANDING),
    "zone": ("zone", "quarantine"),
    "quarantine": ("quarantine",),
}


def unknown(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Broken]:
    """Report a name that stands for nothing."""
    if name not in known:
        names = ", ".join(known) or "none"
        rule = f"no such {what} (known: {names})"
        yield Broken(("response", *path), rule, name, closest(name, known))


def response_faults(
    response: Response,
    employers: Employers,
    services: Services,
) -> Iterator[Broken]:
    """List what does not hold together; None for parts that could not be read whole."""
    yield from _triggers(response, employers, services)
    yield from _levels(response)
    yield from _controls(response)
    for name, when in response.pauses.items():
        yield from _when(response, ("pauses", name), when)
        if services is not None:
            yield from unknown(("pauses", name), "service", name, services)
    if response.joint_command is not None:
        yield from _when(response, ("joint_command", "when"), response.joint_command.when)
    if employers is not None:
        yield from _called(response, employers)
    yield from _stood_down(response)


def _triggers(
    response: Response,
    employers: Employers,
    services: Services,
) -> Iterator[Broken]:
    triggers = response.triggers
    for name, trigger in triggers.items():
        for key in ("all", "any", "none"):
            for other in getattr(trigger, key) or ():
                yield from unknown(("triggers", name, key), "trigger", other, triggers)
        for service in trigger.services if services is not None else ():
            yield from unknown(
                ("triggers", name, "services"), "service", service, services or ()
            )
        for employer in trigger.employers if employers is not None else ():
            path = ("triggers", name, "employers")
            yield from unknown(path, "employer", employer, employers or ())
    yield from circles(
        ("triggers",), {name: trigger.others for name, trigger in triggers.items()}
    )


def circles(path: Path, follows: Mapping[str, Collection[str]]) -> Iterator[Broken]:
    """Report each name from which one comes back to it."""
    told: set[str] = set()
    for name in follows:
        way = _way_back(name, follows)
        if way and not told & set(way):
            told |= set(way)
            text = " -> ".join((*way, name))
            yield Broken(("response", *path, name), f"goes round in a circle ({text})", name)


def _way_back(name: str, follows: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    ahead: list[tuple[str, ...]] = [(name,)]
    seen = {name}
    while ahead:
        way = ahead.pop()
        for other in follows.get(way[-1], ()):
            if other == name:
                return way
            if other not in seen:
                seen.add(other)
                ahead.append((*way, other))
    return ()


def _when(response: Response, path: Path, when: When) -> Iterator[Broken]:
    """Report levels that do not exist."""
    levels = list(response.levels) or ["normal"]
    for word in when:
        name = word.removesuffix(ON)
        if word in (ALWAYS, EMERGENCY):
            continue
        yield from unknown(path, "level", name, [ALWAYS, EMERGENCY, *levels])


def _levels(response: Response) -> Iterator[Broken]:
    names = list(response.levels)
    for rank, (name, level) in enumerate(response.levels.items()):
        for trigger in level.enter:
            yield from unknown(("levels", name, "enter"), "trigger", trigger, response.triggers)
        if level.leave is not None:
            path = ("levels", name, "leave")
            yield from unknown(path, "trigger", level.leave, response.triggers)
        if level.to is not None:
            yield from unknown(("levels", name, "to"), "lower level", level.to, names[:rank])
    for key in ("emergency_from", "alert_from"):
        stated = getattr(response, key)
        if stated is not None:
            yield from unknown((key,), "level above normal", stated, names[1:])


def _controls(response: Response) -> Iterator[Broken]:
    controls, follows = response.controls, dict[str, list[str]]()
    for name, control in controls.items():
        path: Path = ("controls", name)
        yield from _when(response, (*path, "when"), control.when)
        if control.where is not None:
            yield from unknown((*path, "where"), "trigger", control.where, response.triggers)
        others: list[tuple[Path, str]] = [((*path, "with"), one) for one in control.with_]
        if control.then is not None:
            others.append(((*path, "then", "control"), control.then.control))
            if control.then.unless is not None:
                where = (*path, "then", "unless")
                yield from unknown(where, "trigger", control.then.unless, response.triggers)
        for where, other in others:
            yield from unknown(where, "control", other, controls)
            if other in controls:
                yield from _goes_with(where, control, controls[other], other)
        follows[name] = [other for _, other in others]
    yield from circles(("controls",), follows)


def _goes_with(path: Path, one: Control, other: Control, name: str) -> Iterator[Broken]:
    allowed = FOLLOWS.get(one.kind, ())
    if other.kind not in allowed:
        kinds = " or ".join(allowed)
        rule = f"a control of kind {one.kind} goes with one of kind {kinds}"
        if not allowed:
            rule = f"a control of kind {one.kind} has none that comes with or after it"
        yield Broken(("response", *path), rule, f"{name}, of kind {other.kind}")
    if other.kind in STANDING and (other.hours is not None or other.weekdays):
        rule = "a control that comes with or after another has no hours or weekdays of its own"
        yield Broken(("response", *path), rule, name)


def _called(response: Response, employers: Mapping[str, Employer]) -> Iterator[Broken]:
    for name, mobilised in response.mobilisation.items():
        path: Path = ("mobilisation", name)
        yield from unknown(path, "employer", name, employers)
        if name in employers and employers[name].call_up is None:
            rule = "is called up by level, so the employer needs call_up with its notice"
            yield Broken(("response", *path), rule, name)
        for word in mobilised.share:
            yield from _when(response, (*path, "share", word), (word,))
    for key, agreement in response.preparedness.agreements.items():
        path = ("preparedness", "agreements", key)
        name = agreement.employer
        yield from unknown((*path, "employer"), "employer", name, employers)
        if name in employers:
            employer = employers[name]
            if employer.count is None or employer.call_up is None:
                rule = "needs an employer with count (0 without the agreement) and call_up"
                yield Broken(("response", *path, "employer"), rule, name)


def _stood_down(response: Response) -> Iterator[Broken]:
    stands = [name for name, one in response.controls.items() if one.kind in STANDING]
    for name in response.stand_down.order if response.stand_down is not None else ():
        yield from unknown(("stand_down", "order"), "control that stands", name, stands)
