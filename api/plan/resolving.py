"""How the values of a field are found for many rows at a time, as its declaration says.

A column and a resolver that only computes need no waiting; edges and lists are loaded for all rows
at once; any other resolver is called for each row, as graphql-core would.
"""

import inspect
from collections.abc import Awaitable, Callable
from functools import cache
from operator import attrgetter
from types import CodeType
from typing import Any

from strawberry.types.field import StrawberryField

from api.edges import ITSELF, PAGE, UNASKED, Few, One, demand_of
from api.lists import ROOT, Demand, Listing
from api.lookup import records_by_id, rows_by_id
from api.pages import pages
from api.paging import window
from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError
from api.plan.records import columns_of
from api.plan.steps import StepContext, in_step
from api.values import Through

Arguments = dict[str, Any]
AtOnce = Callable[[list[Any], Arguments], list[Any]]
Later = Callable[[PlanContext, list[Any], Arguments], Awaitable[list[Any]]]


class PlanInfo:
    """What a resolver may ask about the request: its context, and nothing about the operation."""

    def __init__(self, context: PlanContext | StepContext) -> None:
        self.context = context

    def __getattr__(self, name: str) -> Any:
        raise NotCoveredError(f"a resolver looks at info.{name}")


def at_once(field: StrawberryField) -> AtOnce | None:
    """Return how the values follow from the rows; None where they have to be waited for."""
    resolver = field.base_resolver
    edge = field.metadata.get("edge")
    if isinstance(edge, Through):
        return _through(edge)
    if edge is ITSELF:
        return _itself
    if resolver is None:
        return attributes(field.python_name)
    if field.is_async or resolver.info_parameter:
        return None
    call = function_of(field)
    return lambda rows, given: [call(row, **given) for row in rows]


def attributes(name: str) -> AtOnce:
    """Return how values follow from rows whose attributes they are."""
    get = attrgetter(name)
    return lambda rows, _: list(map(get, rows))


def _through(edge: Through) -> AtOnce:
    get = attrgetter(edge.column)

    def values(rows: list[Any], _: Arguments) -> list[Any]:
        found = list(map(get, rows))
        made = {each: edge.function(each) for each in set(found) if each}
        return list(map(made.get, found))

    return values


def _itself(rows: list[Any], _: Arguments) -> list[Any]:
    return rows


def later(field: StrawberryField, *, unasked: bool) -> Later:
    """Return how the values of a field are loaded; `unasked` where no argument is given."""
    if direct := at_once(field):
        return waiting(direct)
    if unasked and isinstance(batch := field.metadata.get(UNASKED), tuple):
        return _to_found(batch)
    edge = field.metadata.get("edge")
    if isinstance(edge, One):
        return _to_one(edge)
    if isinstance(edge, Listing) and _names(field) == _names_of(edge):
        return _to_pages(edge)
    return _each(field)


def reads(field: StrawberryField, table: Any) -> set[tuple[Any, str]]:
    """Return the columns, each with its table, that a field of a row of `table` looks at.

    What a resolver leaves to methods and to functions in tables is not seen here; running it tells.
    """
    edge = field.metadata.get("edge")
    if isinstance(edge, One):
        return {(table, edge.by)}
    if isinstance(edge, Few):
        return {(edge.table, edge.by), *_looks(field, table)}
    if isinstance(edge, Listing):
        return {(table, "id")}
    if isinstance(edge, Through):
        return {(table, edge.column)}
    return _looks(field, table)


def _looks(field: StrawberryField, table: Any) -> set[tuple[Any, str]]:
    names = {field.python_name, field.metadata.get(UNASKED)}
    if field.base_resolver:
        names = _names_in(function_of(field)) | {field.metadata.get(UNASKED)}
    return {(table, name) for name in columns_of(table).keys() & names}


def function_of(field: StrawberryField) -> Any:
    """Return the function that was written as a resolver, without what Strawberry puts around."""
    resolver = field.base_resolver
    return inspect.unwrap(resolver.wrapped_func) if resolver else None  # type: ignore[arg-type]


@cache
def _names_in(function: Any) -> set[str]:
    """Return all names that a function looks at, and those that functions it names look at."""
    found: set[str] = set()
    waits = [function]
    met = set(waits)
    while waits:
        each = waits.pop()
        names = _names_in_code(each.__code__)
        found |= names
        for other in map(each.__globals__.get, names):
            if inspect.isfunction(other) and other not in met:
                met.add(other)
                waits.append(other)
    return found


def _names_in_code(code: CodeType) -> set[str]:
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*map(_names_in_code, inner))


def waiting(direct: AtOnce) -> Later:
    """Return what needs no waiting as if it did."""

    async def load(_: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        return direct(rows, given)

    return load


def _names(field: StrawberryField) -> list[str]:
    return [argument.python_name for argument in field.arguments]


def _names_of(listing: Listing) -> list[str]:
    return [argument.name for argument in (*listing.arguments, *PAGE)]


def batch_of(edge: One) -> tuple[Any, ...]:
    """Return the batch by which the other ends of an edge are found."""
    return (rows_by_id, edge.table) if edge.table else (records_by_id,)


def _to_one(edge: One) -> Later:
    batch = batch_of(edge)
    key = attrgetter(edge.by)

    async def load(context: PlanContext, rows: list[Any], _: Arguments) -> list[Any]:
        keys = list(map(key, rows))
        known = list({each for each in keys if each is not None})
        found = dict(zip(known, await context.load_all(batch, known), strict=True))
        return [found.get(each) for each in keys]

    return load


def _to_found(batch: tuple[Any, ...]) -> Later:
    async def load(context: PlanContext, rows: list[Any], _: Arguments) -> list[Any]:
        return await context.load_all(batch, [row.id for row in rows])

    return load


def _to_pages(listing: Listing) -> Later:
    names = [argument.name for argument in listing.arguments]
    last: list[tuple[list[Any], Demand]] = []  # for the next request nearly always asks for it, too

    async def load(context: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        part = window(*(given.get(argument.name) for argument in PAGE))
        own = [given.get(name) for name in names]
        if last and last[0][0] == own:
            demand = last[0][1]
        else:
            demand = await demand_of(context, listing, given)  # type: ignore[arg-type] # reads as one
            if not demand.named:
                last[:] = [(own, demand)]
        parents = [ROOT if row is None else row.id for row in rows]
        return await context.load_all((pages, demand, part), parents)

    return load


def _each(field: StrawberryField) -> Later:
    resolver = field.base_resolver
    if resolver is None or resolver.parent_parameter or resolver.root_parameter:
        raise NotCoveredError(f"the resolver of {field.name}")
    call = function_of(field)
    asks = resolver.info_parameter
    takes_row = bool(resolver.self_parameter)

    async def load(context: PlanContext, rows: list[Any], given: Arguments) -> list[Any]:
        lone = len(rows) == 1
        more = {asks.name: PlanInfo(context if lone else StepContext(context))} if asks else {}
        results = [call(*((row,) if takes_row else ()), **given, **more) for row in rows]
        if not field.is_async:
            return results
        return [await results[0]] if lone else await in_step(context, results)

    return load
