"""A worker: a slot of an employer, filled by a resident or by somebody from outside."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import WORKER
from sim.scenario import EMPLOYERS


class Worker:
    """Somebody who does tasks: who she is. What she does changes, and stands in the staff.

    `key` is the slot (employer, grid, number): all her draws hang on it. `person` is her place
    among the people of the hazard: a resident's number, or one of the outsiders' after them.
    """

    __slots__ = (
        "arrives_h", "employer", "home_grid", "index", "key", "number", "person", "risk",
        "skills", "speed", "team",
    )  # fmt: skip

    def __init__(
        self, index: int, employer: str, key: int, number: int, person: int, home_grid: int
    ) -> None:
        self.index, self.employer, self.key, self.number = index, employer, key, number
        self.person, self.home_grid = person, home_grid
        self.skills = 0  # bits
        self.speed = 1.0  # multiplies the time of her work
        self.risk = 1.0  # relative risk of infection in a session
        self.team = -1  # of fixed teams, the number; -1 for none
        self.arrives_h = float("-inf")  # inf where she has to be called up


def staff_of(workers: list[Worker]) -> NDArray[Any]:
    """Write workers as the table that the desk's kernel reads and changes [workers]."""
    staff = np.zeros(len(workers), WORKER)
    for name in Worker.__slots__:
        if name not in ("index", "employer"):
            staff[name] = [getattr(worker, name) for worker in workers]
    staff["employer"] = [EMPLOYERS.index(worker.employer) for worker in workers]
    staff["post"] = staff["grid"] = staff["home_grid"]  # where she serves, where she is
    staff["stairwell"] = staff["outing"] = staff["team"] = -1
    staff["absent_until_h"] = staff["suit_until_h"] = -np.inf
    return staff
