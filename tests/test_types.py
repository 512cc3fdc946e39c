"""What the types answer beyond their columns: names, evidence, confidence, trees, money."""

from typing import Any

from graphql import GraphQLNonNull, get_named_type, is_leaf_type
from sqlalchemy import URL

from api.database import Database
from api.schema import schema
from api.types import NODES
from tests.asking import ask


async def test_every_record_answers_every_field(dataset_url: URL) -> None:
    """Every field of every type, of every record there is, without an error."""
    database = Database(dataset_url)
    fields = {name: scalar_fields(name) for name in (kind.__name__ for kind in NODES)}
    fragments = " ".join(f"... on {name} {{ {' '.join(some)} }}" for name, some in fields.items())
    cursor, count = None, 0
    while True:
        query = """query ($after: String) { changes(since: 0, first: 200, after: $after) {
            nodes { recordId } pageInfo { hasNextPage endCursor } } }"""
        page = (await ask(database, query, after=cursor))["changes"]
        ids = [change["recordId"] for change in page["nodes"]]
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id {fragments} }} }}"
        found = await ask(database, query, ids=ids)
        count += len(found["nodes"])
        assert [node["id"] for node in found["nodes"]] == ids
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    await database.close()

    assert count > 300


def scalar_fields(name: str) -> list[str]:
    """Return selections of all fields of a type, one level deep."""
    kind: Any = schema._schema.type_map[name]
    found = []
    for field, about in kind.fields.items():
        if any(isinstance(argument.type, GraphQLNonNull) for argument in about.args.values()):
            continue
        target = get_named_type(about.type)
        inner = "" if is_leaf_type(target) else " { __typename }"
        found.append(f"{name}_{field}: {field}{inner}")
    return found
