"""A worker: a slot of an employer, filled by a resident or by somebody from outside."""

from __future__ import annotations

from typing import Any

EMPLOYERS = ("grid_workers", "volunteers", "cadres", "medics", "property_staff", "ngo")


class Worker:
    """Somebody who does tasks; hours worked are added up by what they were spent on.

    `key` is the slot (employer, grid, number): all her draws hang on it. `person` is her place
    among the people of the hazard: a resident's number, or one of the outsiders' after them.
    """

    __slots__ = (
        "absent_h", "absent_until_h", "area", "arrives_h", "busy", "employer", "grid",
        "home_grid", "hours", "idle_h", "idle_since_h", "index", "key", "leaving", "number",
        "on_duty", "outing", "overtime_h", "person", "post", "ppe_h", "risk", "serve_h",
        "shift_from_h", "shift_until_h", "skills", "speed", "stairwell", "suit_until_h",
        "tasks", "travel_h",
    )  # fmt: skip

    def __init__(
        self, index: int, employer: str, key: int, number: int, person: int, home_grid: int
    ) -> None:
        self.index, self.employer, self.key, self.number = index, employer, key, number
        self.person, self.home_grid = person, home_grid
        self.post = home_grid  # the grid where she serves for now
        self.area = 0  # the pooling area of that grid
        self.skills = 0  # bits
        self.speed = 1.0  # multiplies the time of her work
        self.risk = 1.0  # relative risk of infection in a session
        self.arrives_h = float("-inf")  # inf while not called up
        self.absent_until_h = float("-inf")
        self.on_duty = self.leaving = self.busy = False
        self.outing: Any = None
        self.shift_from_h = self.shift_until_h = self.idle_since_h = 0.0
        self.suit_until_h = float("-inf")
        self.grid, self.stairwell = home_grid, -1  # where she is
        self.hours = self.overtime_h = self.serve_h = self.travel_h = 0.0
        self.ppe_h = self.idle_h = self.absent_h = 0.0
        self.tasks = 0
