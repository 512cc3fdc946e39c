"""The page of figures: made at most once a second, however often it is asked for."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlmodel import col, select

from api.database import Database
from api.seeing.figures import Released
from api.seeing.shared import Directory, added
from models import Release

log = logging.getLogger("roster")

KEPT = 1.0
"""For how many seconds a page is good."""

EVERY = 1.0
"""How often a process tells the others of its own figures."""

PATIENCE = 1.0
"""For how many seconds a database is waited for, whose release is left out else."""


class Families(Collector):
    """Families that were collected before."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Return them."""
        return self._families


class Metrics:
    """The figures of this process, and of those that share a directory with it, if there is one."""

    def __init__(self, own: Collector, database: Database, directory: Directory | None) -> None:
        self._own = own
        self._database = database
        self._directory = directory
        self._turn = asyncio.Lock()
        self._page = b""
        self._made = -KEPT

    async def text(self) -> bytes:
        """Return the page."""
        async with self._turn:
            if monotonic() - self._made >= KEPT:
                self._page = generate_latest(Families(await self._families()))
                self._made = monotonic()
            return self._page

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """Tell the other processes, for as long as the block lasts."""
        telling = asyncio.create_task(self._tell()) if self._directory else None
        yield
        if telling:
            telling.cancel()

    async def _families(self) -> list[Metric]:
        several = [list(self._own.collect())]
        if self._directory:
            several += await asyncio.to_thread(self._directory.others)
        if released := await self._released():
            several.append(list(released.collect()))
        return added(several)

    async def _released(self) -> Released | None:
        newest = select(col(Release.version), col(Release.released_at))
        with suppress(Exception):  # a server without a database has figures, too
            async with asyncio.timeout(PATIENCE), self._database.snapshot() as session:
                found = await session.exec(newest.order_by(col(Release.version).desc()).limit(1))
                return Released(*found.one())
        return None

    async def _tell(self) -> None:
        while self._directory:
            try:
                self._directory.write(self._own)
            except OSError as problem:
                log.warning("The figures cannot be told to the other processes: %s.", problem)
            await asyncio.sleep(EVERY)
