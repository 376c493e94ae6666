"""From how fast an infection spreads to the dose of a contact in each layer.

doses.py         what is stated, and the doses that give it
household.py     the household dose: a simulated survey of attack rates
reproduction.py  R0: next generation of the naive town, by quadrature
growth.py        growth that the town realises: Euler's equation with local outbreaks
edges.py         growth along explicit edges
clumps.py        local outbreaks in households, stairwells, classes and workplaces
outbreaks.py     the kernel, run on copies of small groups
pairs.py         how likely a pair passes the infection on
cases.py         courses of a typical case
residents.py     what tells residents apart
solving.py       roots and eigenvalues
index_pairs.py         how likely a pair passes the infection on
cases.py   how many index cases infect, by the kernel: the check of R0
"""

from sim.hazards.epidemic.calibrate.doses import Asked, asked, doses
from sim.hazards.epidemic.calibrate.index_cases import index_cases
from sim.hazards.epidemic.calibrate.reproduction import naive_reproduction

__all__ = ["Asked", "asked", "doses", "index_cases", "naive_reproduction"]
