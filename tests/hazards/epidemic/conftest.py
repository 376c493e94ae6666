"""What the tests of the epidemic share: a town of 400 in the middle of an outbreak."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.kernels.people import LAYERS
from sim.ports import Session
from tests.outbreaks import Outbreak, doses, infection_like, town_of

CONTACTS = np.array([0.1, 0.06, 0.08, 0.15, 0.12, 0.03])  # per hour
DOSES = doses(0.2, 0.3, 0.3, 0.3, 0.3, 0.5, 0.6)
Begin = Callable[..., Outbreak]


@pytest.fixture
def begin() -> Begin:
    """Begin an outbreak that lasts: everything on, five introduced."""

    def start(seed: int = 1, introduced: int = 5, horizon_h: float = 480.0) -> Outbreak:
        isolation = np.full(len(LAYERS) + 2, np.inf)
        isolation[:6] = (0.8, 0.1, 0.1, 0.0, 0.0, 0.1)
        infection = infection_like(
            seed,
            contacts=CONTACTS,
            dose=DOSES,
            profile=[0.5, 1.0, 0.25],
            infectious=[72.0, 168.0],
            asymptomatic=0.3,
            without_symptoms=0.5,
            isolation_share=0.5,
            isolation=isolation,
            severe=0.1,
            death=0.3,
        )
        outbreak = Outbreak(town_of(), infection, outsiders=[1 << 50], horizon_h=horizon_h)
        for person in range(0, introduced * 40, 40):
            outbreak.introduce(person)
        return outbreak

    return start


def visit(
    task: int, crew: list[int], households: list[int], start_h: float, risk: float = 1.0
) -> Session:
    """Make a round of visits at the door, a quarter of an hour each from `start_h` on."""
    starts = np.asarray(start_h + 0.25 * np.arange(len(households)), np.float64)
    return Session(
        task=task,
        kind="door",
        crew=np.array(crew),
        crew_risk=np.ones(len(crew)),
        stops=np.array(households),
        numbers=np.arange(len(np.array(households))),
        start_h=starts,
        end_h=starts + 0.2,
        risk=risk,
    )


def table(task: int, crew: list[int], residents: list[int], start_h: float) -> Session:
    """Make a sampling table: a resident every three minutes from `start_h` on."""
    starts = np.asarray(start_h + 0.05 * np.arange(len(residents)), np.float64)
    return Session(
        task=task,
        kind="table",
        crew=np.array(crew),
        crew_risk=np.ones(len(crew)),
        stops=np.array(residents),
        numbers=np.arange(len(np.array(residents))),
        start_h=starts,
        end_h=starts + 0.05,
        risk=1.0,
    )
