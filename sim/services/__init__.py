"""WHAT PEOPLE NEED: needs become tasks, tasks wait at a desk, crews serve them.

task.py          a task and its stops
catalogue.py     services as data
needs.py         where needs come from
demand.py        needs that arise by themselves
opening.py       the desk's tables at the start
desk.py          who serves what next: the door to sim/kernels/desk.py
exposure.py      who meets whom at work
consequences.py  what met and unmet needs do
closing.py       the sums that must close in every run
tables.py        the tables of a run
"""

from sim.services.catalogue import ServiceRules, catalogue
from sim.services.consequences import Consequences
from sim.services.desk import Desk
from sim.services.needs import Needs
from sim.services.opening import open_tables
from sim.services.task import NEED_OUTCOMES, OUTCOMES, Task

__all__ = [
    "NEED_OUTCOMES", "OUTCOMES", "Consequences", "Desk", "Needs", "ServiceRules", "Task",
    "catalogue", "open_tables",
]  # fmt: skip
