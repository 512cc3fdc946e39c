"""Lists as data, and the one way they become statements.

A `Listing` says which rows belong to which parent, which arguments narrow them and how they are
ordered. The page, the count and the counts by certainty of a list are all made from it, for any
number of parents in one statement each.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import select

import models
from api.conditions import Use, Wanted, Where, held_rank, uses
from api.context import Context
from api.paging import Order, Page, Term, Window, beyond, column, place_of

ROOT = ""
"""The parent of the lists at the root, which have none."""

# Named in plain text, so that a condition at any depth of subqueries can look at it.
PARENT: Any = sa.literal_column("parent.value", sa.String)
"""The id of the parent, in statements over the rows of `_parents`."""


Ids = frozenset[tuple[Wanted, str]]

MOST_STATEMENTS, LONGEST_KEPT = 500, 2000
"""How many statements are kept, for making one costs as much as running it, and of how long
arguments: a filter may be very long, and is then hardly asked again."""


@dataclass(frozen=True)
class Argument:
    """An argument of a list: how clients see it, and what it demands of a row, if anything."""

    name: str
    type: Any
    description: str
    default: Any = None
    where: Where | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Listing:
    """A list of records: the rows of `table` that belong to a parent.

    `belongs` is the column that names the parent, or a condition made from (table, parent's id,
    use); None for a list at the root. `order` holds columns, "-" before one that descends.
    """

    table: Any
    belongs: str | Where | None = None
    arguments: tuple[Argument, ...] = ()
    order: tuple[str, ...] = ()
    tie: str = "id"


@dataclass(frozen=True)
class Demand:
    """One use of a list in a request: its arguments, with the records they name found.

    Two uses with the same text are one: they share a statement.
    """

    listing: Listing
    text: str
    given: Mapping[str, Any] = field(compare=False)
    ids: Mapping[Wanted, str] = field(compare=False)

    @property
    def found(self) -> "Ids":
        """The records that the arguments name, as a key of what is made from them."""
        return frozenset(self.ids.items())

    @property
    def day(self) -> date | None:
        """The day that `heldOn` asks about, as an argument or in the filter; None when neither."""
        day: date | None = self.given.get("held_on")
        return day or getattr(self.given.get("filter"), "held_on", None)

    @cached_property
    def order(self) -> Order:
        """The order asked for; else the surest first, where a day is asked about; else its own."""
        asked = self.given.get("order_by")
        if asked:
            terms = [term for each in asked for term in each.terms()]
        else:
            terms = [column(name) for name in self.listing.order]
            if self.day:
                terms.insert(0, Term(f"held@{self.day}", partial(held_rank, day=self.day)))
        tie = Term(self.listing.tie, column(self.listing.tie).of)
        return (*terms, tie.reversed() if terms and terms[-1].descending else tie)

    def conditions(self, table: Any, parent: Any) -> list[ColumnElement[bool]]:
        """Return what a row of `table` must fulfil to be in the list of `parent`."""
        belongs = self.listing.belongs
        use = Use(self.ids, self.given, self.day)
        found = [
            argument.where(table, self.given[argument.name], use)
            for argument in self.listing.arguments
            if argument.where and self.given.get(argument.name) is not None
        ]
        if isinstance(belongs, str):
            found.append(getattr(table, belongs) == parent)
        elif belongs:
            found.append(belongs(table, parent, use))
        if hasattr(table, "rank") and not uses(self.given.get("filter"), "rank"):
            found.append(table.rank != models.Rank.DEPRECATED)
        return found


async def pages(
    context: Context, demand: Demand, window: Window, parents: list[str]
) -> Sequence[Page[Any]]:
    """Return the page of each parent's list."""
    rows: dict[str, list[Any]] = defaultdict(list)
    if parents == [ROOT]:
        rows[ROOT] = list(await context.rows(_kept(_root_page, demand, window)))
    else:
        dialect = context.database.dialect
        found = _kept(_owned_pages, demand, window, dialect)
        for parent, *row in await context.rows(found, _given(dialect, parents)):
            rows[parent].append(row)
    return [_page(demand, window, parent, rows[parent]) for parent in parents]


async def totals(context: Context, demand: Demand, parents: list[str]) -> list[int]:
    """Return the length of each parent's list."""
    table = demand.listing.table
    dialect = context.database.dialect
    counts = (
        select(PARENT, func.count())
        .select_from(_parents(dialect))
        .join(table, sa.and_(True, *demand.conditions(table, PARENT)))
        .group_by(PARENT)
    )
    found = dict(await context.rows(counts, _given(dialect, parents)))
    return [found.get(each, 0) for each in parents]


