"""A probe of the page: who is let in, and what a hostile request comes to."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import pytest

from sim.web import Opened
from sim.web.guard import LARGEST_BODY, Door
from tests.waiting import PATIENCE_S, crowding
from tests.web.asking import Asker

PLANS = {"plans": [{"title": "A", "levers": {}}], "replications": 2, "seed": 1}


@pytest.fixture
def asker(opened: Opened) -> Asker:
    return Asker(opened)


def test_the_page_answers_its_own_address(asker: Asker) -> None:
    assert asker.ask("GET", "/")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_foreign_host_is_refused(asker: Asker, host: str) -> None:
    assert asker.ask("GET", "/", headers={"Host": host})[0] in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
def test_a_foreign_origin_is_refused_even_with_the_token(asker: Asker, origin: str) -> None:
    headers = {"Origin": origin, "x-page-token": asker.opened.token}
    assert asker.ask("POST", "/streets", b"", headers)[0] == 403
    assert asker.ask("GET", "/", headers={"Origin": origin})[0] == 403


def test_a_script_of_another_site_is_refused_but_a_link_is_followed(asker: Asker) -> None:
    assert asker.ask("GET", "/", headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert asker.ask("GET", "/", headers=followed)[0] == 200


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
@pytest.mark.parametrize(
    "path",
    ["/streets", "/street/tiny/compare", "/run/x/stop", "/run/x/continue", "/run/x/ask/why"],
)
def test_nothing_changes_without_the_token(asker: Asker, path: str, token: str | None) -> None:
    headers = {} if token is None else {"x-page-token": token.encode().decode("latin-1")}
    assert asker.ask("POST", path, b"{}", headers)[0] == 403


def test_other_methods_need_the_token_too(asker: Asker) -> None:
    assert [asker.ask(m, "/")[0] for m in ("PUT", "DELETE", "OPTIONS")] == [403, 403, 403]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
        "/street/..%2f..%2fetc%2fpasswd",
        "/street/%2e%2e/grids.json",
        "/run/..%2f..%2fscenarios",
        "/run/../../etc/passwd",
        "/run/%00",
        "/run/x/files/..%2f..%2f..%2fetc%2fpasswd",
        "/docs",
        "/openapi.json",
    ],
)
def test_no_path_of_a_client_is_a_path(asker: Asker, path: str) -> None:
    assert asker.ask("GET", path)[0] == 404


def test_fifty_megabytes_are_refused_before_they_are_read(asker: Asker) -> None:
    headers = {"x-page-token": asker.opened.token, "Content-Length": str(50_000_000)}
    host, _, port = asker.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as talk:
        lines = [f"POST /streets HTTP/1.1\r\nHost: {asker.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        talk.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert talk.recv(64).startswith(b"HTTP/1.1 413")


def test_a_body_that_hides_its_length_is_cut_off(asker: Asker) -> None:
    host, _, port = asker.host.partition(":")
    piece = b"x" * 100_000
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as talk:
        talk.sendall(
            f"POST /streets HTTP/1.1\r\nHost: {asker.host}\r\nTransfer-Encoding: chunked\r\n"
            f"x-page-token: {asker.opened.token}\r\n\r\n".encode()
        )
        for _ in range(LARGEST_BODY // len(piece) + 2):
            talk.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        assert talk.recv(64).startswith(b"HTTP/1.1 413")


def test_the_page_stays_usable_beside_150_half_open_connections(asker: Asker) -> None:
    host, _, port = asker.host.partition(":")
    open_ones = [
        socket.create_connection((host, int(port)), timeout=PATIENCE_S) for _ in range(150)
    ]
    try:
        for half in open_ones:
            half.sendall(b"POST /streets HTTP/1.1\r\nHost: ")
        began = time.monotonic()
        assert asker.ask("GET", "/static/page.css")[0] == 200
        assert time.monotonic() - began < 5 * crowding()
    finally:
        for half in open_ones:
            half.close()


def test_a_connection_that_asks_nothing_is_closed(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.web.server.SILENCE_S", 0.2)
    host, _, port = asker.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert half.recv(64) == b""


def test_every_answer_forbids_scripts_of_others_and_frames(asker: Asker) -> None:
    import http.client

    for path in ("/", "/nothing", "/static/page.css"):
        connection = http.client.HTTPConnection(asker.host, timeout=PATIENCE_S)
        connection.request("GET", path)
        headers = connection.getresponse().headers
        policy = headers["content-security-policy"]
        connection.close()
        assert "default-src 'none'; script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_has_a_script_inside_or_loads_from_elsewhere(asker: Asker) -> None:
    for path in ("/", "/street/tiny"):
        text = asker.get(path)
        assert "<script>" not in text
        assert "onclick" not in text
        assert "http://" not in text
        assert "https://" not in text


def test_a_title_with_a_script_is_shown_as_text(asker: Asker) -> None:
    text = asker.get("/")
    assert "&lt;script&gt;alert(&#34;title&#34;)&lt;/script&gt;" in text


def test_a_grid_with_a_script_for_a_name_is_refused_by_line(asker: Asker) -> None:
    table = "name,community,households,residents\n<script>alert(1)</script>,C,10,20\n"
    status, said = asker.post("/streets?title=x", table.encode())
    assert status == 422
    assert said["problem"].startswith("line 2: name: a name is 1-64 letters")


def test_questions_beyond_what_a_slider_gives_are_refused(asker: Asker) -> None:
    for wrong in (
        {"workers": 1e9},
        {"workers": "1; rm -rf"},
        {"pooling": "city"},
        {"town.grids": "/etc/passwd"},
        {"workers": None},
    ):
        asked = PLANS | {"plans": [{"title": "A", "levers": wrong}]}
        assert asker.post("/street/tiny/compare", asked)[0] == 422


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{", b"[" * 100_000, b'{"plans": 3}', b'{"plans": [1, 2, 3, 4, 5]}']
)
def test_what_is_no_question_is_refused_in_a_sentence(asker: Asker, said: bytes) -> None:
    status, answer = asker.post("/street/tiny/compare", said)
    assert (status, bool(answer["problem"])) == (422, True)


def test_the_language_leads_back_to_this_page_only(asker: Asker) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        import http.client

        connection = http.client.HTTPConnection(asker.host, timeout=PATIENCE_S)
        connection.request("GET", f"/language/zh?back={back}")
        answer = connection.getresponse()
        connection.close()
        assert (answer.status, answer.headers["location"]) == (303, "/")


def test_on_another_address_reading_needs_the_token_too() -> None:
    door = Door(frozenset({"10.0.0.5:80"}), "secret", always=True)

    def refused(query: bytes = b"", cookie: bytes = b"") -> int:
        headers = [(b"host", b"10.0.0.5:80"), (b"cookie", cookie)]
        scope = {"method": "GET", "headers": headers, "query_string": query}
        found = door.refusal(scope)
        return 200 if found is None else found[0]

    assert refused() == 403
    assert refused(b"token=wrong") == 403
    assert refused(b"token=secret") == 200
    assert refused(cookie=b"page_token=secret") == 200


def test_the_page_listens_on_the_loopback_address(opened: Opened) -> None:
    assert urlsplit(opened.url).hostname == "127.0.0.1"
