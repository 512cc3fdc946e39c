"""Where a question becomes an answer, by looking it up or by executing it."""

import asyncio
import json
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any, Protocol

import orjson
import strawberry
from graphql import DocumentNode, GraphQLError
from strawberry.http import process_result
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.graphql import OperationType

from api.answers import Answer, Answers, Question
from api.context import Context
from api.documents import Documents
from api.errors import BadUserInputError, BusyError, Code, DeadlineError, told
from api.limits.declared import DEFAULT, USUAL, Limits
from api.limits.extension import told as told_cost
from api.plan import Plans
from api.plan.errors import NotCoveredError
from api.plan.extension import by_plan
from api.seeing.record import Way, seen
from api.turns import COSTLY, Turns

BAD = 400
STATUSES = {Code.INTERNAL_SERVER_ERROR: 500, Code.NOT_READY: 503, Code.BUSY: 429}
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
        limits: Limits = DEFAULT,
        deadline: float = USUAL.deadline,
        turns: Turns | None = None,
    ) -> None:
        self._schema = schema
        self._documents = documents
        self._context = context
        self._edition = edition
        self._answers = answers
        self._plans = plans
        self._limits = limits
        self._deadline = deadline
        self._turns = turns or Turns()

    async def answer(
        self, question: Question, variables: dict[str, Any] | None, allowed: set[OperationType]
    ) -> Answer:
        """Answer a question, whose variables are given once more as they are to be read.

        Raise InvalidOperationTypeError where an operation of this kind is not allowed.
        """
        edition = await self._edition() if self._answers else None
        if self._answers and edition and (known := self._answers.get(edition, question)):
            seen().went(Way.KEPT)
            return known
        try:
            async with asyncio.timeout(self._deadline):
                planned = await self._planned(question, variables)
                if isinstance(planned, Answer):
                    made = planned
                else:
                    made = await self._executed(question, variables, allowed, planned)
                # Where the edition is the same before and after, the answer is from no other. Plans
                # see to that themselves; and what graphql-core saw, nobody may be behind any more.
                newest = await self._edition(fresh=made is not planned)
        except TimeoutError:
            return answered({}, [DeadlineError(self._deadline)])
        except BusyError as error:
            return answered({}, [error])
        if self._answers and edition and edition == newest:
            self._answers.keep(edition, question, made)
        return made

    async def _executed(
        self,
        question: Question,
        variables: dict[str, Any] | None,
        allowed: set[OperationType],
        not_covered: NotCoveredError | None,
    ) -> Answer:
        context = self._context()
        context.not_covered = not_covered
        try:
            result = await self._schema.execute(
                question.query,
                variables,
                context_value=context,
                operation_name=question.operation_name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError:
            return answered({}, [_no_operation(question.operation_name)])
        errors = [told(error) for error in result.errors or ()]  # also those of no extension's
        return answered(process_result(result), errors)

    async def _planned(
        self, question: Question, variables: dict[str, Any] | None
    ) -> Answer | NotCoveredError | None:
        """Answer by plan what is known to be a good document, with nothing between.

        None where that is not to be, of which the long way tells; or why no plan covers it.
        """
        document = self._documents.get(question.query)
        cost = self._cost(question, document, variables) if document else None
        if not (self._plans and document) or cost is None or cost > self._limits.cost:
            return None
        plan = by_plan(self._plans, question.query, document, question.operation_name, variables)
        result = await (plan if cost < COSTLY else self._in_turn(cost, plan))
        if isinstance(result, NotCoveredError):
            return result
        errors = [told(error) for error in result.errors or ()]
        whole = {"data": result.data, "extensions": told_cost(cost, self._limits)}
        return answered(whole, errors)

    async def _in_turn(self, cost: int, plan: Coroutine[Any, Any, Any]) -> Any:
        try:
            async with self._turns.of(cost):
                return await plan
        finally:
            plan.close()

    def _cost(
        self, question: Question, document: DocumentNode, variables: dict[str, Any] | None
    ) -> int | None:
        schema = self._schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        cost = self._documents.cost(schema, question.query, document, question.operation_name)
        return cost(variables or {}) if cost else None


def answered(result: Mapping[str, Any], errors: Sequence[GraphQLError] | None) -> Answer:
    """Return the answer that holds a result and its errors.

    What has no place in the operation is an error of the request: nothing was executed, so there
    are no data. See https://spec.graphql.org/draft/#sec-Errors.Request-Errors.
    """
    cost = (result.get("extensions") or {}).get("cost", {}).get("requested")
    if not errors:
        return Answer(encoded(result), failed=False, cost=cost)
    codes = tuple({str((error.extensions or {}).get("code")): None for error in errors})
    whole = {**result, "errors": [error.formatted for error in errors]}
    status = 200
    if result.get("data") is None and any(error.path for error in errors):
        # A proxy that knows another server is to try that one.
        status = STATUSES[Code.NOT_READY] if Code.NOT_READY in codes else 200
    elif result.get("data") is None:
        whole.pop("data", None)
        status = _status(codes)
    return Answer(encoded(whole), failed=True, status=status, cost=cost, codes=codes)


def _status(codes: Collection[str]) -> int:
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
