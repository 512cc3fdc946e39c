"""Edges between types as data; the typed resolvers are made from them here.

Every edge is a batch function from a list of parents to a list of results, so that a query costs
a statement for each of its levels, however many records there are. The declaration stays with
the field as `metadata["edge"]`.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Optional

import strawberry
from sqlmodel import select
from strawberry.pydantic import field as pydantic_field

from api.conditions import Demands, Wanted, named, refuse_too_large
from api.context import Context, Info
from api.listed import among, listed
from api.lists import ROOT, Argument, Demand, Listing, demanded
from api.lookup import must_find, records_by_id, rows_by_id
from api.pages import pages
from api.paging import Connection, window

PAGE = (
    Argument("first", int | None, "How many rows from the start: 0 to 200; 50 without `last`."),
    Argument("after", str | None, "Only what comes after this cursor."),
    Argument("last", int | None, "How many rows from the end: 0 to 200."),
    Argument("before", str | None, "Only what comes before this cursor."),
)


UNASKED = "unasked"
"""Under this, the metadata of a field tell what it is where no argument is given: the column of
that name, or what a batch `(function, *arguments)` finds for the id of the row."""


ITSELF = "itself"
"""The edge to an object that is but some columns of the row itself."""


@dataclass(frozen=True)
class One:
    """To the row of `table` whose id stands in the column `by`; no table: a record of any kind."""

    table: Any
    by: str


@dataclass(frozen=True)
class Few:
    """To the rows of `table` whose column `by` holds this row's id: all of them, ordered.

    Only for lists that a check of the fixtures bounds.
    """

    table: Any
    by: str
    order: tuple[str, ...]
    only: str | None = None


async def few(context: Context, edge: Few, parents: list[str]) -> list[list[Any]]:
    """Return the rows of each parent, of which `only` keeps those with that flag."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in await context.rows(_of_parents(edge), {"parents": parents}):
        groups[getattr(row, edge.by)].append(row)
    return [groups[parent] for parent in parents]


@cache
def _of_parents(edge: Few) -> Any:
    """Select the rows of some parents, in order."""
    owner = getattr(edge.table, edge.by)
    rows = select(edge.table).where(among(owner, listed("parents")))
    if edge.only:
        rows = rows.where(getattr(edge.table, edge.only))
    return rows.order_by(*(getattr(edge.table, name) for name in (edge.by, *edge.order)))


def one(table: Any, by: str, description: str, *, null: bool = False, plain: bool = False) -> Any:
    """Declare the field for the record that the column `by` names."""
    edge = One(table, by)
    target = table.__name__
    to = Optional[target] if null else target  # noqa: UP045 - a forward name
    return _edge(edge, to, description, plain=plain)


def any_one(by: str, to: str, description: str, *, null: bool = False) -> Any:
    """Declare the field for the record, of whatever kind, that the column `by` names."""
    return _edge(One(None, by), Optional[to] if null else to, description)  # noqa: UP045


def _edge(edge: One, to: Any, description: str, *, plain: bool = False) -> Any:
    async def resolve(self: Any, info: Info) -> Any:
        return await follow(info.context, edge, self)

    return declared(resolve, to, description, edge, plain=plain)


async def follow(context: Context, edge: One, row: Any) -> Any:
    """Return the record at the other end of an edge; None when there is none."""
    key = getattr(row, edge.by)
    if key is None:
        return None
    batch = (rows_by_id, edge.table) if edge.table else (records_by_id,)
    return await context.load(batch, key)


def many(
    listing: Listing,
    description: str,
    *,
    to: Any = None,
    name: str | None = None,
    root: bool = False,
    given: Callable[[Any], Mapping[str, Any]] | None = None,
) -> Any:
    """Declare the field for a list as a connection, with the arguments of the list and a page.

    Where `given` tells the arguments by the row that the field is of, clients give only a page.
    """

    async def resolve(self: Any, info: Info, **asked: Any) -> Any:
        parent = ROOT if root else self.id
        own = given(self) if given else {}
        return await page_of(info.context, listing, parent, {**own, **asked})

    sign(resolve, (*(() if given else listing.arguments), *PAGE))
    to = to or Connection[listing.table.__name__]  # type: ignore[name-defined]
    return declared(resolve, to, description, listing, name=name, plain=root or bool(given))


async def page_of(context: Context, listing: Listing, parent: str, given: Mapping[str, Any]) -> Any:
    """Return the page of a parent's list that the arguments ask for."""
    part = window(*(given.get(argument.name) for argument in PAGE))
    demand = await demand_of(context, listing, given)
    return await context.load((pages, demand, part), parent)


async def demand_of(context: Context, listing: Listing, given: Mapping[str, Any]) -> Demand:
    """Return what the arguments of a list demand, with the records that they name found."""
    own = {argument.name: given.get(argument.name) for argument in listing.arguments}
    for value in own.values():
        refuse_too_large(value)
    wanted = {each for argument in listing.arguments for each in _named(argument, own)}
    ids = await must_find(context, sorted(wanted))
    return demanded(listing, own, ids)


def _named(argument: Argument, given: Mapping[str, Any]) -> Sequence[Wanted]:
    value = given[argument.name]
    if value is None:
        return []
    if argument.kinds:
        return [(argument.kinds, each) for each in value]
    return list(named(value)) if isinstance(value, Demands) else []


def sign(resolve: Any, arguments: Sequence[Argument]) -> None:
    """Give a resolver the signature that Strawberry reads the arguments of its field from."""
    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    resolve.__signature__ = inspect.Signature(
        [
            inspect.Parameter("self", plain),
            inspect.Parameter("info", plain, annotation=Info),
            *(
                inspect.Parameter(
                    argument.name,
                    plain,
                    default=strawberry.UNSET if argument.default is None else argument.default,
                    annotation=Annotated[
                        argument.type, strawberry.argument(description=argument.description)
                    ],
                )
                for argument in arguments
            ),
        ]
    )


def declared(
    resolve: Callable[..., Any],
    to: Any,
    description: str,
    edge: object,
    *,
    name: str | None = None,
    plain: bool = False,
) -> Any:
    """Make a field of a resolver, in a type with the columns of a table or a `plain` one.

    Its types are named in `api.types`.
    """
    resolve.__module__ = "api.types"  # where Strawberry looks the names of types up
    make: Any = strawberry.field if plain else pydantic_field
    metadata = {"edge": edge}
    return make(resolve, name=name, graphql_type=to, description=description, metadata=metadata)
