"""Asking questions while a database explains each of the statements that they take."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest

from api.context import Context
from api.database import Database
from api.plan import Plans
from api.plan.readers import ServerSnapshot
from api.schema import schema
from tests.every_question import Question
from tests.seeking import EXPLAIN, faults


@dataclass
class Explained:
    """A database whose statements are explained, and what is found by that."""

    database: Database
    sizes: dict[str, int]
    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked: str = ""
    seen: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.plans = Plans(schema, self.database)

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        """Explain whatever is read from now on."""

        def explained(read: Any) -> Any:
            async def reading(snapshot: Any, text: str, values: Any) -> Any:
                await self._explain(snapshot, read, text, values)
                return await read(snapshot, text, values)

            return reading

        for kind in EXPLAIN:
            patch.setattr(kind, "read", explained(kind.read))

    async def ask_all(self, question: Question) -> None:
        """Ask a question and, where it is of a list, for the pages after and before a cursor."""
        page = await self._ask(question.name, question.of_page("first: 3"))
        place = _cursor(page) if question.has_more else None
        if place:
            for name, size in (("after", "first: 3"), ("before", "last: 3")):
                text = question.of_page(f'{size}, {name}: "{place}"')
                await self._ask(f"{question.name} {name}", text)

    async def _ask(self, name: str, question: str) -> Any:
        """Ask a question under a name, and return its answer, which has no errors."""
        self.asked = name
        context = Context(self.database, plans=self.plans)
        result = await schema.execute(question, context_value=context)
        assert not result.errors, (name, result.errors)
        return result.data

    async def _explain(self, snapshot: Any, read: Any, text: str, values: Any) -> None:
        """Explain a statement, once for each question."""
        if (self.asked, text) in self.seen:
            return
        self.seen.add((self.asked, text))
        asked = EXPLAIN[type(snapshot)] + text
        if isinstance(snapshot, ServerSnapshot):  # which refuses rows that tell of no release
            plan = await snapshot._pool.fetch(asked, *values)
        else:
            plan = await read(snapshot, asked, values)
        self.found[self.asked] |= faults(type(snapshot), text, plan, self.sizes)


def _cursor(found: Any) -> str | None:
    """Return the first cursor of an answer."""
    if isinstance(found, dict):
        return found.get("endCursor") or _cursor([*found.values()])
    inner = map(_cursor, found) if isinstance(found, list) else ()
    return next(filter(None, inner), None)
