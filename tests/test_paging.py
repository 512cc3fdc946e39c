"""Laws of every list: each row once, in order, both ways, whatever the page size."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

import models
from api import catalogue
from api.context import Context
from api.database import Database
from api.edges import page_of
from api.lists import ROOT, Listing
from api.orders import OrderDirection
from fixtures.load import load
from models.database import connect_url
from tests.asking import answer, ask
from tests.world import World, world

LISTS = {name: each for name, each in vars(catalogue).items() if isinstance(each, Listing)}
PARENTS = {
    "PERSON": ["person/person-0", "person/person-3"],
    "ORGANIZATION": ["organization/organization-0", "organization/organization-1"],
    "ARRIVALS": ["organization/organization-3", "organization/organization-4"],
    "DEPARTURES": ["organization/organization-0", "organization/organization-1"],
    "CHILDREN": ["organization/organization-0"],
    "FLOW": ['["organization/organization-0", "organization/organization-3"]'],
    "MODEL": ["model/model-0", "model/model-1"],
    "ENTITY": ["organization/organization-0", "person/person-0"],
    "SOURCE": ["source/source-0", "source/source-1"],
    "SUCCESSORS": ["role/person-0.key-0"],
    "OTHER": ["pay/person-0.key-0", "pay/person-0.key-1"],
}
MUST_BE_GIVEN: dict[str, dict[str, Any]] = {
    "CHANGES": {"since": 0},
    "FLOW_MOVES": {"min_confidence": models.Confidence.DENIED},  # else few are left
}
SURE = {"held_on": date(2024, 6, 1)}


@dataclass(frozen=True)
class Walk:
    """A list under an order."""

    name: str
    orders: tuple[tuple[Any, OrderDirection], ...] = ()
    held: bool = False

    @property
    def listing(self) -> Listing:
        """The list."""
        return LISTS[self.name]

    @property
    def given(self) -> dict[str, Any]:
        """The arguments."""
        found: dict[str, Any] = dict(SURE) if self.held else {}
        if self.orders:
            kind = order_type(self.listing)
            found["order_by"] = [kind(field=by, direction=way) for by, way in self.orders]
        return found | MUST_BE_GIVEN.get(self.name, {})

    @property
    def parents(self) -> list[str]:
        """Some parents whose lists are walked."""
        if self.listing.belongs is None:
            return [ROOT]
        return next(ids for start, ids in PARENTS.items() if self.name.startswith(start))

    def __str__(self) -> str:
        steps = [f"{way.value}-{by.name}".lower() for by, way in self.orders]
        return "-".join([self.name.lower(), *(["held"] if self.held else []), *steps])


def order_type(listing: Listing) -> Any:
    """Return the input type of a list's `orderBy`, or None."""
    given = [each for each in listing.arguments if each.name == "order_by"]
    return given[0].type.__args__[0].__args__[0] if given else None


def walks() -> Iterator[Walk]:
    """Yield every list under every order, both ways, and under each with one the other way."""
    up, down = OrderDirection
    for name, listing in LISTS.items():
        yield Walk(name)
        if "held_on" in {each.name for each in listing.arguments}:
            yield Walk(name, held=True)
        if kind := order_type(listing):
            first, *others = kind.__annotations__["field"]
            for field in (first, *others):
                yield Walk(name, ((field, up),))
                yield Walk(name, ((field, down),))
            for field in others:
                yield Walk(name, ((field, up), (first, down)))


@pytest.fixture
async def context(world_database: Database) -> AsyncIterator[Context]:
    """One request."""
    made = Context(world_database)
    yield made
    await made.close()


def keys(walk: Walk, rows: list[Any], changed: dict[str, int]) -> list[tuple[Any, ...]]:
    """Return what the rows must be sorted by, worked out without the database."""
    terms = [
        (name, way is OrderDirection.DESC) for by, way in walk.orders for name in by.value.split()
    ]
    terms = terms or [(name, False) for name in walk.listing.order]
    last_down = bool(terms) and terms[-1][1]
    found = []
    for row in rows:
        values = [changed[row.id] if name == "updated" else getattr(row, name) for name, _ in terms]
        downs = [down for _, down in terms]
        if walk.held and not walk.orders:
            values, downs = [sureness(row), *values], [False, *downs]
        values, downs = [*values, getattr(row, walk.listing.tie)], [*downs, last_down]
        found.append(tuple(Key(value, down) for value, down in zip(values, downs, strict=True)))
    return found


