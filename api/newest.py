"""Which release a PostgreSQL holds now, asked so cheaply that every request may ask."""

import asyncio
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


class Newest:
    """Looks on a connection of its own, so that no look waits for a request that takes long."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0
        )
        self._running: asyncio.Task[Any] | None = None
        self._next: asyncio.Task[Any] | None = None

    async def release(self) -> Any:
        """Return the newest release, of a moment after this was called; None when there is none.

        Those who call while one look is under way share the next.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
        return await asyncio.shield(self._next)

    async def close(self) -> None:
        """Close the connection."""
        await self._engine.dispose()

    async def _after(self, running: asyncio.Task[Any] | None) -> Any:
        if running:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        try:
            return await self._look()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._look()  # a server that was restarted has forgotten the connection

    async def _look(self) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(NEWEST)).first()
