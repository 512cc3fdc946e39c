"""Requests as bytes over connections, and how long their answers take."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answered:
    """What came back: a status (0 where nothing did), the codes of the errors, and the seconds."""

    status: int
    codes: tuple[str, ...]
    seconds: float


async def once(port: int, raw: bytes, patience: float) -> Answered:
    """Send a request over a connection of its own, and read until the server ends it."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        async with asyncio.timeout(patience):
            writer.write(raw)
            received = await reader.read(-1)
    except (TimeoutError, ConnectionError):
        received = b""
    finally:
        writer.transport.abort()
    status, codes = told(received)
    return Answered(status, codes, time.perf_counter() - began)


class Connection:
    """A connection that stays, by which one question after the other is asked."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        self._writer.write(raw)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return int(head.split(b" ", 2)[1]), await self._reader.readexactly(length)


def told(received: bytes) -> tuple[int, tuple[str, ...]]:
    """Return the status of an answer, and the codes of its errors."""
    head, _, body = received.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    try:
        errors: Any = json.loads(body).get("errors", ())
        return status, tuple(sorted({each["extensions"]["code"] for each in errors}))
    except (ValueError, AttributeError, KeyError, TypeError):
        return status, ()


def post(query: str, **variables: str) -> bytes:
    """Write a POST over a connection that stays."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body


def get(query: str, **variables: str) -> bytes:
    """Write a GET over a connection that stays."""
    given = urlencode({"query": query, "variables": json.dumps(variables)})
    return f"GET /graphql?{given} HTTP/1.1\r\nhost: {HOST}\r\n\r\n".encode()


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of all are not above."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
