"""An outbreak of an infection that spreads from person to person.

epidemic.py       the outbreak: an event kernel brought to now
contacts.py       whom a resident met, when somebody asks
parameters.py     from the scenario's words to arrays
calibrate.py      from growth or R to probabilities per contact
places.py         where people belong
introductions.py  who brings it in
care.py           how cases come to notice by themselves
"""

from sim.hazards.epidemic.care import Care
from sim.hazards.epidemic.epidemic import Epidemic
from sim.hazards.epidemic.parameters import infection_of
from sim.hazards.epidemic.places import places_of

__all__ = ["Care", "Epidemic", "infection_of", "places_of"]
