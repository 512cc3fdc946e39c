"""Plans answer as graphql-core does with the typed resolvers: the same data, errors and order."""

from pathlib import Path
from typing import Any

import pytest
import strawberry
from sqlalchemy import URL
from sqlmodel import select

import models
from api.context import Info
from api.database import Database
from api.edges import one
from api.plan import Plans
from api.plan.extension import BY_PLAN, ByPlan, counts
from api.schema import OneSnapshot, Schema, schema
from api.types import Organization  # noqa: F401 - the edge of the toy type names it
from tests.operations import Asked
from tests.oracle import answered, plans_of, same, shown
from tests.test_batching import DEEP

# graphql-core drops what it has begun beside a field that fails.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

EXAMPLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "examples").glob("*.graphql"))
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
async def test_examples_have_the_same_answer_by_plan(dataset_url: URL, example: str) -> None:
    database = Database(dataset_url)
    try:
        pair = await same(database, Asked(example, {}))
    finally:
        await database.close()

    assert pair.way == BY_PLAN


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "at the root": ("{ people(first: 201) { totalCount } }", {}, BY_PLAN),
    "inside what may be null": (
        '{ person(id: "person-0") { id roles(after: "x") { totalCount } } }',
        {},
        BY_PLAN,
    ),
    "of a variable": ("query ($n: Int!) { people(first: $n) { totalCount } }", {"n": "x"}, BY_PLAN),
    "twice": (
        "{ a: people(first: 201) { totalCount } b: people(last: 201) { totalCount } }",
        {},
        "several errors",
    ),
    "in each of several": (
        "{ people { nodes { roles(first: 201) { totalCount } } } }",
        {},
        "an error in several places",
    ),
}


@pytest.mark.parametrize(("text", "given", "way"), REFUSED.values(), ids=REFUSED)
async def test_an_error_is_told_with_its_place(
    world_database: Database, text: str, given: dict[str, Any], way: str
) -> None:
    pair = await same(world_database, Asked(text, given))

    assert pair.by_plan.errors
    assert pair.way == way


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ __schema { queryType { name } } }", "the field __schema"),
        ("query ($if: Boolean = true) { people @skip(if: $if) { totalCount } }", None),
        ("{ people { nodes { id @skip(if: true) } } }", None),
    ],
)
async def test_what_is_not_covered_is_answered_and_counted(
    world_database: Database, text: str, reason: str | None
) -> None:
    pair = await same(world_database, Asked(text, {}))

    assert pair.way == (reason or BY_PLAN)


async def test_directives_follow_the_variables_of_each_request(world_database: Database) -> None:
    text = "query ($no: Boolean!) { people(first: 1) { totalCount nodes { id @skip(if: $no) } } }"
    pairs = [await same(world_database, Asked(text, {"no": no})) for no in (True, False, True)]
    answers = [pair.by_plan.data for pair in pairs]
    found = [data["people"]["nodes"] for data in answers if data]

    assert [list(node) for [node] in found] == [[], ["id"], []]


async def test_a_level_costs_a_statement_by_plan_too(
    world_database: Database, statements: list[str]
) -> None:
    asked = Asked(DEEP, {"first": 5})
    await answered(world_database, asked, None)
    by_core = len(statements)
    await answered(world_database, asked, plans_of(world_database))  # and see what it reads
    statements.clear()
    await answered(world_database, asked, plans_of(world_database))

    assert len(statements) <= by_core


@strawberry.type
class Link:
    """A toy type, with a column and an edge that no other type has."""

    relation_kind: models.OrganizationRelationKind
    other = one(models.Organization, "other_id", "Whither.", plain=True)


@strawberry.type
class Toy:
    """The root of a toy schema."""

    @strawberry.field(graphql_type=list[Link])
    async def links(self, info: Info) -> list[Any]:
        """Return relations."""
        return list(await info.context.rows(select(models.OrganizationRelation)))


async def test_a_new_column_or_edge_needs_no_change_in_the_executor(
    world_database: Database,
) -> None:
    toy = Schema(query=Toy, extensions=[OneSnapshot, ByPlan])
    asked = Asked("{ links { relationKind other { id country } } }", {})
    before = counts[BY_PLAN]
    by_plan = await answered(world_database, asked, Plans(toy, world_database), toy)

    assert counts[BY_PLAN] == before + 1
    assert by_plan.data
    assert by_plan.data["links"]
    assert shown(by_plan) == shown(await answered(world_database, asked, None, toy))


async def test_plans_made_before_learn_what_a_later_one_needed(world_database: Database) -> None:
    plans = Plans(schema, world_database)
    early = "query ($id: ID!) { model(id: $id) { developers { id } } }"
    later = "query ($id: ID!) { model(id: $id) { name developers { id name } } }"
    before = counts[BY_PLAN]
    for text, id_ in ((early, "nobody"), (later, "model-0"), (early, "model-0")):
        await answered(world_database, Asked(text, {"id": id_}), plans)

    assert counts[BY_PLAN] == before + 3


async def test_null_in_a_variable_is_no_value_for_what_must_have_one(
    world_database: Database,
) -> None:
    text = """query ($to: String = "EUR") { compensationReports(first: 1) { nodes { amount {
        converted(to: $to) { currency } } } } }"""
    pair = await same(world_database, Asked(text, {"to": None}))

    assert pair.by_plan.errors
    assert "not to be None" in pair.by_plan.errors[0].message
