"""The least that any simulation of work on SimPy does, to hold the street against."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

import numpy as np
import simpy
from simpy.events import Event

WORK_H, SERVE_SHARE = 0.5, 0.85  # mean work of a task; share of the workers' time it takes


def numbers(tasks: int, workers: int) -> tuple[list[float], list[float], list[int]]:
    """Draw a demand beforehand: the times of tasks, their work [h] and priorities."""
    luck = np.random.default_rng(1)
    gaps = luck.exponential(WORK_H / workers / SERVE_SHARE, tasks)
    work = luck.gamma(2.0, WORK_H / 2.0, tasks)
    return np.cumsum(gaps).tolist(), work.tolist(), luck.integers(0, 5, tasks).tolist()


def dispatcher(demand: tuple[list[float], list[float], list[int]], workers: int) -> int:
    """Serve all tasks from one heap: a process a worker, a wake event a wait, a timeout a task.

    Tasks come in by the hour, as the rounds of a street do. Gives the number of tasks served.
    """
    env = simpy.Environment()
    heap: list[tuple[int, float, int]] = []
    idle: list[Event] = []
    times, work, priority = demand
    served = 0

    def worker() -> Generator[Event, Any, None]:
        nonlocal served
        while True:
            while not heap:
                wake = Event(env)
                idle.append(wake)
                yield wake
            task = heappop(heap)[2]
            yield env.timeout(work[task])
            served += 1

    def source() -> Generator[Event, Any, None]:
        task, n = 0, len(times)
        while task < n:
            yield env.timeout(1.0)
            while task < n and times[task] <= env.now:
                heappush(heap, (priority[task], times[task], task))
                if idle:
                    idle.pop().succeed()
                task += 1

    for _ in range(workers):
        env.process(worker())
    env.process(source())
    env.run(until=times[-1] + 1000 * WORK_H)
    return served


def with_resource(demand: tuple[list[float], list[float], list[int]], workers: int) -> int:
    """Serve all tasks with SimPy's PriorityResource, a process a task."""
    env = simpy.Environment()
    crew = simpy.PriorityResource(env, workers)
    times, work, priority = demand
    served = 0

    def visit(task: int) -> Generator[Event, Any, None]:
        nonlocal served
        with crew.request(priority[task]) as turn:
            yield turn
            yield env.timeout(work[task])
        served += 1

    def source() -> Generator[Event, Any, None]:
        task, n = 0, len(times)
        while task < n:
            yield env.timeout(1.0)
            while task < n and times[task] <= env.now:
                env.process(visit(task))
                task += 1

    env.process(source())
    env.run(until=times[-1] + 1000 * WORK_H)
    return served


def events(number: int, waiting: int) -> None:
    """Let events happen on SimPy, each with one callback that makes the next, and no more.

    `waiting` is how many lie in SimPy's heap all the time.
    """
    env = simpy.Environment()
    left = number

    def again(_: Event) -> None:
        nonlocal left
        left -= 1
        if left >= waiting:
            happening = Event(env)
            happening._ok = True
            happening._value = None
            happening.callbacks.append(again)
            env.schedule(happening, 3, 1.0)

    for k in range(waiting):
        first = Event(env)
        first._ok = True
        first._value = None
        first.callbacks.append(again)
        env.schedule(first, 3, k / waiting)
    env.run()
