"""One step of the next generation: from cases by resident to those whom they infect.

What a case gives and what a resident takes are numbers by *rank*, whose products add up to the
number of times that the one infects the other: a step costs residents times ranks, not pairs.
Nobody infects herself. Residents who give alike share a row of what they give.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def through_groups(
    start: np.ndarray, members: np.ndarray, row: np.ndarray, give: np.ndarray,
    active: np.ndarray, take: np.ndarray, cases: np.ndarray, infected: np.ndarray,
) -> None:  # fmt: skip
    """Add to `infected` [residents] whom `cases` [residents] infect in their small groups.

    `start` [groups + 1] of `members`; `row` [residents] of `give` [rows, ranks]. A rank is a
    column of `active` and one of `take` [residents, each], whose product a resident takes.
    """
    ranks = give.shape[1]
    total = np.zeros(ranks)
    for group in range(len(start) - 1):
        first, last = start[group], start[group + 1]
        if last - first < 2:
            continue
        total[:] = 0.0
        for place in range(first, last):
            i = members[place]
            if cases[i] != 0.0:
                for k in range(ranks):
                    total[k] += cases[i] * give[row[i], k]
        for place in range(first, last):
            j = members[place]
            k = 0
            for a in range(active.shape[1]):
                for b in range(take.shape[1]):
                    left = total[k] - cases[j] * give[row[j], k]
                    infected[j] += left * (active[j, a] * take[j, b])
                    k += 1


@njit(cache=True)
def through_classes(
    start: np.ndarray, members: np.ndarray, kind: np.ndarray, others: np.ndarray,
    class_of: np.ndarray, table: np.ndarray, cases: np.ndarray, infected: np.ndarray,
) -> None:  # fmt: skip
    """Add to `infected` [residents] whom `cases` [residents] infect, by class of both.

    `kind`, `others` [groups]; `kind` and `class_of` [residents] are places of `table` [kinds,
    classes of the case, classes of the infected]: infected per pair, times `others`.
    """
    classes = table.shape[1]
    total, given = np.zeros(classes), np.zeros(classes)
    for group in range(len(start) - 1):
        first, last = start[group], start[group + 1]
        if last - first < 2:
            continue
        total[:] = 0.0
        for place in range(first, last):
            i = members[place]
            total[class_of[i]] += cases[i]
        rate = table[kind[group]]
        for b in range(classes):
            given[b] = 0.0
            for a in range(classes):
                given[b] += total[a] * rate[a, b] / others[group]
        for place in range(first, last):
            j = members[place]
            own = cases[j] * rate[class_of[j], class_of[j]] / others[group]
            infected[j] += given[class_of[j]] - own


@njit(cache=True)
def through_cells(
    cell: np.ndarray, start: np.ndarray, met: np.ndarray, share: np.ndarray, own: np.ndarray,
    row: np.ndarray, give: np.ndarray, part: np.ndarray, take: np.ndarray, cases: np.ndarray,
    infected: np.ndarray,
) -> None:  # fmt: skip
    """Add to `infected` [residents] whom `cases` [residents] infect across cells.

    `cell` [residents]; `start` [cells + 1] of the cells `met` and the `share` of contacts with
    each; `own` [cells]: the share with the own cell. `row` [residents] of `give` [rows, ranks];
    `take` [residents, ranks] counts by the `part` that a resident has of her cell's contacts.
    """
    cells, ranks = len(start) - 1, give.shape[1]
    given, taken = np.zeros((cells, ranks)), np.zeros((cells, ranks))
    for i in range(len(cases)):
        if cases[i] != 0.0:
            for k in range(ranks):
                given[cell[i], k] += cases[i] * give[row[i], k]
    for c in range(cells):
        for place in range(start[c], start[c + 1]):
            for k in range(ranks):
                taken[met[place], k] += given[c, k] * share[place]
    for j in range(len(infected)):
        c = cell[j]
        for k in range(ranks):
            left = taken[c, k] - cases[j] * give[row[j], k] * own[c]
            infected[j] += left * (take[j, k] * part[j])
