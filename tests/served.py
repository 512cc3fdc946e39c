"""Databases of made-up rows, as a server sees them."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import URL

from api.database import Database
from fixtures.load import load
from fixtures.rows import Rows


def database_of(rows: Rows) -> Any:
    """Make a fixture: the URL of a database of each kind that holds some rows."""

    @pytest.fixture(scope="module")
    def url(lasting_url: Callable[[], URL]) -> URL:
        made = lasting_url()
        load(rows, made, print)
        return made

    return url


@contextlib.asynccontextmanager
async def served(url: URL) -> AsyncIterator[Database]:
    """Open a database, and close it."""
    database = Database(url)
    await database.check()  # as a server does first
    yield database
    await database.close()
