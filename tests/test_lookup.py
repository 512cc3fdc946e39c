"""Finding records: by slug, by id, by a retired id; and not finding them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

import models
from api.database import Database
from fixtures.load import load
from fixtures.rows import Rows
from models.database import connect_url
from tests.asking import answer, ask
from tests.world import world


def with_redirects() -> Rows:
    """Return the made-up dataset, in which some records had other ids once."""
    rows = world()
    rows.redirects = {
        "person/old-name": "person/person-1",
        "role/old-name.key-3": "role/person-1.key-3",
        "organization/old-lab": "organization/organization-0",
    }
    return rows


@pytest.fixture
async def renamed(database_url: str) -> AsyncIterator[Database]:
    """That dataset, as a server sees it."""
    url = connect_url(database_url)
    load(with_redirects(), url, print)
    database = Database(url)
    yield database
    await database.close()


FOUND = {
    'person(id: "person-1")': "person/person-1",
    'person(id: "person/person-1")': "person/person-1",
    'person(id: "old-name")': "person/person-1",
    'node(id: "person/old-name")': "person/person-1",
    'node(id: "role/old-name.key-3")': "role/person-1.key-3",
    'node(id: "source/source-0")': "source/source-0",
    'organization(id: "old-lab")': "organization/organization-0",
    'model(id: "model-0")': "model/model-0",
    'source(id: "source-0")': "source/source-0",
    'person(id: "organization/organization-0")': None,
    'person(id: "Person-1")': None,
    'node(id: "person-1")': None,
    'node(id: "nothing/person-1")': None,
    'node(id: "")': None,
    'node(id: "person/\\u0000")': None,
}


async def test_a_record_is_found_by_slug_id_or_retired_id(renamed: Database) -> None:
    aliases = {f"x{n}": field for n, field in enumerate(FOUND)}
    query = "\n".join(f"{alias}: {field} {{ id }}" for alias, field in aliases.items())
    found = await ask(renamed, f"{{ {query} }}")

    assert [each and each["id"] for each in found.values()] == list(FOUND.values())


async def test_nodes_answer_in_order_with_null_for_what_is_not_there(renamed: Database) -> None:
    query = '{ nodes(ids: ["person/person-1", "x/y", "person/old-name"]) { __typename id } }'
    person = {"__typename": "Person", "id": "person/person-1"}

    assert (await ask(renamed, query))["nodes"] == [person, None, person]


async def test_too_many_nodes_are_refused(renamed: Database) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    result = await answer(renamed, query, ids=["person/person-1"] * 201)

    assert result.errors
    assert "`ids` has 201 ids; it may have 200 at most." in result.errors[0].message


async def test_filters_follow_retired_ids(renamed: Database) -> None:
    query = """{ roles(filter: {person: ["old-name"]}) { nodes { person { id } } } }"""
    roles = (await ask(renamed, query))["roles"]["nodes"]

    assert roles
    assert {role["person"]["id"] for role in roles} == {"person/person-1"}


async def test_a_removed_record_answers_null_and_leaves_a_change(renamed: Database) -> None:
    rows = with_redirects()
    gone = "source/source-extra"
    extra = models.Source(
        id=gone,
        headline="Extra",
        publisher="Paper",
        publisher_folded="paper",
        tier=models.SourceTier.DATASET,
    )
    rows.of(models.Source).append(extra)
    load(rows, renamed.url, print)
    load(with_redirects(), renamed.url, print)
    query = """query ($id: ID!) { node(id: $id) { id } dataset { version }
        changes(since: 1) { nodes { version action recordId fields node { id } } } }"""
    found = await ask(renamed, query, id=gone)
    change: dict[str, Any] = {"recordId": gone, "fields": [], "node": None}

    assert found["node"] is None
    assert found["dataset"] == {"version": 3}
    assert found["changes"]["nodes"] == [
        {"version": 2, "action": "ADDED", **change},
        {"version": 3, "action": "REMOVED", **change},
    ]
