"""An answer is given again for as long as nothing of what it is made from has changed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from strawberry.types.graphql import OperationType

from api.answers import BESIDES, Answer, Answers, Question
from api.app import create_app
from api.context import Context
from api.database import Database
from api.desk import Desk
from api.newest import AGE
from api.schema import documents, schema
from api.settings import Settings
from fixtures.load import load
from models.database import connect_url
from tests.editions import edition
from tests.exporting import exported
from tests.seeding import seed

ALLOWED = OperationType.from_http("POST")
PEOPLE = "{ dataset { version } people { nodes { id roles { nodes { title } } } } }"
VERSION = "{ dataset { version hash } }"
ROLES = "query ($first: Int, $order: [RoleOrder!]) { roles(first: $first, orderBy: $order) \
{ nodes { id } } }"


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """A client of a server of the first edition, which may be changed."""
    seed(database_url, edition(1))
    with TestClient(create_app(Settings(database_url=database_url, rows=0))) as made:
        yield made


def post(client: TestClient, query: str, variables: str = "null") -> Any:
    body = f'{{"query": {json.dumps(query)}, "variables": {variables}}}'
    return client.post(
        "/graphql", content=body, headers={"content-type": "application/json"}
    ).json()


def test_the_same_question_is_executed_once(client: TestClient, statements: list[str]) -> None:
    first = post(client, ROLES, '{"first": 2, "order": [{"field": "START", "direction": "DESC"}]}')
    assert "errors" not in first
    count = len(statements)
    again = post(client, ROLES, '{"order":[{"direction":"DESC","field":"START"}],"first":2}')

    assert first == again
    assert count == len(statements) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [('{"first": 1}', '{"first": 2}'), ('{"first": null}', '{"first": NaN}'), ("{}", "null")],
)
def test_other_variables_are_another_question(
    client: TestClient, statements: list[str], one: str, other: str
) -> None:
    post(client, ROLES, one)
    statements.clear()
    answered = post(client, ROLES, other)

    assert "errors" in answered or statements


def test_another_operation_of_the_document_is_another_question(client: TestClient) -> None:
    query = "query A { dataset { version } } query B { dataset { hash } }"

    answers = [
        client.post("/graphql", json={"query": query, "operationName": name}).json()["data"]
        for name in "ABAB"
    ]

    assert answers[:2] == answers[2:]
    assert [list(each["dataset"]) for each in answers[:2]] == [["version"], ["hash"]]


def released(database_url: str, number: int) -> None:
    """Seed an edition, and wait until every server must know."""
    seed(database_url, edition(number))
    if "postgresql" in database_url:
        time.sleep(AGE)


def test_a_new_release_is_answered_from_at_once_or_a_moment_later(
    client: TestClient, database_url: str
) -> None:
    seen = []
    for number in (1, 2, 3):
        released(database_url, number)
        seen += [post(client, VERSION)["data"]["dataset"] for _ in range(3)]

    assert [each["version"] for each in seen] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_release_of_content_that_was_there_before_is_a_new_one(
    client: TestClient, database_url: str
) -> None:
    first = post(client, VERSION)["data"]["dataset"]
    released(database_url, 2)
    post(client, VERSION)
    released(database_url, 1)

    assert post(client, VERSION)["data"]["dataset"] == {"version": 3, "hash": first["hash"]}


def test_downloads_that_come_later_are_listed(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    directory = tmp_path / "downloads"
    settings = Settings(database_url=sqlite_url, downloads=str(directory))
    query = "{ dataset { downloads { filename } } }"
    with TestClient(create_app(settings)) as client:
        before = post(client, query)["data"]["dataset"]["downloads"]
        exported(connect_url(sqlite_url), directory)
        after = post(client, query)["data"]["dataset"]["downloads"]

    assert before == []
    assert after


def test_a_question_asked_before_there_is_a_dataset_is_answered_when_there_is(
    database_url: str,
) -> None:
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        refused = post(client, VERSION)
        seed(database_url, edition(1))
        answered = post(client, VERSION)

    assert refused["errors"][0]["extensions"] == {"code": "NOT_READY"}
    assert answered["data"]["dataset"]["version"] == 1


def test_no_answer_is_kept_where_that_is_off(database_url: str, statements: list[str]) -> None:
    seed(database_url)
    with TestClient(create_app(Settings(database_url=database_url, answers=0, rows=0))) as client:
        post(client, ROLES)
        statements.clear()
        post(client, ROLES)

    assert statements


class Interrupted(Context):
    """A request during which, before its nth statement, the second edition is seeded."""

    left = 0

    async def rows(self, *given: Any) -> Sequence[Any]:
        """Seed first, when it is time."""
        self.left -= 1
        if self.left == 0:
            await asyncio.to_thread(load, edition(2), self.database.url, print)
        return await super().rows(*given)


class Stand:
    """A desk over a database, and contexts prepared for it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.contexts: list[Context] = []
        self.desk = Desk(schema, documents, self.context, database.edition, Answers(10**6))

    def context(self) -> Context:
        """Return a context prepared by the test, or else a usual one."""
        return self.contexts.pop() if self.contexts else Context(self.database)

    async def ask(self) -> Any:
        """Ask for all people and their roles; return the release that all of them are of."""
        answer = await self.desk.answer(Question(PEOPLE, "null", None), None, ALLOWED)
        data = json.loads(answer.body)["data"]
        version = data["dataset"]["version"]
        people = data["people"]["nodes"]
        titles = {role["title"] for person in people for role in person["roles"]["nodes"]}
        assert f"person/guest-{version}" in {person["id"] for person in people}
        assert f"Lead {version}" in titles
        return version


