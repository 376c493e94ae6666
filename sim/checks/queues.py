"""Checks of the queues: nobody overtakes, nobody idles beside a task that she could do.

The rules. Tasks wait in queues, one a pooling area and service (a grid and service, where the
rule looks at distance or the task takes equipment along), in the order of the dispatch rule
(ties by key). A task waits from its `earliest`, and again from the end of an outing that
was cut short, until it is set out for, settled or expired. What counts is waiting for more than
an instant.

1. When a task is set out for, nobody before it in its own queue waits. No exception: neither a
   crew that is too small nor a task that does not fit the shift lets a later one pass.
2. A worker who sets out alone leaves no task waiting, first in another queue, that comes before
   hers by the dispatch rule and that she could have done alone and in time.
3. When a worker begins to idle, or a task to wait, no task that is first in a queue of her area
   and that she could do alone and in time stays waiting while she idles.

Between queues a lesser task may start where a crew is too small or a task would end too late:
that is no overtaking. In time means as the desk expects it: walk, suit (counted always, so that
a doubt is no violation) and mean work to the rostered end of her shift, with the overtime
allowed where the visit is finished. Rules 2 and 3 do not speak of tasks that take equipment
along, which may be out, of posts, of suits that may have run out, nor of runs in which idle
workers are held for a crew; rule 2 not of tasks that wait by grid.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush

import numpy as np

from sim.checks.idling import Idle, Span, expected_h, idle_spans, mean_h, walk_h
from sim.checks.logs import MOST_TOLD, Floats, Logs
from sim.checks.work import rostered_until
from sim.rng import Purpose, uniforms

Entry = tuple[float, float, float, int, float]  # rule's two words, tie, task row, until [h]


def queues(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about queues."""
    rank = ranks(logs)
    waits = waiting_spans(logs)
    idle = idle_spans(logs)
    found: list[str] = []
    for area in np.unique(logs.area_of_grid).tolist():
        found += _Area(logs, rank, idle, waits, area).replay()
    many = len(found) - MOST_TOLD
    return [*found[:MOST_TOLD], f"... and {many} more about queues"] if many > 0 else found


def ranks(logs: Logs) -> list[tuple[float, float, float]]:
    """Give each task's place by the dispatch rule: two words and the tie."""
    tasks = logs.tasks
    first, second = np.zeros(len(tasks.key)), np.zeros(len(tasks.key))
    ahead_h = head_starts_h(logs)
    for number, service in enumerate(logs.services):
        mine = tasks.service == number
        due_h, earliest_h = tasks.due_h[mine], tasks.earliest_h[mine]
        rule = rule_of(logs, number)
        if rule in ("first_come", "last_come"):
            first[mine] = earliest_h if rule == "first_come" else -earliest_h
        elif rule in ("earliest_due", "risk_weighted", "joint_command"):
            first[mine] = due_h if rule == "earliest_due" else due_h - ahead_h[mine]
            if rule == "joint_command":
                first[mine] -= tasks.stops[mine] * mean_h(logs, number)
        else:
            first[mine], second[mine] = service.priority, due_h
            if service.ageing is not None:
                first[mine] = service.priority * service.ageing + earliest_h
    tie = uniforms(logs.seed, Purpose.QUEUE_TIE, tasks.key)
    return list(zip(first.tolist(), second.tolist(), tie.tolist(), strict=True))


def rule_of(logs: Logs, service: int) -> str:
    """Give the dispatch rule by which tasks of a service wait."""
    response = logs.scenario.response
    return logs.services[service].dispatch or (response.dispatch if response else "priority")


def head_starts_h(logs: Logs) -> Floats:
    """Give the head start of each task by the share of its stops that are vulnerable [h]."""
    tasks, vulnerable = logs.tasks, logs.table("needs")["vulnerable"].astype(float)
    if not len(tasks.key):
        return np.zeros(0)
    first = np.concatenate([[0], np.cumsum(tasks.stops)])[:-1].astype(np.int64)
    head_start_h = np.array([service.head_start for service in logs.services])
    share = np.add.reduceat(vulnerable, first) / tasks.stops
    return np.asarray(head_start_h[tasks.service] * share)


