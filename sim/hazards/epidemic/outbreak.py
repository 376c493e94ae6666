"""An outbreak behind the contract of hazards: the kernel, and how cases come to notice."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.hazards.contract import Closing, Ground, Hazard, HazardPorts
from sim.hazards.epidemic.care import Care
from sim.hazards.epidemic.epidemic import Epidemic
from sim.hazards.epidemic.parameters import infection_of
from sim.hazards.epidemic.places import places_of
from sim.hazards.epidemic.tables import infections_table
from sim.hazards.epidemic.vaccination import start_vaccination
from sim.kernels.people import known
from sim.kernels.queue import quiet_until_h
from sim.records import Table, spread_by_day, with_finding, with_homes
from sim.scenario import EpidemicSpec

Ints = NDArray[np.int64]


class Outbreak(Hazard):
    """An infection that spreads from person to person."""

    spreads: ClassVar[bool] = True

    def __init__(self, spec: EpidemicSpec, ground: Ground) -> None:
        self.spec, self.ground = spec, ground
        town, outsiders = ground.town, ground.outsiders
        places = places_of(town, outsiders, spec, ground.root, ground.town_seed)
        infection = infection_of(spec, places, ground.seed, ground.start)
        self.epidemic = Epidemic(spec, places, infection, ground.state, ground.horizon_h)
        self.care: Care | None = None

    def bind(self, ports: HazardPorts) -> None:
        """Answer who is ill, who infects whom at work, and whom anybody met."""
        self.ports, epidemic, answers = ports, self.epidemic, ports.answers
        answers.risky, answers.session = epidemic.risky, epidemic.session
        answers.void, answers.contacts = epidemic.void, epidemic.contacts
        answers.examine = self._examine
        answers.quiet_until_h = lambda: quiet_until_h(epidemic.queue)
        ports.ahead(epidemic.infection.floor_h)
        self.care = Care(
            ports.clock, self.ground.state, epidemic, ports.report, ports.absent,
            lambda event, person: ports.tell(event, "", float(person)),
        )  # fmt: skip
        self.care.hides = lambda home, at_h: bool(answers.hides(np.array([home]), at_h)[0])

    def start(self) -> None:
        """Bring the infection in, give the doses of the past, and let cases be noticed."""
        ground, spec, clock = self.ground, self.spec, self.ports.clock
        commuters = np.flatnonzero(ground.town.works_outside)
        self.epidemic.introduce(ground.start, commuters, ground.root)
        if spec.immunity is not None and spec.immunity.vaccine is not None:
            start_vaccination(
                clock, ground.state, spec.immunity.vaccine, (ground.town.age, ground.seed),
                ground.start, lambda doses: self.ports.tell("vaccinated", "", doses),
            )  # fmt: skip
        if self.care is not None and self.epidemic.infection.floor_h > 0:
            clock.follow(self.epidemic.rhythm(clock, self.care.turn))

    def advance(self, until_h: float) -> None:
        """Let every contact before a time [h] happen."""
        self.epidemic.advance(until_h)

    def restricted(self, people: Ints, now_h: float) -> None:
        """Lay open the contacts that a modifier above 1 allows."""
        self.epidemic.restricted(people, now_h)

    def tables(self, closing: Closing) -> dict[str, Table]:
        """Give the infections, with homes and findings, and fold them into the days."""
        infections = _with_cases(self.epidemic, closing)
        profiles = {name: course.profile for name, course in self.spec.courses().items()}
        layers = [*self.spec.layers, "session"]
        spread_by_day(infections, closing.days, layers, profiles, closing.horizon_h)
        return {"infections": infections}

    def facts(self) -> dict[str, float]:
        """Count the samples that were tested of who sought a test or was admitted."""
        return {"tests": self.care.tests if self.care else 0}

    def _examine(
        self, residents: Ints, kind: str, at_h: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Bring the epidemic to now before anybody looks at residents."""
        self.epidemic.advance(self.ports.clock.now_h)
        return self.epidemic.examine(residents, kind, at_h)


def no_infections(closing: Closing) -> Table:
    """Give the table of infections of a run without an outbreak."""
    return _with_cases(None, closing)


def _with_cases(epidemic: Epidemic | None, closing: Closing) -> Table:
    """Make the table of infections, with homes, and when and how each was found."""
    town = closing.town
    table = infections_table(epidemic, town.grid_names, closing.known_h, closing.horizon_h)
    found = with_finding(table, closing.found_by)
    stays = known(epidemic.courses)["isolates"] if epidemic else np.zeros(0, bool)
    homes = with_homes(found, town.household, town.household_start)
    return {**homes, "isolates": np.array(stays, bool)}
