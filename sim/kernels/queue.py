"""A queue of future contacts: an hourly calendar of linked lists, a heap for the hour at hand.

Pushing into a later hour costs a few nanoseconds; only the hour at hand is kept in order. Ties
in time are broken by the infector's key, the contact's code and the person met, never by the
order of pushing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

NONE = np.int32(-1)
USED, FREE, BUCKET, HEAP = 0, 1, 2, 3  # positions in `Queue.counter`


class Queue(NamedTuple):
    """Future contacts, one slot each; a slot is reused through the list of free ones."""

    time_h: NDArray[np.float64]  # [slots]
    infection: NDArray[np.int32]  # [slots] row of the infector's infection, -1 introduced
    to: NDArray[np.int32]  # [slots] the person met
    tie: NDArray[np.int64]  # [slots] infector's key
    code: NDArray[np.int64]  # [slots] layer, band and number of the contact
    mark: NDArray[np.float64]  # [slots]
    follows: NDArray[np.int32]  # [slots] next slot of the same hour, or of the free list
    first: NDArray[np.int32]  # [hours] first slot of each hour
    heap: NDArray[np.int32]  # [slots] the hour at hand, in heap order
    counter: NDArray[np.int64]  # [4] slots used, first free slot, hour at hand, heap size
    origin_h: NDArray[np.float64]  # [1] start of the first hour


def new_queue(slots: int, start_h: float, end_h: float) -> Queue:
    """Make an empty queue for the span [start_h, end_h)."""
    hours = int(np.ceil(end_h - start_h)) + 2
    return Queue(
        time_h=np.zeros(slots),
        infection=np.zeros(slots, np.int32),
        to=np.zeros(slots, np.int32),
        tie=np.zeros(slots, np.int64),
        code=np.zeros(slots, np.int64),
        mark=np.zeros(slots),
        follows=np.full(slots, NONE, np.int32),
        first=np.full(hours, NONE, np.int32),
        heap=np.zeros(slots, np.int32),
        counter=np.array([0, -1, 0, 0], np.int64),
        origin_h=np.array([start_h]),
    )


def grown(queue: Queue) -> Queue:
    """Copy a queue into one with twice the slots."""

    def double(column: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([column, np.zeros_like(column)])

    fields = ("time_h", "infection", "to", "tie", "code", "mark", "follows", "heap")
    return queue._replace(**{name: double(getattr(queue, name)) for name in fields})


@njit(cache=True, inline="always")
def before(queue: Queue, a: int, b: int) -> bool:
    """Tell whether slot a comes before slot b."""
    if queue.time_h[a] != queue.time_h[b]:
        return queue.time_h[a] < queue.time_h[b]
    if queue.tie[a] != queue.tie[b]:
        return queue.tie[a] < queue.tie[b]
    if queue.code[a] != queue.code[b]:
        return queue.code[a] < queue.code[b]
    return queue.to[a] < queue.to[b]


@njit(cache=True)
def heap_push(queue: Queue, slot: int) -> None:
    """Put a slot of the hour at hand on the heap."""
    heap = queue.heap
    child = queue.counter[HEAP]
    queue.counter[HEAP] += 1
    while child > 0:
        parent = (child - 1) >> 1
        if not before(queue, slot, heap[parent]):
            break
        heap[child] = heap[parent]
        child = parent
    heap[child] = slot


@njit(cache=True)
def heap_pop(queue: Queue) -> int:
    """Take the earliest slot off the heap."""
    heap = queue.heap
    top = heap[0]
    queue.counter[HEAP] -= 1
    size = queue.counter[HEAP]
    last = heap[size]
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size and before(queue, heap[child + 1], heap[child]):
            child += 1
        if not before(queue, heap[child], last):
            break
        heap[parent] = heap[child]
        parent = child
    heap[parent] = last
    return top


@njit(cache=True)
def room(queue: Queue) -> int:
    """Count slots that were never used: a lower bound of what may be pushed."""
    return len(queue.time_h) - queue.counter[USED]


def quiet_until_h(queue: Queue) -> float:
    """Give a time before which nothing is queued [h]: cheap, and so perhaps too early."""
    if queue.counter[HEAP] > 0:
        return float(queue.time_h[queue.heap[0]])
    return float(queue.origin_h[0] + queue.counter[BUCKET] + 1)


@njit(cache=True)
def push(
    queue: Queue, time_h: float, infection: int, to: int, tie: int, code: int, mark: float
) -> None:
    """Add a contact; beyond the queue's last hour it can never happen and is left out."""
    hour = np.int64(time_h - queue.origin_h[0])
    if hour >= len(queue.first):
        return
    slot = queue.counter[FREE]
    if slot >= 0:
        queue.counter[FREE] = queue.follows[slot]
    else:
        slot = queue.counter[USED]
        queue.counter[USED] += 1
    queue.time_h[slot] = time_h
    queue.infection[slot] = infection
    queue.to[slot] = to
    queue.tie[slot] = tie
    queue.code[slot] = code
    queue.mark[slot] = mark
    if hour <= queue.counter[BUCKET]:
        heap_push(queue, slot)
    else:
        queue.follows[slot] = queue.first[hour]
        queue.first[hour] = np.int32(slot)


@njit(cache=True)
def release(queue: Queue, slot: int) -> None:
    """Give a slot back."""
    queue.follows[slot] = np.int32(queue.counter[FREE])
    queue.counter[FREE] = slot


@njit(cache=True)
def peek(queue: Queue, until_h: float) -> int:
    """Find the earliest slot before `until_h` [h], opening hours on the way; -1 if none."""
    last = min(np.int64(until_h - queue.origin_h[0]), len(queue.first) - 1)
    while queue.counter[HEAP] == 0 and queue.counter[BUCKET] < last:
        queue.counter[BUCKET] += 1
        hour = queue.counter[BUCKET]
        slot = np.int64(queue.first[hour])
        queue.first[hour] = NONE
        while slot >= 0:
            follows = np.int64(queue.follows[slot])
            heap_push(queue, slot)
            slot = follows
    if queue.counter[HEAP] == 0:
        return -1
    slot = np.int64(queue.heap[0])
    return slot if queue.time_h[slot] < until_h else -1
