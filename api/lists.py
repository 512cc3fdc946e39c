"""Lists as data: which rows belong to which parent, what narrows them, how they are ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from sqlalchemy import ColumnElement

import models
from api.conditions import ROLLED_UP, Use, Wanted, Where, held_rank, uses
from api.forms import Forming
from api.paging import Order, Term, Window, column, place_of

ROOT = ""
"""The parent of the lists at the root, which have none."""

HELD = "held"
"""The name of the order by how surely a role was held on the day asked about."""


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

    @property
    def _use(self) -> Use:
        return Use(self.ids, self.given, self.day)

    @property
    def rolls_up(self) -> bool:
        """Whether the list holds what belongs to the parts of its parent."""
        asks = any(argument.name == ROLLED_UP for argument in self.listing.arguments)
        return asks and not self._use.own_only

    @cached_property
    def alone(self) -> "Form":
        """The form that finds the same for a parent without parts, and is sought in its order."""
        return replace(self, text=(*self.text, "alone"), given={**self.given, ROLLED_UP: False})

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
        use = self._use
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

    @property
    def named(self) -> bool:
        """Whether the arguments name records, which another release may not have."""
        return bool(self.form.ids)

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
