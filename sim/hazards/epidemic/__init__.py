"""An outbreak of an infection that spreads from person to person.

epidemic.py       the outbreak: an event kernel brought to now
contacts.py       whom a resident met, when somebody asks
parameters.py     from the scenario's words to arrays
calibrate/        from growth or R0 to the dose of a contact
places.py         where people belong
mixing.py         who meets whom by grid, age and activity
vaccination.py    doses of the past and of campaigns
introductions.py  who brings it in
care.py           how cases come to notice by themselves
"""

from sim.hazards.epidemic.care import Care
from sim.hazards.epidemic.epidemic import Epidemic
from sim.hazards.epidemic.parameters import infection_of
from sim.hazards.epidemic.places import places_of

__all__ = ["Care", "Epidemic", "infection_of", "places_of"]