async def held_counts(
    context: Context, demand: Demand, parents: list[str]
) -> list[dict[int, int] | None]:
    """Return how many rows of each parent's list have which `held_rank`; None without a day."""
    if demand.day is None:
        return [None] * len(parents)
    table = demand.listing.table
    dialect = context.database.dialect
    ranked = (
        select(PARENT.label("value"), held_rank(table, demand.day).label("rank"))
        .select_from(_parents(dialect))
        .join(table, sa.and_(True, *demand.conditions(table, PARENT)))
        .subquery()
    )
    counts = select(ranked.c.value, ranked.c.rank, func.count()).group_by(
        ranked.c.value, ranked.c.rank
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for each, rank, count in await context.rows(counts, _given(dialect, parents)):
        found[each][rank] = count
    return [found[each] for each in parents]


def _page(demand: Demand, window: Window, parent: str, rows: list[Any]) -> Page[Any]:
    more = len(rows) > window.size
    kept = [tuple(row) for row in rows[: window.size]]
    if window.backward:
        kept.reverse()
    return Page(
        rows=[row[0] for row in kept],
        order=demand.order,
        places=[row[1:] for row in kept],
        has_next_page=window.before is not None or (more and not window.backward),
        has_previous_page=window.after is not None or (more and window.backward),
        parent=parent,
        count=(totals, demand),
        held_counts=(held_counts, demand),
    )


def _few(table: Any, demand: Demand, window: Window, parent: Any, what: Iterable[Any]) -> Any:
    """Select from the rows of one parent's list those of the window, and one to see if more."""
    order = demand.order
    conditions = demand.conditions(table, parent)
    for name, text, way in (
        ("after", window.after, order),
        ("before", window.before, _reversed(order)),
    ):
        if text is not None:
            conditions.append(beyond(table, way, place_of(table, order, name, text)))
    way = _reversed(order) if window.backward else order
    return select(*what).where(*conditions).order_by(*_by(table, way)).limit(window.size + 1)


def _kept(make: Any, demand: Demand, *more: Any) -> Any:
    """Make a statement, or take the one made before; those of long arguments are not kept."""
    keeps = len(demand.text) <= LONGEST_KEPT
    return (make if keeps else make.__wrapped__)(demand, demand.found, *more)


@lru_cache(maxsize=MOST_STATEMENTS)
def _root_page(demand: Demand, _: Ids, window: Window) -> Any:
    table = demand.listing.table
    return _few(table, demand, window, ROOT, [table, *(term.of(table) for term in demand.order)])


@lru_cache(maxsize=MOST_STATEMENTS)
def _owned_pages(demand: Demand, _: Ids, window: Window, dialect: str) -> Any:
    """Select a page for each parent: one range of one index per parent.

    A window function would read every child of every parent.
    """
    table = demand.listing.table
    parent = _parents(dialect)
    way = _reversed(demand.order) if window.backward else demand.order
    inner = aliased(table)
    if dialect == "postgresql":
        few = _few(inner, demand, window, PARENT, [inner]).lateral()
        table = aliased(table, few)
        found = select(PARENT, table, *(term.of(table) for term in demand.order))
        joined = found.select_from(parent).join(few, sa.true())
    else:
        few = _few(inner, demand, window, PARENT, _key(inner))
        found = select(PARENT, table, *(term.of(table) for term in demand.order))
        joined = found.select_from(parent).join(table, sa.tuple_(*_key(table)).in_(few))
    # By parent first, or SQLite may walk the whole table in the order of the list.
    return joined.order_by(PARENT, *_by(table, way))


def _key(table: Any) -> list[Any]:
    """Return the columns of the primary key of a table or an alias of one."""
    return [getattr(table, column.key) for column in sa.inspect(table).mapper.primary_key]


def _parents(dialect: str) -> Any:
    """Make a table `parent` of the parents' ids, which `_given` gives, in the column `value`."""
    if dialect == "postgresql":
        listed: Any = func.unnest(sa.cast(sa.bindparam("parents"), ARRAY(sa.String)))
        return listed.table_valued("value").render_derived(name="parent")
    given = sa.bindparam("parents", type_=sa.String)
    return func.json_each(given).table_valued("value", name="parent")


def _given(dialect: str, parents: list[str]) -> dict[str, Any]:
    return {"parents": parents if dialect == "postgresql" else json.dumps(parents)}


def _reversed(order: Order) -> Order:
    return tuple(term.reversed() for term in order)


def _by(table: Any, order: Order) -> list[ColumnElement[Any]]:
    return [term.of(table).desc() if term.descending else term.of(table).asc() for term in order]