@dataclass
class Key:
    """A value that sorts up or down."""

    value: Any
    down: bool

    def __lt__(self, other: "Key") -> bool:
        pair = (self.value, other.value)
        if isinstance(self.value, str):
            pair = (self.value.encode(), other.value.encode())
        return bool(pair[0] > pair[1] if self.down else pair[0] < pair[1])


def sureness(row: Any) -> int:
    """Return how surely a role was held on the day asked about, by the rule in Python."""
    bounds = models.held.Bounds(
        row.possible_from, row.sure_from, row.sure_until, row.possible_until
    )
    held = models.held.held(bounds, row.status, SURE["held_on"])
    assert held
    return list(models.Held).index(held)


async def pages(context: Context, walk: Walk, parent: str, size: int, way: str) -> list[Any]:
    """Walk a list from one end to the other, and return its rows in the list's order."""
    found: list[Any] = []
    cursor = None
    size_of, beyond = ("first", "after") if way == "forwards" else ("last", "before")
    while True:
        given = {**walk.given, size_of: size, beyond: cursor}
        page = await page_of(context, walk.listing, parent, given)
        assert len(page.rows) <= size
        found = [*found, *page.rows] if way == "forwards" else [*page.rows, *found]
        if not (page.has_next_page if way == "forwards" else page.has_previous_page):
            return found
        cursor = page.cursors[-1 if way == "forwards" else 0]


@pytest.mark.parametrize("walk", list(walks()), ids=str)
async def test_a_walk_meets_every_row_once_in_order(context: Context, walk: Walk) -> None:
    record = models.Record
    changed = dict(await context.rows(select(record.id, record.changed_in)))
    for parent in walk.parents:
        whole = await page_of(context, walk.listing, parent, {**walk.given, "first": 200})
        ordered = keys(walk, whole.rows, changed)

        assert len(whole.rows) == await context.load(whole.count, whole.parent) < 200
        assert ordered == sorted(ordered)
        for size in range(1, 8):
            for way in ("forwards", "backwards"):
                assert await pages(context, walk, parent, size, way) == whole.rows


def test_the_walks_are_long_enough_to_tell_something() -> None:
    assert len(list(walks())) > 80
    assert set(LISTS) == {walk.name for walk in walks()}


async def test_a_cursor_stays_good_when_rows_are_added_meanwhile(database_url: str) -> None:
    url = connect_url(database_url)
    load(world(), url, print)
    database = Database(url)
    query = """query ($after: String) { people(first: 5, after: $after) {
        nodes { id } pageInfo { endCursor hasNextPage } } }"""
    first = (await ask(database, query))["people"]
    grown = World()
    before, after = grown.named("person", -100), grown.named("person", 100)
    for columns in (before, after):
        grown.add(models.Person, **columns)
    load(grown.rows, url, print)
    met = [node["id"] for node in first["nodes"]]
    cursor = first["pageInfo"]["endCursor"]
    while cursor:
        page = (await ask(database, query, after=cursor))["people"]
        met += [node["id"] for node in page["nodes"]]
        cursor = page["pageInfo"]["hasNextPage"] and page["pageInfo"]["endCursor"]
    await database.close()

    assert len(met) == len(set(met))
    assert set(grown.people) <= set(met)
    assert after["id"] in met
    assert before["id"] not in met


