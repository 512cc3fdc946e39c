"""Lists as data, and the one way they become statements.

A `Listing` says which rows belong to which parent, which arguments narrow them and how they are
ordered. The page, the count and the counts by certainty of a list are all made from it, for any
number of parents in one statement each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import select

import models
from api.conditions import Use, Wanted, Where, held_rank, uses
from api.context import Context
from api.forms import Forming
from api.listed import listed
from api.paging import Order, Page, Term, Window, beyond, column, place_of
from models.base import ByteOrder

ROOT = ""
"""The parent of the lists at the root, which have none."""

# Named in plain text, so that a condition at any depth of subqueries can look at it.
PARENT: Any = sa.literal_column("parent.value", sa.String)
"""The id of the parent, in statements over the rows of `_parents`."""

ONE: Any = sa.bindparam("parent", type_=ByteOrder)
"""The id of the parent, in statements for only one."""

HELD = "held"
"""The name of the order by how surely a role was held on the day asked about."""

MOST_STATEMENTS = 500
"""How many statements are kept, for making one costs as much as running it."""


@dataclass(frozen=True)
class Argument:
    """An argument of a list: how clients see it, and what it demands of a row, if anything.

    `kinds` are those of the records that it names. What it demands is the same for all days,
    numbers and records, unless it is `fixed`.
    """

    name: str
    type: Any
    description: str
    default: Any = None
    where: Where | None = None
    kinds: tuple[str, ...] = ()
    fixed: bool = False


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
class Form:
    """What decides the statements of a list: its arguments but for their values, as `text`.

    In `given` parameters stand for the values, but for those that are fixed; `ids` are those of
    the records that these name. See `api.forms`.
    """

    listing: Listing
    text: tuple[str, ...]
    given: Mapping[str, Any] = field(compare=False)
    ids: Mapping[Wanted, str] = field(compare=False)

    @property
    def day(self) -> Any:
        """The day that `heldOn` asks about, as an argument or in the filter; None when neither."""
        day = self.given.get("held_on")
        return getattr(self.given.get("filter"), "held_on", None) if day is None else day

    @cached_property
    def order(self) -> Order:
        """The order asked for; else the surest first, where a day is asked about; else its own."""
        asked = self.given.get("order_by")
        if asked:
            terms = [term for each in asked for term in each.terms()]
        else:
            terms = [column(name) for name in self.listing.order]
            if self.day is not None:
                terms.insert(0, Term(HELD, partial(held_rank, day=self.day)))
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


@dataclass(frozen=True)
class Demand:
    """One use of a list in a request: its arguments as `given`, their form and their values."""

    form: Form
    values: tuple[tuple[str, Any], ...]
    given: Mapping[str, Any] = field(compare=False)

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.form.listing

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The values, by the names of the parameters of a statement."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in self.values}

    @cached_property
    def order(self) -> Order:
        """The order of the list, which is another for each day, where it is by how sure it is."""
        order = self.form.order
        if order[0].name != HELD:
            return order
        day = self.parameters.get("held_on") or self.parameters["filter_held_on"]
        return (replace(order[0], name=f"{HELD}@{day}"), *order[1:])

    def places(self, window: Window) -> dict[str, Any]:
        """Return the places of the cursors of a window, by the names of their parameters.

        Refuse what is no cursor of this list.
        """
        table, order = self.listing.table, self.order
        found: dict[str, Any] = {}
        for name in ("after", "before"):
            if (text := getattr(window, name)) is not None:
                place = place_of(table, order, name, text)
                found |= {f"{name}_{step}": value for step, value in enumerate(place)}
        return found


def demanded(listing: Listing, given: Mapping[str, Any], ids: Mapping[Wanted, str]) -> Demand:
    """Return what the arguments of a list demand; `ids` are those of the records they name."""
    forming = Forming(ids)
    own = {}
    for argument in listing.arguments:
        form = forming.fixed if argument.fixed else forming.formed
        own[argument.name] = form(argument.name, given.get(argument.name), argument.kinds)
    values = (
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in forming.values.items()
    )
    return Demand(Form(listing, tuple(forming.text), own, ids), tuple(values), given)


async def pages(
    context: Context, demand: Demand, window: Window, parents: list[str]
) -> Sequence[Page[Any]]:
    """Return the page of each parent's list."""
    shape = Shape.of(window)
    given = {**demand.parameters, **demand.places(window)}
    rows: dict[str, list[Any]] = defaultdict(list)
    if len(parents) == 1:
        [parent] = parents
        found = _page_of_one(demand.form, shape, parent == ROOT)
        rows[parent] = list(await context.rows(found, {"parent": parent, **given}))
    else:
        found = _pages_of_many(demand.form, shape, context.database.dialect)
        for parent, *row in await context.rows(found, {"parents": parents, **given}):
            rows[parent].append(row)
    return [_page(demand, window, parent, rows[parent]) for parent in parents]


