"""What plans keep from request to request is of the release that is asked, and bounded."""

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import parse

from api.answers import Question
from api.context import Context
from api.database import Database
from api.desk import Desk
from api.newest import AGE
from api.plan import Plans, plans
from api.plan.context import PlanContext
from api.plan.kept import FIELDS_OF_A_ROW, ROWS_OF_A_PLAN, Found, Kept
from api.plan.selecting import Plan
from api.schema import documents, schema
from fixtures.load import load
from models.database import connect_url
from tests.asking import WIDE
from tests.editions import edition
from tests.seeding import connected
from tests.test_answers import ALLOWED, PEOPLE

MANY = 10_000


class Server:
    """A desk that answers by plan and keeps rows, over a database of the first edition."""

    def __init__(self, database: Database, rows: int = MANY) -> None:
        self.database = database
        self.plans = Plans(schema, database, rows=rows)
        self.desk = Desk(
            schema,
            documents,
            lambda: Context(database, limits=WIDE),
            self.edition,
            None,
            plans=self.plans,
            limits=WIDE,
        )

    async def edition(self, *, fresh: bool = False) -> object:
        """Return what the server knows of the database."""
        return await self.database.edition(fresh=fresh)

    async def rows(self) -> int:
        """Return about how many rows it keeps."""
        snapshot = await self.plans._reader.open()
        await snapshot.close()
        return snapshot.kept._rows

    async def ask(self, query: str = PEOPLE, **variables: Any) -> Any:
        """Ask a question, by plan but for the first time."""
        question = Question(query, json.dumps(variables), None)
        answer = await self.desk.answer(question, variables, ALLOWED)
        return json.loads(answer.body)["data"]

    async def version(self) -> int:
        """Ask for all people and their roles; return the release that all of them are of."""
        data = await self.ask()
        version: int = data["dataset"]["version"]
        people = data["people"]["nodes"]
        titles = {role["title"] for person in people for role in person["roles"]["nodes"]}
        assert f"person/guest-{version}" in {person["id"] for person in people}
        assert f"Lead {version}" in titles
        return version


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    url = connect_url(database_url)
    load(edition(1), url, print)
    database = Database(url)
    made = Server(database)
    await made.version()  # from here on the document is known to be good
    yield made
    await database.close()


async def test_what_was_asked_before_costs_no_statement(
    server: Server, statements: list[str]
) -> None:
    query = "query ($id: ID!) { person(id: $id) { name roles { nodes { title } } } }"
    first = [await server.ask(query, id="ada") for _ in range(2)][-1]
    statements.clear()

    assert await server.ask(query, id="ada") == first
    assert statements == []


async def test_nothing_is_kept_where_no_row_may_be(server: Server, statements: list[str]) -> None:
    forgetful = Server(server.database, rows=0)
    query = '{ person(id: "ada") { name } }'
    await forgetful.ask(query)
    statements.clear()
    await forgetful.ask(query)

    assert [each for each in statements if "FROM person" in each]


async def test_an_object_whose_arguments_change_is_made_anew(server: Server) -> None:
    query = "query ($kind: [NameKind!]) { people { nodes { names(kind: $kind) { text } } } }"

    async def texts(kind: str) -> set[str]:
        people = (await server.ask(query, kind=[kind]))["people"]["nodes"]
        return {name["text"] for person in people for name in person["names"]}

    primary, native = {"Ada", "Guest"}, {"Adà"}
    kinds = ("PRIMARY", "FORMER", "PRIMARY", "FORMER")
    assert [await texts(kind) for kind in kinds] == [primary, native, primary, native]


