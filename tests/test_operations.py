"""Operations that are made up over the whole schema have the same answer by plan."""

import gc
import itertools
from collections import Counter

import pytest
import typer
from graphql import GraphQLError, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from strawberry.types import ExecutionResult

import bench.operations
from api.database import Database
from api.plan import Plans
from api.plan.extension import BY_PLAN
from tests.drawn import drawn
from tests.occurring import EVERYTHING, occurring
from tests.operations import Asked, numbered, operation
from tests.oracle import UNANSWERED, Pair, same
from tests.pool import Pool, pool

# graphql-core drops what it has begun beside a field that fails.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

MOST = 1000
ASKED = 120
LEAST_BY_PLAN = 0.95

few = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


@pytest.fixture
async def known(world_database: Database) -> Pool:
    """The ids and cursors of the made-up dataset."""
    return await pool(world_database)


async def test_most_are_answered_by_plan_and_all_alike(
    world_database: Database, known: Pool
) -> None:
    made = [numbered(seed, known) for seed in range(ASKED)]
    each = itertools.chain.from_iterable(asked.times() for asked in made)
    ways = Counter([(await same(world_database, asked)).way for asked in each])
    executed = ways.total() - ways[UNANSWERED]

    assert ways[BY_PLAN] >= LEAST_BY_PLAN * executed


@few
@given(data=st.data())
async def test_what_hypothesis_chooses_is_answered_alike(
    world_database: Database, known: Pool, data: st.DataObject
) -> None:
    asked = operation(data.draw(st.randoms(use_true_random=False)), known)
    for each in asked.times():
        await same(world_database, each)


@few
@given(data=st.data())
async def test_what_hypothesis_graphql_draws_is_answered_alike(
    world_database: Database, known: Pool, data: st.DataObject
) -> None:
    pair = await same(world_database, data.draw(drawn(known)))

    assert pair.by_core.errors or pair.way == BY_PLAN


async def test_everything_occurs_in_them(known: Pool) -> None:
    found: set[str] = set()
    for seed in range(MOST):
        found |= occurring(parse(numbered(seed, known).text))
        if found == EVERYTHING:
            break

    assert found == EVERYTHING


def test_other_data_and_errors_in_another_order_are_a_difference() -> None:
    one, two = GraphQLError("one"), GraphQLError("two")
    answer = ExecutionResult({"a": 1, "b": 2}, [one, two])
    others = [
        ExecutionResult({"b": 2, "a": 1}, [one, two]),
        ExecutionResult({"a": 1, "b": 2}, [two, one]),
        ExecutionResult({"a": 1, "b": 2}, None),
    ]

    assert [Pair(Asked("", {}), answer, each, "").alike for each in [answer, *others]] == [
        True,
        *[False] * 3,
    ]


def test_a_difference_is_told_and_fails_the_command(
    world_url: URL, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def other(_: Database, asked: Asked, __: Plans) -> Pair:
        return Pair(asked, ExecutionResult({"a": 1}, None), ExecutionResult({}, None), BY_PLAN)

    monkeypatch.setattr(bench.operations, "both", other)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)  # only the command's process
    with pytest.raises(typer.Exit) as end:
        bench.operations.main(1, url=world_url.render_as_string(hide_password=False))

    assert end.value.exit_code == 1
    assert 'graphql-core: {"a": 1}\nby plan: {}' in capsys.readouterr().out
