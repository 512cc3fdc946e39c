"""Timelines: an example worked out by hand, and the law that they hold what the lists hold."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

import models
from api.database import Database
from fixtures.load import load
from models import TimelineKind
from models.database import connect_url
from tests.asking import answer, ask
from tests.crowd import Crowd
from tests.served import database_of, served
from tests.test_moves import career, role

CROWD = Crowd().rows
RECORDS: dict[str, Any] = {row.id: row for row in CROWD.records()}
TREE = CROWD.of(models.OrganizationAncestor)
PEOPLE = [row.id for row in CROWD.of(models.Person)]
ORGANIZATIONS = [row.id for row in CROWD.of(models.Organization)]
ENTRIES = """timeline(kinds: $kinds, between: $between, first: $first, after: $after, last: $last,
    before: $before) { totalCount edges { node { ... on Node { id } } on { edtf } }
    nodes { __typename ... on Node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
PAGED = """query ($id: ID!, $kinds: [TimelineKind!], $between: DateRange, $first: Int,
    $after: String, $last: Int, $before: String) { node(id: $id) {
        ... on Person { %s } ... on Organization { %s } } }"""
QUERY = PAGED % (ENTRIES, ENTRIES)


def example() -> list[models.Role]:
    """Return a career from a team of a group to a company that is bought, and on."""
    return [
        role("a", "team", "2018", "2019-03"),
        role("b", "bought", "2019-04", "2019-12-31"),
        role("c", "rival", "2020-05", None, kind=models.RoleKind.BOARD),
        role("d", "merged", "2020-02", "2022"),
        role("e", "school", None, None),
    ]


TEAM = ["2018 move/ada.a", "2018 role/ada.a", "2019-03 move/ada.b"]
BOUGHT = ["2019-04 move/ada.b", "2019-04 role/ada.b", "2019-12-31 move/ada.d"]
MERGED = ["2020-02 move/ada.d", "2020-02 role/ada.d", "2022 move/ada.d.exit"]
EXAMPLES = {
    "person/ada": [
        "2018 move/ada.a",
        "2018 role/ada.a",
        "2019-04 move/ada.b",
        "2019-04 role/ada.b",
        "2020-02 move/ada.d",
        "2020-02 role/ada.d",
        "2020-05 role/ada.c",
        "2022 move/ada.d.exit",
        "- role/ada.e",
    ],
    "organization/team": TEAM,
    "organization/lab": TEAM,
    "organization/group": TEAM,
    "organization/bought": BOUGHT,
    "organization/buyer": [],  # it bought the company in 2020, when she had left
    "organization/merged": MERGED,
    "organization/search": [],  # likewise
    "organization/rival": ["2020-05 role/ada.c"],
    "organization/school": ["- role/ada.e"],
}


async def test_an_example(database_url: str) -> None:
    url = connect_url(database_url)
    load(career(*example()), url, print)
    database = Database(url)
    found = {id_: await timeline(database, id_) for id_ in EXAMPLES}
    await database.close()

    assert found == EXAMPLES


async def timeline(database: Database, id_: str) -> list[str]:
    """Return a timeline in short."""
    edges = (await ask(database, QUERY, id=id_))["node"]["timeline"]["edges"]
    return [f"{(edge['on'] or {'edtf': '-'})['edtf']} {edge['node']['id']}" for edge in edges]


crowd_url = database_of(CROWD)


@pytest.fixture
async def crowd(crowd_url: URL) -> AsyncIterator[Database]:
    """The crowd, as a server sees it."""
    async with served(crowd_url) as database:
        yield database


async def ids(database: Database, query: str, **variables: Any) -> set[str]:
    """Return the ids of all that a query lists."""
    found: set[str] = set()
    waiting: list[Any] = [await ask(database, query, **variables)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            found |= {node["id"] for node in each}
        elif isinstance(each, dict):
            waiting += each.values()
    return found


async def whole(database: Database, field: str, id_: str) -> list[str]:
    """Return the ids of a timeline that is asked for by a field."""
    kind = "Person" if id_.startswith("person/") else "Organization"
    query = f"""query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{
        {field} {{ totalCount nodes {{ ... on Node {{ id }} }} }} }} }} }}"""
    found = next(iter((await ask(database, query, id=id_))["node"].values()))
    items = [node["id"] for node in found["nodes"]]
    assert len(items) == found["totalCount"] == len(set(items))
    return items


LISTS_OF_PERSON = """query ($id: ID!) { node(id: $id) { ... on Person {
    roles(first: 200) { nodes { id } } moves(first: 200) { nodes { id } }
    compensationReports(first: 200) { nodes { id } } credits(first: 200) { nodes { id } }
    events(first: 200) { nodes { id } } } } }"""


@pytest.mark.parametrize("person", PEOPLE)
async def test_a_persons_timeline_holds_what_the_lists_hold(crowd: Database, person: str) -> None:
    found = await whole(crowd, "timeline(first: 200)", person)

    assert set(found) == await ids(crowd, LISTS_OF_PERSON, id=person)
    assert found == sorted(found, key=lambda item: (day_of(item, {person}), item))


LISTS_OF_ORGANIZATION = """query ($id: ID!, $all: Boolean!) {
    node(id: $id) { ... on Organization {
        roles(first: 200, includeDescendants: $all) { nodes { id } }
        compensationReports(first: 200, includeDescendants: $all) { nodes { id } }
        credits(first: 200) { nodes { id } } events(first: 200) { nodes { id } } } }
    from: moves(first: 200, filter: {origin: [$id], includeDescendants: $all}) { nodes { id } }
    to: moves(first: 200, filter: {destination: [$id], includeDescendants: $all}) {
        nodes { id } } }"""


@pytest.mark.parametrize("organization", ORGANIZATIONS)
@pytest.mark.parametrize("parts", [True, False])
async def test_an_organizations_timeline_holds_what_the_lists_hold(
    crowd: Database, organization: str, parts: bool
) -> None:
    """Credits and events have lists of the organization alone: those of parts are worked out."""
    told = "true" if parts else "false"
    found = await whole(crowd, f"timeline(first: 200, includeDescendants: {told})", organization)
    listed = await ids(crowd, LISTS_OF_ORGANIZATION, id=organization, all=parts)
    below = set(_of_parts(organization)) if parts else set()
    places = {each.organization_id for each in TREE if each.ancestor_id == organization}

    assert set(found) == listed | below
    assert found == sorted(found, key=lambda item: (day_of(item, places), item))


def _of_parts(organization: str) -> Iterable[str]:
    """Yield the events and credits of parts, while they were parts."""
    for table in (models.Event, models.ModelCredit):
        for row in CROWD.of(table):
            item: Any = row
            if item.rank is not models.Rank.DEPRECATED:
                first, last = _days(item)
                if any(
                    window.ancestor_id == organization
                    and window.organization_id in _entities(item)
                    and window.from_day <= last
                    and window.until_day >= first
                    for window in TREE
                ):
                    yield item.id


def _entities(item: Any) -> list[str]:
    if isinstance(item, models.Event):
        mentions = CROWD.of(models.EventMention)
        return [each.record_id for each in mentions if each.event_id == item.id]
    return [item.organization_id] if item.organization_id else []


def _days(item: Any) -> tuple[date, date]:
    """Return the days between which an event happened or a credited work began."""
    if isinstance(item, models.Event):
        name = "on"
    elif item.start_edtf:
        name = "start"
    else:
        name, item = "released", RECORDS[item.model_id]
    first, last = getattr(item, f"{name}_earliest"), getattr(item, f"{name}_latest")
    return first or date.min, last or date.max


def day_of(item: str, places: set[str]) -> date:
    """Return the day by which an item stands, for an entity with its parts."""
    row = RECORDS[item]
    match item.partition("/")[0]:
        case "role":
            return _first(row, "start")
        case "event":
            return _first(row, "on")
        case "pay":
            return _first(row, "at")
        case "credit":
            return _first(row, "start") if row.start_edtf else _first(_model(row), "released")
        case _:
            return _day_of_move(row, places)


def _model(credit: Any) -> Any:
    return RECORDS[credit.model_id]


def _day_of_move(move: Any, places: set[str]) -> date:
    """Return the day of joining; that of leaving where the entity was only left."""
    arrived = places & {move.person_id} or _was_part_at(move, places)
    first, second = ("joined", "left") if arrived else ("left", "joined")
    return _first(move, first if getattr(move, f"{first}_edtf") else second)


def _was_part_at(move: Any, places: set[str]) -> bool:
    """Tell whether the move led into the entity or what was a part of it on joining."""
    first, last = move.joined_earliest or date.min, move.joined_latest or date.max
    whole = _highest(places)
    return any(
        window.organization_id == move.destination_id
        and window.ancestor_id == whole
        and window.from_day <= last
        and window.until_day >= first
        for window in TREE
    )


def _highest(places: set[str]) -> str:
    """Return which of an organization and its parts is the whole, which has the lowest number."""
    return min(places)


def _first(row: Any, name: str) -> date:
    return getattr(row, f"{name}_earliest") or getattr(row, f"{name}_latest") or date.max


DAYS = st.dates(date(2022, 12, 1), date(2026, 6, 1))
WINDOWS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda pair: not (pair[0] and pair[1] and pair[0] > pair[1])
)


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    entity=st.sampled_from([*PEOPLE, *ORGANIZATIONS]),
    kinds=st.none() | st.lists(st.sampled_from(list(TimelineKind)), max_size=3),
    window=st.none() | WINDOWS,
    size=st.integers(3, 30),
)
async def test_a_walk_through_a_narrowed_timeline_meets_each_item_once(
    crowd: Database,
    entity: str,
    kinds: list[TimelineKind] | None,
    window: tuple[date | None, date | None] | None,
    size: int,
) -> None:
    """In the order of the whole, forwards and backwards."""
    variables = {
        "id": entity,
        "kinds": kinds if kinds is None else [kind.name for kind in kinds],
        "between": window and {"from": _iso(window[0]), "to": _iso(window[1])},
    }
    expected = [
        each.item_id
        for each in sorted(CROWD.of(models.TimelineEntry), key=lambda e: (e.on_sort, e.item_id))
        if each.entity_id == entity
        and (kinds is None or each.item_kind in kinds)
        and (window is None or _may_be_within(each, window))
    ]

    assert await walked(crowd, variables, size, "forwards") == expected
    assert await walked(crowd, variables, size, "backwards") == expected


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _may_be_within(entry: models.TimelineEntry, window: tuple[date | None, date | None]) -> bool:
    first, last = window[0] or date.min, window[1] or date.max
    earliest, latest = entry.on_earliest or date.min, entry.on_latest or date.max
    return bool(entry.on_edtf) and earliest <= last and latest >= first


async def walked(crowd: Database, variables: dict[str, Any], size: int, way: str) -> list[str]:
    """Walk a timeline from one end to the other, and return its items in its order."""
    found: list[str] = []
    cursor, more = None, True
    while more:
        page = {"first": size, "after": cursor}
        if way == "backwards":
            page = {"last": size, "before": cursor}
        timeline = (await ask(crowd, QUERY, **variables, **page))["node"]["timeline"]
        items = [node["id"] for node in timeline["nodes"]]
        info = timeline["pageInfo"]
        assert len(items) <= size
        assert [edge["node"]["id"] for edge in timeline["edges"]] == items
        found = [*found, *items] if way == "forwards" else [*items, *found]
        more = info["hasNextPage"] if way == "forwards" else info["hasPreviousPage"]
        cursor = info["endCursor"] if way == "forwards" else info["startCursor"]
    return found


def test_deprecated_rows_stay_out() -> None:
    deprecated = {
        id_ for id_, row in RECORDS.items() if getattr(row, "rank", None) is models.Rank.DEPRECATED
    }
    entries = {each.item_id for each in CROWD.of(models.TimelineEntry)}

    assert {id_.partition("/")[0] for id_ in deprecated} >= {"role", "event", "credit"}
    assert not entries & deprecated


REFUSED = {
    'between: {from: "2026-01-02", to: "2026-01-01"}': "`from` (2026-01-02) is after `to`",
    "first: 201": "`first` is 201; it must be from 0 to 200.",
    'after: "nonsense"': "`after` is no cursor of this list in this order.",
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.items(), ids=REFUSED)
async def test_a_timeline_that_cannot_be_is_refused_in_words(
    crowd: Database, arguments: str, words: str
) -> None:
    query = f'{{ person(id: "person-0") {{ timeline({arguments}) {{ totalCount }} }} }}'
    result = await answer(crowd, query)

    assert result.errors
    assert words in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}
