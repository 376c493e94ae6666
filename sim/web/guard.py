"""Who may talk to the page: its own browser tab, in small pieces, with this start's token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LARGEST_BODY = 2_000_000
"""Most bytes that a request may carry: a table of grids. Source: assumed."""
TOKEN_HEADER, TOKEN_COOKIE = "x-page-token", "page_token"
READING = frozenset({"GET", "HEAD"})
NOTHING = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
"""The hash of an empty style, to which plotly adds the rules of its pictures."""
HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; script-src 'self'; style-src 'self' '{NOTHING}'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True)
class Door:
    """What is let in: host names with port, the token, and whether reading needs it too."""

    hosts: frozenset[str]
    token: str
    always: bool = False

    def refusal(self, scope: Message) -> tuple[int, str] | None:
        """Say why a request is refused, or None: status and a sentence."""
        headers = {
            k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]
        }
        if headers.get("host", "").lower() not in self.hosts:
            return 421, "This address is not served here."
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{h}" for h in self.hosts}:
            return 403, "Requests from other pages are refused."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _follows(
            headers
        ):
            return 403, "Requests from other pages are refused."
        if scope["method"] not in READING:
            if not self._right(headers.get(TOKEN_HEADER, "")):
                return 403, "The page was started again: load it anew."
        elif self.always and not self._right(_carried(scope, headers)):
            return 403, "This page needs the token that was printed when it was started."
        size = headers.get("content-length", "0")
        if not size.isdigit() or int(size) > LARGEST_BODY:
            return 413, f"At most {LARGEST_BODY:,} bytes are taken."
        return None

    def _right(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())


def _follows(headers: dict[str, str]) -> bool:
    """Tell whether somebody followed a link: such a request only reads."""
    return headers.get("sec-fetch-mode") == "navigate" and "origin" not in headers


def _carried(scope: Message, headers: dict[str, str]) -> str:
    """Return the token of a reading request: in its address at first, then in a cookie."""
    query: str = scope.get("query_string", b"").decode("latin-1")
    asked = parse_qs(query).get("token")
    if asked:
        return asked[0]
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[TOKEN_COOKIE].value if TOKEN_COOKIE in cookies else ""


class Guard:
    """Refuses what is not the page's own before it reaches a route, and adds the headers."""

    def __init__(self, app: App, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        refused = self._door.refusal(scope)
        if refused is not None:
            await _say(send, *refused)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                known = {name.lower() for name, _ in given}
                ours = [pair for pair in _encoded(HEADERS.items()) if pair[0] not in known]
                message["headers"] = [*given, *ours]
            await send(message)

        await self._app(scope, _measured(receive), send_marked)


def _measured(receive: Receive) -> Receive:
    """Count what arrives, whatever the header said."""
    taken = 0

    async def receive_counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(413, f"At most {LARGEST_BODY:,} bytes are taken.")
        return message

    return receive_counted


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


async def _say(send: Send, status: int, text: str) -> None:
    """Answer in a sentence and close the connection."""
    body = text.encode()
    plain = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "connection": "close",
    }
    headers = _encoded((HEADERS | plain).items())
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
