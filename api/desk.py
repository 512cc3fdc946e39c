"""Where a question becomes an answer, by looking it up or by executing it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.http import process_result
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.graphql import OperationType

from api.answers import Answer, Answers, Question
from api.context import Context
from api.documents import Documents
from api.errors import BadUserInputError, Code, told
from api.plan import Plans
from api.plan.extension import by_plan

BAD = 400
STATUSES = {Code.INTERNAL_SERVER_ERROR: 500, Code.NOT_READY: 503, Code.DEADLINE: 503}
"""The status of an answer without data, where that is not the client's fault."""


class Edition(Protocol):
    """Returns the edition of all that an answer is made from; None where it cannot be told."""

    async def __call__(self, *, fresh: bool = False) -> object:
        """Return it; as of now, if it is to be `fresh`, and else as of a moment ago."""


class Desk:
    """Answers questions by a schema, each in a new context.

    `documents` are those that are known to be good, and `plans` answers them, if it is given.
    `answers` holds what it may say again; None for nothing.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        documents: Documents,
        context: Callable[[], Context],
        edition: Edition,
        answers: Answers | None,
        *,
        plans: Plans | None = None,
    ) -> None:
        self._schema = schema
        self._documents = documents
        self._context = context
        self._edition = edition
        self._answers = answers
        self._plans = plans

    async def answer(
        self, question: Question, variables: dict[str, Any] | None, allowed: set[OperationType]
    ) -> Answer:
        """Answer a question, whose variables are given once more as they are to be read.

        Raise InvalidOperationTypeError where an operation of this kind is not allowed.
        """
        edition = await self._edition() if self._answers else None
        if self._answers and edition and (known := self._answers.get(edition, question)):
            return known
        planned = await self._planned(question, variables)
        made = planned or await self._executed(question, variables, allowed)
        # Where the edition is the same before and after, the answer is from no other. Plans see to
        # that themselves; and what graphql-core saw, nobody may be behind any more.
        newest = await self._edition(fresh=planned is None)
        if self._answers and edition and edition == newest:
            self._answers.keep(edition, question, made)
        return made

    async def _executed(
        self, question: Question, variables: dict[str, Any] | None, allowed: set[OperationType]
    ) -> Answer:
        try:
            result = await self._schema.execute(
                question.query,
                variables,
                context_value=self._context(),
                operation_name=question.operation_name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError:
            return answered({}, [_no_operation(question.operation_name)])
        return answered(process_result(result), result.errors)

    async def _planned(self, question: Question, variables: dict[str, Any] | None) -> Answer | None:
        """Answer by plan what is known to be a good document, with nothing between."""
        if not self._plans or not (document := self._documents.get(question.query)):
            return None
        result = await by_plan(
            self._plans, question.query, document, question.operation_name, variables
        )
        if result is None:
            return None
        errors = [told(error) for error in result.errors or ()]
        return answered({"data": result.data}, errors)


def answered(result: Mapping[str, Any], errors: Sequence[GraphQLError] | None) -> Answer:
    """Return the answer that holds a result and its errors.

    What has no place in the operation is an error of the request: nothing was executed, so there
    are no data. See https://spec.graphql.org/draft/#sec-Errors.Request-Errors.
    """
    if not errors:
        return Answer(encoded(result), failed=False)
    told = {**result, "errors": [error.formatted for error in errors]}
    codes = {(error.extensions or {}).get("code") for error in errors}
    if result.get("data") is not None:
        return Answer(encoded(told), failed=True)
    if any(error.path for error in errors):
        # A proxy that knows another server is to try that one.
        unread = STATUSES[Code.NOT_READY] if Code.NOT_READY in codes else 200
        return Answer(encoded(told), failed=True, status=unread)
    told.pop("data", None)
    return Answer(encoded(told), failed=True, status=_status(codes))


def _status(codes: set[Any]) -> int:
    return next((status for code, status in STATUSES.items() if code in codes), BAD)


def _no_operation(name: str | None) -> GraphQLError:
    if name is None:
        return BadUserInputError("The document holds no operation, such as `{ __typename }`.")
    return BadUserInputError(f"The document holds no operation `{name}`, which was asked for.")


def encoded(data: object) -> bytes:
    """Return data as JSON."""
    try:
        return orjson.dumps(data)
    except TypeError:  # half a surrogate pair that a client sent, or very deep nesting
        return json.dumps(data, separators=(",", ":")).encode()
