"""Asking a database a question, in process."""

from functools import lru_cache
from typing import Any

from strawberry.types import ExecutionResult

from api.context import Context
from api.database import Database
from api.limits.declared import Limits
from api.plan import Plans
from api.schema import schema
from api.settings import read_settings

WIDE = Limits(
    cost=10_000_000,
    depth=50,
    aliases=10_000,
    directives=10_000,
    repeats=1_000,
    fragments=1_000,
    tokens=100_000,
)


@lru_cache(maxsize=1)
def plans_of(database: Database) -> Plans | None:
    """Tests ask through the plans, unless ROSTER_PLAN is off."""
    return Plans(schema, database) if read_settings().plan else None


async def ask(database: Database, query: str, /, **variables: Any) -> dict[str, Any]:
    """Answer a query, however large, which must have no errors."""
    context = Context(database, plans=plans_of(database), limits=WIDE)
    return _data(await schema.execute(query, variables, context_value=context))


async def ask_core(database: Database, query: str, /, **variables: Any) -> dict[str, Any]:
    """Let graphql-core answer a query, however large, which must have no errors."""
    context = Context(database, limits=WIDE)
    return _data(await schema.execute(query, variables, context_value=context))


def _data(result: Any) -> dict[str, Any]:
    assert isinstance(result, ExecutionResult)
    assert result.errors is None
    assert result.data is not None
    return result.data


async def answer(database: Database, query: str, /, **variables: Any) -> ExecutionResult:
    """Answer a query, with its errors."""
    result = await schema.execute(
        query, variables, context_value=Context(database, plans=plans_of(database))
    )
    assert isinstance(result, ExecutionResult)
    return result
