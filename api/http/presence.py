"""Whether the client still waits for its answer."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Receive

AFTER = 0.5
"""After how many seconds a look at the client begins; nearly all answers are there before."""


class Presence:
    """Breaks off the work for a client that leaves before it is done.

    Used as `with`; raises ClientDisconnect where the client has left.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._looking: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        """Begin to look, in a while."""
        self._work = asyncio.current_task()
        self._later = asyncio.get_running_loop().call_later(AFTER, self._look)

    def __exit__(self, _kind: object, ended: BaseException | None, _trace: object) -> None:
        """Stop looking."""
        self._later.cancel()
        if self._looking:
            self._looking.cancel()
        if isinstance(ended, asyncio.CancelledError) and ended.args == (self,) and self._work:
            self._work.uncancel()
            raise ClientDisconnect from None

    def _look(self) -> None:
        self._looking = asyncio.create_task(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._work:
            self._work.cancel(self)
