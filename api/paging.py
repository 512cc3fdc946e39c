"""Keyset pages: orders, cursors, and the connections that clients see.

See https://relay.dev/graphql/connections.htm for the shape. Sort columns are never null and an
id ends every order, so a page is one range of one index and a cursor stays good when rows are
added or removed around it.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

import strawberry
from sqlalchemy import ColumnElement, and_, bindparam, or_, tuple_

from api.context import Info
from api.errors import BadUserInputError
from models.text import storable

T = TypeVar("T")
PAGE_SIZE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True)
class Term:
    """One step of an order: an expression over a table, and its direction."""

    name: str
    of: Callable[[Any], Any]
    descending: bool = False

    def reversed(self) -> "Term":
        """The same step, the other way."""
        return Term(self.name, self.of, not self.descending)

    def __str__(self) -> str:
        return f"-{self.name}" if self.descending else self.name


def column(name: str) -> Term:
    """Order by a column; a minus before its name descends."""
    return Term(name.lstrip("-"), attrgetter(name.lstrip("-")), name.startswith("-"))


Order = tuple[Term, ...]


@dataclass(frozen=True)
class Window:
    """Which part of a list was asked for: `size` rows from one end, beyond the cursors.

    Of these only the last `kept`, unless that is null.
    """

    size: int
    backward: bool
    after: str | None
    before: str | None
    kept: int | None = None


def window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """Read the page arguments, and refuse those that make no page.

    With both sizes it is the last of the first rows, as in
    https://relay.dev/graphql/connections.htm#EdgesToReturn().
    """
    sizes: dict[str, int | None] = {"first": first, "last": last}
    for name, size in sizes.items():
        if size is not None and not 0 <= size <= LARGEST_PAGE:
            raise BadUserInputError(f"`{name}` is {size}; it must be from 0 to {LARGEST_PAGE}.")
    if first is None and last is not None:
        return Window(last, True, after, before)
    return Window(PAGE_SIZE if first is None else first, False, after, before, last)


def beyond(table: Any, order: Order, name: str) -> ColumnElement[bool]:
    """Return the condition that a row of `table` comes after a place in the order.

    The place is in the parameters `<name>_0`, `<name>_1` and so on.
    """
    columns = [term.of(table) for term in order]
    given = [bindparam(f"{name}_{n}", type_=column.type) for n, column in enumerate(columns)]
    if len({term.descending for term in order}) == 1:
        left, right = tuple_(*columns), tuple_(*given)
        return left < right if order[0].descending else left > right
    steps = []
    for step, term in enumerate(order):
        same = [columns[i] == given[i] for i in range(step)]
        further = columns[step] < given[step] if term.descending else columns[step] > given[step]
        steps.append(and_(*same, further))
    return or_(*steps)


def cursor(order: Order, place: Sequence[Any]) -> str:
    """Return the opaque text for a place in an order."""
    text = json.dumps([_signature(order), *place], default=str, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(table: Any, order: Order, argument: str, text: str) -> list[Any]:
    """Return the place that a cursor names, or refuse what is no cursor of this order."""
    try:
        padded = text + "=" * (-len(text) % 4)
        signature, *values = json.loads(base64.b64decode(padded, b"-_", validate=True))
        kinds = _kinds(table, order)
        place = [_typed(kind, value) for kind, value in zip(kinds, values, strict=True)]
    except (binascii.Error, TypeError, ValueError, RecursionError):
        signature, place = None, []
    if signature != _signature(order):
        raise BadUserInputError(
            f"`{argument}` is no cursor of this list in this order. Take it from `pageInfo` or "
            "`edges` of a page of the same field with the same `orderBy` (and the same "
            "`heldOn`, which orders by how sure a role is)."
        )
    return place


@lru_cache(maxsize=500)
def _kinds(table: Any, order: Order) -> list[type]:
    """Return the types of what is ordered by."""
    return [term.of(table).type.python_type for term in order]


def _signature(order: Order) -> str:
    return ",".join(map(str, order))


def _typed(kind: Any, value: Any) -> Any:
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or (kind is str and storable(value) != value):
        raise ValueError(value)
    if kind is int and not -(2**31) <= value < 2**31:
        raise ValueError(value)
    return value


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """See https://relay.dev/graphql/connections.htm#sec-undefined.PageInfo."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede this page.")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first row; null on an empty page. Pass it as `before`."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last row; null on an empty page. Pass it as `after`."
    )


@strawberry.type(name="Edge", description="A row of a list, and its place there.")
class PageEdge(Generic[T]):
    """A row with its cursor."""

    cursor: str = strawberry.field(description="Its place: pass it as `after` or `before`.")
    node: T = strawberry.field(description="The row.")


@dataclass
class Page(Generic[T]):
    """What a resolver returns where the schema says Connection.

    `found` are its rows, each with its place in the order behind it. `count` and `held_counts` are
    the batches by which the list of `parent` is counted.
    """

    __slots__ = (
        "count",
        "found",
        "has_next_page",
        "has_previous_page",
        "held_counts",
        "order",
        "parent",
    )

    found: list[Sequence[Any]]
    has_next_page: bool
    has_previous_page: bool
    order: Order
    parent: str
    count: tuple[Any, ...]
    held_counts: tuple[Any, ...]

    @property
    def rows(self) -> list[T]:
        """The rows of the page."""
        return list(map(itemgetter(0), self.found))

    @property
    def cursors(self) -> list[str]:
        """The cursor of each row; few who ask for rows ask for these."""
        return [cursor(self.order, place) for _, *place in self.found]


@strawberry.type(description="A page of a list, and how long the list is.")
class Connection(Generic[T]):
    """A page as clients see it; the resolvers run on a `Page`."""

    @strawberry.field(description="The rows of this page.")
    def nodes(self) -> list[T]:
        """Return the rows."""
        return self.rows  # type: ignore[attr-defined]

    @strawberry.field(description="The rows of this page, each with its cursor.")
    def edges(self) -> list[PageEdge[T]]:
        """Return the rows with their cursors."""
        pairs = zip(self.cursors, self.rows, strict=True)  # type: ignore[attr-defined]
        return [PageEdge(cursor=cursor, node=row) for cursor, row in pairs]

    @strawberry.field(description="Where this page stands in the list.")
    def page_info(self) -> PageInfo:
        """Return what precedes and follows."""
        page: Page[T] = self  # type: ignore[assignment]
        ends = [cursor(page.order, page.found[at][1:]) for at in (0, -1) if page.found]
        start, end = ends or (None, None)
        return PageInfo(
            has_next_page=page.has_next_page,
            has_previous_page=page.has_previous_page,
            start_cursor=start,
            end_cursor=end,
        )

    @strawberry.field(description="How many rows the whole list has; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        """Count the rows of the list."""
        page: Page[Any] = self  # type: ignore[assignment]
        count: int = await info.context.load(page.count, page.parent)
        return count
