"""Several PostgreSQL servers in one URL: both drivers, and seeding, take the same one."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from api.database import UNREADABLE, Database
from api.errors import NotReadyError
from api.plan.extension import BY_PLAN, counts
from api.plan.readers import LostError, reader
from api.settings import read_settings
from models.database import connect_url
from tests.asking import ask, ask_core
from tests.postgres import free_port
from tests.seeding import seed
from tests.served import served

pytestmark = pytest.mark.skipif(
    not read_settings().plan, reason="They compare plans with graphql-core, and ROSTER_PLAN is off."
)

SETTINGS = "options=-c work_mem=5MB -csearch_path=public"
PEOPLE = "{ dataset { version } people { nodes { name } } }"


@pytest.fixture
def silent() -> Iterator[str]:
    """A host that takes connections, and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def closed() -> str:
    """A host where nobody listens."""
    return f"127.0.0.1:{free_port()}"


async def heard_by_plan(database: Database) -> dict[str, Any]:
    """Return an answer that graphql-core was not needed for."""
    before = counts[BY_PLAN]
    answer = await ask(database, PEOPLE)
    assert counts[BY_PLAN] == before + 1
    return answer


@pytest.mark.parametrize("first", ["silent", "closed"])
async def test_the_next_server_is_asked_where_one_does_not_answer(
    postgres_url: str, first: str, request: pytest.FixtureRequest
) -> None:
    several = postgres_url.replace("@", f"@{request.getfixturevalue(first)},")
    seed(several)
    async with served(connect_url(several)) as database:
        assert await heard_by_plan(database) == await ask_core(database, PEOPLE)


@pytest.mark.parametrize(
    "words",
    ["connect_timeout=5", "application_name=roster", "sslmode=disable", SETTINGS]
    + [f"target_session_attrs={each}" for each in ("any", "primary", "prefer-standby")],
)
async def test_plans_understand_the_words_of_a_url(postgres_url: str, words: str) -> None:
    seed(postgres_url)
    async with served(connect_url(f"{postgres_url}?{words}")) as database:
        assert await heard_by_plan(database) == await ask_core(database, PEOPLE)


async def test_settings_hold_whichever_driver_reads(postgres_url: str) -> None:
    seed(postgres_url)
    show = "SHOW work_mem"
    async with served(connect_url(f"{postgres_url}?{SETTINGS}")) as database:
        async with database.snapshot() as session:
            by_core = await (await session.connection()).exec_driver_sql(show)
            shown = by_core.scalar()
        plans = reader(database, 0)
        database.closing.append(plans.close)
        await plans.open()
        pool: Any = plans._pool  # type: ignore[attr-defined]
        by_plan = await pool.fetchval(show)

    assert (shown, by_plan) == ("5MB", "5MB")


async def test_a_server_that_is_not_as_wanted_is_not_read(postgres_url: str) -> None:
    seed(postgres_url)
    database = Database(connect_url(f"{postgres_url}?target_session_attrs=standby"))
    with pytest.raises(NotReadyError, match=UNREADABLE):
        await database.check()
    await database.close()


LOSSES = {
    "a standby had to undo what was read": "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$",
    "the connection is ended": "SELECT pg_terminate_backend(pg_backend_pid())",
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_read_that_is_lost_says_so_and_the_next_one_is_answered(
    postgres_url: str, loss: str
) -> None:
    seed(postgres_url)
    async with served(connect_url(postgres_url)) as database:
        plans = reader(database, 0)
        database.closing.append(plans.close)
        for _ in range(2):
            with pytest.raises(NotReadyError, match=UNREADABLE):
                async with database.snapshot() as session:
                    await (await session.connection()).exec_driver_sql(LOSSES[loss])
            snapshot = await plans.open()
            with pytest.raises(LostError):
                await snapshot.read(LOSSES[loss], [])
            await snapshot.close()
        assert await heard_by_plan(database) == await ask_core(database, PEOPLE)
