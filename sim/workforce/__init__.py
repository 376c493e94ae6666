"""WHO CAN WORK: workers, rosters, call-up, absence.

worker.py    a worker, and the table of them
hiring.py    who fills which slot
rosters.py   when a roster puts whom on duty: pure arithmetic
posting.py   who is to be on duty on a day: attendance, absence
duty.py      coming on duty and going off it, call-up
standby.py   who is on call comes out for urgent work
on_off.py    workers who work and stop in turn
locked.py    workers whom a closure keeps at home, or out of the town
wear.py      hours of the week; injury, leaving for good
tables.py    hours by what they were spent on
"""

from sim.scenario import EMPLOYERS
from sim.workforce.duty import Duty, Waiting
from sim.workforce.hiring import hire, skill_bits
from sim.workforce.worker import Worker, staff_of

__all__ = ["EMPLOYERS", "Duty", "Waiting", "Worker", "hire", "skill_bits", "staff_of"]
