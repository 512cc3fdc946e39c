"""Reading a database with nothing between: text and values in, raw rows out."""

import json
import sqlite3
from asyncio import Lock, sleep
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, Protocol

import asyncpg
import orjson
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite

from api.database import Database
from api.errors import NotReadyError, TooLongError
from api.newest import MOMENT, NEWEST
from api.plan import connecting
from api.plan.connecting import LOST
from api.plan.kept import Kept
from api.seeing.record import seen
from api.sqlite import SECONDS, connect

PATIENCE = 0.001
"""For how many seconds a request may keep the others waiting before it lets them go first."""

CONNECTIONS = 10
STATEMENTS = 500
"""How many connections to a PostgreSQL a process has at most, and how many prepared statements
each of them keeps."""

PAUSE = 0.05
"""For how many seconds servers that do not agree are left to do so, before they are asked again."""


MOMENT_NOW = str(NEWEST.with_only_columns(MOMENT))

CatchUp = Callable[[int], Awaitable[None]]


class ReleasedError(Exception):
    """What is read is of another release than what was read before."""


class LostError(Exception):
    """The server that is read is gone, or cannot give what it was giving."""


class Snapshot(Protocol):
    """All that is read by it is of the same release, and so is what is `kept`."""

    kept: Kept

    async def read(self, text: str, values: Sequence[Any]) -> list[Any]:
        """Run a statement."""

    async def close(self) -> None:
        """Give back what it reads with."""


class Reader(Protocol):
    """Opens snapshots of one database."""

    dialect: Dialect
    kept: Kept

    async def open(self) -> Snapshot:
        """Open a snapshot of the newest release, or of one that was that a moment ago.

        Raise NotReadyError where there is none.
        """

    async def close(self) -> None:
        """Close all connections."""


class FileReader:
    """Reads a SQLite file on one connection, until another file stands in its place."""

    def __init__(self, database: Database, most_rows: int) -> None:
        self.dialect: Dialect = pysqlite.dialect(json_serializer=_as_json)
        self._database = database
        self._most_rows = most_rows
        self.kept = Kept(most_rows)
        self._edition: object = None
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> "FileSnapshot":
        """Open a snapshot of the newest release; raise NotReadyError where there is none."""
        edition = await self._database.edition()
        if self._connection is None or edition != self._edition:
            async with self._database.snapshot():  # which refuses what holds no release
                pass
            self._connection = connect(Path(self._database.url.database or ""))
            self._connection.execute("PRAGMA mmap_size=1073741824")
            self._connection.execute("PRAGMA cache_size=-65536")
            self._edition = edition
            self.kept.forget()
            self.kept = Kept(self._most_rows)
        return FileSnapshot(self._connection, self.kept)

    async def close(self) -> None:
        """Let go of the connection, which closes when the last snapshot does."""
        self._connection = None


class FileSnapshot:
    """A SQLite file, which nobody changes: seeding puts another one in its place."""

    def __init__(self, connection: Any, kept: Kept) -> None:
        self.kept = kept
        self._connection = connection
        self._began = monotonic()

    async def read(self, text: str, values: Sequence[Any]) -> list[Any]:
        """Run a statement, in the thread of the event loop."""
        now = monotonic()
        if now - self._began > PATIENCE:
            await sleep(0)
            self._began = now = monotonic()
        self._connection.deadline = now + SECONDS
        began = perf_counter()
        try:
            found: list[Any] = self._connection.execute(text, values).fetchall()
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            raise TooLongError(SECONDS) from error
        finally:
            seen().ran(text.__str__, began)
        return found

    async def close(self) -> None:
        """Do nothing: whoever reads next does so on the same connection."""


class ServerReader:
    """Reads a PostgreSQL on connections of its own, by the quickest driver for it."""

    def __init__(self, database: Database, most_rows: int) -> None:
        self.dialect: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        self._database = database
        self._most_rows = most_rows
        self.kept = Kept(most_rows)
        self._edition: Any = None
        self._opening = Lock()
        self._pool: Any = None

    async def open(self) -> "ServerSnapshot":
        """Open a snapshot of the newest release; raise NotReadyError where there is none."""
        edition: Any = await self._database.edition()
        if self._pool is None:
            await self._fill()
        if edition != self._edition:
            self.kept.forget()
            self._edition, self.kept = edition, Kept(self._most_rows)
        return ServerSnapshot(self._pool, edition.release.moment, self.kept, self.catch_up)

    async def catch_up(self, moment: int) -> None:
        """Find out why another release was seen than that of a moment, which was the newest.

        Where that is no news, another server was read than is looked at, which is behind it or
        ahead: then all is read from whichever is the first to answer.
        """
        edition: Any = await self._database.edition(fresh=True)
        if edition.release.moment == moment:
            await self._pool.expire_connections()
            await self._database.reconnect()
            await sleep(PAUSE)

    async def close(self) -> None:
        """Close all connections."""
        if self._pool:
            await self._pool.close()

    async def _fill(self) -> None:
        async def connect_to_one(_: object, **given: Any) -> Any:
            return await connecting.connect(self._database.url, **given)

        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    connect=connect_to_one,
                    min_size=1,
                    max_size=CONNECTIONS,
                    statement_cache_size=STATEMENTS,
                    reset=_leave_as_it_is,
                    server_settings={
                        "statement_timeout": str(int(SECONDS * 1000)),
                    },
                    init=_set_codecs,
                )


class ServerSnapshot:
    """A PostgreSQL while it holds one release.

    Each row ends with the release that its statement saw, so no transaction is needed to know.
    """

    def __init__(self, pool: Any, moment: int, kept: Kept, catch_up: CatchUp) -> None:
        self.kept = kept
        self._moment = moment
        self._pool = pool
        self._catch_up = catch_up
        self._connection: Any = None
        self._sure = False

    async def read(self, text: str, values: Sequence[Any]) -> list[Any]:
        """Run a statement; raise ReleasedError where it sees another release, or LostError."""
        began = perf_counter()
        try:
            if self._connection is None:
                self._connection = await self._pool.acquire()
            found: list[Any] = await self._connection.fetch(text, *values)
            if not found and not self._sure:
                # It may have seen an older release than the look behind it will see: once more.
                await self._require(await self._connection.fetchval(MOMENT_NOW))
                found = await self._connection.fetch(text, *values)
            moment = found[0][-1] if found else await self._connection.fetchval(MOMENT_NOW)
            await self._require(moment)
        except asyncpg.QueryCanceledError as error:
            raise TooLongError(SECONDS) from error
        except (*LOST, NotReadyError) as error:
            raise LostError from error
        finally:
            seen().ran(text.__str__, began)
        return found

    async def _require(self, moment: int | None) -> None:
        if moment != self._moment:
            await self._catch_up(self._moment)
            raise ReleasedError
        self._sure = True

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._pool.release(self._connection)


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def _leave_as_it_is(_connection: Any) -> None:
    """Reset nothing, for nothing was set; asyncpg would ask the server to, after each request."""


async def _set_codecs(connection: Any) -> None:
    codecs = {"json": (json.dumps, json.loads), "date": (date.isoformat, str)}
    for name, (encode, decode) in codecs.items():
        # Days stay text, as SQLite has them: asyncpg would take the last one for infinity.
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=encode, decoder=decode, format="text"
        )


def reader(database: Database, most_rows: int) -> Reader:
    """Return what reads a database, and keeps so many rows for requests to come."""
    kind = FileReader if database.dialect == "sqlite" else ServerReader
    return kind(database, most_rows)
