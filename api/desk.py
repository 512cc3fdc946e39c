"""Where a question becomes an answer, by looking it up or by executing it."""

import json
from collections.abc import Callable
from typing import Any, Protocol

import orjson
import strawberry
from strawberry.http import process_result
from strawberry.types.graphql import OperationType

from api.answers import Answer, Answers, Question
from api.context import Context
from api.documents import Documents
from api.errors import told
from api.plan import Plans
from api.plan.extension import by_plan


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

        Raise what Strawberry does where there is no operation to execute, or one not allowed.
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
        result = await self._schema.execute(
            question.query,
            variables,
            context_value=self._context(),
            operation_name=question.operation_name,
            allowed_operation_types=allowed,
        )
        return Answer(encoded(process_result(result)), failed=bool(result.errors))

    async def _planned(self, question: Question, variables: dict[str, Any] | None) -> Answer | None:
        """Answer by plan what is known to be a good document, with nothing between."""
        if not self._plans or not (document := self._documents.get(question.query)):
            return None
        result = await by_plan(
            self._plans, question.query, document, question.operation_name, variables
        )
        if result is None:
            return None
        if not result.errors:
            return Answer(encoded({"data": result.data}), failed=False)
        errors = [told(error).formatted for error in result.errors]
        return Answer(encoded({"data": result.data, "errors": errors}), failed=True)


def encoded(data: object) -> bytes:
    """Return data as JSON."""
    try:
        return orjson.dumps(data)
    except TypeError:  # half a surrogate pair that a client sent, or very deep nesting
        return json.dumps(data, separators=(",", ":")).encode()
