"""OBSERVE, DECIDE, ACT: what the centre knows, and what it switches on.

picture.py       cases, as they become known; what grids reported of themselves
reporting.py     the chain of reports: late, lost, false
observed.py      what triggers may look at, by grid
triggers.py      conditions on it, on or off, with hysteresis
levels.py        which level is in force, and how it is entered and left
gate.py          whether a control may be used: level, date, place, share
command.py       the meetings, and what a change of level switches
answers.py       zones, quarantines and isolation around cases, and the next step
town_controls.py controls of the whole town: by level, hours, place, order of release
zones.py         sets of stairwells, test rounds, release
confined.py      who is shut in and must be supplied
quarantine.py    households around a case, for a stated time
restrictions.py  who may meet whom
mobilisation.py  where the reserve serves
mass_testing.py  rounds: who is called when, who is missed
testing_site.py  tables, and the queue before them
fear.py          what residents do by themselves: keep away, keep secrets
"""

from sim.response.command import Command
from sim.response.confined import Confined
from sim.response.mobilisation import posts
from sim.response.restrictions import Restrictions
from sim.response.zones import Zones

__all__ = ["Command", "Confined", "Restrictions", "Zones", "posts"]
