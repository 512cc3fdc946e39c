"""Which edition of all that answers are made from is the newest: the release, and its files."""

import asyncio

from api.database import Database
from api.downloads.offer import Downloads
from api.errors import NotReadyError


class Editions:
    """Looks for the newest edition, which stays equal for as long as nothing has changed.

    It looks once for all requests of one turn of the event loop. Each of them had come before it
    looked, so none is shown less than was there when it came.
    """

    def __init__(self, database: Database, downloads: Downloads) -> None:
        self._database = database
        self._downloads = downloads
        self._seen: object = None

    async def __call__(self, *, fresh: bool = False) -> object:
        """Return it, as of now if it is to be `fresh`; None where it cannot be told."""
        if self._seen and not fresh:
            return self._seen
        try:
            found = await self._database.edition(fresh=fresh), self._downloads.state()
        except NotReadyError:
            return None
        if not self._seen:
            asyncio.get_running_loop().call_soon(self._forget)
        self._seen = found
        return found

    def _forget(self) -> None:
        self._seen = None
