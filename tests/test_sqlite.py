"""SQLite in the thread of the event loop: what takes too long ends, and nobody waits for long."""

import asyncio
from collections.abc import AsyncIterator
from unittest import mock

import pytest
from sqlalchemy import text
from sqlmodel import select

import models
from api import sqlite
from api.context import Context
from api.database import Database
from api.errors import TooLongError
from models.database import connect_url
from tests.editions import edition
from tests.seeding import seed

ENDLESS = text(
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)
ENDLESS_ROWS = text(
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i > 9"
)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    seed(sqlite_url, edition(1))
    made = Database(connect_url(sqlite_url))
    yield made
    await made.close()


@pytest.mark.parametrize("statement", [ENDLESS, ENDLESS_ROWS])
async def test_a_statement_without_end_is_stopped_and_said_so(
    database: Database, statement: object
) -> None:
    request = Context(database)
    with (
        mock.patch.object(sqlite, "SECONDS", 0.05),
        pytest.raises(TooLongError, match="smaller pages") as told,
    ):
        await request.rows(statement)
    found = await request.rows(select(models.Person.id))  # as before
    await request.close()

    assert told.value.extensions == {"code": "DEADLINE"}
    assert len(found) == len(edition(1).of(models.Person))


async def test_the_next_statement_has_a_deadline_of_its_own(database: Database) -> None:
    request = Context(database)
    with mock.patch.object(sqlite, "SECONDS", 0.2):
        await request.rows(select(models.Person.id))
        await asyncio.sleep(0.25)
        await request.rows(
            text(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100000) "
                "SELECT count(*) FROM n"
            )
        )
    await request.close()


async def test_a_streamed_statement_has_no_deadline(database: Database) -> None:
    with mock.patch.object(sqlite, "SECONDS", 0.0):
        async with database.snapshot() as session:
            connection = await session.connection()
            async with connection.stream(ENDLESS_ROWS) as found:
                assert len(await found.fetchmany(100_000)) == 100_000


async def test_others_have_their_turn_between_two_statements(database: Database) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(other())
    request = Context(database)
    for _ in range(5):
        before = turns
        await request.rows(select(models.Person.id))
        assert turns > before
    await request.close()
    waiting.cancel()
