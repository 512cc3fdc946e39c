"""The schema, assembled."""

from collections.abc import AsyncIterator, Iterator

import strawberry
from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from api import types
from api.errors import masked
from api.limits import DepthLimit
from api.query import Query
from api.scalars import SCALARS


class OneSnapshot(SchemaExtension):
    """Gives the request's snapshot back once it is answered, or given up."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Wrap the operation."""
        try:
            yield
        finally:
            await self.execution_context.context.close()


class Masked(SchemaExtension):
    """Keeps the text of internal errors from clients."""

    def on_operation(self) -> Iterator[None]:
        """Wrap the operation."""
        yield
        result = self.execution_context.result
        if errors := getattr(result, "errors", None):
            result.errors = [masked(error) for error in errors]  # type: ignore[union-attr]


class Schema(strawberry.Schema):
    """A schema that logs only what is the server's fault; `api.errors.masked` does."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave the log alone: a client's mistakes are no news."""


schema = Schema(
    query=Query,
    types=types.NODES,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[OneSnapshot, Masked, lambda: AddValidationRules([DepthLimit])],
)
