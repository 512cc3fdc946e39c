"""The limit: each question is one statement, written by hand, that returns its answer as JSON.

A bare ASGI application for uvicorn; it takes the bodies of the GraphQL servers, and knows a
question by its `operationName`. LIMIT_DATABASE is an SQLite file, or the URL of a PostgreSQL.
GET answers `hello`, without a look at anything: what uvicorn itself costs.
"""

import gc
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import orjson

QUESTIONS = Path(__file__).parent / "questions"
CONNECTIONS = 10
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
"""No statement here has a better plan for some values, and planning costs as much as running."""

NAMED = re.compile(r"(?<!:):([a-z]+)")
READ: dict[str, Callable[[str], Any]] = {"day": date.fromisoformat}
HEADERS = [(b"content-type", b"application/json")]

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Source(Protocol):
    """Where answers come from."""

    async def open(self) -> None:
        """Connect."""

    async def answer(self, question: str, variables: dict[str, Any]) -> str:
        """Return the JSON of an answer."""

    async def close(self) -> None:
        """Disconnect."""


class SQLite:
    """A file, read in the thread of the event loop."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._statements = statements("sqlite")

    async def open(self) -> None:
        """Connect; the pragmas let SQLite read the file as memory."""
        self._connection = sqlite3.connect(
            f"file:{self._file}?mode=ro", uri=True, isolation_level=None, cached_statements=64
        )
        for pragma in ("mmap_size = 4294967296", "cache_size = -262144", "query_only = 1"):
            self._connection.execute(f"PRAGMA {pragma}")

    async def answer(self, question: str, variables: dict[str, Any]) -> str:
        """Return the JSON of an answer."""
        found = self._connection.execute(self._statements[question], variables).fetchone()
        json: str = found[0]
        return json

    async def close(self) -> None:
        """Disconnect."""
        self._connection.close()


class PostgreSQL:
    """A pool of connections, whose statements stay prepared."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._statements = {name: numbered(text) for name, text in statements("postgresql").items()}

    async def open(self) -> None:
        """Connect; nothing is left behind in a connection that would have to be reset."""

        async def reset(_: object) -> None: ...

        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=CONNECTIONS,
            max_size=CONNECTIONS,
            reset=reset,
            server_settings=PLANNED_ONCE,
        )

    async def answer(self, question: str, variables: dict[str, Any]) -> str:
        """Return the JSON of an answer."""
        text, names = self._statements[question]
        given = (READ[name](variables[name]) if name in READ else variables[name] for name in names)
        json: str = await self._pool.fetchval(text, *given)
        return json

    async def close(self) -> None:
        """Disconnect."""
        await self._pool.close()


def statements(dialect: str) -> dict[str, str]:
    """Return the statement of each question."""
    return {
        file.stem: file.read_text(encoding="utf-8") for file in (QUESTIONS / dialect).glob("*.sql")
    }


def numbered(text: str) -> tuple[str, list[str]]:
    """Write `:name` as `$1`, as PostgreSQL has it; return the names in that order."""
    names = list(dict.fromkeys(NAMED.findall(text)))
    return NAMED.sub(lambda match: f"${names.index(match[1]) + 1}", text), names


class Application:
    """Answers requests from a database."""

    def __init__(self, source: Source) -> None:
        self._source = source

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "GET":
            await reply(send, b"hello")
        else:
            asked = orjson.loads(await whole(receive))
            json = await self._source.answer(asked["operationName"], asked["variables"])
            await reply(send, b'{"data":%b}' % json.encode())

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._source.open()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 1000)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._source.close()
        await send({"type": "lifespan.shutdown.complete"})


def application() -> Application:
    """Make the application over the database that the environment names."""
    database = os.environ["LIMIT_DATABASE"]
    return Application(PostgreSQL(database) if "://" in database else SQLite(database))


async def whole(receive: Receive) -> bytes:
    """Return the body of a request."""
    message = await receive()
    body: bytes = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    return body


async def reply(send: Send, body: bytes) -> None:
    """Send an answer."""
    headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
