"""How limits come into a request: each as soon as it can be seen to be passed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

from strawberry.extensions import SchemaExtension
from strawberry.types.execution import PreExecutionError

from api.documents import Documents
from api.errors import BusyError
from api.limits.declared import Limits, OverLimitError, refuse_over
from api.limits.shape import refuse_large, refuse_long


class Limited(SchemaExtension):
    """Refuses what is over a limit, and tells what an operation costs.

    What is known to be a good document was within its limits, but for what variables may cost.
    """

    def __init__(self, documents: Documents) -> None:
        super().__init__()
        self._documents = documents
        self._cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        """Refuse a long text before it is parsed."""
        context = self.execution_context
        if context.query and context.graphql_document is None:
            refuse_long(context.query, self._limits)
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse a large document before it is validated, for some rules compare all with all."""
        context = self.execution_context
        if context.graphql_document and context.pre_execution_errors is None:
            try:
                refuse_large(context.graphql_document, self._limits)
            except OverLimitError as error:
                context.pre_execution_errors = [error]
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        """Refuse a costly operation before it is executed, or let it wait for its turn."""
        asked = self.execution_context
        cost = self._cost_of_all()
        asked.context.cost = cost
        async with AsyncExitStack() as stack:
            try:
                refuse_over(self._limits, "cost", "This query", cost)
                await stack.enter_async_context(asked.context.turns.of(cost))
            except (OverLimitError, BusyError) as error:
                asked.result = PreExecutionError(data=None, errors=[error])
            yield

    def _cost_of_all(self) -> int:
        asked = self.execution_context
        schema = asked.schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        if asked.query and asked.graphql_document:
            name = asked.operation_name
            cost = self._documents.cost(schema, asked.query, asked.graphql_document, name)
            self._cost = cost(asked.variables or {}) if cost else None
        return self._cost or 0

    def get_results(self) -> dict[str, Any]:
        """Tell the cost, where it came to that."""
        return {} if self._cost is None else told(self._cost, self._limits)

    @property
    def _limits(self) -> Limits:
        limits: Limits = self.execution_context.context.limits
        return limits


def told(cost: int, limits: Limits) -> dict[str, Any]:
    """Return the cost of an operation as the answer tells it, under `extensions`."""
    return {"cost": {"requested": cost, "limit": limits.cost}}
