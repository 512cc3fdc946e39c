"""A document is parsed and validated once, and is answered each time as if it were the first."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
import strawberry
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema import schema as strawberrys

from api.context import Context
from api.database import Database
from api.documents import Documents, KnownDocuments
from api.limits.declared import DEFAULT
from api.schema import documents, schema
from tests.asking import answer, ask

GOOD = "query ($id: ID!) { person(id: $id) { id } }"
TOO_DEEP = "{" + "a{" * (DEFAULT.depth + 1) + "b" + "}" * (DEFAULT.depth + 2)
BAD = ["{", "{ nothing }", TOO_DEEP, "mutation { x }", "query ($x: Nothing) { __typename }"]


@pytest.fixture
def work() -> Iterator[mock.Mock]:
    """What is parsed and what is validated while the test runs."""
    seen = mock.Mock()
    with (
        mock.patch.object(strawberrys, "parse", seen.parse),
        mock.patch.object(strawberrys, "validate_document", seen.validate),
    ):
        seen.parse.side_effect = parse
        seen.validate.return_value = []
        yield seen


async def test_a_good_document_is_parsed_and_validated_once(
    world_database: Database, work: mock.Mock
) -> None:
    for n in range(3):
        await ask(world_database, f"# {work}\n{GOOD}", id=f"person/{n}")

    assert work.parse.call_count == 1
    assert work.validate.call_count == 1


async def test_the_variables_of_one_request_are_not_those_of_the_next(
    world_database: Database,
) -> None:
    query = "{ people(first: 2) { nodes { id } } }"
    ids = [each["id"] for each in (await ask(world_database, query))["people"]["nodes"]]

    answers = [await ask(world_database, GOOD, id=each) for each in (*ids, "person/nobody")]

    assert answers == [{"person": {"id": ids[0]}}, {"person": {"id": ids[1]}}, {"person": None}]


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_document_has_the_same_errors_each_time_and_is_not_kept(
    world_database: Database, bad: str
) -> None:
    async def errors() -> list[Any]:
        try:
            result = await answer(world_database, bad)
        except Exception as error:  # noqa: BLE001 - of whatever kind, the next must be the same
            return [str(error)]
        return [each.formatted for each in result.errors or ()]

    first = await errors()
    assert first
    assert await errors() == first
    assert documents.get(bad) is None


async def test_a_document_of_two_operations_is_refused_also_when_it_is_known(
    world_database: Database,
) -> None:
    two = "query A { __typename } query B { __typename }"

    for _ in range(2):
        named = await schema.execute(two, operation_name="B", context_value=Context(world_database))
        unnamed = await answer(world_database, two)
        assert named.errors is None
        assert unnamed.errors is not None
        assert "operationName" in unnamed.errors[0].message


async def test_a_document_known_to_one_schema_is_not_known_to_another() -> None:
    one, other = Documents(), Documents()
    await small(one).execute("{ word }")

    @strawberry.type
    class Query:
        other: str = ""

    another = strawberry.Schema(Query, extensions=[lambda: KnownDocuments(other)])
    refused = await another.execute("{ word }")

    assert one.get("{ word }")
    assert refused.errors


def small(documents: Documents) -> strawberry.Schema:
    """Return a schema of one field."""

    @strawberry.type
    class Query:
        word: str = ""

    return strawberry.Schema(Query, extensions=[lambda: KnownDocuments(documents)])


@given(st.lists(st.integers(0, 30), max_size=60))
def test_those_asked_for_last_are_kept_within_both_bounds(asked: list[int]) -> None:
    documents = Documents(most=5, longest=200)
    texts = ["{" + "a " * n + "}" for n in range(1, 32)]
    document = parse("{ a }")
    last: list[str] = []

    for n in asked:
        text = texts[n]
        if documents.get(text) is None:
            documents.keep(text, document)
        if len(text) <= 20:
            last = [*(each for each in last if each != text), text][-5:]

    kept = [text for text in texts if text in documents._found]
    assert sorted(kept) == sorted(last)
    assert documents._length == sum(map(len, kept)) <= 200


def test_the_oldest_go_when_all_together_are_too_long() -> None:
    documents = Documents(most=100, longest=100)
    for n in range(30):
        documents.keep(f"{{ a{n:04} }}", parse("{ a }"))

    assert documents._length <= 100
    assert documents.get("{ a0000 }") is None
    assert documents.get("{ a0029 }")
