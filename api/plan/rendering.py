"""A plan run: from rows to the objects of the answer, all rows of a field at once."""

from collections.abc import Awaitable
from itertools import islice
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError
from api.plan.leaves import all_there, column
from api.plan.resolving import together
from api.plan.selecting import Field, Selection


class Run:
    """One answer to an operation, with the values of its variables."""

    def __init__(self, schema: GraphQLSchema, context: PlanContext, given: VariableValues) -> None:
        self._schema = schema
        self._context = context
        self._given = given

    async def objects(
        self, kind: GraphQLObjectType, selection: Selection, rows: list[Any]
    ) -> list[dict[str, Any]]:
        """Render rows, none of which is None, as objects of a type; a row met twice but once."""
        once = {id(row): row for row in rows}
        if len(once) < len(rows):
            made = await self._made(kind, selection, list(once.values()))
            by_id = dict(zip(once, made, strict=True))
            return [by_id[id(row)] for row in rows]
        return await self._made(kind, selection, rows)

    async def _made(
        self, kind: GraphQLObjectType, selection: Selection, rows: list[Any]
    ) -> list[dict[str, Any]]:
        fields = selection.of(kind)
        columns: list[Any] = [None] * len(fields)
        waits: list[tuple[int, Awaitable[Any]]] = []
        for at, field in enumerate(fields):
            if field.at_once and field.column:
                values = field.at_once(rows, field.arguments(self._given))
                columns[at] = field.column(values)
            else:
                waits.append((at, self._values(field, rows)))
        for (at, _), found in zip(waits, await together([wait for _, wait in waits]), strict=True):
            columns[at] = found
        if not columns:
            return [{} for _ in rows]
        keys = [field.key for field in fields]
        return [dict(zip(keys, cells, strict=True)) for cells in zip(*columns, strict=True)]

    async def _values(self, field: Field, rows: list[Any]) -> list[Any]:
        given = field.arguments(self._given)
        if field.at_once:
            values = field.at_once(rows, given)
        else:
            assert field.later  # noqa: S101 - one of the two is there
            values = await field.later(self._context, rows, given)
        return await self._rendered(field.kind, field.selection, values)

    async def _rendered(self, kind: Any, selection: Selection, values: list[Any]) -> list[Any]:
        """Render the values of a field, or of lists in it."""
        if render := column(kind):
            return render(values)
        if is_non_null_type(kind):
            return all_there(await self._rendered(kind.of_type, selection, values))
        known = [value for value in values if value is not None]
        if is_list_type(kind):
            done = await self._lists(kind.of_type, selection, known)
        elif is_abstract_type(kind):
            done = await self._of_any_type(kind, selection, known)
        else:
            done = await self.objects(kind, selection, known)
        if len(known) == len(values):
            return done
        rest = iter(done)
        return [None if value is None else next(rest) for value in values]

    async def _lists(self, kind: Any, selection: Selection, lists: list[Any]) -> list[Any]:
        """Render lists, the items of all of them at once."""
        items = [item for each in lists for item in each]
        rest = iter(await self._rendered(kind, selection, items))
        return [list(islice(rest, len(each))) for each in lists]

    async def _of_any_type(self, kind: Any, selection: Selection, rows: list[Any]) -> list[Any]:
        """Render rows of the several types that an interface or a union stands for."""
        groups: dict[str, list[Any]] = {}
        for row in rows:
            groups.setdefault(type(row).__name__, []).append(row)
        done = await together(
            [self.objects(self._type(name, kind), selection, each) for name, each in groups.items()]
        )
        rest = {name: iter(each) for name, each in zip(groups, done, strict=True)}
        return [next(rest[type(row).__name__]) for row in rows]

    def _type(self, name: str, within: Any) -> GraphQLObjectType:
        found = self._schema.get_type(name)
        if isinstance(found, GraphQLObjectType) and self._schema.is_sub_type(within, found):
            return found
        raise NotCoveredError(f"a {name} where {within} is")
