"""Connections by which nobody asks, or nobody takes an answer, end; the others go on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from api.http.connection import Connection

SHORT = 0.3
LONG = 30.0
ANSWER = b"x" * 2**26
REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Open = Callable[[], Awaitable[Pair]]


class Hurried(Connection):
    """A connection that is soon tired of waiting."""

    head_seconds = SHORT
    look_seconds = SHORT

    def __init__(self, ended: asyncio.Event, config: Config, state: ServerState) -> None:
        super().__init__(config, state, {})
        self._ended = ended

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it has ended."""
        super().connection_lost(exc)
        self._ended.set()


async def answer_much(_: Any, __: Any, send: Any) -> None:
    """Answer with more than the network holds."""
    length = str(len(ANSWER)).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]}
    )
    await send({"type": "http.response.body", "body": ANSWER})


@pytest.fixture
async def ended() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def connect(ended: asyncio.Event) -> AsyncIterator[Open]:
    config = Config(answer_much, log_level="critical", timeout_keep_alive=int(LONG))
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Hurried(ended, config, state), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    writers = []

    async def connected() -> Pair:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        return reader, writer

    yield connected
    for writer in writers:
        writer.close()
    server.close()


async def take(reader: asyncio.StreamReader) -> bytes:
    """Read an answer, and return its body."""
    await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(len(ANSWER))


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nX-More: ", b"\r\n" * 10],
    ids=["nothing", "half a head", "empty lines"],
)
@pytest.mark.parametrize("before", [0, 1], ids=["first", "after another"])
async def test_a_connection_without_a_request_ends(connect: Open, sent: bytes, before: int) -> None:
    reader, writer = await connect()
    for _ in range(before):
        writer.write(REQUEST)
        await take(reader)
    if before and not sent:
        return  # a client may keep it for its next request, for as long as uvicorn allows
    writer.write(sent)

    assert await asyncio.wait_for(reader.read(), LONG) == b""


async def test_a_head_that_drips_ends_as_well(connect: Open) -> None:
    reader, writer = await connect()

    async def drip() -> None:
        writer.write(b"GET / HTTP/1.1\r\nX-More: ")
        while True:
            writer.write(b"a")
            await asyncio.sleep(SHORT / 10)

    dripping = asyncio.create_task(drip())
    assert await asyncio.wait_for(reader.read(), LONG) == b""
    dripping.cancel()


async def test_an_answer_that_nobody_takes_is_let_go(connect: Open, ended: asyncio.Event) -> None:
    _, writer = await connect()
    writer.write(REQUEST)

    await asyncio.wait_for(ended.wait(), LONG)


async def test_an_answer_that_is_taken_slowly_comes_whole(connect: Open) -> None:
    reader, writer = await connect()
    writer.write(REQUEST)
    await reader.readuntil(b"\r\n\r\n")
    found = b""
    for _ in range(12):  # for much longer than an answer lasts of which nothing is taken
        found += await reader.readexactly(len(ANSWER) // 16)
        await asyncio.sleep(SHORT / 3)

    assert found + await reader.readexactly(len(ANSWER) - len(found)) == ANSWER


async def test_a_connection_is_good_for_many_requests(connect: Open) -> None:
    reader, writer = await connect()
    for _ in range(3):
        writer.write(REQUEST)
        assert await take(reader) == ANSWER
        await asyncio.sleep(SHORT * 2)
