"""The server's view of the database: read-only, one snapshot to a request."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from api.errors import NotReadyError, TooLongError
from api.newest import Newest, newest
from api.sqlite import SECONDS, sqlite_engine
from models import Release
from models.servers import OPTIONS, patient

log = logging.getLogger("roster")

UNSEEDED = "The database holds no dataset yet: run `roster seed` (or `make serve`) first."

UNREADABLE = "The database cannot be read: see that it runs, and that DATABASE_URL is right."

DISAGREE = (
    "The servers of the database do not hold the same release: see how far behind the primary its "
    "standbys are."
)
MOST_TRIES, MOMENT = 20, 0.1
"""How often, and after how many seconds, servers are asked again that do not agree."""


@dataclass
class Generation:
    """An engine, the state of the file it reads, how many use it, and if it holds a release."""

    engine: AsyncEngine
    state: object
    users: int = 0
    seeded: bool = False


class Database:
    """Gives each request one read-only snapshot.

    On PostgreSQL that is a REPEATABLE READ transaction. On SQLite it is a connection to the
    database file: seeding puts a new file in its place, which the next request notices, while
    the requests that run finish on the old one.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._current: Generation | None = None
        self.closing: list[Callable[[], Awaitable[None]]] = []
        """What else reads the database, and is to be closed with it."""
        self._file = (url.database or "") if self.dialect == "sqlite" else None
        self._newest_release = Newest(url) if self._file is None else None

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Open a session all of whose statements see the same release.

        Raise NotReadyError when there is none to see.
        """
        generation = await self._newest()
        if generation.seeded:
            await self.edition()  # where that fails, a connection of our own would fail, too
        generation.users += 1
        try:
            async with AsyncSession(generation.engine, expire_on_commit=False) as session:
                if not generation.seeded:
                    await _require_release(session)
                    generation.seeded = True
                if self._newest_release:
                    await self._require_agreement(session)
                yield session
        finally:
            generation.users -= 1
            await self._retire(generation)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that waits for no request, whatever the database holds.

        Raise NotReadyError where there is no file.
        """
        self._state()
        engine = self._engine()
        try:
            async with engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def edition(self, *, fresh: bool = False) -> object:
        """Return what stays equal for as long as a new snapshot sees the same release.

        On PostgreSQL that may be known a moment late, unless it is to be `fresh`.
        Raise NotReadyError when there is none to see.
        """
        if self._newest_release is None:
            return self._state()
        try:
            edition = await self._newest_release.edition(fresh=fresh)
        except (DBAPIError, TimeoutError) as error:
            raise NotReadyError(UNREADABLE) from error
        if edition is None:
            raise NotReadyError(UNSEEDED)
        return edition

    async def reconnect(self) -> None:
        """Look at whichever server is the first to answer: ours does not agree with another."""
        log.warning("%s All is read from the first one that answers.", DISAGREE)
        if self._newest_release:
            await self._newest_release.close()

    async def check(self) -> None:
        """Raise NotReadyError, in the database's words too, unless there is a dataset to serve."""
        try:
            async with self.snapshot():
                pass
        except NotReadyError as problem:
            if not (cause := problem.__cause__):
                raise
            says = str(getattr(cause, "orig", cause)).strip()
            raise NotReadyError(f"{problem.message} The database says: {says}") from problem

    async def close(self) -> None:
        """Close all connections that no request uses."""
        generation, self._current = self._current, None
        if generation:
            await self._retire(generation)
        if self._newest_release:
            await self._newest_release.close()
        for close in self.closing:
            await close()

    async def _newest(self) -> Generation:
        state = self._state()
        old = self._current
        if old and old.state == state:
            return old
        self._current = newest = Generation(self._engine(), state)
        if old:
            await self._retire(old)
        return newest

    async def _retire(self, generation: Generation) -> None:
        if generation is not self._current and generation.users == 0:
            await generation.engine.dispose()

    def _state(self) -> object:
        if self._file is None:
            return None
        try:
            found = os.stat(self._file)  # noqa: PTH116 - at each request
        except FileNotFoundError:
            raise NotReadyError(UNSEEDED) from None
        return found.st_dev, found.st_ino, found.st_mtime_ns

    def _engine(self) -> AsyncEngine:
        if self.dialect == "sqlite":
            return sqlite_engine(Path(self.url.database or ""))
        named = self.url.query.get(OPTIONS, "")  # the last one of a name holds
        options = (
            f"-c statement_timeout={SECONDS * 1000:.0f} {named} -c default_transaction_read_only=on"
        )
        made = create_async_engine(
            patient(self.url),
            isolation_level="REPEATABLE READ",
            hide_parameters=True,  # they are what clients sent, and errors are logged
            pool_pre_ping=True,  # a server that was restarted has forgotten its connections
            connect_args={"options": options},
        )
        event.listen(made.sync_engine, "handle_error", _say_why)
        return made

    async def _require_agreement(self, session: AsyncSession) -> None:
        """Raise NotReadyError unless a session sees the release that is known as the newest.

        Of several servers one may be behind. Then all is read from the first that answers.
        """
        for _ in range(MOST_TRIES):
            seen = await (await session.connection()).run_sync(newest)
            for fresh in (False, True):
                edition: Any = await self.edition(fresh=fresh)
                if edition.release == seen:
                    return
            await session.invalidate()
            await self.reconnect()
            await asyncio.sleep(MOMENT)
        raise NotReadyError(DISAGREE)


async def _require_release(session: AsyncSession) -> None:
    try:
        newest = await session.scalar(select(func.max(Release.version)))
    except DBAPIError as error:
        raise NotReadyError(UNSEEDED if no_table(error) else UNREADABLE) from error
    if newest is None:
        raise NotReadyError(UNSEEDED)


def no_table(error: DBAPIError) -> bool:
    """Whether a statement failed because the database has no such table."""
    return isinstance(error, ProgrammingError) or "no such table" in str(error.orig)


LOST = (
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    psycopg.errors.SerializationFailure,  # a standby had to undo what was being read
)
"""What a statement fails with whose server is gone, or cannot give what it was giving."""


def _say_why(failure: ExceptionContext) -> None:
    """Raise what clients can be told, rather than what the server or the network says."""
    original = failure.original_exception
    gone = failure.connection is None or failure.is_disconnect or isinstance(original, LOST)
    if isinstance(original, psycopg.errors.QueryCanceled):
        raise TooLongError(SECONDS) from original
    if gone and not failure.is_pre_ping:
        raise NotReadyError(UNREADABLE) from original
