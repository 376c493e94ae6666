"""WHAT PEOPLE NEED: needs become tasks, tasks wait at a desk, crews serve them.

task.py          a task and its stops
catalogue.py     services as data
needs.py         where needs come from
demand.py        needs that arise by themselves
profile.py       the course of a rate over the day
timetable.py     needs at fixed times: buildings, the calendar, posts
followups.py     needs that follow a task, sources that come again
by_self.py       information technology: who needs no stop
platform.py      when the platform is out
opening.py       the desk's tables at the start
desk.py          who serves what next: the door to sim/kernels/desk.py
exposure.py      who meets whom at work
colleagues.py    whom workers meet among themselves
staff_tests.py   tests of workers
suits.py         the stock of suits
laboratory.py    samples become results, so many a day
swabs.py         pools of mass testing, single samples of positive ones
consequences.py  what met and unmet needs do, by kind: effect.py, compliance.py, finding.py,
                 tracing.py, harm.py, release.py, again.py
closing.py       the sums that must close in every run
tables.py        the tables of a run
"""

from sim.services.by_self import BySelf
from sim.services.catalogue import ServiceRules, catalogue
from sim.services.colleagues import Meetings
from sim.services.consequences import Consequences
from sim.services.desk import Desk
from sim.services.followups import FollowUps
from sim.services.needs import Needs
from sim.services.opening import open_tables
from sim.services.platform import Platform
from sim.services.staff_tests import StaffTests
from sim.services.streams import Streams
from sim.services.task import NEED_OUTCOMES, OUTCOMES, Task
from sim.services.timetable import Timetable

__all__ = [
    "NEED_OUTCOMES", "OUTCOMES", "BySelf", "Consequences", "Desk", "FollowUps", "Meetings",
    "Needs", "Platform", "ServiceRules", "StaffTests", "Streams", "Task", "Timetable",
    "catalogue", "open_tables",
]  # fmt: skip