async def test_pages_know_what_is_around_them(world_database: Database) -> None:
    query = """query ($first: Int, $after: String, $last: Int, $before: String) {
        people(first: $first, after: $after, last: $last, before: $before) {
            nodes { id } edges { cursor node { id } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""
    whole = (await ask(world_database, query, first=200))["people"]
    cursors = [edge["cursor"] for edge in whole["edges"]]
    start = (await ask(world_database, query, first=3))["people"]
    middle = (await ask(world_database, query, first=3, after=cursors[2]))["people"]
    end = (await ask(world_database, query, last=3))["people"]
    between = (await ask(world_database, query, after=cursors[1], before=cursors[4]))["people"]

    assert between["pageInfo"]["hasPreviousPage"]
    assert between["pageInfo"]["hasNextPage"]
    around = [(p["pageInfo"]["hasPreviousPage"], p["pageInfo"]["hasNextPage"]) for p in
              (whole, start, middle, end)]  # fmt: skip
    assert around == [(False, False), (False, True), (True, True), (True, False)]
    assert middle["nodes"] == whole["nodes"][3:6]
    assert end["nodes"] == whole["nodes"][-3:]
    assert between["nodes"] == whole["nodes"][2:4]
    assert middle["pageInfo"]["startCursor"] == cursors[3]
    assert middle["pageInfo"]["endCursor"] == cursors[5]
    assert middle["totalCount"] == whole["totalCount"] == len(cursors)


AROUND = """query ($first: Int, $after: String, $last: Int, $before: String) {
    people(first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }"""


SIZES = st.none() | st.integers(0, 9)
PLACES = st.none() | st.integers(0, 6)


@given(first=SIZES, last=SIZES, after=PLACES, before=PLACES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_page_is_what_the_algorithm_of_relay_returns(
    world_database: Database,
    first: int | None,
    last: int | None,
    after: int | None,
    before: int | None,
) -> None:
    whole = (await ask(world_database, AROUND, first=200))["people"]["edges"]
    cursors = {None: None} | {place: edge["cursor"] for place, edge in enumerate(whole)}
    sizes = {"first": first, "last": last}
    ends = {"after": cursors[after], "before": cursors[before]}
    page = (await ask(world_database, AROUND, **sizes, **ends))["people"]
    expected = whole[0 if after is None else after + 1 : before]
    if first is not None or last is None:
        expected = expected[: 50 if first is None else first]
    if last is not None:
        expected = expected[max(len(expected) - last, 0) :]

    assert page["edges"] == expected


async def test_nothing_of_a_list_tells_whether_there_is_more(world_database: Database) -> None:
    forward = (await ask(world_database, AROUND, first=0))["people"]
    backward = (await ask(world_database, AROUND, last=0))["people"]
    last_of_first = (await ask(world_database, AROUND, first=5, last=2))["people"]

    assert forward == {"edges": [], "pageInfo": {"hasNextPage": True, "hasPreviousPage": False}}
    assert backward == {"edges": [], "pageInfo": {"hasNextPage": False, "hasPreviousPage": True}}
    assert last_of_first["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}


async def test_a_total_is_counted_only_when_asked_for(
    world_database: Database, statements: list[str]
) -> None:
    await ask(world_database, "{ people(first: 1) { nodes { id } } }")

    assert not any("count(" in statement for statement in statements)


REFUSED = {
    "people(first: -1)": "`first` is -1; it must be from 0 to 200.",
    "people(first: 201)": "`first` is 201; it must be from 0 to 200.",
    "people(last: -1)": "`last` is -1; it must be from 0 to 200.",
    'people(after: "nonsense")': "`after` is no cursor of this list in this order.",
    'people(before: "WzFd")': "`before` is no cursor of this list in this order.",
    'people(after: "é")': "`after` is no cursor of this list in this order.",
    'people(after: "")': "`after` is no cursor of this list in this order.",
}


@pytest.mark.parametrize(("field", "words"), REFUSED.items(), ids=REFUSED)
async def test_a_page_that_cannot_be_is_refused_in_words(
    world_database: Database, field: str, words: str
) -> None:
    result = await answer(world_database, f"{{ {field} {{ nodes {{ id }} }} }}")

    assert result.errors
    assert words in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


async def test_a_cursor_of_another_order_is_refused(world_database: Database) -> None:
    page = await ask(world_database, "{ roles(first: 1) { pageInfo { endCursor } } }")
    result = await answer(
        world_database,
        "query ($after: String) { roles(after: $after, orderBy: {field: END}) { nodes { id } } }",
        after=page["roles"]["pageInfo"]["endCursor"],
    )

    assert result.errors
    assert "with the same `orderBy`" in result.errors[0].message