@pytest.fixture
async def stand(database_url: str) -> AsyncIterator[Stand]:
    url = connect_url(database_url)
    load(edition(1), url, print)
    database = Database(url)
    yield Stand(database)
    await database.close()


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_an_answer_during_which_a_release_came_is_not_given_again(
    stand: Stand, before: int
) -> None:
    request = Interrupted(stand.database)
    request.left = before
    stand.contexts.append(request)

    during = await stand.ask()
    after = [await stand.ask() for _ in range(3)]

    assert request.left <= 0
    assert during in (1, 2)
    assert after == [2, 2, 2]


async def test_many_askers_see_whole_releases_and_never_an_older_one_again(stand: Stand) -> None:
    async def asker() -> list[int]:
        seen = []
        while not seeding.done():
            seen.append(await stand.ask())
        return seen

    def releases() -> None:
        for number in (2, 3, 4):
            load(edition(number), stand.database.url, print)

    seeding = asyncio.create_task(asyncio.to_thread(releases))
    for seen in await asyncio.gather(*(asker() for _ in range(4))):
        assert seen == sorted(seen)
    await seeding
    assert await stand.ask() == 4


async def test_looks_at_the_newest_release_are_shared_and_as_fresh_as_asked_for(
    postgres_url: str,
) -> None:
    url = connect_url(postgres_url)
    database = Database(url)
    for number in (1, 2, 3):
        await asyncio.to_thread(load, edition(number), url, print)
        looks = (database.edition(fresh=True) for _ in range(20))
        seen: list[Any] = [*await asyncio.gather(*looks), await database.edition()]
        assert {each.release.version for each in seen} == {number}
    await database.close()


def question(text: str) -> Question:
    return Question(text, "null", None)


def answered(body: bytes, *, failed: bool = False) -> Answer:
    return Answer(body, failed)


def test_a_failed_answer_is_not_kept() -> None:
    answers = Answers(10**6)
    answers.get(1, question("a"))
    answers.keep(1, question("a"), answered(b"{}", failed=True))

    assert answers.get(1, question("a")) is None


def test_an_answer_from_another_edition_is_neither_kept_nor_found() -> None:
    answers = Answers(10**6)
    answers.get(1, question("a"))
    answers.keep(1, question("a"), answered(b"1"))
    answers.keep(2, question("b"), answered(b"2"))

    assert answers.get(1, question("a"))
    assert answers.get(1, question("b")) is None
    assert answers.get(2, question("a")) is None
    assert answers.get(1, question("a")) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3_000)), max_size=80))
def test_answers_stay_within_their_bytes_and_the_last_is_kept(asked: list[tuple[int, int]]) -> None:
    most = 8 * (2_000 + BESIDES)
    answers = Answers(most)
    for number, length in asked:
        each = question(f"{number}")
        if answers.get(1, each) is None:
            answers.keep(1, each, answered(b"x" * length))
            assert (answers.get(1, each) is not None) == (
                2 * length <= 2_000 - 4 * len(f"{number}null")
            )
        assert answers._bytes <= most

    found = answers._found.items()
    assert answers._bytes == sum(
        4 * (len(each.query) + 4) + 2 * len(it.body) + BESIDES for each, it in found
    )