def waiting_spans(logs: Logs) -> dict[int, list[Span]]:
    """Give, by pooling area and in order of time, when which task (row) waits."""
    tasks, outings = logs.tasks, logs.outings
    order = np.lexsort((outings.set_out_h, outings.task))
    of = outings.task[order]
    begun = np.append(False, of[1:] == of[:-1])
    last = np.append(~begun[1:], True) if len(of) else np.zeros(0, np.bool_)
    before = np.append(0.0, outings.finished_h[order][:-1]) if len(of) else np.zeros(0)
    ended_h = np.full(len(tasks.key), -np.inf)
    ended_h[of[last]] = outings.finished_h[order][last]
    never = np.flatnonzero(~tasks.done)  # those done wait no more after their last outing
    from_h = np.concatenate(
        [
            np.where(begun, before, tasks.earliest_h[of]),
            np.maximum(ended_h, tasks.earliest_h)[never],
        ]
    )
    until_h = np.concatenate([outings.set_out_h[order], tasks.settled_h[never]])
    row = np.concatenate([of, never])
    until_h = np.minimum(np.minimum(until_h, tasks.expires_h[row]), logs.horizon_h)
    spans: dict[int, list[Span]] = defaultdict(list)
    keep = until_h > from_h
    triples = (from_h[keep].tolist(), until_h[keep].tolist(), row[keep].tolist())
    area = tasks.area.tolist()
    for span in sorted(zip(*triples, strict=True)):
        spans[area[span[2]]].append(Span(*span))
    return spans


