"""Water that rises after a forecast, and the town that is cleared before it.

flood.py      the timeline: forecast, call-up, water, all clear, return
water.py      the ground, and when the water is where
roads.py      roads cut, and the ways that are left
leaving.py    households: warned, persuaded, on their way, still inside, home again
shelters.py   where they go; shelters are places of contact
harm.py       what it did, as measures
checking.py   rules that the logs of a run must keep
"""

from sim.hazards.flood.flood import Flood
from sim.hazards.flood.roads import ways
from sim.hazards.flood.water import Water, water_of

__all__ = ["Flood", "Water", "water_of", "ways"]
