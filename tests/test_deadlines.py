"""A request ends at its deadline, and so does all that works for it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import URL

from api.answers import Question
from api.app import create_app
from api.context import Context
from api.database import Database
from api.desk import Desk
from api.errors import BusyError, TooLongError
from api.limits.declared import Limits
from api.schema import documents, schema
from api.settings import Settings
from api.turns import COSTLY, Turns
from fixtures.load import load
from models.database import connect_url
from tests.editions import edition as dataset
from tests.served import served
from tests.test_answers import ALLOWED

QUERY = "{ people(first: 1) { nodes { id } } }"
SLEEP = sa.text("SELECT pg_sleep(60)")


class Slow(Context):
    """A request that waits for ever."""

    async def rows(self, *_: Any) -> Any:
        await asyncio.sleep(600)


async def edition(*, fresh: bool = False) -> object:
    return fresh


async def test_a_request_is_given_up_at_its_deadline(world_database: Database) -> None:
    desk = Desk(schema, documents, lambda: Slow(world_database), edition, None, deadline=0.05)

    answer = await desk.answer(Question(QUERY, "null", None), None, ALLOWED)

    told = json.loads(answer.body)
    assert "data" not in told
    [error] = told["errors"]
    assert error["extensions"]["code"] == "DEADLINE"
    assert "0.05 seconds" in error["message"]
    assert answer.failed


@pytest.fixture
def seeded(postgres_url: str) -> URL:
    """A PostgreSQL with a small dataset."""
    url = connect_url(postgres_url)
    load(dataset(1), url, print)
    return url


@pytest.fixture
async def server(seeded: URL) -> AsyncIterator[Database]:
    """The same, as a server sees it."""
    async with served(seeded) as database:
        yield database


async def test_what_is_given_up_leaves_no_statement_running(server: Database) -> None:
    context = Context(server)
    waits = asyncio.create_task(context.rows(SLEEP))
    await until(lambda: sleeping(server.url) == 1)

    waits.cancel()
    await asyncio.wait_for(context.close(), 5)

    await until(lambda: sleeping(server.url) == 0)
    again = Context(server)
    assert list(await again.rows(sa.select(1))) == [(1,)]
    await again.close()


async def test_a_statement_has_a_deadline_of_its_own(
    seeded: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.database.SECONDS", 0.1)
    async with served(seeded) as database:
        context = Context(database)
        with pytest.raises(TooLongError):
            await context.rows(SLEEP)
        await context.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds of another process."""
    for _ in range(500):
        if await asyncio.to_thread(holds):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


def sleeping(url: URL) -> int:
    """Count the statements that sleep."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    looks = (
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active'"
    )
    with psycopg.connect(plain) as connection:
        [(count,)] = connection.execute(f"{looks} AND pid <> pg_backend_pid()")
    return int(count)


async def test_costly_operations_take_turns_and_cheap_ones_do_not_wait() -> None:
    turns, ends = Turns(most_waiting=1), asyncio.Event()
    order: list[str] = []

    async def run(name: str, cost: int) -> None:
        async with turns.of(cost):
            order.append(name)
            if cost >= COSTLY:
                await ends.wait()

    first = asyncio.create_task(run("first", COSTLY))
    second = asyncio.create_task(run("second", COSTLY))
    await asyncio.sleep(0)
    await run("cheap", COSTLY - 1)
    assert order == ["first", "cheap"]
    with pytest.raises(BusyError):
        await run("third", COSTLY)
    ends.set()
    await asyncio.gather(first, second)
    assert order == ["first", "cheap", "second"]


async def test_whoever_finds_too_many_waiting_is_told_to_come_again(
    world_database: Database,
) -> None:
    turns = Turns(most_waiting=0)
    many = "{ people(first: 200) { nodes { roles(first: 200) { nodes { id } } } } }"
    desk = Desk(
        schema,
        documents,
        lambda: Context(world_database, turns=turns),
        edition,
        None,
        limits=Limits(cost=100_000),
        turns=turns,
    )
    async with turns.of(COSTLY):
        answer = await desk.answer(Question(many, "null", None), None, ALLOWED)

    [error] = json.loads(answer.body)["errors"]
    assert (answer.status, error["extensions"]["code"]) == (429, "BUSY")


async def test_work_for_a_client_that_left_is_broken_off(
    world_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.presence.AFTER", 0.01)
    ended = asyncio.Event()

    class Waiting(Desk):
        async def answer(self, *_: Any) -> Any:
            try:
                await asyncio.sleep(600)
            finally:
                ended.set()

    messages = [{"type": "http.request", "body": b'{"query": "{ __typename }"}'}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    app = create_app(Settings(database_url=world_database.url.render_as_string(False)))
    endpoint: Any = app._app
    endpoint._desk = Waiting(schema, documents, lambda: Context(world_database), edition, None)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    await asyncio.wait_for(app(scope, receive, send), 5)

    assert ended.is_set()
    assert sent == []
