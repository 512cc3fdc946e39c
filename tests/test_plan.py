"""Plans answer as graphql-core does with the typed resolvers: the same data, errors and order."""

import gc
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import strawberry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from sqlmodel import select
from strawberry.types import ExecutionResult

import models
from api.context import Context, Info
from api.database import Database
from api.edges import one
from api.plan import Plans
from api.plan.extension import BY_PLAN, ByPlan, counts
from api.schema import OneSnapshot, Schema, schema
from api.types import Organization  # noqa: F401 - the edge of the toy type names it
from tests.asking import ask
from tests.operations import Asked, operations
from tests.test_batching import DEEP

# graphql-core drops what it has begun beside a field that fails.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

EXAMPLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "examples").glob("*.graphql"))
}


@lru_cache(maxsize=1)
def plans_of(database: Database) -> Plans:
    """Return the plans for a database, made once."""
    return Plans(schema, database)


ROOTS = ("people", "organizations", "models", "roles", "compensationReports", "events", "moves")


async def answered(
    database: Database, asked: Asked, plans: Plans | None, by: strawberry.Schema = schema
) -> ExecutionResult:
    """Answer an operation, by plan where there are plans."""
    context = Context(database, plans=plans)
    result = await by.execute(asked.text, asked.variables, context_value=context)
    assert isinstance(result, ExecutionResult)
    return result


def shown(result: ExecutionResult) -> tuple[str, list[str]]:
    """Return an answer as its text, in which no incident has an id of its own."""
    errors = [json.dumps(error.formatted) for error in result.errors or []]
    return json.dumps(result.data), [re.sub("[0-9a-f]{12}", "", error) for error in errors]


async def same(database: Database, asked: Asked) -> ExecutionResult:
    """Answer an operation both ways, which must not differ."""
    by_core = await answered(database, asked, None)
    by_plan = await answered(database, asked, plans_of(database))
    assert shown(by_plan) == shown(by_core), asked
    if by_core.errors:
        gc.collect()  # what graphql-core gave up, while the warning is ignored here
    return by_plan


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
async def test_examples_have_the_same_answer_by_plan(dataset_url: URL, example: str) -> None:
    database = Database(dataset_url)
    before = counts[BY_PLAN]
    try:
        await same(database, Asked(example, {}))
    finally:
        await database.close()

    assert counts[BY_PLAN] == before + 1


async def pool(database: Database) -> tuple[list[str], dict[str, list[str]]]:
    """Return the ids of records, and cursors by the type of the connection they are of."""
    pages = " ".join(f"{n}(first: 3) {{ __typename pageInfo {{ endCursor }} }}" for n in ROOTS)
    changes = "changes(since: 0, first: 200) { nodes { recordId } }"
    found = await ask(database, f"{{ {changes} {pages} }}")
    ids = sorted({change["recordId"] for change in found.pop("changes")["nodes"]})
    return ids, {page["__typename"]: [page["pageInfo"]["endCursor"]] for page in found.values()}


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(data=st.data())
async def test_made_up_operations_have_the_same_answer_by_plan(
    world_database: Database, data: st.DataObject
) -> None:
    asked = data.draw(operations(*await pool(world_database)))
    before = counts[BY_PLAN]
    result = await same(world_database, asked)

    assert result.errors or counts[BY_PLAN] == before + 1


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "at the root": ("{ people(first: 0) { totalCount } }", {}, BY_PLAN),
    "inside what may be null": (
        '{ person(id: "person-0") { id roles(after: "x") { totalCount } } }',
        {},
        BY_PLAN,
    ),
    "of a variable": ("query ($n: Int!) { people(first: $n) { totalCount } }", {"n": "x"}, BY_PLAN),
    "twice": (
        "{ a: people(first: 0) { totalCount } b: people(last: 0) { totalCount } }",
        {},
        "several errors",
    ),
    "in each of several": (
        "{ people { nodes { roles(first: 0) { totalCount } } } }",
        {},
        "an error in several places",
    ),
}


@pytest.mark.parametrize(("text", "given", "way"), REFUSED.values(), ids=REFUSED)
async def test_an_error_is_told_with_its_place(
    world_database: Database, text: str, given: dict[str, Any], way: str
) -> None:
    before = counts[way]
    result = await same(world_database, Asked(text, given))

    assert result.errors
    assert counts[way] == before + 1


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
    before = counts[reason or BY_PLAN]
    await same(world_database, Asked(text, {}))

    assert counts[reason or BY_PLAN] == before + 1


async def test_directives_follow_the_variables_of_each_request(world_database: Database) -> None:
    text = "query ($no: Boolean!) { people(first: 1) { totalCount nodes { id @skip(if: $no) } } }"
    answers = [await same(world_database, Asked(text, {"no": no})) for no in (True, False, True)]
    found = [answer.data["people"]["nodes"] for answer in answers if answer.data]

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
