"""Checks of the logs of a run that need no statistics: a violation is a fault of the program.

check.py       all of them, in order
logs.py        the tables made ready: numbers for names, outings, waiting and idle spans
work.py        workers: one place at a time, in shifts they attend, in complete crews, in time
rostered.py    when workers were to be on duty, worked out anew
queues.py      tasks: nobody overtakes, nobody idles beside a task she could do
infections.py  who infected whom, when and through which layer
chains.py      infected by somebody infectious, and again only when over it
doses.py       who had how many doses of the vaccine
confined.py    nobody under a control without a recorded cause; beds
sessions.py    infections at work lie within outings
"""

from sim.checks.check import check

__all__ = ["check"]
