"""Every connection is one: https://relay.dev/graphql/connections.htm."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from graphql import GraphQLCompositeType, GraphQLObjectType, do_types_overlap, get_named_type

from tests.conformance.lists import (
    SCHEMA,
    Connection,
    composite,
    connections,
    document,
    interface,
    objects,
    way,
)
from tests.running import Running

ALL = list(connections())
KINDS = sorted({each.kind for each in ALL})
CUTS = 5
"""A list is walked in about so many pages."""

LARGEST = 200
ARGUMENTS = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
PAGE_INFO = {
    "hasPreviousPage": "Boolean!",
    "hasNextPage": "Boolean!",
    "startCursor": "String",
    "endCursor": "String",
}
PAGE = "edges { cursor node { %s } } pageInfo { %s }"
NO_CURSORS = ("", "!!!", "é", "Zm9vOmJhcg", "YXJyYXljb25uZWN0aW9uOi05OQ==", "WzFd", "x" * 9_999)


@dataclass(frozen=True)
class Listed:
    """A connection of one object, from which pages are taken."""

    server: Running
    connection: Connection
    frame: str
    total: int

    def answer(self, *arguments: str) -> dict[str, Any]:
        """Return the answer to what asks for a page, errors included."""
        page = PAGE % (told(self.connection.kind), " ".join(PAGE_INFO))
        asked = f"found: {self.connection.asked(*arguments)} {{ {page} }}"
        return self.server.ask(self.frame % asked)

    def page(self, *arguments: str) -> dict[str, Any]:
        """Return a page."""
        answer = self.answer(*arguments)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        while "found" not in found:
            [inner] = found.values()
            found = inner[0] if isinstance(inner, list) else inner
        return dict(found["found"])

    @property
    def size(self) -> int:
        """How many rows a page of a walk has."""
        return min(max(self.total // CUTS, 1), LARGEST)

    def walk(self, size: str, beyond: str, more: str, end: str) -> list[list[Any]]:
        """Return the edges of all pages in one direction."""
        pages: list[list[Any]] = []
        arguments = [f"{size}: {self.size}"]
        for _ in range(self.total + 2):
            page = self.page(*arguments)
            pages.append(page["edges"])
            info = page["pageInfo"]
            assert (info["startCursor"], info["endCursor"]) == ends(page["edges"])
            if not info[more]:
                return pages
            arguments = [f"{size}: {self.size}", f'{beyond}: "{info[end]}"']
        raise AssertionError("the walk does not end")


def told(kind: str) -> str:
    """Write what tells the rows of a connection from each other, besides their cursors."""
    row = get_named_type(composite(kind).fields["nodes"].type)
    assert isinstance(row, GraphQLCompositeType)
    overlap = do_types_overlap(SCHEMA, row, interface("Node"))
    return "__typename ... on Node { id }" if overlap else "__typename"


def ends(edges: list[Any]) -> tuple[str | None, str | None]:
    """Return the cursors of the first and of the last edge."""
    return (edges[0]["cursor"], edges[-1]["cursor"]) if edges else (None, None)


@pytest.fixture(params=ALL, ids=str)
def listed(request: pytest.FixtureRequest, server: Running) -> Listed:
    """The longest list that each connection has among some objects."""
    return longest(server, request.param)


@cache
def longest(server: Running, connection: Connection) -> Listed:
    count = f"{connection.asked('first: 1')} {{ totalCount }}"
    if connection.owner == "Query":
        data = server.data(f"{{ {count} }}")
        return Listed(server, connection, "{ %s }", data[connection.name]["totalCount"])
    if "Node" not in {each.name for each in composite(connection.owner).interfaces}:
        return first_of(server, connection, count)
    path = way(connection.owner)
    found = objects(server.data(f"{{ {document(path, f'id {count}')} }}"), path)
    best = max(found, key=lambda each: each[connection.name]["totalCount"])
    frame = f'{{ node(id: "{best["id"]}") {{ ... on {connection.owner} {{ %s }} }} }}'
    return Listed(server, connection, frame, best[connection.name]["totalCount"])


def first_of(server: Running, connection: Connection, count: str) -> Listed:
    """Return the list of the first object, of those that have no ids."""
    path = way(connection.owner)
    frame = f"{{ {document(path, '%s').replace('first: 20', 'first: 1')} }}"
    [found] = objects(server.data(frame % count), path)
    return Listed(server, connection, frame, found[connection.name]["totalCount"])


def shape(name: str) -> dict[str, str]:
    """Return the types of the fields of a type."""
    return {each: str(about.type) for each, about in composite(name).fields.items()}


def test_the_types_of_the_schema_are_those_that_are_served(server: Running) -> None:
    told = server.data("{ __schema { types { name fields { name type { name } } } } }")
    names = {each["name"] for each in told["__schema"]["types"]}

    assert names == SCHEMA.type_map.keys()
    assert len(ALL) > 30


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_has_edges_and_page_info(kind: str) -> None:
    fields = shape(kind)
    edge = composite(kind).fields["edges"].type
    edges = shape(get_named_type(edge).name)

    assert fields["pageInfo"] == "PageInfo!"
    assert str(edge).strip("!").startswith("[")
    assert edges["cursor"] == "String!"
    assert "[" not in edges["node"]


def test_page_info_tells_where_a_page_is() -> None:
    assert PAGE_INFO.items() <= shape("PageInfo").items()


@pytest.mark.parametrize("connection", ALL, ids=str)
def test_a_connection_takes_the_arguments_of_both_directions(connection: Connection) -> None:
    given = {name: str(about.type) for name, about in connection.field.args.items()}

    assert ARGUMENTS.items() <= given.items()


@pytest.mark.parametrize("kind", [each for each in SCHEMA.type_map if each.endswith("Connection")])
def test_a_type_that_is_called_a_connection_is_an_object(kind: str) -> None:
    assert isinstance(SCHEMA.type_map[kind], GraphQLObjectType)


def test_both_walks_meet_every_row_once_in_one_order(listed: Listed) -> None:
    pages = listed.walk("first", "after", "hasNextPage", "endCursor")
    back = listed.walk("last", "before", "hasPreviousPage", "startCursor")
    forwards = [edge for page in pages for edge in page]
    cursors = [edge["cursor"] for edge in forwards]

    assert forwards == [edge for page in reversed(back) for edge in page]
    assert len(set(cursors)) == len(cursors) == listed.total


def test_a_page_is_between_its_cursors(listed: Listed) -> None:
    edges = listed.page("first: 5")["edges"]
    start, end = ends(edges)
    if len(edges) < 3:
        pytest.skip("no object that was looked at has a list of three rows")
    between = listed.page(f'after: "{start}"', f'before: "{end}"')

    assert between["edges"] == edges[1:-1]


def test_of_the_first_rows_the_last_may_be_asked_for(listed: Listed) -> None:
    assert listed.page("first: 5", "last: 2")["edges"] == listed.page("first: 5")["edges"][-2:]


@pytest.mark.parametrize("size", ["first", "last"])
def test_a_page_may_have_no_rows(listed: Listed, size: str) -> None:
    page = listed.page(f"{size}: 0")
    more = {"first": "hasNextPage", "last": "hasPreviousPage"}[size]

    assert page["edges"] == []
    assert ends(page["edges"]) == (page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"])
    assert page["pageInfo"][more] == (listed.total > 0)


@pytest.mark.parametrize(
    "arguments", ["first: -1", "last: -1", f"first: {LARGEST + 1}", "last: 1000000000"]
)
def test_a_size_that_cannot_be_is_refused(listed: Listed, arguments: str) -> None:
    assert code(listed.answer(arguments)) == "BAD_USER_INPUT"


@pytest.mark.parametrize("end", ["after", "before"])
def test_what_is_no_cursor_is_refused(listed: Listed, end: str) -> None:
    for text in NO_CURSORS:
        assert code(listed.answer(f'{end}: "{text}"')) == "BAD_USER_INPUT", text


def code(answer: dict[str, Any]) -> str:
    """Return the code of the only error of an answer."""
    [error] = answer["errors"]
    return str(error["extensions"]["code"])
