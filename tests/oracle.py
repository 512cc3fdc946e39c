"""The same operation by plan and by graphql-core, which must not differ."""

import gc
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import strawberry
from strawberry.types import ExecutionResult

from api.context import Context
from api.database import Database
from api.plan import Plans
from api.plan.extension import counts
from api.schema import schema
from tests.asking import WIDE
from tests.operations import Asked

UNANSWERED = "refused before it is executed"


@dataclass(frozen=True)
class Pair:
    """What an operation was answered both ways; `way` is by plan, or why it was not."""

    asked: Asked
    by_core: ExecutionResult
    by_plan: ExecutionResult
    way: str

    @property
    def alike(self) -> bool:
        """Whether the answers are the same."""
        return shown(self.by_core) == shown(self.by_plan)


async def answered(
    database: Database, asked: Asked, plans: Plans | None, by: strawberry.Schema = schema
) -> ExecutionResult:
    """Answer an operation, by plan where there are plans."""
    context = Context(database, plans=plans, limits=WIDE)
    result = await by.execute(asked.text, asked.variables, context_value=context)
    assert isinstance(result, ExecutionResult)
    return result


async def both(database: Database, asked: Asked, plans: Plans) -> Pair:
    """Answer an operation both ways."""
    by_core = await answered(database, asked, None)
    before = Counter(counts)
    by_plan = await answered(database, asked, plans)
    [way] = counts - before or [UNANSWERED]
    return Pair(asked, by_core, by_plan, way)


@lru_cache(maxsize=1)
def plans_of(database: Database) -> Plans:
    """Return the plans for a database, made once."""
    return Plans(schema, database, rows=50_000)


async def same(database: Database, asked: Asked) -> Pair:
    """Answer an operation both ways, which must not differ."""
    pair = await both(database, asked, plans_of(database))
    assert pair.alike, (asked, shown(pair.by_core), shown(pair.by_plan))
    if pair.by_core.errors:
        gc.collect()  # what graphql-core gave up, while the warning is ignored here
    return pair


def shown(result: ExecutionResult) -> tuple[str, list[str]]:
    """Return an answer as its text, in which no incident has an id of its own."""
    errors = [json.dumps(error.formatted) for error in result.errors or []]
    return json.dumps(result.data), [re.sub("[0-9a-f]{12}", "", error) for error in errors]
