"""An outbreak of an infection that spreads from person to person.

outbreak.py       the outbreak behind the contract of hazards
epidemic.py       the event kernel brought to now
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
from sim.hazards.epidemic.outbreak import Outbreak, no_infections
from sim.hazards.epidemic.parameters import infection_of
from sim.hazards.epidemic.places import places_of

__all__ = ["Care", "Epidemic", "Outbreak", "infection_of", "no_infections", "places_of"]
