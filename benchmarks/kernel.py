"""The full epidemic kernel against the least that an epidemic of individuals costs.

The least is an SIR in a homogeneous population: no layers, ages, course or keyed draws; random
numbers one after the other (xoshiro256++); a queue of fine time steps. Both are exact in
continuous time and keep no contact that cannot infect. Timed in turn; ratios within each turn.
"""

from __future__ import annotations

import argparse
import json
import math
from statistics import median
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from shared import ours
from shared.measuring import in_turn, machine, spread

PER_STEP, MOST_IN_STEP = 4, 8192  # residents to a time step; contacts in a step
INFECTIOUS_H = 8 * 24.0  # mean, exponential
NUMBER, TICKS = (1 << 24) - 1, 2.0**20  # a contact is a time [2^-20 h] and a person in 64 bits


class Room(NamedTuple):
    """Memory of the least kernel, used again by every run."""

    luck: NDArray[np.uint64]  # [4] state of the generator
    infected: NDArray[np.uint8]  # [residents]
    first: NDArray[np.int32]  # [steps] first slot of each time step
    slots: NDArray[np.int64]  # [slots, 2] contact, next slot
    step: NDArray[np.int64]  # [MOST_IN_STEP] the time step at hand in order


@njit(inline="always")
def _rotated(x: int, by: int) -> int:
    return (x << np.uint64(by)) | (x >> np.uint64(64 - by))


@njit(inline="always")
def _uniform(s: np.ndarray) -> float:
    """Draw in (0, 1) by xoshiro256++ (Blackman and Vigna 2021, doi 10.1145/3460772)."""
    drawn = _rotated(s[0] + s[3], 23) + s[0]
    shifted = s[1] << np.uint64(17)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = _rotated(s[3], 45)
    return (np.float64(drawn >> np.uint64(12)) + 0.5) * 2.0**-52


@njit(inline="always")
def _insert(step: np.ndarray, low: int, size: int, contact: int) -> None:
    """Put a contact into its place among step[low:size], which has room for one more."""
    while size > low and step[size - 1] > contact:
        step[size] = step[size - 1]
        size -= 1
    step[size] = contact


@njit(cache=True)
def least(  # noqa: C901, PLR0912, PLR0915 - compiled code is one piece, as in sim/kernels
    room: Room, horizon_h: float, seeds: int, gap_h: float
) -> tuple[int, int]:
    """Run an SIR, a contact of each infective every `gap_h`; count infections and contacts.

    Gives -1, -1 where there is too little room.
    """
    luck, infected, first, slots, step = room
    residents, steps = len(infected), len(first)
    infected[:] = 0
    first[:] = -1
    free, used, infections, contacts = -1, 0, 0, 0
    per_h = steps / horizon_h
    for size in range(seeds):
        step[size] = np.int64(_uniform(luck) * residents)
    size = seeds
    for now in range(steps):
        slot = np.int64(first[now])
        while slot >= 0:
            if size == len(step):
                return -1, -1
            _insert(step, 0, size, slots[slot, 0])
            size += 1
            follows = slots[slot, 1]
            slots[slot, 1] = free
            free, slot = slot, follows
        done = 0
        while done < size:
            contact = step[done]
            done += 1
            contacts += 1
            person = contact & NUMBER
            if infected[person] != 0:
                continue
            infected[person] = 1
            infections += 1
            at_h = (contact >> 24) / TICKS
            until_h = at_h - math.log(_uniform(luck)) * INFECTIOUS_H
            while True:
                at_h -= math.log(_uniform(luck)) * gap_h
                to = np.int64(_uniform(luck) * residents)
                if at_h >= until_h:
                    break
                if infected[to] != 0 or at_h >= horizon_h:
                    continue
                contact = (np.int64(at_h * TICKS) << 24) | to
                later = np.int64(at_h * per_h)
                if later <= now:
                    if size == len(step):
                        return -1, -1
                    _insert(step, done, size, contact)
                    size += 1
                    continue
                if free >= 0:
                    slot, free = free, slots[free, 1]
                elif used < len(slots):
                    slot = used
                    used += 1
                else:
                    return -1, -1
                slots[slot, 0] = contact
                slots[slot, 1] = first[later]
                first[later] = slot
        size = 0
    return infections, contacts


def room_for(residents: int) -> Room:
    """Make the memory of the least kernel."""
    luck = np.random.SeedSequence(1).generate_state(4, np.uint64)
    return Room(
        luck=luck,
        infected=np.zeros(residents, np.uint8),
        first=np.zeros(max(residents // PER_STEP, 1024), np.int32),
        slots=np.zeros((residents + 1024, 2), np.int64),
        step=np.zeros(MOST_IN_STEP, np.int64),
    )


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--reproduction", type=float, default=2.5, help="R0")
    parser.add_argument("--days", type=float, default=180.0)
    parser.add_argument("--infected", type=int, default=20, help="at the start")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    load = machine()
    ground = ours.street(
        options.residents, options.reproduction, options.infected, options.days, waning=False
    )
    ready = [ours.prepare(ground, turn) for turn in range(1 + options.repeats)]
    room, came = room_for(ground.town.residents), []
    waiting = iter(ready)
    horizon_h, gap_h = 24.0 * options.days, INFECTIOUS_H / options.reproduction
    seconds = in_turn(
        {
            "full": lambda: ours.run(next(waiting)),
            "least": lambda: came.append(least(room, horizon_h, options.infected, gap_h)),
        },
        options.repeats,
    )
    if min(came)[0] < 0:
        raise SystemExit("the least kernel had too little room")
    facts = [ours.facts_of(ground, epidemic) for epidemic in ready[1:]]
    infections = {"full": [fact["infections"] for fact in facts],
                  "least": [one[0] for one in came[1:]]}  # fmt: skip
    events = {"full": [fact["events"] for fact in facts], "least": [one[1] for one in came[1:]]}
    each = {name: [1e6 * s / n for s, n in zip(seconds[name], infections[name], strict=True)]
            for name in seconds}  # fmt: skip
    print(
        json.dumps(
            {
                "benchmark": "kernel",
                "how": "CPU seconds, warmed up, timed in turn; ratios within each turn",
                "repeats": options.repeats,
                "residents": ground.town.residents,
                "cpu_s": {name: spread(values, 5) for name, values in seconds.items()},
                "infections": {name: median(n) for name, n in infections.items()},
                "events": {name: median(n) for name, n in events.items()},
                "us_per_infection": {name: spread(values, 3) for name, values in each.items()},
                "ratio": spread(
                    f / m for f, m in zip(seconds["full"], seconds["least"], strict=True)
                ),
                "ratio_per_infection": spread(
                    f / m for f, m in zip(each["full"], each["least"], strict=True)
                ),
                "aim": {"ratio_at_most": 4.0},
                **load,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
