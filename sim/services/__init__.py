"""WHAT PEOPLE NEED: needs become tasks, tasks wait at a desk, crews serve them.

task.py          a task and its stops
catalogue.py     services as data, and the dispatch rules
needs.py         where needs come from
desk.py          who serves what next
giving_way.py    background work that stops for better
exposure.py      who meets whom at work
waiting.py       tasks that wait
demand.py        needs that arise by themselves
tables.py        the tables of a run
outing.py        a crew on its way, and what is left when it ends early
consequences.py  what met and unmet needs do
"""

from sim.services.catalogue import ServiceRules, catalogue
from sim.services.consequences import Consequences
from sim.services.desk import Desk
from sim.services.needs import Needs
from sim.services.task import NEED_OUTCOMES, OUTCOMES, Task

__all__ = [
    "NEED_OUTCOMES", "OUTCOMES", "Consequences", "Desk", "Needs", "ServiceRules", "Task",
    "catalogue",
]  # fmt: skip
