"""One request: its snapshot of the database, and the batches it has asked for."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from time import perf_counter
from typing import TYPE_CHECKING, Any

import strawberry
from sqlmodel.ext.asyncio.session import AsyncSession
from strawberry.dataloader import DataLoader

from api.database import Database
from api.downloads.offer import Downloads
from api.limits.declared import DEFAULT, Limits
from api.seeing.record import seen
from api.turns import Turns

if TYPE_CHECKING:
    from api.plan import Plans  # it stands above this module


class Context:
    """What the resolvers of one request share. Never outlives it, or it would serve stale rows."""

    def __init__(
        self,
        database: Database,
        downloads: Downloads | None = None,
        plans: "Plans | None" = None,
        limits: Limits = DEFAULT,
        turns: Turns | None = None,
    ) -> None:
        self.database = database
        self.downloads = downloads
        self.plans = plans
        self.limits = limits
        self.turns = turns or Turns()
        self.cost = 0  # until it is known
        self.not_covered: Exception | None = None
        """Why a plan that was tried does not cover it."""
        self._loaders: dict[object, DataLoader[Any, Any]] = {}
        self._turn = asyncio.Lock()
        self._snapshot = AsyncExitStack()
        self._session: AsyncSession | None = None
        self._closed = False
        self._going_on: set[asyncio.Future[Any]] = set()

    async def rows(self, statement: Any, given: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Run a SELECT on the request's snapshot; statements of one request take turns.

        `given` are the values of its named parameters.
        """

        async def run() -> Any:
            async with self._turn:
                session = await self._opened()
                began = perf_counter()
                try:
                    return (await session.exec(statement, params=given)).all()
                finally:
                    seen().ran(lambda: _text(statement, session), began)

        found: Sequence[Any] = await self._to_the_end(run())
        return found

    async def _opened(self) -> AsyncSession:
        if self._closed:  # a batch outlives the request that was given up meanwhile
            raise RuntimeError("The request is over.")
        if self._session is None:
            snapshot = self.database.snapshot()
            self._session = await self._snapshot.enter_async_context(snapshot)
        return self._session

    async def load(self, batch: tuple[Any, ...], key: object) -> Any:
        """Return what the batch `(function, *arguments)` finds for `key`.

        The function is called once, as `function(context, *arguments, keys)`, with all the keys
        that are asked for in the same turn of the event loop.
        """
        if batch not in self._loaders:
            self._loaders[batch] = DataLoader(lambda keys: batch[0](self, *batch[1:], keys))
        return await self._to_the_end(self._loaders[batch].load(key))

    async def load_all(self, batch: tuple[Any, ...], keys: Collection[Any]) -> list[Any]:
        """Return what the batch finds for each of the keys."""
        return list(await asyncio.gather(*(self.load(batch, key) for key in keys)))

    async def _to_the_end(self, work: Awaitable[Any]) -> Any:
        """Await work that goes on when a field that waits for it is cancelled for one beside it.

        Others may wait for the same; and a statement that is broken off breaks the connection.
        """
        going_on = asyncio.ensure_future(work)
        self._going_on.add(going_on)
        going_on.add_done_callback(self._going_on.discard)
        going_on.add_done_callback(_noted)
        return await asyncio.shield(going_on)

    async def close(self) -> None:
        """Give the snapshot back for good; a statement that still runs is broken off."""
        self._closed = True
        for work in list(self._going_on):
            work.cancel()
        async with self._turn:
            self._session = None
            await self._snapshot.aclose()


def _text(statement: Any, session: AsyncSession) -> str:
    return str(statement.compile(dialect=session.get_bind().dialect))


def _noted(found: asyncio.Future[Any]) -> None:
    """Look at what went wrong, which is no news where nobody waits for it any more."""
    if not found.cancelled():
        found.exception()


Info = strawberry.Info[Context, None]
