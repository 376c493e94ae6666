"""Sets of values that ship with the program: the course of variants, and vaccines."""

from sim.scenario.shipped.sets import vaccines, variants

__all__ = ["vaccines", "variants"]
