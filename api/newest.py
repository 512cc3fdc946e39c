"""Which release a PostgreSQL holds now, asked so cheaply that every request may ask."""

import asyncio
from time import monotonic
from typing import Any

from sqlalchemy import URL, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col

from models import Release

NEWEST = (
    select(col(Release.version), col(Release.hash), col(Release.released_at))
    .order_by(col(Release.version).desc())
    .limit(1)
)

AGE = 0.2
"""For how many seconds a look is good, so that most requests need none of their own."""

PATIENCE = 5.0
"""For how many seconds a look is waited for: a server that is gone may not even say so."""


class Newest:
    """Looks on a connection of its own, so that no look waits for a request that takes long."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0
        )
        self._found: Any = None
        self._looked = -AGE
        self._looking: asyncio.Task[None] | None = None

    async def release(self, *, fresh: bool = False) -> Any:
        """Return the release that was the newest at most AGE seconds ago; None without any.

        If it is to be `fresh`, that of a moment after this was called. Looks are shared.
        """
        oldest = monotonic() - (0.0 if fresh else AGE)
        while self._looked < oldest:
            if self._looking is None:
                self._looking = asyncio.create_task(self._look_again())
            await asyncio.shield(self._looking)
        return self._found

    async def close(self) -> None:
        """Close the connection."""
        await self._engine.dispose()

    async def _look_again(self) -> None:
        began = monotonic()
        try:
            self._found = await self._look()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._found = await self._look()  # a restarted server has forgotten the connection
        finally:
            self._looking = None
        self._looked = began

    async def _look(self) -> Any:
        async with asyncio.timeout(PATIENCE), self._engine.connect() as connection:
            return (await connection.execute(NEWEST)).first()
