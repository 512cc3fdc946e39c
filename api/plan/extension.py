"""How plans come into a request: before graphql-core executes it, which does what they cannot."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from graphql import DocumentNode, ExecutionResult
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import PreExecutionError

from api.limits.declared import OverLimitError
from api.plan.errors import FailedError, NotCoveredError
from api.plan.plans import Plans
from api.seeing.record import Way, seen

BY_PLAN = "by plan"
SWITCHED_OFF = "plans are switched off"
counts: Counter[str] = Counter()
"""How many operations this process answered by plan, and how many not, for which reason."""


async def by_plan(
    plans: Plans,
    text: str,
    document: DocumentNode,
    name: str | None,
    variables: dict[str, Any] | None,
) -> ExecutionResult | NotCoveredError:
    """Answer by plan; or return why graphql-core is to do it."""
    try:
        result = await plans.answer(text, document, name, variables)
    except NotCoveredError as reason:
        counts[str(reason)] += 1
        seen().went(Way.CORE, str(reason))
        return reason
    counts[BY_PLAN] += 1
    seen().went(Way.PLAN)
    return result


class ByPlan(SchemaExtension):
    """Answers by plan where the context has plans and they cover the operation."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Answer before graphql-core, which leaves alone what has an answer."""
        asked = self.execution_context
        plans = asked.context.plans
        if plans is None and not asked.result:
            seen().went(Way.CORE, SWITCHED_OFF)
        if plans and asked.query and asked.graphql_document and not asked.result:
            found = asked.context.not_covered or await by_plan(
                plans,
                asked.query,
                asked.graphql_document,
                asked.operation_name,
                asked.variables,
            )
            limits, cost = asked.context.limits, asked.context.cost
            if isinstance(found, ExecutionResult):
                asked.result = found
            elif cost > limits.unplanned and not isinstance(found, FailedError):
                error = OverLimitError("unplanned", "This query", cost, limits.unplanned)
                asked.result = PreExecutionError(data=None, errors=[error])
        yield
