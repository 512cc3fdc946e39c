"""The one way in which lists become statements.

The page, the count and the counts by certainty of a list are made from its `Listing`, for any
number of parents in one statement each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import select

from api.conditions import held_rank
from api.context import Context
from api.listed import listed, of_each
from api.lists import ROOT, Demand, Form
from api.paging import Order, Page, Window, beyond
from api.tree import have_parts
from models.base import ByteOrder

# Named in plain text, so that a condition at any depth of subqueries can look at it.
PARENT: Any = sa.literal_column("parent.value", sa.String)
"""The id of the parent, in statements over the rows of `_parents`."""

ONE: Any = sa.bindparam("parent", type_=ByteOrder)
"""The id of the parent, in statements for only one."""

SPARE = 10
"""How many more rows than a page has are read of each parent, on average, before it is thought
that one may have very many."""

MOST_STATEMENTS = 300
"""How many statements are kept, for making one costs as much as running it."""


@dataclass(frozen=True)
class Shape:
    """What decides the statement of a page: all of its window but the places of its cursors."""

    size: int
    backward: bool
    after: bool
    before: bool

    @classmethod
    def of(cls, window: Window) -> "Shape":
        """Return the shape of a window."""
        given = (window.after is not None, window.before is not None)
        return cls(window.size, window.backward, *given)

    def way(self, form: Form) -> Order:
        """Return the order in which the rows of the window are read."""
        return _reversed(form.order) if self.backward else form.order

    def conditions(self, form: Form, table: Any, parent: Any) -> list[ColumnElement[bool]]:
        """Return what a row must fulfil to be in one parent's list, within the cursors."""
        conditions = form.conditions(table, parent)
        if self.after:
            conditions.append(beyond(table, form.order, "after"))
        if self.before:
            conditions.append(beyond(table, _reversed(form.order), "before"))
        return conditions

    def select(self, form: Form, table: Any, parent: Any, what: Iterable[Any]) -> Any:
        """Select from the rows of one parent's list those of the window, and one to see if more."""
        found = select(*what).where(*self.conditions(form, table, parent))
        return found.order_by(*_by(table, self.way(form))).limit(self.size + 1)


async def pages(
    context: Context, demand: Demand, window: Window, parents: list[str]
) -> Sequence[Page[Any]]:
    """Return the page of each parent's list."""
    shape = Shape.of(window)
    given = {**demand.parameters, **demand.places(window)}
    rows: dict[str, list[Any]] = defaultdict(list)
    if len(parents) == 1:
        [parent] = parents
        found = _page_of_one(await _form_of_one(context, demand, parent), shape, parent == ROOT)
        rows[parent] = list(await context.rows(found, {"parent": parent, **given}))
    else:
        for parent, *row in await _of_many(context, demand.form, shape, parents, given):
            rows[parent].append(row)
    counts = ((totals, demand), (held_counts, demand))
    return [Page(*_cut(rows[each], window), demand.order, each, *counts) for each in parents]


def _cut(rows: list[Any], window: Window) -> tuple[list[Any], bool, bool]:
    """Return the rows of a window, and whether others are known to follow and to precede them.

    The rows come in the order of reading, and leave in that of the list.
    """
    more = len(rows) > window.size
    found = rows[: window.size]
    follow, precede = window.before is not None, window.after is not None
    if window.backward:
        found.reverse()
        return found, follow, precede or more
    left = 0 if window.kept is None else max(len(found) - window.kept, 0)
    return found[left:], follow or more, precede or left > 0


async def totals(context: Context, demand: Demand, parents: list[str]) -> list[int]:
    """Return the length of each parent's list."""
    if len(parents) == 1:
        form = await _form_of_one(context, demand, parents[0])
        one = _total_of_one(form, parents == [ROOT])
        return list(await context.rows(one, {"parent": parents[0], **demand.parameters}))
    many = _totals_of_many(demand.form, context.database.dialect)
    found = dict(await context.rows(many, {"parents": parents, **demand.parameters}))
    return [found.get(each, 0) for each in parents]


async def held_counts(
    context: Context, demand: Demand, parents: list[str]
) -> list[dict[int, int] | None]:
    """Return how many rows of each parent's list have which `held_rank`; None without a day."""
    if demand.form.day is None:
        return [None] * len(parents)
    counts = _held_counts(demand.form, context.database.dialect)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    given = {"parents": parents, **demand.parameters}
    for each, rank, count in await context.rows(counts, given):
        found[each][rank] = count
    return [found[each] for each in parents]


async def _form_of_one(context: Context, demand: Demand, parent: str) -> Form:
    """Return the form of a list with one parent: a simpler one, where that has no parts."""
    form = demand.form
    if not form.rolls_up or await context.load((have_parts,), parent):
        return form
    return form.alone