async def totals(context: Context, demand: Demand, parents: list[str]) -> list[int]:
    """Return the length of each parent's list."""
    if len(parents) == 1:
        one = _total_of_one(demand.form, parents == [ROOT])
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


def _page(demand: Demand, window: Window, parent: str, rows: list[Any]) -> Page[Any]:
    more = len(rows) > window.size
    kept = rows[: window.size]
    if window.backward:
        kept.reverse()
    return Page(
        found=kept,
        order=demand.order,
        has_next_page=window.before is not None or (more and not window.backward),
        has_previous_page=window.after is not None or (more and window.backward),
        parent=parent,
        count=(totals, demand),
        held_counts=(held_counts, demand),
    )


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

    def select(self, form: Form, table: Any, parent: Any, what: Iterable[Any]) -> Any:
        """Select from the rows of one parent's list those of the window, and one to see if more."""
        order = form.order
        conditions = form.conditions(table, parent)
        for name, asked, way in (
            ("after", self.after, order),
            ("before", self.before, _reversed(order)),
        ):
            if asked:
                conditions.append(beyond(table, way, name))
        by = _by(table, _reversed(order) if self.backward else order)
        return select(*what).where(*conditions).order_by(*by).limit(self.size + 1)


@lru_cache(maxsize=MOST_STATEMENTS)
def _page_of_one(form: Form, shape: Shape, root: bool) -> Any:
    table = form.listing.table
    what = [table, *(term.of(table) for term in form.order)]
    return shape.select(form, table, ROOT if root else ONE, what)


@lru_cache(maxsize=MOST_STATEMENTS)
def _pages_of_many(form: Form, shape: Shape, dialect: str) -> Any:
    """Select a page for each parent: one range of one index per parent.

    A window function would read every child of every parent.
    """
    table = form.listing.table
    parent = _parents(dialect)
    way = _reversed(form.order) if shape.backward else form.order
    inner = aliased(table)
    if dialect == "postgresql":
        few = shape.select(form, inner, PARENT, [inner]).lateral()
        table = aliased(table, few)
        found = select(PARENT, table, *(term.of(table) for term in form.order))
        joined = found.select_from(parent).join(few, sa.true())
    else:
        few = shape.select(form, inner, PARENT, _key(inner))
        found = select(PARENT, table, *(term.of(table) for term in form.order))
        joined = found.select_from(parent).join(table, sa.tuple_(*_key(table)).in_(few))
    # By parent first, or SQLite may walk the whole table in the order of the list.
    return joined.order_by(PARENT, *_by(table, way))


@lru_cache(maxsize=MOST_STATEMENTS)
def _total_of_one(form: Form, root: bool) -> Any:
    table = form.listing.table
    conditions = form.conditions(table, ROOT if root else ONE)
    return select(func.count()).select_from(table).where(*conditions)


@lru_cache(maxsize=MOST_STATEMENTS)
def _totals_of_many(form: Form, dialect: str) -> Any:
    table = form.listing.table
    return (
        select(PARENT, func.count())
        .select_from(_parents(dialect))
        .join(table, sa.and_(True, *form.conditions(table, PARENT)))
        .group_by(PARENT)
    )


@lru_cache(maxsize=MOST_STATEMENTS)
def _held_counts(form: Form, dialect: str) -> Any:
    table = form.listing.table
    ranked = (
        select(PARENT.label("value"), held_rank(table, form.day).label("rank"))
        .select_from(_parents(dialect))
        .join(table, sa.and_(True, *form.conditions(table, PARENT)))
        .subquery()
    )
    columns = ranked.c
    return select(columns.value, columns.rank, func.count()).group_by(columns.value, columns.rank)


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
