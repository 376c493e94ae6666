"""Luck: every draw is a pure function of a seed and of what it is for.

``uniform(seed, purpose, a, b, c)`` hashes its five words to a number in (0, 1). Nothing is
remembered between draws, so the order of asking, the number of processes and what else happens
change nothing: two scenarios differ by the policy and not by noise.

The hash chains the splitmix64 finaliser (Steele, Lea, Flood 2014, doi 10.1145/2660193.2660195,
variant 13 of Stafford's mixers) over the words. The same source runs in numba and in numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_HALF_ULP, _SCALE = 0.5, 2.0**-52


class Purpose:
    """What a draw is for. A number is never used again for something else.

    Plain integers: an enum member costs 100 us at the border to compiled code.
    """

    # town
    HOUSEHOLD_SIZE = 100
    AGE = 101
    LIVES_ALONE = 102
    CHRONIC = 103
    ABILITY = 104
    EMPLOYED = 105
    WORKS_IN_TOWN = 106
    WORKPLACE = 107
    SCHOOL = 108
    PLACE = 109
    ROUNDING = 110
    MINOR = 111
    YOUTH = 112
    ELDER = 113
    OLDEST = 114
    LAYOUT = 115
    SETTLE = 116
    # services
    NEED_COUNT = 200
    NEED_TIME = 201
    NEED_WHO = 202
    NEED_MARK = 203
    WORK_CONTENT = 204
    DAY_FACTOR = 205
    ERROR = 206
    VERIFY = 207
    FOLLOW_UP = 208
    PATIENCE = 209
    QUEUE_TIE = 210
    PERSON = 220  # who of a class has a need every so often
    PHASE = 221
    FOLLOWS = 222
    FOLLOW_DELAY = 223
    FOLLOW_KEY = 224
    AWAY = 225
    PHONE = 226
    DEVICE = 227
    OUTAGE = 228
    OUTAGE_TIME = 229
    HARM = 240
    NAMED = 241
    FOUND_WRONG = 242
    ASKS_AGAIN = 243
    AGAIN_AFTER = 244
    AGAIN_KEY = 245
    # response
    CALLED = 402  # who of a reserve is called first
    ASKED = 401  # who is among the share that a control is for
    # workforce
    RANK = 300
    ATTENDANCE = 301
    ARRIVAL = 302
    ABSENCE = 303
    ABSENCE_LENGTH = 304
    SPEED = 305
    LOCKED_IN = 306
    ATTRITION = 330
    INJURY = 331
    INJURY_LENGTH = 332
    WORKS = 333
    STOPS = 334
    # response
    COMPLIANCE = 400
    REPORT_LOST = 440
    REPORT_DELAY = 441
    FALSE_ALARM = 442
    FALSE_ALARM_TIME = 443
    FALSE_ALARM_WHO = 444
    TAKES_PART = 445
    TEST_OWN = 446  # what all tests of one infected person share
    CAREFUL = 447
    HIDES = 448
    RECALLED = 449
    REACHED = 450
    NOTIFIED = 451
    TARGETED = 420
    LOCKED_OUT = 540
    SELF_TEST = 541
    SELF_TESTS = 542  # whether a resident takes them
    # flood, heat wave
    FLOOD_GROUND = 470
    FLOOD_REFUSES = 471
    FLOOD_PERSUADED = 472
    FLOOD_PREPARES = 473
    FLOOD_KIN = 474
    FLOOD_INJURED = 475
    LIMITED = 476
    HEAT_FRAIL = 480
    HEAT_BY_PHONE = 481
    HEAT_ANSWERS = 482
    HEAT_ILLNESS = 483
    HEAT_TIME = 484
    HEAT_COOLS = 485
    HEAT_MEAL = 486
    HEAT_CALLS_HELP = 487
    # epidemic
    INTRODUCTION = 500
    INTRODUCTION_TIME = 501
    INTRODUCTION_WHO = 502
    COURSE = 503  # what is drawn of it: sim/kernels/course.py
    SELF_ISOLATION = 504
    CONTACT = 505  # how many; then of each its time, mark and partner
    VACCINE_TAKES = 506
    IMMUNITY_TAKES = 507
    VACCINATION_HISTORY = 508
    VACCINATION_ORDER = 509
    ACTIVITY = 510
    COMMUTING = 511
    COMMUTING_TIME = 512
    COMMUTING_MARK = 513
    SESSION_TIME = 517
    SESSION_WHO = 518
    SESSION_MARK = 519
    HARMLESS_COUNT = 520
    HARMLESS_TIME = 521
    HARMLESS_WHO = 522
    HARMLESS_MARK = 523
    HARMLESS_KEEP = 524
    TEST = 525
    SEEK_TEST = 526


def _mix(x: Any) -> Any:
    """Scramble 64 bits: splitmix64's finaliser."""
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


