"""What was found in one release, kept for requests to come: nothing changes it but the next one."""

from collections.abc import Iterable
from typing import Any

from api.lists import Demand
from api.paging import Page

Found = dict[tuple[Any, ...], dict[Any, Any]]
"""By batch, then by key."""

ROWS_OF_A_PLAN, LETTERS_OF_A_ROW = 200, 500
"""How many rows take the room of a plan, and how many letters of arguments that of a row."""


class Kept:
    """What the plans of one release have found; when it is too much, all is forgotten.

    Each plan has its own, for the rows of each have other columns.
    """

    def __init__(self, most_rows: int) -> None:
        self._most_rows = most_rows
        self._rows = 0
        self._found: dict[object, Found] = {}

    def of(self, plan: object) -> Found:
        """Return what a plan has found, to read and to add to."""
        if self._rows >= self._most_rows:
            self._found, self._rows = {}, 0
        if plan not in self._found:
            self._rows += ROWS_OF_A_PLAN
        return self._found.setdefault(plan, {})

    def count(self, rows: int) -> None:
        """Count what was added."""
        self._rows += rows


def rows_in(value: Any) -> int:
    """Return about how many rows a value takes the room of."""
    if isinstance(value, Page):
        return 2 + len(value.found)
    return 1 + len(value) if isinstance(value, list) else 1


def rows_of(arguments: Iterable[Any]) -> int:
    """Return how many rows take the room of the arguments of a batch: a filter may be long."""
    forms = (each.form for each in arguments if isinstance(each, Demand))
    return sum(len(text) for form in forms for text in form.text) // LETTERS_OF_A_ROW
