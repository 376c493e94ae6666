"""Asking the page over a plain connection, with any header one likes."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sim.web import Opened


class Asker:
    """Speaks to one page; `ask` gives status and body."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.host = urlsplit(opened.url).netloc

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=180)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def get(self, path: str) -> str:
        status, text = self.ask("GET", path)
        assert status == 200, text
        return text

    def post(self, path: str, said: Any) -> tuple[int, dict[str, Any]]:
        body = said if isinstance(said, bytes) else json.dumps(said)
        status, text = self.ask("POST", path, body, {"x-page-token": self.opened.token})
        return status, json.loads(text)

    def until(self, job_id: str, wanted: str, patience_s: float = 120) -> dict[str, Any]:
        """Wait for a state of a question."""
        end = time.monotonic() + patience_s
        while True:
            state: dict[str, Any] = json.loads(self.get(f"/run/{job_id}/state"))
            if state["status"] == wanted or time.monotonic() > end:
                assert state["status"] == wanted, state
                return state
            time.sleep(0.2)