async def test_a_new_release_is_answered_from(server: Server) -> None:
    seen = []
    for number in (2, 3):
        await asyncio.to_thread(load, edition(number), server.database.url, print)
        if server.database.dialect == "postgresql":
            await asyncio.sleep(AGE)
        seen += [await server.version() for _ in range(2)]

    assert seen == [2, 2, 3, 3]


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_an_answer_during_which_a_release_comes_is_of_one_of_them(
    server: Server, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    asked, read = 0, PlanContext.rows

    async def rows(context: PlanContext, *given: Any) -> Sequence[Any]:
        nonlocal asked
        asked += 1
        if asked == before:
            await asyncio.to_thread(load, edition(2), server.database.url, print)
        return await read(context, *given)

    monkeypatch.setattr(PlanContext, "rows", rows)
    forgetful = Server(server.database, rows=0)

    assert await forgetful.version() in (1, 2)
    assert asked >= before
    if server.database.dialect == "postgresql":
        await asyncio.sleep(AGE)
    assert await forgetful.version() == 2


async def test_many_askers_see_whole_releases_and_never_an_older_one_again(server: Server) -> None:
    async def asker() -> list[int]:
        seen = []
        while not seeding.done():
            seen.append(await server.version())
            await asyncio.sleep(0)
        return seen

    def releases() -> None:
        for number in (2, 3, 4):
            load(edition(number), server.database.url, print)

    seeding = asyncio.create_task(asyncio.to_thread(releases))
    for seen in await asyncio.gather(*(asker() for _ in range(4))):
        assert seen == sorted(seen)


async def test_what_a_plan_has_found_goes_when_it_does(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[weakref.ref[Plan]] = []

    class Watched(Plan):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            made.append(weakref.ref(self))

    monkeypatch.setattr(plans, "Plan", Watched)
    monkeypatch.setattr(plans, "MOST_FIELDS", 5)
    few, many = "{ people { nodes { name } } }", "{ people { nodes { name slug } } }"
    for query in (few, few, many):
        await server.plans.answer(query, parse(query), None, None)
    gc.collect()

    assert [plan() is not None for plan in made] == [True, True]
    await server.plans.answer("{ __typename }", parse("{ __typename }"), None, None)
    gc.collect()
    assert [plan() is not None for plan in made] == [False, True, True]


async def test_an_object_of_many_fields_takes_the_room_of_many(server: Server) -> None:
    narrow, wide = Server(server.database), Server(server.database)
    names = " ".join(f"a{number}: name" for number in range(20 * FIELDS_OF_A_ROW))
    for _ in range(2):
        await narrow.ask("{ people { nodes { roles { totalCount } } } }")
        await wide.ask(f"{{ people {{ nodes {{ roles {{ totalCount }} {names} }} }} }}")

    people = len((await server.ask("{ people { nodes { id } } }"))["people"]["nodes"])
    assert await wide.rows() - await narrow.rows() == 20 * people


class Asked:
    """A plan, as far as it matters here."""

    found: tuple[Kept, Found] | None = None


def test_all_is_forgotten_when_it_is_much() -> None:
    kept, plan = Kept(ROWS_OF_A_PLAN + 3), Asked()
    kept.of(plan)["batch",] = {"key": "value"}
    kept.count(2)
    assert kept.of(plan)
    kept.count(2)

    assert not kept.of(plan)


def test_plans_do_not_share_what_they_have_found() -> None:
    kept, one, other = Kept(10), Asked(), Asked()
    kept.of(one)["batch",] = {"key": "value"}

    assert not kept.of(other)


def test_nothing_of_one_release_is_found_in_another() -> None:
    old, new, plan = Kept(10_000), Kept(10_000), Asked()
    old.of(plan)["batch",] = {"key": "value"}
    assert not new.of(plan)

    old.forget()
    new.of(plan)["batch",] = {"key": "newer"}

    assert not old.of(plan)


async def test_a_database_that_was_made_anew_is_never_mixed_with_the_old_one(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first release has the number that the old one's had, and no look tells them apart."""
    url = connect_url(postgres_url)
    load(edition(1), url, print)
    database = Database(url)
    server = Server(database)
    query = (
        "query ($first: Int) { people(first: $first) { nodes { id roles { nodes { title } } } } }"
    )
    for _ in range(2):
        await server.ask(query, first=2)
    monkeypatch.setattr("api.newest.AGE", 3600)

    with connected(postgres_url) as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
        connection.commit()
    await asyncio.to_thread(load, edition(5), url, print)
    text = json.dumps(await server.ask(query, first=10))
    await database.close()

    assert ("guest-1" in text, "Lead 1" in text) == (False, False)
    assert ("guest-5" in text, "Lead 5" in text) == (True, True)
