"""The schema, assembled."""

from collections.abc import AsyncIterator, Iterator

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.execution import PreExecutionError

from api import types
from api.documents import Documents, KnownDocuments
from api.errors import BadUserInputError, Code, told
from api.limits.extension import Limited
from api.plan.extension import ByPlan
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


class OneOperation(SchemaExtension):
    """Refuses a document of several operations that does not say which one is meant.

    See https://spec.graphql.org/October2021/#GetOperation(); Strawberry would run the first.
    """

    def on_validate(self) -> Iterator[None]:
        """Look before the document is validated, which an error found here makes needless."""
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        named = context._provided_operation_name is not None  # noqa: SLF001 - the other is guessed
        if len(operations) > 1 and not named:
            names = ", ".join(f"`{each.name.value}`" for each in operations if each.name)
            context.pre_execution_errors = [
                BadUserInputError(f"Say by `operationName` which operation you mean: {names}.")
            ]
        yield


class Masked(SchemaExtension):
    """Keeps the text of internal errors from clients."""

    def on_operation(self) -> Iterator[None]:
        """Wrap the operation."""
        yield
        result = self.execution_context.result
        if errors := getattr(result, "errors", None):
            invalid = isinstance(result, PreExecutionError)
            otherwise = Code.GRAPHQL_VALIDATION_FAILED if invalid else Code.BAD_USER_INPUT
            result.errors = [told(error, otherwise) for error in errors]  # type: ignore[union-attr]


class Schema(strawberry.Schema):
    """A schema that logs only what is the server's fault; `api.errors.masked` does."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave the log alone: a client's mistakes are no news."""


documents = Documents()

schema = Schema(
    query=Query,
    types=types.NODES,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[
        OneSnapshot,
        OneOperation,
        Masked,
        lambda: KnownDocuments(documents),
        lambda: Limited(documents),
        ByPlan,
    ],
)
