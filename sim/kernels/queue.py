"""A queue of future contacts: a calendar of linked lists, the hour at hand sorted.

Pushing into a later hour costs a few nanoseconds; an hour is put in order when it begins. Ties
in time are broken by the infector, the contact's code and the person met, never by the order of
pushing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

NONE = np.int32(-1)
# Positions in `Queue.counter`: slots ever used, in use, first free; hour at hand, its next and
# its last contact in `order`.
USED, HELD, FREE, HOUR, NEXT, LAST = range(6)
_FEW = 12  # are put in order without bins

SLOT = np.dtype(
    [
        ("time_h", np.float64),
        ("mark", np.float64),
        ("code", np.int64),  # layer, band and number of the contact
        ("row", np.int32),  # of the infector's infection, -1 introduced
        ("to", np.int32),  # the person met
        ("tie", np.int32),  # the infector
        ("follows", np.int32),  # next slot of the same hour, or of the free list
    ],
    align=True,
)


class Queue(NamedTuple):
    """Future contacts, one slot each; a slot is reused through the list of free ones."""

    slots: NDArray[np.void]  # [slots] of SLOT
    order: NDArray[np.int32]  # [slots] the hour at hand, earliest first
    spare: NDArray[np.int32]  # [slots] to sort with
    first: NDArray[np.int32]  # [hours] first slot of each hour
    counter: NDArray[np.int64]  # [6]
    counts: NDArray[np.int64]  # [1024] how many contacts of each kind are to be pushed
    origin_h: NDArray[np.float64]  # [2] start of the first hour, length of an "hour" [h]


def new_queue(slots: int, start_h: float, end_h: float, width_h: float = 1.0) -> Queue:
    """Make an empty queue for [start_h, end_h) in steps of `width_h`; memory as it fills."""
    hours = int(np.ceil((end_h - start_h) / width_h)) + 2
    return Queue(
        slots=np.zeros(slots, SLOT),
        order=np.zeros(slots, np.int32),
        spare=np.zeros(slots, np.int32),
        first=np.full(hours, NONE, np.int32),
        counter=np.array([0, 0, -1, 0, 0, 0], np.int64),
        counts=np.zeros(1024, np.int64),
        origin_h=np.array([start_h, width_h]),
    )


def grown(queue: Queue) -> Queue:
    """Copy a queue into one with twice the slots."""
    names = ("slots", "order", "spare")
    double = {
        name: np.concatenate([getattr(queue, name), np.zeros_like(getattr(queue, name))])
        for name in names
    }
    return queue._replace(**double)


@njit(cache=True, forceinline=True, _nrt=False)
def before(queue: Queue, a: int, b: int) -> bool:
    """Tell whether slot a comes before slot b."""
    one, other = queue.slots[a], queue.slots[b]
    if one.time_h != other.time_h:
        return one.time_h < other.time_h
    if one.tie != other.tie:
        return one.tie < other.tie
    if one.code != other.code:
        return one.code < other.code
    return one.to < other.to


@njit(cache=True, forceinline=True, _nrt=False)
def room(queue: Queue) -> int:
    """Count the slots that are not in use."""
    return len(queue.slots) - queue.counter[HELD]


def quiet_until_h(queue: Queue) -> float:
    """Give a time before which nothing is queued [h]: cheap, and so perhaps too early."""
    if queue.counter[NEXT] < queue.counter[LAST]:
        return float(queue.slots["time_h"][queue.order[queue.counter[NEXT]]])
    return float(queue.origin_h[0] + queue.origin_h[1] * (queue.counter[HOUR] + 1))


@njit(cache=True, _nrt=False)
def _insert(queue: Queue, slot: int) -> None:
    """Put a slot into its place in the hour at hand."""
    order, place = queue.order, queue.counter[LAST]
    start = queue.counter[NEXT]
    if place == len(order):  # the room at the front is used again
        for n in range(start, place):
            order[n - start] = order[n]
        queue.counter[NEXT], queue.counter[LAST] = 0, place - start
        start, place = 0, place - start
    queue.counter[LAST] += 1
    while place > start and before(queue, slot, np.int64(order[place - 1])):
        order[place] = order[place - 1]
        place -= 1
    order[place] = slot


@njit(cache=True, forceinline=True, _nrt=False)
def push(
    queue: Queue, time_h: float, row: int, to: int, tie: int, code: int, mark: float
) -> None:
    """Add a contact, for which there is room; beyond the last hour it can never happen."""
    hour = np.int64((time_h - queue.origin_h[0]) / queue.origin_h[1])
    if hour >= len(queue.first):
        return
    slot = queue.counter[FREE]
    if slot >= 0:
        queue.counter[FREE] = queue.slots[slot].follows
    else:
        slot = queue.counter[USED]
        queue.counter[USED] += 1
    queue.counter[HELD] += 1
    new = queue.slots[slot]
    new.time_h = time_h
    new.mark = mark
    new.code = code
    new.row = row
    new.to = to
    new.tie = tie
    if hour <= queue.counter[HOUR]:
        _insert(queue, slot)
    else:
        new.follows = queue.first[hour]
        queue.first[hour] = np.int32(slot)


@njit(cache=True, _nrt=False)
def _open(queue: Queue, hour: int) -> None:
    """Make an hour the one at hand: bins by time, then insertion."""
    slot, n = np.int64(queue.first[hour]), 0
    queue.first[hour] = NONE
    while slot >= 0:
        queue.order[n] = slot
        slot = np.int64(queue.slots[slot].follows)
        n += 1
    queue.counter[NEXT], queue.counter[LAST] = 0, n
    if n > _FEW:
        _into_bins(queue, hour, n)
    order = queue.order
    for k in range(1, n):
        slot, place = np.int64(order[k]), k
        while place > 0 and before(queue, slot, np.int64(order[place - 1])):
            order[place] = order[place - 1]
            place -= 1
        order[place] = slot


@njit(cache=True, _nrt=False)
def _into_bins(queue: Queue, hour: int, n: int) -> None:
    """Put the first n of `order` roughly in order: as many bins as there is scratch for."""
    counts, bins = queue.counts, min(n, len(queue.counts) - 1)
    start_h = queue.origin_h[0] + hour * queue.origin_h[1]
    scale = bins / queue.origin_h[1]
    counts[: bins + 1] = 0
    for k in range(n):
        at = np.int64((queue.slots[queue.order[k]].time_h - start_h) * scale)
        counts[min(max(at, 0), bins - 1) + 1] += 1
    for k in range(bins):
        counts[k + 1] += counts[k]
    for k in range(n):
        at = np.int64((queue.slots[queue.order[k]].time_h - start_h) * scale)
        at = min(max(at, 0), bins - 1)
        queue.spare[counts[at]] = queue.order[k]
        counts[at] += 1
    for k in range(n):
        queue.order[k] = queue.spare[k]


@njit(cache=True, forceinline=True, _nrt=False)
def peek(queue: Queue, until_h: float) -> int:
    """Find the earliest slot before `until_h` [h], opening hours on the way; -1 if none."""
    counter = queue.counter
    if counter[NEXT] == counter[LAST]:
        last = np.int64((until_h - queue.origin_h[0]) / queue.origin_h[1])
        last = min(last, len(queue.first) - 1)
        while counter[NEXT] == counter[LAST] and counter[HOUR] < last:
            counter[HOUR] += 1
            if queue.first[counter[HOUR]] >= 0:
                _open(queue, counter[HOUR])
        if counter[NEXT] == counter[LAST]:
            return -1
    slot = np.int64(queue.order[counter[NEXT]])
    return slot if queue.slots[slot].time_h < until_h else -1


@njit(cache=True, forceinline=True, _nrt=False)
def take(queue: Queue, slot: int) -> None:
    """Take the earliest slot off and give it back."""
    queue.counter[NEXT] += 1
    queue.counter[HELD] -= 1
    queue.slots[slot].follows = np.int32(queue.counter[FREE])
    queue.counter[FREE] = slot
