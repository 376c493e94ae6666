"""The queue of contacts: the earliest first, ties by key, whatever the order of pushing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.queue import Queue, grown, new_queue, peek, push, quiet_until_h, room, take

Contact = tuple[float, int, int, int]  # time [h], tie, code, person met
CONTACTS = st.lists(
    st.tuples(
        st.integers(0, 400).map(lambda quarter: quarter / 4.0),
        st.integers(0, 3),
        st.integers(0, 2),
        st.integers(0, 50),
    ),
    max_size=60,
    unique=True,
)


def _push(queue: Queue, contact: Contact) -> Queue:
    if room(queue) == 0:
        queue = grown(queue)
    time_h, tie, code, to = contact
    push(queue, time_h, 0, to, tie, code, 0.0)
    return queue


def _take(queue: Queue, until_h: float) -> list[Contact]:
    taken = []
    while (slot := peek(queue, until_h)) >= 0:
        row = queue.slots[slot]
        taken.append(tuple(row[name].item() for name in ("time_h", "tie", "code", "to")))
        take(queue, slot)
    return taken


@given(CONTACTS, st.sampled_from([0.25, 1.0, 30.0]))
def test_contacts_come_in_the_order_of_a_sorted_list(
    contacts: list[Contact], width_h: float
) -> None:
    queue = new_queue(4, 0.0, 101.0, width_h)
    for contact in contacts:
        queue = _push(queue, contact)
    assert _take(queue, 200.0) == sorted(contacts)


@given(CONTACTS, st.integers(0, 10**6))
def test_the_order_of_pushing_does_not_matter(contacts: list[Contact], seed: int) -> None:
    queue = new_queue(4, 0.0, 101.0, 24.0)
    for contact in sorted(contacts, key=lambda contact: hash((seed, contact))):
        queue = _push(queue, contact)
    assert _take(queue, 200.0) == sorted(contacts)


@given(CONTACTS, CONTACTS, st.floats(0.0, 100.0), st.sampled_from([1.0, 30.0]))
def test_contacts_pushed_on_the_way_take_their_place(
    first: list[Contact], later: list[Contact], until_h: float, width_h: float
) -> None:
    queue = new_queue(4, 0.0, 101.0, width_h)
    for contact in first:
        queue = _push(queue, contact)
    taken = _take(queue, until_h)
    assert taken == sorted(contact for contact in first if contact[0] < until_h)
    later = [contact for contact in later if contact[0] >= until_h and contact not in first]
    for contact in later:
        queue = _push(queue, contact)
    rest = [contact for contact in first if contact[0] >= until_h]
    assert _take(queue, 200.0) == sorted(rest + later)


@given(CONTACTS, st.floats(0.0, 100.0))
def test_nothing_is_queued_before_the_time_that_is_said_to_be_quiet(
    contacts: list[Contact], until_h: float
) -> None:
    queue = new_queue(4, 0.0, 101.0)
    for contact in contacts:
        queue = _push(queue, contact)
    _take(queue, until_h)
    rest = [contact[0] for contact in contacts if contact[0] >= until_h]
    assert quiet_until_h(queue) <= min(rest, default=200.0)


def test_what_lies_beyond_the_horizon_is_left_out() -> None:
    queue = new_queue(4, 0.0, 24.0)
    queue = _push(queue, (30.0, 0, 0, 0))
    assert room(queue) == 4
    assert _take(queue, 100.0) == []


def test_slots_are_used_again() -> None:
    queue = new_queue(4, 0.0, 1000.0)
    for hour in range(900):
        push(queue, float(hour), 0, 0, 0, 0, 0.0)
        assert len(_take(queue, hour + 1.0)) == 1
    assert room(queue) == 4


def test_an_hour_that_fills_up_while_it_is_worked_off_loses_nothing() -> None:
    queue, taken = new_queue(8, 0.0, 10.0), []
    for n in range(8):
        queue = _push(queue, (n / 64, 0, 0, n))
    for n in range(8, 40):
        slot = peek(queue, 10.0)
        taken.append(queue.slots[slot]["to"].item())
        take(queue, slot)
        queue = _push(queue, (n / 64, 0, 0, n))
    taken += [contact[3] for contact in _take(queue, 10.0)]
    assert len(queue.slots) == 8
    assert taken == list(range(40))
