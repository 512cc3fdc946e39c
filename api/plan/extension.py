"""How plans come into a request: before graphql-core executes it, which does what they cannot."""

import logging
from collections import Counter
from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from api.plan.errors import NotCoveredError

log = logging.getLogger("roster")

BY_PLAN = "by plan"
counts: Counter[str] = Counter()
"""How many operations this process answered by plan, and how many not, for which reason."""


class ByPlan(SchemaExtension):
    """Answers by plan where the context has plans and they cover the operation."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Answer before graphql-core, which leaves alone what has an answer."""
        asked = self.execution_context
        plans = asked.context.plans
        if plans and asked.query and asked.graphql_document:
            try:
                asked.result = await plans.answer(
                    asked.query,
                    asked.graphql_document,
                    asked.operation_name,
                    asked.variables,
                    asked.context,
                )
            except NotCoveredError as reason:
                counts[str(reason)] += 1
                log.info("Answered by graphql-core and not by plan: %s.", reason)
            else:
                counts[BY_PLAN] += 1
        yield
