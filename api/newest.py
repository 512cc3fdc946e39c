"""Which release a PostgreSQL holds now, asked so cheaply that every request may ask."""

import asyncio
from datetime import datetime
from time import monotonic
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col

from models import Release
from models.servers import patient

MOMENT = sa.literal_column(
    "CAST(extract(epoch FROM release.released_at) * 1000000 AS bigint)", sa.BigInteger
)
"""The microsecond of a release. No other has the same one, as it may have the same number: that of
a database that was made anew begins at 1 again."""

NEWEST = (
    sa.select(
        col(Release.version),
        col(Release.hash),
        col(Release.released_at),
        MOMENT.label("moment"),
    )
    .select_from(Release)
    .order_by(col(Release.version).desc())
    .limit(sa.literal_column("1"))
)

AGE = 0.2
"""For how many seconds a look is good, so that most requests need none of their own."""

PATIENCE = 5.0
"""For how many seconds a look is waited for: a server that is gone may not even say so."""


class Seen(NamedTuple):
    """A release, as it stands in a database."""

    version: int
    hash: str
    released_at: datetime
    moment: int


class Edition(NamedTuple):
    """A release that was the newest, and how often another was before it.

    Of several servers one may be behind another. So what was seen once may come again, after
    something else was answered from.
    """

    release: Seen
    changes: int


def newest(connection: Connection) -> Seen | None:
    """Return the newest release that a connection sees."""
    row = connection.execute(NEWEST).first()
    return Seen(*row) if row else None


class Newest:
    """Looks on a connection of its own, so that no look waits for a request that takes long."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            patient(url), isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0
        )
        self._found: Edition | None = None
        self._changes = 0
        self._looked = -AGE
        self._looking: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self._failed = -AGE

    async def edition(self, *, fresh: bool = False) -> Edition | None:
        """Return what was the newest release at most AGE seconds ago; None without any.

        If it is to be `fresh`, that of a moment after this was called. Looks are shared; and one
        that failed stands for all of the next AGE seconds, for a server that is asked to connect
        all the time takes long to stop, and to start.
        """
        oldest = monotonic() - (0.0 if fresh else AGE)
        while self._looked < oldest:
            if self._failure and monotonic() - self._failed < AGE:
                raise self._failure.with_traceback(None)
            if self._looking is None:
                self._looking = asyncio.create_task(self._look_again())
            await asyncio.shield(self._looking)
        return self._found

    async def close(self) -> None:
        """Close the connection; the next look is at whichever server is then the first to answer.

        One that is under way comes to its end.
        """
        if self._looking:
            await asyncio.wait({self._looking})
        await self._engine.dispose()

    async def _look_again(self) -> None:
        began = monotonic()
        try:
            seen = await self._look_twice()
        except (DBAPIError, TimeoutError) as error:
            self._failure, self._failed = error, monotonic()
            raise
        finally:
            self._looking = None
        if seen != (self._found and self._found.release):
            self._changes += 1
        self._found = Edition(seen, self._changes) if seen else None
        self._looked = began

    async def _look_twice(self) -> Seen | None:
        try:
            return await self._look()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._look()  # a restarted server has forgotten the connection

    async def _look(self) -> Seen | None:
        async with asyncio.timeout(PATIENCE), self._engine.connect() as connection:
            return await connection.run_sync(newest)
