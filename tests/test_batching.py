"""What a query costs depends on its depth, and never on how many records it meets."""

from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import URL

from api.database import Database
from fixtures.load import load
from models import TimelineKind
from tests.asking import answer, ask, ask_core
from tests.crowd import Crowd
from tests.served import served

DEEP = """
query ($first: Int) {
  organizations(first: $first) {
    totalCount
    nodes {
      name
      parent { id }
      topParent { id }
      roles(first: 5) {
        totalCount
        nodes {
          title
          confidence(field: "end")
          evidence { source { headline } }
          person {
            name
            roles { nodes { organization { id country } } }
          }
        }
      }
    }
  }
}
"""
FLOWS = """
query ($first: Int) {
  talentFlows(first: $first, minConfidence: DENIED) {
    certainCount
    origin { name }
    destination { name }
    reverse { certainCount moves { totalCount } }
    moves(first: 5) { totalCount nodes { person { name } } }
  }
}
"""
TIMELINES = """
query ($first: Int) {
  organizations(first: $first) {
    nodes {
      timeline(first: 60) {
        totalCount
        nodes { __typename }
        edges { on { text } node { __typename } }
      }
    }
  }
}
"""
# The page and its length; parents and tops; roles and their number; the confidences of fields,
# evidence and its sources, people; the roles of those; their organizations.
STATEMENTS = 2 + 2 + 2 + 4 + 1 + 1
OF_A_LONE_ONE = 1
"""Whether it has parts, which spares looking for what these have."""


@pytest.fixture(scope="module")
def wide_url(lasting_url: Callable[[], URL]) -> URL:
    """A made-up dataset of many organizations."""
    url = lasting_url()
    load(Crowd(moves=400, organizations=210, people=30).rows, url, print)
    return url


@pytest.fixture
async def wide(wide_url: URL) -> AsyncIterator[Database]:
    """That dataset, as a server sees it."""
    async with served(wide_url) as database:
        yield database


@pytest.mark.parametrize("first", [1, 10, 200])
async def test_four_levels_cost_the_same_whatever_their_breadth(
    wide: Database, statements: list[str], first: int
) -> None:
    found = await ask_core(wide, DEEP, first=first)

    assert len(found["organizations"]["nodes"]) == first
    assert len(statements) == STATEMENTS + (OF_A_LONE_ONE if first == 1 else 0)


@pytest.mark.parametrize("first", [1, 10, 200])
async def test_flows_cost_the_same_however_many_they_are(
    wide: Database, statements: list[str], first: int
) -> None:
    found = await ask_core(wide, FLOWS, first=first)

    assert len(found["talentFlows"]) == first
    # The flows; organizations; the pages of moves, their lengths and those of the flows the other
    # way; people.
    assert len(statements) == 1 + 1 + 3 + 1


@pytest.mark.parametrize("first", [30, 200])
async def test_timelines_cost_the_same_however_long_they_are(
    wide: Database, statements: list[str], first: int
) -> None:
    found = await ask_core(wide, TIMELINES, first=first)
    timelines = [each["timeline"]["nodes"] for each in found["organizations"]["nodes"]]

    assert len({item["__typename"] for items in timelines for item in items}) == len(TimelineKind)
    # The organizations; the pages of their timelines and the lengths; a statement to a kind.
    assert len(statements) == 1 + 2 + len(TimelineKind)


@pytest.mark.parametrize("query", [DEEP, FLOWS, TIMELINES])
async def test_breadth_costs_nothing_by_plan_either(
    wide: Database, statements: list[str], query: str
) -> None:
    counts = []
    for first in (200, 30, 100, 200):
        statements.clear()
        await ask(wide, query, first=first)
        counts.append(len(statements))

    assert len(set(counts[1:])) == 1  # after the first one, which tells which columns are needed


async def test_many_ids_in_a_filter_are_looked_up_at_once(
    wide: Database, statements: list[str]
) -> None:
    query = "query ($ids: [ID!]) { roles(filter: {organization: $ids}) { nodes { id } } }"
    await ask_core(wide, query, ids=[f"organization-{n}" for n in range(200)])

    # The ids, and the page.
    assert len(statements) == 2


async def test_one_edge_asked_in_two_places_costs_one_statement(
    wide: Database, statements: list[str]
) -> None:
    await ask_core(
        wide, '{ a: person(id: "person-0") { name } b: person(id: "person-1") { name } }'
    )

    # The people.
    assert len(statements) == 1


async def test_an_error_in_one_place_is_no_error_in_another_that_waits_for_the_same(
    wide: Database,
) -> None:
    query = """{ a: person(id: "person-0") { name roles(first: 201) { totalCount } }
        b: person(id: "person-0") { name } }"""
    result = await answer(wide, query)

    assert result.data
    assert (result.data["a"], result.data["b"]["name"]) == (None, "Person 0")
    assert result.errors
    assert [error.path for error in result.errors] == [["a", "roles"]]


LISTS = "totalCount nodes { id } pageInfo { endCursor }"
OF_ORGANIZATION = f"""
fragment Lists on Organization {{
  id
  roles {{ {LISTS} }}
  held: roles(heldOn: "2024-06-01") {{ {LISTS} }}
  developed: models {{ {LISTS} }}
  compensationReports {{ {LISTS} }}
}}
"""


async def test_an_organization_by_itself_has_the_lists_that_it_has_among_others(
    wide: Database,
) -> None:
    many = f"{{ organizations(first: 40) {{ nodes {{ ...Lists }} }} }} {OF_ORGANIZATION}"
    one = f"query ($id: ID!) {{ organization(id: $id) {{ ...Lists }} }} {OF_ORGANIZATION}"
    found = (await ask(wide, many))["organizations"]["nodes"]
    parents = await ask(wide, "{ organizations(first: 40) { nodes { children { totalCount } } } }")

    assert found == [(await ask(wide, one, id=each["id"]))["organization"] for each in found]
    with_parts = [each["children"]["totalCount"] > 0 for each in parents["organizations"]["nodes"]]
    assert any(with_parts)
    assert not all(with_parts)
