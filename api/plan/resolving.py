"""How the values of a field are found for many rows at a time, as its declaration says.

A column and a resolver that only computes need no waiting; edges and lists are loaded for all rows
at once; any other resolver is called for each row, as graphql-core would.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import Any

from graphql import GraphQLError
from strawberry.types.field import StrawberryField

from api.edges import PAGE, One, demand_of
from api.lists import ROOT, Listing, pages
from api.lookup import records_by_id, rows_by_id
from api.paging import window
from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError

Arguments = dict[str, Any]
AtOnce = Callable[[list[Any], Arguments], list[Any]]
Later = Callable[[PlanContext, list[Any], Arguments], Awaitable[list[Any]]]


class PlanInfo:
    """What a resolver may ask about the request: its context, and nothing about the operation."""

    def __init__(self, context: PlanContext) -> None:
        self.context = context

    def __getattr__(self, name: str) -> Any:
        raise NotCoveredError(f"a resolver looks at info.{name}")


def at_once(field: StrawberryField) -> AtOnce | None:
    """Return how the values follow from the rows; None where they have to be waited for."""
    resolver = field.base_resolver
    if resolver is None:
        get = attrgetter(field.python_name)
        return lambda rows, _: list(map(get, rows))
    if field.is_async or resolver.info_parameter:
        return None
    call: Any = resolver.wrapped_func
    return lambda rows, given: [call(row, **given) for row in rows]


def later(field: StrawberryField) -> Later:
    """Return how the values of a field are loaded."""
    if direct := at_once(field):
        return waiting(direct)
    edge = field.metadata.get("edge")
    if isinstance(edge, One):
        return _to_one(edge)
    if isinstance(edge, Listing) and _names(field) == _names_of(edge):
        return _to_pages(edge)
    return _each(field)


def waiting(direct: AtOnce) -> Later:
    """Return what needs no waiting as if it did."""

    async def load(_: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        return direct(rows, given)

    return load


def _names(field: StrawberryField) -> list[str]:
    return [argument.python_name for argument in field.arguments]


def _names_of(listing: Listing) -> list[str]:
    return [argument.name for argument in (*listing.arguments, *PAGE)]


def _to_one(edge: One) -> Later:
    batch = (rows_by_id, edge.table) if edge.table else (records_by_id,)
    key = attrgetter(edge.by)

    async def load(context: PlanContext, rows: list[Any], _: Arguments) -> list[Any]:
        keys = list(map(key, rows))
        known = list({each for each in keys if each is not None})
        found = dict(zip(known, await context.load_all(batch, known), strict=True))
        return [found.get(each) for each in keys]

    return load


def _to_pages(listing: Listing) -> Later:
    async def load(context: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        part = window(*(given.get(argument.name) for argument in PAGE))
        demand = await demand_of(context, listing, given)
        parents = [ROOT if row is None else row.id for row in rows]
        return await context.load_all((pages, demand, part), parents)

    return load


def _each(field: StrawberryField) -> Later:
    resolver = field.base_resolver
    if resolver is None or resolver.parent_parameter or resolver.root_parameter:
        raise NotCoveredError(f"the resolver of {field.name}")
    call: Any = resolver.wrapped_func
    asks = resolver.info_parameter
    takes_row = bool(resolver.self_parameter)

    async def load(context: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        more = {asks.name: PlanInfo(context)} if asks else {}
        results = [call(*((row,) if takes_row else ()), **given, **more) for row in rows]
        return list(await together(results)) if field.is_async else results

    return load


async def together(awaitables: Sequence[Awaitable[Any]]) -> list[Any]:
    """Await all, to the end even where one fails: statements are not to be broken off midway."""
    if len(awaitables) == 1:
        return [await awaitables[0]]
    results = await asyncio.gather(*awaitables, return_exceptions=True)
    failures = [each for each in results if isinstance(each, BaseException)]
    # An error that can be told is no news where something else cannot be answered at all.
    for each in sorted(failures, key=lambda failure: isinstance(failure, GraphQLError)):
        raise each
    return results
