"""Resolvers of many rows, run in step: each up to where it waits, then all that they wait for.

So a resolver that is written for one row costs a statement for all of them, as in graphql-core,
but no task of its own in the event loop.
"""

from collections import defaultdict
from collections.abc import Collection, Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError

Resolving = Coroutine[Any, Any, Any]


@dataclass(frozen=True)
class Keys:
    """What a resolver waits for: what a batch finds for some keys."""

    batch: tuple[Any, ...]
    keys: Sequence[Any]

    def __await__(self) -> Generator["Keys", list[Any], list[Any]]:
        """Let `in_step` find it."""
        return (yield self)


@dataclass(frozen=True)
class Rows:
    """What a resolver waits for: the rows of a statement."""

    statement: Any
    given: Mapping[str, Any] | None

    def __await__(self) -> Generator["Rows", Sequence[Any], Sequence[Any]]:
        """Let `in_step` run it."""
        return (yield self)


class StepContext:
    """The context of resolvers that are run in step."""

    def __init__(self, context: PlanContext) -> None:
        self.database = context.database
        self.downloads = context.downloads

    async def load(self, batch: tuple[Any, ...], key: object) -> Any:
        """Return what the batch finds for `key`."""
        [found] = await Keys(batch, (key,))
        return found

    def load_all(self, batch: tuple[Any, ...], keys: Collection[Any]) -> Keys:
        """Return what the batch finds for each of the keys."""
        return Keys(batch, list(keys))

    def rows(self, statement: Any, given: Mapping[str, Any] | None = None) -> Rows:
        """Run a SELECT."""
        return Rows(statement, given)


async def in_step(context: PlanContext, resolvers: list[Resolving]) -> list[Any]:
    """Return what each of the resolvers returns."""
    results: list[Any] = [None] * len(resolvers)
    going: list[tuple[int, Any]] = [(at, None) for at in range(len(resolvers))]
    try:
        while going:
            waiting = []
            for at, value in going:
                try:
                    waiting.append((at, resolvers[at].send(value)))
                except StopIteration as end:
                    results[at] = end.value
            found = await _found(context, [wanted for _, wanted in waiting])
            going = [(at, value) for (at, _), value in zip(waiting, found, strict=True)]
    finally:
        for resolver in resolvers:
            resolver.close()
    return results


async def _found(context: PlanContext, wanted: list[Any]) -> list[Any]:
    """Find all that is waited for: by one call of each batch."""
    together: dict[tuple[Any, ...], list[Keys]] = defaultdict(list)
    found: dict[int, Any] = {}
    for each in wanted:
        if isinstance(each, Keys):
            together[each.batch].append(each)
        elif isinstance(each, Rows):
            found[id(each)] = await context.rows(each.statement, each.given)
        else:
            raise NotCoveredError("a resolver waits for what is no statement")
    for batch, some in together.items():
        values = iter(await context.load_all(batch, [key for each in some for key in each.keys]))
        for each in some:
            found[id(each)] = list(islice(values, len(each.keys)))
    return [found[id(each)] for each in wanted]