class _Area:
    """The replay of one pooling area, in order of time."""

    def __init__(
        self,
        logs: Logs,
        rank: list[tuple[float, float, float]],
        idle: Idle,
        waits: dict[int, list[Span]],
        area: int,
    ) -> None:
        self.logs, self.rank, self.idle = logs, rank, idle
        self.waits = waits[area]
        self.idling = idle.by_area.get(area, [])
        mine = np.flatnonzero(logs.tasks.area[logs.outings.task] == area)
        self.outings = mine[np.argsort(logs.outings.set_out_h[mine], kind="stable")].tolist()
        self.heaps: list[dict[int, list[Entry]]] = [{} for _ in logs.services]
        self.by_grid = [
            bool(one.uses) or rule_of(logs, number) in ("nearest", "own_grid_first")
            for number, one in enumerate(logs.services)
        ]
        held = any(one.holds for one in logs.services)
        suits = logs.scenario.workforce.suits
        scarce = suits is not None and suits.shortage == "wait"
        self.judged = [
            not (one.uses or held or one.need.per == "post" or (one.ppe and scarce))
            for one in logs.services
        ]
        self.now_idle: dict[int, float] = {}  # row of the idle spans, its end [h]
        self.found: list[str] = []
        self.expected_h = expected_h(logs)
        self.until_h = idle.rostered_until_h
        self.lead_until_h = rostered_until(
            logs, logs.outings.lead[mine], logs.outings.set_out_h[mine]
        )
        self.lead_until = dict(zip(mine.tolist(), self.lead_until_h.tolist(), strict=True))

    def replay(self) -> list[str]:
        """Go through what happens in the area; return the violations."""
        set_out_h = self.logs.outings.set_out_h
        moments = {span.from_h for span in self.waits} | {span.from_h for span in self.idling}
        moments |= set(set_out_h[self.outings].tolist())
        at_outing = at_wait = at_idle = 0
        for now_h in sorted(moments):
            while at_outing < len(self.outings) and set_out_h[self.outings[at_outing]] == now_h:
                self._sets_out(self.outings[at_outing], now_h)
                at_outing += 1
            new_waits, new_idle = at_wait, at_idle
            while at_wait < len(self.waits) and self.waits[at_wait].from_h == now_h:
                self._waits(self.waits[at_wait])
                at_wait += 1
            while at_idle < len(self.idling) and self.idling[at_idle].from_h == now_h:
                span = self.idling[at_idle]
                self.now_idle[span.row] = span.until_h
                at_idle += 1
            for span in self.idling[new_idle:at_idle]:
                self._begins_to_idle(span, now_h)
            for span in self.waits[new_waits:at_wait]:
                self._begins_to_wait(span, now_h)
        return self.found

    def _waits(self, span: Span) -> None:
        entry = (*self.rank[span.row], span.row, span.until_h)
        heaps = self.heaps[int(self.logs.tasks.service[span.row])]
        heappush(heaps.setdefault(self._place(span.row), []), entry)

    def _place(self, task: int) -> int:
        """Give the grid in whose queue a task waits, -1 for its area's."""
        by_grid = self.by_grid[int(self.logs.tasks.service[task])]
        return int(self.logs.tasks.grid[task]) if by_grid else -1

    def _first(self, service: int, now_h: float, place: int = -1) -> Entry | None:
        """Find who is first in a queue and goes on waiting."""
        heap = self.heaps[service].get(place, [])
        while heap and heap[0][4] <= now_h:
            heappop(heap)
        return heap[0] if heap else None

    def _sets_out(self, outing: int, now_h: float) -> None:
        logs = self.logs
        task, lead = int(logs.outings.task[outing]), int(logs.outings.lead[outing])
        service = int(logs.tasks.service[task])
        first = self._first(service, now_h, self._place(task))
        if first is not None and first[:3] < self.rank[task]:
            self._tell(task, f"is set out for at {now_h:.4f} h, overtaking", first)
        if not logs.alone[service] or self.by_grid[service] or not self.judged[service]:
            return
        for other, lead_skill in enumerate(logs.lead):
            passed = other != service and logs.alone[other] and self.judged[other]
            if not passed or not self._same_rule(service, other) or self.by_grid[other]:
                continue
            first = self._first(other, now_h)
            if first is None or not first[:3] < self.rank[task]:
                continue
            skilled = logs.workers[lead].skills & lead_skill
            at = self.idle.place_at_outing[outing]
            if skilled and self._fits(at, self.lead_until[outing], first[3], now_h):
                self._tell(
                    task,
                    f"is set out for by worker {lead} at {now_h:.4f} h, passing over",
                    first,
                )

    def _same_rule(self, one: int, other: int) -> bool:
        ageing = self.logs.services[one].ageing, self.logs.services[other].ageing
        return rule_of(self.logs, one) == rule_of(self.logs, other) and ageing[0] == ageing[1]

    def _begins_to_idle(self, span: Span, now_h: float) -> None:
        worker = self.logs.workers[self.idle.worker[span.row]]
        for service, lead_skill in enumerate(self.logs.lead):
            able = self.logs.alone[service] and worker.skills & lead_skill
            for place in self.heaps[service] if able and self.judged[service] else ():
                first = self._first(service, now_h, place)
                if first is not None:
                    self._idles_beside(span.row, first, now_h)

    def _begins_to_wait(self, span: Span, now_h: float) -> None:
        service = int(self.logs.tasks.service[span.row])
        if not self.logs.alone[service] or not self.judged[service]:
            return
        first = self._first(service, now_h, self._place(span.row))
        if first is None or first[3] != span.row:
            return
        self.now_idle = {row: end for row, end in self.now_idle.items() if end > now_h}
        for row in self.now_idle:
            skills = self.logs.workers[self.idle.worker[row]].skills
            if skills & self.logs.lead[service]:
                self._idles_beside(row, first, now_h)

    def _idles_beside(self, row: int, first: Entry, now_h: float) -> None:
        if self._fits(self.idle.place[row], self.until_h[row], first[3], now_h):
            words = f"waits from {now_h:.4f} h on while worker {self.idle.worker[row]} idles"
            self._tell(first[3], words, None)

    def _fits(self, at: tuple[int, int], until_h: float, task: int, now_h: float) -> bool:
        """Tell whether somebody at a grid and stairwell would surely do a task in time."""
        logs = self.logs
        number = int(logs.tasks.service[task])
        service = logs.services[number]
        start_h = now_h + walk_h(logs, at, task)
        if service.ppe and service.content == "net":
            start_h += logs.scenario.workforce.donning + logs.scenario.workforce.doffing
        expected = float(self.expected_h[task])
        if service.returns:
            expected += walk_h(logs, at, task)
        if service.at_shift_end == "finish":
            return start_h + expected < until_h + logs.scenario.workforce.overtime
        return start_h + expected / int(logs.tasks.stops[task]) < until_h  # way back: a doubt

    def _tell(self, task: int, words: str, first: Entry | None) -> None:
        logs = self.logs
        name = logs.names[int(logs.tasks.service[task])]
        beside = "" if first is None else f" task {logs.tasks.key[first[3]]}"
        self.found.append(f"task {logs.tasks.key[task]} ({name}) {words}{beside}")
