"""Real ids and cursors of a database, for operations that are made up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type

from api.database import Database
from api.schema import schema
from tests.asking import ask

CORE = schema._schema
RECORDS = 15
"""Of how many records of each kind the pages are asked for."""


@dataclass(frozen=True)
class Pool:
    """The ids of records by their kind, and the cursors of each list in each order, by `place`."""

    ids: dict[str, list[str]] = field(repr=False)
    cursors: dict[str, list[str]] = field(repr=False)


def place(kind: str, field: str, order: str = "") -> str:
    """Name the list that a field of a type is, in an order as a document holds it."""
    return f"{kind}.{field} {order}"


async def pool(database: Database) -> Pool:
    """Look for what there is."""
    ids = await _ids(database)
    places: dict[str, str] = {}
    query, flow = CORE.query_type, CORE.type_map["TalentFlow"]
    kinds: Any = CORE.get_possible_types(CORE.type_map["Node"])  # type: ignore[arg-type] # it is one
    inner = " ".join(f"... on {kind.name} {{ id {pages(kind, places)} }}" for kind in kinds)
    text = f"""query ($ids: [ID!]!) {{
        {pages(query, places)} nodes(ids: $ids) {{ {inner} }}
        talentFlows {{ {pages(flow, places)} }}
    }}"""
    some = [record for each in ids.values() for record in each[:RECORDS]]
    cursors: dict[str, list[str]] = defaultdict(list)
    for alias, page in _pages_in(await ask(database, text, ids=some)):
        cursors[places[alias]] += [edge["cursor"] for edge in page["edges"]]
    return Pool(ids, {name: sorted(set(some)) for name, some in cursors.items() if some})


async def _ids(database: Database) -> dict[str, list[str]]:
    ids: dict[str, set[str]] = defaultdict(set)
    after = None
    while True:
        text = """query ($after: String) { changes(since: 0, first: 200, after: $after) {
            nodes { recordId } pageInfo { endCursor hasNextPage }
        } }"""
        page = (await ask(database, text, after=after))["changes"]
        for change in page["nodes"]:
            ids[change["recordId"].partition("/")[0]].add(change["recordId"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return {kind: sorted(some) for kind, some in ids.items()}


def pages(kind: Any, places: dict[str, str]) -> str:
    """Write a page of each list of a type in each order; note which list each alias is."""
    assert isinstance(kind, GraphQLObjectType)
    parts = []
    for name, about in kind.fields.items():
        for order in orders(about) if "after" in about.args else ():
            alias = f"page{len(places)}"
            places[alias] = place(kind.name, name, order)
            given = ["first: 3"]
            given += ["since: 0"] if "since" in about.args else []
            given += [f"orderBy: {order}"] if order else []
            parts.append(f"{alias}: {name}({', '.join(given)}) {{ edges {{ cursor }} }}")
    return " ".join(parts)


def orders(about: GraphQLField) -> Iterator[str]:
    """Write each order of a list by one field, and none, which is its own."""
    yield ""
    if "orderBy" in about.args:
        term: Any = get_named_type(about.args["orderBy"].type)
        for field in get_named_type(term.fields["field"].type).values:
            yield from (f"[{{field: {field}, direction: {way}}}]" for way in ("ASC", "DESC"))


def _pages_in(found: Any) -> Iterator[tuple[str, Any]]:
    """Find the pages in an answer, each with its alias."""
    if isinstance(found, list):
        for each in found:
            yield from _pages_in(each)
    for name, inner in found.items() if isinstance(found, dict) else ():
        if name.startswith("page"):
            yield name, inner
        else:
            yield from _pages_in(inner)
