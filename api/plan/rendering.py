"""A plan run: from rows to the objects of the answer, all rows of a field at once."""

from itertools import islice
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.values import VariableValues

from api.plan.blocks import Block, Field, UnforeseenError
from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError
from api.plan.leaves import all_there, column
from api.plan.records import UnreadError
from api.plan.selecting import Plan, Selection

Place = list[str | int] | None
"""Where in the answer a lone row stands; None where there are several, or it is not known."""


class Run:
    """One answer to an operation, with the values of its variables."""

    def __init__(self, plan: Plan, context: PlanContext, given: VariableValues) -> None:
        self._plan = plan
        self._schema: GraphQLSchema = plan.core
        self._context = context
        self._given = given
        self._errors: list[GraphQLError] = []
        self._failures = 0

    async def answer(self) -> ExecutionResult:
        """Return the data that is asked for at the root; or an error, where there is but one.

        Raise NotCoveredError where there are more: which of them graphql-core would tell, and in
        which order, depends on what it waits for.
        """
        data = None
        try:
            [data] = await self._objects(self._plan.query, self._plan.root, [None], [])
        except GraphQLError as error:
            self._errors.append(error)
        if self._failures > 1:
            raise NotCoveredError("several errors")
        return ExecutionResult(data, self._errors or None)

    async def _objects(
        self, kind: GraphQLObjectType, selection: Selection, rows: list[Any], place: Place
    ) -> list[dict[str, Any]]:
        """Render rows, none of which is None, as objects of a type; a row met twice but once."""
        block = selection.of(kind)
        kept = self._context.objects(block) if block.lasting else {}
        new = {id(row): row for row in rows if id(row) not in kept}
        if not new:  # whatever is wrong with the arguments inside, nobody meets it
            return [kept[id(row)][1] for row in rows]
        told = len(self._errors)
        made = await self._made(block, list(new.values()), place if len(new) == len(rows) else None)
        if len(made) == len(rows) and not block.lasting:
            return made
        by_id = dict(zip(new, zip(new.values(), made, strict=True), strict=True))
        if block.lasting and len(self._errors) == told:
            kept.update(by_id)
            self._context.count(len(made), len(block.fields))
        return [(by_id.get(id(row)) or kept[id(row)])[1] for row in rows]

    async def _made(self, block: Block, rows: list[Any], place: Place) -> list[dict[str, Any]]:
        if block.objects is None:
            return [{} for _ in rows]
        columns: list[Any] = [field.values(rows) for field in block.fields]
        for batch, edges in block.shared:
            keys = {getattr(row, edge) for edge in edges for row in rows}
            await self._context.load_all(batch, keys - {None})
        failures = []
        for at, field in enumerate(block.fields):
            if columns[at] is None:
                try:
                    columns[at] = await self._values(field, rows, place)
                except GraphQLError as failure:  # others may fail, too, which is to be known
                    failures.append(failure)
        if failures:
            raise failures[0]
        return block.objects(columns)

    async def _values(self, field: Field, rows: list[Any], place: Place) -> list[Any]:
        """Render a field; where it fails, tell that, and return None if the schema allows it."""
        here = None if place is None else [*place, field.key]
        try:
            given = field.arguments(self._given)
            values = await field.later(self._context, rows, given)
            return await self._rendered(field.kind, field.selection, values, here)
        except UnreadError as unread:
            raise UnforeseenError(field.name, unread) from unread
        except GraphQLError as error:
            if error.path is None:
                self._failures += 1
                if here is None:
                    raise NotCoveredError("an error in several places") from error
            failure = located_error(error, field.nodes, here)
        if is_non_null_type(field.kind):
            raise failure
        self._errors.append(failure)
        return [None]

    async def _rendered(
        self, kind: Any, selection: Selection, values: list[Any], place: Place
    ) -> list[Any]:
        """Render the values of a field, or of lists in it."""
        if render := column(kind):
            return render(values)
        if is_non_null_type(kind):
            return all_there(await self._rendered(kind.of_type, selection, values, place))
        known = [value for value in values if value is not None]
        if is_list_type(kind):
            done = await self._lists(kind.of_type, selection, known, place)
        elif is_abstract_type(kind):
            done = await self._of_any_type(kind, selection, known, place)
        else:
            done = await self._objects(kind, selection, known, place)
        if len(known) == len(values):
            return done
        rest = iter(done)
        return [None if value is None else next(rest) for value in values]

    async def _lists(
        self, kind: Any, selection: Selection, lists: list[Any], place: Place
    ) -> list[Any]:
        """Render lists, the items of all of them at once."""
        items = [item for each in lists for item in each]
        lone = place is not None and len(items) == 1 and is_non_null_type(kind)
        within = [*place, 0] if place is not None and lone else None
        rest = iter(await self._rendered(kind, selection, items, within))
        return [list(islice(rest, len(each))) for each in lists]

    async def _of_any_type(
        self, kind: Any, selection: Selection, rows: list[Any], place: Place
    ) -> list[Any]:
        """Render rows of the several types that an interface or a union stands for."""
        groups: dict[str, list[Any]] = {}
        for row in rows:
            groups.setdefault(type(row).__name__, []).append(row)
        rest = {
            name: iter(await self._objects(self._type(name, kind), selection, some, place))
            for name, some in groups.items()
        }
        return [next(rest[type(row).__name__]) for row in rows]

    def _type(self, name: str, within: Any) -> GraphQLObjectType:
        found = self._schema.get_type(name)
        if isinstance(found, GraphQLObjectType) and self._schema.is_sub_type(within, found):
            return found
        raise NotCoveredError(f"a {name} where {within} is")
