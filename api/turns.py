"""Costly operations one after the other, so that those which cost little need not wait for all."""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.errors import BusyError

COSTLY = 2_000
"""From which cost on an operation waits for its turn; few that people write cost as much."""


class Turns:
    """Lets one costly operation run at a time, while at most so many others are waiting."""

    def __init__(self, most_waiting: int = 100) -> None:
        self._most = most_waiting
        self._under_way = 0
        self._turn = Lock()

    @asynccontextmanager
    async def of(self, cost: int) -> AsyncIterator[None]:
        """Wait for the turn of an operation; raise BusyError where too many wait already."""
        if cost < COSTLY:
            yield
            return
        if self._under_way > self._most:
            raise BusyError
        self._under_way += 1
        try:
            async with self._turn:
                yield
        finally:
            self._under_way -= 1
