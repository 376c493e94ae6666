"""WHO CAN WORK: workers, rosters, call-up, absence.

worker.py   a worker, and the table of them
hiring.py   who fills which slot
duty.py     who is on duty when
"""

from sim.workforce.duty import Duty
from sim.workforce.hiring import hire, skill_bits
from sim.workforce.worker import EMPLOYERS, Worker, staff_of

__all__ = ["EMPLOYERS", "Duty", "Worker", "hire", "skill_bits", "staff_of"]