mix = njit(inline="always", cache=True)(_mix)


@njit(cache=True, inline="always")
def bits(seed: int, purpose: int, a: int, b: int, c: int) -> Any:
    """Hash five integers to 64 bits."""
    h = mix(np.uint64(seed) + _GAMMA)
    h = mix((h ^ np.uint64(purpose)) + _GAMMA)
    h = mix((h ^ np.uint64(a)) + _GAMMA)
    h = mix((h ^ np.uint64(b)) + _GAMMA)
    return mix((h ^ np.uint64(c)) + _GAMMA)


@njit(cache=True, inline="always")
def stem(seed: int, purpose: int, a: int) -> Any:
    """Hash the words that many draws share; `branch` adds the words that tell them apart."""
    h = mix(np.uint64(seed) + _GAMMA)
    h = mix((h ^ np.uint64(purpose)) + _GAMMA)
    return mix((h ^ np.uint64(a)) + _GAMMA)


@njit(cache=True, inline="always")
def branch(h: Any, word: int) -> Any:
    """Add one word to a hash."""
    return mix((h ^ np.uint64(word)) + _GAMMA)


@njit(cache=True, inline="always")
def unit(h: Any) -> Any:
    """Turn a hash into its number in (0, 1).

    `unit(branch(branch(stem(seed, purpose, a), b), c))` is `uniform(seed, purpose, a, b, c)`.
    """
    return (np.float64(h >> _S12) + _HALF_ULP) * _SCALE


@njit("float64(int64, int64, int64, int64, int64)", cache=True)
def uniform(seed: int, purpose: int, a: int, b: int, c: int) -> float:
    """Draw the number in (0, 1) that belongs to this key; negative words are allowed."""
    return (np.float64(bits(seed, purpose, a, b, c) >> _S12) + _HALF_ULP) * _SCALE


@njit("float64[:](int64, int64, int64[:], int64, int64)", cache=True)
def uniform_each(
    seed: int, purpose: int, a: NDArray[np.int64], b: int, c: int
) -> NDArray[np.float64]:
    """Draw the numbers of the keys (a[0], b, c), (a[1], b, c) ..., soon for a few of them."""
    out = np.empty(len(a))
    for i in range(len(a)):
        out[i] = (np.float64(bits(seed, purpose, a[i], b, c) >> _S12) + _HALF_ULP) * _SCALE
    return out


def _word(value: ArrayLike) -> NDArray[np.uint64]:
    return np.asarray(value, dtype=np.int64).astype(np.uint64)


def uniforms(
    seed: int, purpose: int, a: ArrayLike, b: ArrayLike = 0, c: ArrayLike = 0
) -> NDArray[np.float64]:
    """Draw the numbers of many keys at once; the words broadcast against each other."""
    chain: Callable[[Any, Any], Any] = lambda h, word: _mix((h ^ _word(word)) + _GAMMA)  # noqa: E731
    with np.errstate(over="ignore"):
        h = _mix(_word(seed) + _GAMMA)
        for word in (purpose, a, b, c):
            h = chain(h, word)
    out: NDArray[np.float64] = ((h >> _S12).astype(np.float64) + _HALF_ULP) * _SCALE
    return out


def replication_seed(seed: int, replication: int) -> int:
    """Fold a replication number into the seed of a run, as one 63-bit word."""
    with np.errstate(over="ignore"):
        h = _mix((_mix(_word(seed) + _GAMMA) ^ _word(replication)) + _GAMMA)
    return int(h >> np.uint64(1))
