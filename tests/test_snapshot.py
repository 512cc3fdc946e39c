"""One answer is one release, also while another is being seeded."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlmodel import select

import models
from api.context import Context
from api.database import Database
from api.schema import schema
from fixtures.load import load
from fixtures.rows import Rows
from models.database import connect_url
from tests.asking import ask
from tests.world import world

QUERY = """
{
  dataset { version hash counts { people roles } }
  people { nodes { id names { text } roles { nodes { title organization { name } } } } }
  models { totalCount nodes { name developers { name } } }
}
"""


def renamed() -> Rows:
    """Return the made-up dataset with every name and title changed, and some records gone."""
    rows = world(people=4)
    for name in rows.of(models.Name):
        name.text += " anew"
    for role in rows.of(models.Role):
        role.title = "Anew"
    return rows


class Interrupted(Context):
    """A request during which, before its nth statement, a new release is seeded."""

    def __init__(self, database: Database, url: URL, before: int) -> None:
        super().__init__(database)
        self.url, self.left = url, before

    async def rows(self, *given: Any) -> Sequence[Any]:
        """Seed first, when it is time."""
        self.left -= 1
        if self.left == 0:
            await asyncio.to_thread(load, renamed(), self.url, print)
        return await super().rows(*given)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The made-up dataset, which may be changed."""
    url = connect_url(database_url)
    load(world(), url, print)
    made = Database(url)
    yield made
    await made.close()


@pytest.mark.parametrize("before", [2, 3, 5, 8])
async def test_a_seeding_between_two_batches_does_not_show(database: Database, before: int) -> None:
    old = await ask(database, QUERY)
    request = Interrupted(database, database.url, before)
    during = await schema.execute(QUERY, context_value=request)
    new = await ask(database, QUERY)

    assert request.left < 0
    assert during.errors is None
    assert during.data == old
    assert new["dataset"]["version"] == old["dataset"]["version"] + 1
    assert all(
        name["text"].endswith(" anew")
        for person in new["people"]["nodes"]
        for name in person["names"]
    )


async def test_many_readers_never_see_a_mixture(database: Database) -> None:
    old = await ask(database, QUERY)
    seeding = asyncio.create_task(asyncio.to_thread(load, renamed(), database.url, print))
    seen = []
    while not seeding.done():
        seen += await asyncio.gather(*(ask(database, QUERY) for _ in range(4)))
    await seeding
    new = await ask(database, QUERY)

    assert new != old
    assert all(answer in (old, new) for answer in seen)


# graphql-core leaves resolvers that had not begun.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("statement", range(1, 8))
async def test_a_request_that_is_cancelled_gives_its_snapshot_back(
    database: Database, statement: int
) -> None:
    class Cancelled(Context):
        left = statement

        async def rows(self, *given: Any) -> Sequence[Any]:
            self.left -= 1
            if self.left == 0:
                request.cancel()
            return await super().rows(*given)

    request = asyncio.create_task(schema.execute(QUERY, context_value=Cancelled(database)))
    with pytest.raises(asyncio.CancelledError):
        await request
    await asyncio.sleep(0.01)  # batches that nobody waits for end too

    assert database._current
    assert database._current.users == 0
    assert database._current.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_a_request_that_is_over_asks_for_nothing_more(database: Database) -> None:
    request = Context(database)
    await request.close()

    with pytest.raises(RuntimeError, match="over"):
        await request.rows(select(models.Person))
    assert database._current is None


async def test_a_retired_file_is_let_go_when_its_last_reader_ends(database: Database) -> None:
    async with database.snapshot():
        load(renamed(), database.url, print)
        async with database.snapshot():
            held = database._current
    assert held is not None
    assert held.users == 0


@pytest.mark.parametrize("name", ["a#b.db", "a?b.db", "a%41b.db", "a b.db"])
def test_any_file_name_is_served_and_only_read(tmp_path: Path, name: str) -> None:
    url = URL.create("sqlite", database=str(tmp_path / name))
    load(world(), url, print)
    before = sorted(tmp_path.iterdir())

    async def version() -> dict[str, Any]:
        database = Database(url)
        found = await ask(database, "{ dataset { version } }")
        await database.close()
        return found

    assert asyncio.run(version()) == {"dataset": {"version": 1}}
    assert sorted(tmp_path.iterdir()) == before


async def test_a_file_cannot_be_written_in_place_while_a_request_reads_it(sqlite_url: str) -> None:
    url = connect_url(sqlite_url)
    load(world(), url, print)
    database = Database(url)
    request = Context(database)
    await request.rows(select(models.Person.id))
    with closing(sqlite3.connect(url.database or "", timeout=0)) as writer:
        with pytest.raises(sqlite3.OperationalError, match="locked"), writer:
            writer.execute("UPDATE person SET name_sort = 'x'")
        await request.close()
        with writer:
            writer.execute("UPDATE person SET name_sort = 'x'")
    await database.close()
