"""Seven tasks and two workers, worked out by hand for each rule of the shift's end.

No walks, no suits. Two workers, 0 and 1, are on duty from 0 h to 8 h and from 24 h to 32 h; a
stop takes .75 h. The tasks are rounds of one stairwell each, served in the order in which they
are asked for; of two who come back at once, the one who set out first takes the next.

    task   asked for   stops   who and when, whatever the rule
    1      4.00 h      3       0: 4.00 - 6.25
    2      4.00 h      2       1: 4.00 - 5.50
    3      4.25 h      1       1: 5.50 - 6.25
    4      4.50 h      2       0: 6.25 - 7.75 (0 set out before 1, and is free before her)
    5      5.00 h      1       1: 6.25 - 7.00
    6      5.25 h      3       1: from 7.00, its first stop until 7.75, its second until 8.50
    7      6.00 h      2       0: free at 7.75, its first stop would last until 8.50

At 8 h the shift is over. What then becomes of tasks 6 and 7:

    finish     both may end by 8 h + 2 h of overtime: 6 ends at 9.25 h, 7 is begun at 7.75 h and
               ends at 9.25 h
    hand_over  the first stop of 6 is met, its second is begun again: 0 has it from 24 h on, and
               the third: 24.75, 25.50; 7 is not begun, as no stop fits; 1 has it from 24 h on
    resume     as before, but .25 h of the second stop are done: 24.50, 25.25; 7 is begun at
               7.75 h, and .25 h of its first stop are done: 24.50, 25.25
    restart    all of 6 is begun again: 0 has it from 24 h on: 24.75, 25.50, 26.25; 7 as handed
               over
    lose       the first stop of 6 is met, the others are given up at 8 h; 0 has 7 from 24 h on
"""

from __future__ import annotations

import pytest

from sim.checks import check
from sim.measures import conservation
from tests.towns import ROUNDS, ask, begin, by_hand, end, rows

ASKED = [
    (4.0, [0, 1, 2]), (4.0, [3, 4]), (4.25, [6]), (4.5, [9, 10]), (5.0, [12]),
    (5.25, [15, 16, 17]), (6.0, [18, 19]),
]  # fmt: skip
ALIKE = [  # task by task: worker, start, end, outcome
    (0, 4.0, 6.25, "done"),
    (1, 4.0, 5.5, "done"),
    (1, 5.5, 6.25, "done"),
    (0, 6.25, 7.75, "done"),
    (1, 6.25, 7.0, "done"),
]
LAST_TWO = {
    "finish": [(1, 7.0, 9.25, "done"), (0, 7.75, 9.25, "done")],
    "hand_over": [(0, 7.0, 25.5, "done"), (1, 24.0, 25.5, "done")],
    "resume": [(0, 7.0, 25.25, "done"), (1, 7.75, 25.25, "done")],
    "restart": [(0, 7.0, 26.25, "done"), (1, 24.0, 25.5, "done")],
    "lose": [(1, 7.0, 8.0, "expired"), (0, 24.0, 25.5, "done")],
}
THEIR_STOPS = {
    "finish": [7.75, 8.5, 9.25, 8.5, 9.25],
    "hand_over": [7.75, 24.75, 25.5, 24.75, 25.5],
    "resume": [7.75, 24.5, 25.25, 24.5, 25.25],
    "restart": [24.75, 25.5, 26.25, 24.75, 25.5],
    "lose": [7.75, None, None, 24.75, 25.5],
}
OUTINGS = {  # of tasks 6 and 7: worker, from, until
    "finish": [(1, 7.0, 9.25), (0, 7.75, 9.25)],
    "hand_over": [(1, 7.0, 8.0), (0, 24.0, 25.5), (1, 24.0, 25.5)],
    "resume": [(1, 7.0, 8.0), (0, 7.75, 8.0), (0, 24.0, 25.25), (1, 24.0, 25.25)],
    "restart": [(1, 7.0, 8.0), (0, 24.0, 26.25), (1, 24.0, 25.5)],
    "lose": [(1, 7.0, 8.0), (0, 24.0, 25.5)],
}
HOURS = {  # of each worker: on duty, overtime, serving
    "finish": [(17.25, 1.25, 5.25), (17.25, 1.25, 5.25)],
    "hand_over": [(16.0, 0.0, 5.25), (16.0, 0.0, 5.5)],
    "resume": [(16.0, 0.0, 5.25), (16.0, 0.0, 5.25)],
    "restart": [(16.0, 0.0, 6.0), (16.0, 0.0, 5.5)],
    "lose": [(16.0, 0.0, 5.25), (16.0, 0.0, 4.0)],
}


@pytest.mark.parametrize("rule", list(LAST_TWO))
def test_seven_tasks_of_two_workers(rule: str) -> None:
    still = dict.fromkeys(("stops", "stairwells", "neighbouring_grids", "community"), "0 h")
    staff = {"overtime": "2 h", "grid_workers": {"count": 2}}
    visit = {"work": "45 min", "at_shift_end": rule}
    changes = {"town": {"walk": still}, "workforce": staff, "services": {"visit": visit}}
    world = begin(by_hand(ROUNDS, changes))
    for at_h, households in ASKED:
        ask(world, "visit", at_h, households)
    records = end(world)
    told = rows(records, "tasks", "worker", "started_h", "finished_h", "outcome")
    assert told == ALIKE + LAST_TWO[rule]
    met = [time_h for (time_h,) in rows(records, "needs", "met_h")]
    assert met[:9] == [4.75, 5.5, 6.25, 4.75, 5.5, 6.25, 7.0, 7.75, 7.0]
    assert met[9:] == THEIR_STOPS[rule]
    outings = rows(records, "assignments", "worker", "set_out_h", "finished_h")
    assert sorted(outings) == sorted(
        [(worker, start, until) for worker, start, until, _ in ALIKE] + OUTINGS[rule]
    )
    assert rows(records, "workers", "hours", "overtime_h", "serve_h") == HOURS[rule]
    assert conservation(records) == []
    assert check(records) == []
