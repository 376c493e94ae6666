"""Whom a resident met: a record that exists only when somebody asks.

Nothing is kept while nobody asks: the contacts of a span are drawn again from their keys, under
the restrictions then in force. So asking changes no state, no queue and no draw, and a span
asked for in parts gives the same contacts as the whole.

Both ends agree on every contact that could have infected, and on all others in households,
stairwells, classes and workplaces. In grids and the city a harmless contact stands in the list
of her alone who was asked: each list is right by itself, but the two are not the same contact.

Of sessions (door visits, sampling tables) only the contacts that infected are recorded; those
with somebody infectious who did not infect, and all others, are not: who was visited by whom
and when stands in the tables of tasks and assignments.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import past
from sim.kernels.people import Courses, Infection, Places
from sim.kernels.record import Found, new_found, record
from sim.ports import Contacts
from sim.state import Changes, State

FIRST_ROOM = 1024


class ContactRecord:
    """Answers who met whom; remembers what it has read of the logs, nothing else."""

    def __init__(self, places: Places, infection: Infection, state: State) -> None:
        self.places, self.infection, self.state = places, infection, state
        people = len(places.age)
        self._restriction = past.new_history(people, FIRST_ROOM)
        self._duty = past.new_history(people, FIRST_ROOM)
        self._towards = past.new_towards(people, FIRST_ROOM)
        self._read = [0, 0]  # entries read of the logs of restrictions and of duty
        self._found = new_found(FIRST_ROOM)

    def contacts(self, courses: Courses, resident: int, from_h: float, to_h: float) -> Contacts:
        """Find whom a resident met in [from_h, to_h) [h]."""
        self._catch_up(courses)
        what = (self.places, self.infection, courses, self.state.fields)
        past_of = (self._restriction, self._duty, self._towards)
        span = (int(resident), float(from_h), float(to_h))  # other types compile again
        rows = record(*what, *past_of, *span, self._found)
        if rows < 0:
            self._found = new_found(-2 * rows)
            rows = record(*what, *past_of, *span, self._found)
        return _table(self._found, rows)

    def _catch_up(self, courses: Courses) -> None:
        """Read what was added to the logs and to the infections since the last question."""
        log, duty_log = self.state.restriction_log, self.state.duty_log
        self._restriction = _read(self._restriction, log, self._read[0])
        self._duty = _read(self._duty, duty_log, self._read[1])
        self._read = [len(log), len(duty_log)]
        while past.notice(self.places, self.infection, courses, self._towards) != past.ENOUGH:
            self._towards = past.more_towards(self._towards)


def _read(history: past.History, log: Changes, first: int) -> past.History:
    """Add a log's entries from `first` on; give the history, a larger one where it was full."""
    for time_h, people, values in log[first:]:
        while past.remember(history, time_h, people, values) != past.ENOUGH:
            history = past.more_history(history)
    return history


def _table(found: Found, rows: int) -> Contacts:
    """Copy what was found into a frozen table, in order of time."""
    order = np.lexsort((found.person[:rows], found.layer[:rows], found.time_h[:rows]))
    contacts = Contacts(
        time_h=found.time_h[order],
        person=found.person[order],
        layer=found.layer[order],
        infects=found.infects[order],
    )
    for column in contacts:
        column.flags.writeable = False
    return contacts
