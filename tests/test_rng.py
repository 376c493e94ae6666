"""Every draw is a pure function of its key, and draws of neighbouring keys look independent."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.rng import Purpose, bits, replication_seed, uniform, uniforms

WORD = 2**64


def by_hand(*words: int) -> int:
    """Chain splitmix64's step over whole numbers of any size: no numba, no numpy."""
    h = 0
    for word in words:
        h = ((h ^ (word % WORD)) + 0x9E3779B97F4A7C15) % WORD
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9 % WORD
        h = (h ^ (h >> 27)) * 0x94D049BB133111EB % WORD
        h ^= h >> 31
    return h


def test_the_step_gives_the_published_first_number_of_splitmix64() -> None:
    assert by_hand(1234567) == 6457827717110365317


@pytest.mark.parametrize(
    "key", [(1, 100, 0, 0, 0), (7, 513, -3, 2**40, 5), (2**62, 1, 2**63 - 1, -(2**63), -1)]
)
def test_compiled_array_and_handmade_draws_are_the_same(key: tuple[int, ...]) -> None:
    expected = ((by_hand(*key) >> 12) + 0.5) / 2**52
    assert (uniform(*key), uniforms(*key).item(), int(bits(*key))) == (
        expected,
        expected,
        by_hand(*key),
    )


def test_a_draw_never_reaches_0_or_1() -> None:
    u = uniforms(1, Purpose.RANK, np.arange(200_000))
    assert (u.min() > 0.0, u.max() < 1.0) == (True, True)


def test_words_broadcast_against_each_other() -> None:
    table = uniforms(3, Purpose.AGE, np.arange(4)[:, None], np.arange(5))
    assert (table.shape, table[2, 3]) == ((4, 5), uniform(3, Purpose.AGE, 2, 3, 0))


@pytest.mark.parametrize("moving", ["who", "when", "count", "seed", "negative days"])
def test_neighbouring_keys_are_uniform_and_uncorrelated(moving: str) -> None:
    n = np.arange(100_000)
    u = {
        "who": lambda: uniforms(1, Purpose.CONTACT, n),
        "when": lambda: uniforms(1, Purpose.CONTACT, 5, n),
        "count": lambda: uniforms(1, Purpose.CONTACT, 5, 0, n),
        "seed": lambda: np.array([uniform(s, Purpose.CONTACT, 5, 0, 0) for s in n.tolist()]),
        "negative days": lambda: uniforms(1, Purpose.DAY_FACTOR, 2, n - 100_000),
    }[moving]()
    even = stats.kstest(u, "uniform").pvalue
    pairs = stats.chisquare(np.histogram2d(u[:-1], u[1:], bins=16)[0].ravel()).pvalue
    assert (even > 1e-4, pairs > 1e-4) == (True, True)


def test_purposes_and_replications_share_no_luck() -> None:
    n = np.arange(100_000)
    base = uniforms(1, Purpose.SELF_ISOLATION, n)
    others = [uniforms(1, Purpose.TEST, n), uniforms(2, Purpose.SELF_ISOLATION, n)]
    others += [uniforms(replication_seed(1, k), Purpose.SELF_ISOLATION, n) for k in range(3)]
    largest = max(abs(np.corrcoef(base, other)[0, 1]) for other in others)
    assert largest < 0.015


@pytest.mark.parametrize("place", range(5), ids=["seed", "purpose", "a", "b", "c"])
def test_each_bit_of_each_word_moves_half_of_the_bits_of_a_draw(place: int) -> None:
    key = [1, Purpose.COURSE, 12345, 6, 7]
    base = by_hand(*key)
    moved = []
    for bit in range(64):
        key[place] ^= 1 << bit
        moved.append(by_hand(*key) ^ base)
        key[place] ^= 1 << bit
    bits_moved = np.array([[number >> bit & 1 for bit in range(64)] for number in moved])
    assert bits_moved.mean() == pytest.approx(0.5, abs=0.03)
    assert (bits_moved.sum(axis=0) > 12).all()  # 32 expected of each bit of the draw
    assert (bits_moved.sum(axis=1) > 12).all()


def test_no_two_purposes_have_one_number() -> None:
    numbers = [number for name, number in vars(Purpose).items() if not name.startswith("_")]
    assert len(numbers) - len(set(numbers)) == 0
