"""Clients that read or send a byte at a time disturb nobody, and hold little."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.http.connection import Connection
from tests.command import ROSTER, free_port, serving
from tests.editions import edition
from tests.faults.clients import asking, outage, until, wait_for
from tests.seeding import seed

MANY = 50
SECONDS = {"head": Connection.head_seconds, "body": 2, "lines": Connection.head_seconds}
"""For how many seconds the server waits for a part of a request."""
BYTES_EACH = 2**20
"""What the server may hold for a client that reads slowly: an answer, and its compressed forms."""

QUERY = "{ people(first: 200) { nodes { id name roles { nodes { id title } } } } }"


@pytest.fixture
def server(sqlite_url: str) -> Iterator[tuple[int, int]]:
    """The port and the process of a server."""
    seed(sqlite_url, edition(1))
    port = free_port()
    given = {"DATABASE_URL": sqlite_url, "ROSTER_READING": str(SECONDS["body"])}
    with serving(*ROSTER, "serve", "--port", str(port), **given) as process:
        wait_for(port)
        yield port, process.pid


def request(body: bytes) -> bytes:
    """A request, to be sent in pieces."""
    return (
        b"POST /graphql HTTP/1.1\r\nhost: roster\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%s"
    ) % (len(body), body)


@contextlib.contextmanager
def connections(port: int) -> Iterator[list[socket.socket]]:
    """Many connections, whose ends have room for little."""
    with contextlib.ExitStack() as stack:
        made = []
        for _ in range(MANY):
            each = stack.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            each.settimeout(20)
            each.connect(("127.0.0.1", port))
            made.append(each)
        yield made


def resident(process: int) -> int:
    """How many bytes of memory a process has."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096


def test_clients_that_read_a_byte_at_a_time(server: tuple[int, int]) -> None:
    port, process = server
    with asking(port) as heard:
        until(heard, 1)
        before = resident(process)
        with connections(port) as slow:
            for each in slow:
                each.sendall(request(json.dumps({"query": QUERY}).encode()))
            for _ in range(4):
                assert {len(each.recv(1)) for each in slow} == {1}
                time.sleep(1)
            grown = resident(process) - before
        until(heard, 1)

    assert outage(heard) < 2
    assert grown < MANY * BYTES_EACH


@pytest.mark.parametrize("part", SECONDS)
def test_clients_that_send_a_byte_at_a_time(server: tuple[int, int], part: str) -> None:
    """The server ends each of them; "lines" are empty ones behind a request that was answered."""
    port, _ = server
    whole = request(json.dumps({"query": QUERY}).encode())
    head = whole.index(b"\r\n\r\n") + 4
    sent = {"head": 0, "body": head, "lines": len(whole)}[part]
    rest = b"\r\n" * 50 if part == "lines" else whole[sent:]
    with asking(port) as heard, connections(port) as slow:
        for each in slow:
            each.sendall(whole[:sent])
        began = time.monotonic()
        ended: dict[int, float] = {}
        for place in range(len(rest)):
            for number, each in enumerate(slow):
                if number not in ended and _has_ended(each, rest[place : place + 1]):
                    ended[number] = time.monotonic() - began
            if len(ended) == MANY or time.monotonic() - began > SECONDS[part] + 5:
                break
            time.sleep(0.5)
        until(heard, 1)

    assert len(ended) == MANY
    assert max(ended.values()) < SECONDS[part] + 3
    assert outage(heard) < 2


def _has_ended(client: socket.socket, byte: bytes) -> bool:
    """Send a byte, and tell whether the server has closed the connection."""
    try:
        client.sendall(byte)
        client.setblocking(False)
        while client.recv(65536):
            pass
    except BlockingIOError:
        client.setblocking(True)
        return False
    except OSError:
        pass
    return True
