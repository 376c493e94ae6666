"""Listens on the loopback address, unless told otherwise, and serves the page."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.errors import GridResponseError
from sim.web.app import Site, make_app
from sim.web.guard import Door, Guard
from sim.web.jobs import Jobs
from sim.web.streets import Streets

SILENCE_S = 15.0
"""How long a connection may take to send the head of its request [s]. Source: assumed."""


class WebError(GridResponseError):
    """The page cannot be served."""

    exit_status = 2


class Impatient(H11Protocol):
    """Closes a connection whose first request does not come: none is left half open."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self.loop.call_later(SILENCE_S, self._lose_patience)

    def _lose_patience(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


@dataclass(frozen=True)
class Opened:
    """A page that listens: its address, the token of this start, what serves it."""

    url: str
    token: str
    server: Server
    listening: socket.socket
    jobs: Jobs

    def run(self) -> None:
        """Serve until told to stop; then stop what runs and keep what is finished."""
        try:
            with suppress(KeyboardInterrupt):
                self.server.run(sockets=[self.listening])
        finally:
            self.jobs.close()

    def stop(self) -> None:
        """Tell it to stop."""
        self.server.should_exit = True


def open_page(
    streets: Path,
    results: Path,
    address: tuple[str, int] = ("127.0.0.1", 8765),
    processes: int | None = None,
) -> Opened:
    """Listen on an address, port 0 any free one; raises WebError, StreetError."""
    host, port = address
    known, jobs = Streets(streets, results), Jobs(results, processes=processes)
    listening = _listen(host, port)
    port = int(listening.getsockname()[1])
    token, local = secrets.token_urlsafe(24), is_loopback(host)
    app = make_app(Site(known, jobs, token, not local))
    served = Config(
        Guard(app, Door(_hosts(host, port), token, always=not local)),
        http=Impatient,
        ws="none",
        log_level="warning",
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=3,
    )
    shown = f"[{host}]" if ":" in host else host
    return Opened(f"http://{shown}:{port}/", token, Server(served), listening, jobs)


def serve(
    streets: Path,
    results: Path,
    address: tuple[str, int] = ("127.0.0.1", 8765),
    processes: int | None = None,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the page until Ctrl-C; raises WebError, StreetError."""
    opened = open_page(streets, results, address, processes)
    if is_loopback(address[0]):
        tell(f"The planner's page: {opened.url}  (Ctrl-C ends it; results are kept)")
    else:
        tell(
            f"Warning: {address[0]} can be reached from other computers, and the page is not "
            "encrypted. Whoever has this address can run questions on this computer:"
        )
        tell(f"{opened.url}?token={opened.token}")
    opened.run()


def is_loopback(host: str) -> bool:
    """Tell whether an address is this computer's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hosts(host: str, port: int) -> frozenset[str]:
    names = {f"[{host}]" if ":" in host else host}
    if is_loopback(host):
        names |= {"127.0.0.1", "localhost", "[::1]"}
    elif host in ("0.0.0.0", "::"):
        names |= {"127.0.0.1", "localhost", socket.gethostname().lower(), *_own_addresses()}
    return frozenset(f"{name.lower()}:{port}" for name in names)


def _own_addresses() -> set[str]:
    with suppress(OSError):
        found = socket.getaddrinfo(socket.gethostname(), None, proto=socket.IPPROTO_TCP)
        addresses: set[Any] = {entry[4][0] for entry in found}
        return {f"[{a}]" if ":" in a else str(a) for a in addresses}
    return set()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise WebError(
            f"cannot listen on {host}, port {port}: {error.strerror}; --port takes another"
        ) from error
    listening.listen(256)
    listening.set_inheritable(True)
    return listening
