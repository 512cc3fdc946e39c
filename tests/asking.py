"""Asking a database a question, in process."""

from functools import lru_cache
from typing import Any

from strawberry.types import ExecutionResult

from api.context import Context
from api.database import Database
from api.plan import Plans
from api.schema import schema
from api.settings import read_settings


@lru_cache(maxsize=1)
def plans_of(database: Database) -> Plans | None:
    """Tests ask through the plans, unless ROSTER_PLAN is off."""
    return Plans(schema, database) if read_settings().plan else None


async def ask(database: Database, query: str, /, **variables: Any) -> dict[str, Any]:
    """Answer a query, which must have no errors."""
    result = await answer(database, query, **variables)
    assert result.errors is None
    assert result.data is not None
    return result.data


async def ask_core(database: Database, query: str, /, **variables: Any) -> dict[str, Any]:
    """Let graphql-core answer a query, which must have no errors."""
    result = await schema.execute(query, variables, context_value=Context(database))
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
