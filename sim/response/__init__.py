"""OBSERVE, DECIDE, ACT: what the centre knows, and what it switches on.

picture.py       cases, as they become known; what grids reported of themselves
reporting.py     the chain of reports: late, lost, false
observed.py      what triggers may look at, by grid
triggers.py      conditions on it, on or off, with hysteresis
windows.py       hours of the day, days of the week
levels.py        which level is in force, and how it is entered and left
gate.py          whether a control may be used: level, date, place, share
command.py       the meetings, and what a change of level switches
answers.py       when zones, quarantines and isolation answer cases, and the next step
standing.py      when other controls begin and end: level, hours, place, order of release
acting.py        what each kind of control does
targets.py       whom a control covers: places, rings of grids, classes, shares
covering.py      residents put under a control, and taken out of it
zones.py, zone.py  sets of stairwells, test rounds, merging, splitting, release
confined.py      who is shut in and must be supplied
tested.py        who is tested under a zone or a quarantine, by a service or by herself
quarantine.py    households around a case, for a stated time
beds.py          central places with finite beds
restrictions.py, forms.py  who may meet whom
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
