"""OBSERVE, DECIDE, ACT: what the centre knows, and what it switches on.

picture.py       cases, as they become known
command.py       the meetings: levels, answers to cases, isolation
acting.py        what each kind of control does
targets.py       whom a control covers: places, rings of grids, classes, shares
covering.py      residents put under a control, and taken out of it
zones.py, zone.py  sets of stairwells, test rounds, merging, splitting, release
confined.py      who is shut in and must be supplied
quarantine.py    households around a case, for a stated time
beds.py          central places with finite beds
restrictions.py, forms.py  who may meet whom
mobilisation.py  where the reserve serves
"""

from sim.response.command import Command
from sim.response.confined import Confined
from sim.response.mobilisation import posts
from sim.response.restrictions import Restrictions
from sim.response.zones import Zones

__all__ = ["Command", "Confined", "Restrictions", "Zones", "posts"]
