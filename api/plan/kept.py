"""What was found in one release, kept for requests to come: nothing changes it but the next one."""

from collections.abc import Iterable
from typing import Any, Protocol
from weakref import WeakSet

from api.lists import Demand
from api.paging import Page
from api.plan.records import Row

Found = dict[tuple[Any, ...], dict[Any, Any]]
"""By batch, then by key."""

ROWS_OF_A_PLAN, LETTERS_OF_A_ROW, PLACES_OF_A_ROW = 200, 500, 5
"""How many rows take the room of a plan, and how many letters of arguments that of a row, as do so
many places in a page."""

FIELDS_OF_A_ROW = 20
"""How many fields of an object take the room of a row: aliases make it as wide as one likes."""


class Finder(Protocol):
    """A plan, which holds what it has found, so that both go together when it is asked no more.

    `found` is what it has found, and where that is counted.
    """

    found: "tuple[Kept, Found] | None"


class Kept:
    """What the plans of one release have found; when it is too much, all is forgotten.

    Each plan has its own, for the rows of each have other columns.
    """

    def __init__(self, most_rows: int) -> None:
        self._most_rows = most_rows
        self._rows = 0
        self._plans: WeakSet[Finder] = WeakSet()

    @property
    def rows(self) -> int:
        """About how many rows it takes the room of."""
        return self._rows

    def of(self, plan: Finder) -> Found:
        """Return what a plan has found, to read and to add to."""
        if self._rows >= self._most_rows:
            self.forget()
        if plan.found is None or plan.found[0] is not self:
            plan.found = self, {}
            self._plans.add(plan)
            self._rows += ROWS_OF_A_PLAN
        return plan.found[1]

    def forget(self) -> None:
        """Forget all; requests that use some of it go on to."""
        for plan in self._plans:
            if plan.found and plan.found[0] is self:
                plan.found = None
        self._plans.clear()
        self._rows = 0

    def count(self, rows: int) -> None:
        """Count what was added."""
        self._rows += rows


class Met:
    """The rows that a plan has met: each is one object, of which all else is made once."""

    def __init__(self, found: Found, kept: Kept) -> None:
        self._found = found
        self._kept = kept

    def rows(self, kind: type[Row], raw: list[Any], whole: slice, id_at: int) -> list[Row]:
        """Return the rows of a class that are a slice of raw ones, their ids at a place."""
        known = self._found.setdefault((kind,), {})
        before = len(known)
        rows = []
        for values in raw:
            row = known.get(values[id_at])
            if row is None:
                row = known[values[id_at]] = kind(values[whole])
            rows.append(row)
        self._kept.count(len(known) - before)
        return rows


def rows_in(value: Any) -> int:
    """Return about how many rows a value takes the room of, besides the rows themselves."""
    return 3 + len(value.found) // PLACES_OF_A_ROW if isinstance(value, Page) else 1


def rows_of(arguments: Iterable[Any]) -> int:
    """Return how many rows take the room of the arguments of a batch: a filter may be long."""
    forms = (each.form for each in arguments if isinstance(each, Demand))
    return sum(len(text) for form in forms for text in form.text) // LETTERS_OF_A_ROW
