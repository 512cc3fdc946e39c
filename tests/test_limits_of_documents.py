"""Each limit lets through what is just within it, and refuses what is just over."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse

from api.context import Context
from api.database import Database
from api.errors import Code
from api.limits.cost import EXTRA, LISTED, TENTH, Cost
from api.limits.declared import DEFAULT, TOLD, Limits, OverLimitError, Patience
from api.limits.shape import refuse_large, refuse_long
from api.plan import Plans
from api.schema import schema
from tests.asking import WIDE, plans_of
from tests.operations import numbered
from tests.pool import pool

ROOT = Path(__file__).parent.parent
SMALL = Limits(
    cost=100, depth=4, aliases=3, directives=3, repeats=2, fragments=2, tokens=50, letters=400
)

# By limit: a document of a size, and the size of one that is just within SMALL.
DOCUMENTS: dict[str, tuple[Any, int]] = {
    "aliases": (lambda n: f"{{ {' '.join(f'a{i}: __typename' for i in range(n))} }}", 3),
    "directives": (lambda n: f"{{ __typename {'@skip(if: false) @include(if: true) ' * n} }}", 1),
    "repeats": (lambda n: f"{{ {'__typename ' * n} }}", 2),
    "fragments": (
        lambda n: (
            "{ ...f0 } " + " ".join(f"fragment f{i} on Query {{ __typename }}" for i in range(n))
        ),
        1,
    ),
    "tokens": (lambda n: f"{{ people(filter: {{ids: [{'1 ' * n}]}}) {{ nodes {{ id }} }} }}", 31),
    "depth": (
        lambda n: f'{{ organization(id: "x") {{ {"parent { " * (n - 2)} id {"} " * (n - 2)} }} }}',
        4,
    ),
    "cost": (lambda n: f"{{ people(first: {n}) {{ nodes {{ id }} }} }}", 90),
    "letters": ("{ __typename }".ljust, 400),
}


def test_each_limit_is_tried() -> None:
    assert DOCUMENTS.keys() | {"unplanned"} == TOLD.keys() == Limits.model_fields.keys()


@pytest.mark.parametrize("limit", DOCUMENTS)
async def test_what_is_over_is_refused_with_the_limit_and_the_way(
    world_database: Database, limit: str
) -> None:
    document, fits = DOCUMENTS[limit]

    async def codes(size: int) -> list[Any]:
        context = Context(world_database, plans=plans_of(world_database), limits=SMALL)
        result = await schema.execute(document(size), context_value=context)
        said.extend(error.message for error in result.errors or ())
        return [(error.extensions or {})["code"] for error in result.errors or ()]

    said: list[str] = []
    told = TOLD[limit]
    assert told.code not in await codes(fits)
    assert await codes(fits + 1) == [told.code]
    assert f"{getattr(SMALL, limit)} is the most that is allowed. {told.advice}" in said[-1]


@pytest.mark.parametrize("limit", DOCUMENTS)
def test_a_limit_can_be_set(limit: str) -> None:
    document, fits = DOCUMENTS[limit]
    wide = SMALL.model_copy(update={limit: 1_000})
    text = document(fits + 1)
    if limit in ("tokens", "letters"):
        with pytest.raises(OverLimitError):
            refuse_long(text, SMALL)
        refuse_long(text, wide)
    elif limit != "cost":
        with pytest.raises(OverLimitError):
            refuse_large(parse(text), SMALL)
        refuse_large(parse(text), wide)


def test_the_documentation_tells_each_limit() -> None:
    told = (ROOT / "docs/limits.md").read_text()
    for name, field in Limits.model_fields.items():
        row = f"| {field.description} | {field.default:,} | `ROSTER_{name.upper()}` | "
        assert f"{row}`{TOLD[name].code}` |" in told
    for name, field in Patience.model_fields.items():
        assert f"{field.default:g}" in told.split(f"`ROSTER_{name.upper()}`")[0].split("\n")[-1]
    for text in ('{ "requested": 56, "limit": 50000 }', "`{ people { nodes { id } } }` costs 56"):
        assert text in told


def documented() -> Iterator[tuple[str, str]]:
    """Yield every query that the project shows, and the one by which tools read the schema."""
    for folder in ("tests/examples", "bench/peers/questions/graphql", "examples/typescript/src"):
        for file in (ROOT / folder).rglob("*.graphql"):
            yield file.name, file.read_text()
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        found = re.findall(r"```graphql\n(.*?)```", file.read_text(), re.DOTALL)
        yield from ((f"{file.name} {place}", text) for place, text in enumerate(found))
    yield "introspection", get_introspection_query(input_value_deprecation=True)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in documented()])
def test_what_the_documentation_shows_is_far_within(text: str) -> None:
    document = parse(text)
    refuse_long(text, DEFAULT)
    refuse_large(document, DEFAULT)

    assert all(each({}) <= DEFAULT.cost // 2 for each in costs(text))


def costs(text: str) -> list[Cost]:
    document = parse(text)
    core = schema._schema
    operations = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ]
    return [Cost(core, document, each) for each in operations]


def cost(text: str, **variables: Any) -> int:
    [found] = costs(text)
    return found(variables)


# By query, how many objects and how many scalars there may be.
COSTS = {
    "{ __typename }": (0, 1),
    "{ __schema { types { fields { name } } } }": (EXTRA["Query.__schema"], 1),
    '{ person(id: "x") { id name } }': (1, 2),
    "{ people { totalCount } }": (1, 1),
    "{ people { nodes { id } } }": (1 + 50, 50),
    "{ people(first: 3) { nodes { id } edges { cursor node { id } } pageInfo { endCursor } } }": (
        2 + 3 * 3,
        1 + 3 * 3,
    ),
    "{ people(last: 4) { nodes { roles(first: 2) { nodes { organization { id } } } } } }": (
        1 + 4 * (1 + 1 + 2 * (1 + 1)),
        4 * 2,
    ),
    "{ talentFlows { certainCount origin { name } } }": (
        EXTRA["Query.talentFlows"] + 50 * 2,
        50 * 2,
    ),
    '{ nodes(ids: ["a", "b", "c"]) { id } }': (3, 3),
    '{ person(id: "x") { names { text } } }': (1 + LISTED, LISTED),
    # The dearest of the types that it may be.
    """{ node(id: "x") { id ... on Person { roles(first: 5) { nodes { id } } }
        ... on Organization { roles(first: 7) { nodes { id } } } } }""": (1 + 1 + 7, 1 + 7),
    # A fragment costs as often as it is spread, though it is looked at but once.
    "{ a: people(first: 2) { ...p } b: people(first: 3) { ...p } } fragment p on PersonConnection "
    "{ nodes { id } }": (1 + 2 + 1 + 3, 2 + 3),
    # A long name stands in the answer as often as its value.
    f"{{ people(first: 10) {{ nodes {{ {'a' * 64}: id }} }} }}": (1 + 10, 10 * 3),
    # What is refused later counts as the largest that is not.
    "{ people(first: -5) { nodes { id } } }": (1 + 200, 200),
    "{ people(first: 99999) { nodes { id } } }": (1 + 200, 200),
}


@pytest.mark.parametrize(("text", "expected"), COSTS.items(), ids=COSTS)
def test_the_cost_is_of_what_there_may_be(text: str, expected: tuple[int, int]) -> None:
    objects, scalars = expected

    assert cost(text) == math.ceil(objects + scalars / TENTH)


def test_variables_decide() -> None:
    pages = "query ($n: Int = 7) { people(first: $n) { nodes { id } } }"
    ids = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert [cost(pages), cost(pages, n=9), cost(pages, n=200.0)] == [9, 11, 221]
    assert cost(pages, n=None) == cost(pages, n="x") == 56
    assert [cost(ids, ids=["a"] * 5), cost(ids, ids="a"), cost(ids)] == [6, 2, 2]


def test_fragments_that_spread_each_other_twice_are_looked_at_once() -> None:
    # Summed up spread by spread, these would be 2^58 additions.
    text = "{ ...f0 } " + " ".join(
        f"fragment f{i} on Query {{ ...f{i + 1} ... on Query {{ ...f{i + 1} }} }}"
        for i in range(58)
    )
    text += " fragment f58 on Query { people(first: 10) { nodes { id } } }"
    refuse_large(parse(text), DEFAULT)

    assert cost(text) == 12 * 2**58


async def test_what_plans_do_not_cover_may_cost_less(world_database: Database) -> None:
    several_errors = """{ people(first: 200) { nodes { id } }
        a: people(after: "x") { totalCount } b: people(after: "y") { totalCount } }"""

    async def codes(plans: Plans | None) -> list[Any]:
        limits = Limits(unplanned=200)
        context = Context(world_database, plans=plans, limits=limits)
        result = await schema.execute(several_errors, context_value=context)
        return [(error.extensions or {})["code"] for error in result.errors or ()]

    assert await codes(Plans(schema, world_database)) == [Code.COST_LIMIT]
    assert Code.COST_LIMIT not in await codes(None)


@pytest.mark.parametrize("seed", range(40))
async def test_no_answer_holds_more_objects_than_its_cost(
    world_database: Database, seed: int
) -> None:
    for asked in numbered(seed, await pool(world_database)).times():
        context = Context(world_database, plans=plans_of(world_database), limits=WIDE)
        result = await schema.execute(asked.text, asked.variables, context_value=context)
        told = (result.extensions or {}).get("cost")
        if told and result.data:
            assert objects(result.data) <= told["requested"]


def objects(data: Any) -> int:
    """Count the objects inside."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return sum(isinstance(each, dict) + objects(each) for each in inside)
