"""What the plan of one operation reads: raw rows, for many keys at a time."""

import asyncio
from collections import namedtuple
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.util import AliasedInsp
from sqlmodel.sql.expression import SelectOfScalar

from api.context import Context


class PlanContext(Context):
    """A context whose records are tuples, on the snapshot of another one.

    The batch functions and the resolvers run on it as they are: a tuple has the columns of its
    table as attributes, and the name of its class.
    """

    def __init__(self, request: Context) -> None:
        super().__init__(request.database, request.downloads)
        self._request = request
        self._batches: dict[tuple[Any, ...], Batch] = {}

    async def rows(self, statement: Any, given: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Run a SELECT; its records are tuples."""
        return shaped(statement, await self._request.raw_rows(statement, given))

    async def load(self, batch: tuple[Any, ...], key: object) -> Any:
        """Return what the batch `(function, *arguments)` finds for `key`."""
        [found] = await self.load_all(batch, (key,))
        return found

    async def load_all(self, batch: tuple[Any, ...], keys: Collection[Any]) -> list[Any]:
        """Return what the batch finds for each of the keys.

        The function is called once with all keys that are asked for in the same turn of the event
        loop, and never twice with a key.
        """
        if batch not in self._batches:
            function, *arguments = batch
            self._batches[batch] = Batch(lambda some: function(self, *arguments, some))
        return await self._batches[batch].load(keys)


class Batch:
    """What a function from a list of keys to a list of values has found so far."""

    def __init__(self, function: Callable[[list[Any]], Awaitable[Sequence[Any]]]) -> None:
        self._function = function
        self._found: dict[Any, Any] = {}
        self._coming: dict[Any, asyncio.Task[None]] = {}
        self._waiting: list[Any] = []

    async def load(self, keys: Collection[Any]) -> list[Any]:
        """Return the value of each key."""
        found = self._found
        if missing := [key for key in keys if key not in found]:
            tasks = {self._task(key) for key in missing}
            await (tasks.pop() if len(tasks) == 1 else asyncio.gather(*tasks))
        return [found[key] for key in keys]

    def _task(self, key: Any) -> asyncio.Task[None]:
        if key not in self._coming:
            if not self._waiting:
                self._next = asyncio.create_task(self._fetch())
            self._waiting.append(key)
            self._coming[key] = self._next
        return self._coming[key]

    async def _fetch(self) -> None:
        await asyncio.sleep(0)  # others may ask for more in this turn
        keys, self._waiting = self._waiting, []
        self._found.update(zip(keys, await self._function(keys), strict=True))


@lru_cache(maxsize=256)
def tuple_of(table: Any) -> Any:
    """Make the class of tuples that stand for the rows of a table."""
    names = [each.key for each in sa.inspect(table).mapper.column_attrs]
    parts = {"__slots__": ()} | ({} if "kind" in names else {"kind": getattr(table, "kind", None)})
    make: Any = namedtuple  # noqa: PYI024 - the names are known no sooner
    base = make(table.__name__, names)
    return type(table.__name__, (base,), parts)


def shaped(statement: Any, found: Sequence[Any]) -> Sequence[Any]:
    """Return raw rows in the shape in which a session would: records in place of their columns."""
    tables = [_table(each["expr"]) for each in statement.column_descriptions]
    if tables == [None]:
        return [row[0] for row in found] if isinstance(statement, SelectOfScalar) else found
    if not any(tables):
        return found
    if len(tables) == 1:
        return list(map(tuple_of(tables[0])._make, found))
    return _mixed(tables, found)


def _mixed(tables: list[Any], found: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Make the records inside rows that hold other columns too."""
    parts: list[tuple[Any, slice]] = []
    start = 0
    for table in tables:
        make = tuple_of(table)._make if table else None
        end = start + (len(tuple_of(table)._fields) if table else 1)
        parts.append((make, slice(start, end)))
        start = end
    return [
        tuple(make(row[part]) if make else row[part.start] for make, part in parts) for row in found
    ]


def _table(expression: Any) -> Any:
    """Return the class of the records that a part of a SELECT is of; None for a column."""
    about = sa.inspect(expression, raiseerr=False)
    return about.mapper.class_ if isinstance(about, Mapper | AliasedInsp) else None