async def _of_many(
    context: Context, form: Form, shape: Shape, parents: list[str], given: Mapping[str, Any]
) -> Sequence[Any]:
    """Return at least the rows of each parent's page, in order."""
    if context.database.dialect == "postgresql":
        return await context.rows(_pages_of_many(form, shape), {"parents": parents, **given})
    most = (shape.size + SPARE) * len(parents)
    all_ = _all_of_many(form, shape)
    found = await context.rows(all_, {"parents": parents, "most": most, **given})
    if len(found) < most:
        return _sorted(found, shape.way(form))
    return await context.rows(_pages_of_many_in_file(form, shape), {"parents": parents, **given})


@lru_cache(maxsize=MOST_STATEMENTS)
def _page_of_one(form: Form, shape: Shape, root: bool) -> Any:
    table = form.listing.table
    what = [table, *(term.of(table) for term in form.order)]
    return shape.select(form, table, ROOT if root else ONE, what)


@lru_cache(maxsize=MOST_STATEMENTS)
def _pages_of_many(form: Form, shape: Shape) -> Any:
    """Select a page for each parent: one range of one index per parent.

    A window function would read every child of every parent.
    """
    few = shape.select(form, form.listing.table, PARENT, [form.listing.table]).lateral()
    table = aliased(form.listing.table, few)
    found = select(PARENT, table, *(term.of(table) for term in form.order))
    joined = found.select_from(_parents("postgresql")).join(few, sa.true())
    return joined.order_by(PARENT, *_by(table, shape.way(form)))


@lru_cache(maxsize=MOST_STATEMENTS)
def _pages_of_many_in_file(form: Form, shape: Shape) -> Any:
    """Select a page for each parent likewise, in the words of SQLite, which knows no LATERAL."""
    table = form.listing.table
    inner = aliased(table)
    few = shape.select(form, inner, PARENT, _key(inner))
    found = select(PARENT, table, *(term.of(table) for term in form.order))
    joined = found.select_from(_parents("sqlite")).join(table, sa.tuple_(*_key(table)).in_(few))
    # By parent first, or SQLite may walk the whole table in the order of the list.
    return joined.order_by(PARENT, *_by(table, shape.way(form)))


@lru_cache(maxsize=MOST_STATEMENTS)
def _all_of_many(form: Form, shape: Shape) -> Any:
    """Select `most` rows of all parents, in no order.

    These are nearly always all of them, and take SQLite half the time of a page of each.
    """
    table = form.listing.table
    all_ = select(PARENT, table, *(term.of(table) for term in form.order))
    joined = of_each(_parents("sqlite"), table, shape.conditions(form, table, PARENT))
    return all_.select_from(joined).limit(sa.bindparam("most", type_=sa.Integer))


def _sorted(found: Sequence[Any], order: Order) -> list[Any]:
    """Sort rows, which end with their places, as the database would: by characters, not words."""
    rows = list(found)
    for step, term in reversed(list(enumerate(order, 2))):
        rows.sort(key=itemgetter(step), reverse=term.descending)
    return rows


@lru_cache(maxsize=MOST_STATEMENTS)
def _total_of_one(form: Form, root: bool) -> Any:
    table = form.listing.table
    conditions = form.conditions(table, ROOT if root else ONE)
    return select(func.count()).select_from(table).where(*conditions)


@lru_cache(maxsize=MOST_STATEMENTS)
def _totals_of_many(form: Form, dialect: str) -> Any:
    """Count each list by itself: all of them together would have a database read the table."""
    table = form.listing.table
    counted = select(func.count()).select_from(table).where(*form.conditions(table, PARENT))
    return select(PARENT, counted.scalar_subquery()).select_from(_parents(dialect))


@lru_cache(maxsize=MOST_STATEMENTS)
def _held_counts(form: Form, dialect: str) -> Any:
    table = form.listing.table
    # Not `rank`, which is a column of its own, and what GROUP BY would then mean.
    conditions, held = form.conditions(table, PARENT), held_rank(table, form.day).label("held")
    if dialect == "postgresql":
        each = select(held, func.count().label("count")).where(*conditions).group_by("held")
        counted = each.lateral()
        found = select(PARENT, *counted.c).select_from(_parents(dialect))
        return found.join(counted, sa.true())
    joined = of_each(_parents(dialect), table, conditions)
    ranked = select(PARENT.label("value"), held).select_from(joined).subquery()
    columns = ranked.c
    return select(columns.value, columns.held, func.count()).group_by(columns.value, columns.held)


def _key(table: Any) -> list[Any]:
    """Return the columns of the primary key of a table or an alias of one."""
    return [getattr(table, column.key) for column in sa.inspect(table).mapper.primary_key]


def _parents(dialect: str) -> Any:
    """Make a table `parent` of the ids in the parameter `parents`, in the column `value`."""
    if dialect == "postgresql":
        rows: Any = func.unnest(listed("parents"))
        return rows.table_valued("value").render_derived(name="parent")
    return func.json_each(listed("parents")).table_valued("value", name="parent")


def _reversed(order: Order) -> Order:
    return tuple(term.reversed() for term in order)


def _by(table: Any, order: Order) -> list[ColumnElement[Any]]:
    return [term.of(table).desc() if term.descending else term.of(table).asc() for term in order]
