"""Days of heat: the old who live alone are checked on, and fall ill the less for it.

heat.py      the days: checks, cooling points, transport, meals
illness.py   who falls ill, is found, is reached
"""

from sim.hazards.heat.heat import HeatWave

__all__ = ["HeatWave"]
