"""What comes first when several things happen at the same instant: smaller numbers first."""

from __future__ import annotations

from typing import Final

INFECTION: Final = 1
WORK_END: Final = 2
SHIFT_END: Final = 3
SHIFT_START: Final = 4
EXPIRY: Final = 5
FINDING: Final = 6  # a result becomes known; the command that meets now has it
COMMAND: Final = 7
NEW_TASK: Final = 8
DISPATCH: Final = 9
DAILY: Final = 10
