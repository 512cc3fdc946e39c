"""What of the arguments of a list decides its statement, and what are only values in it.

A statement is made from the form: the arguments, with a parameter in the place of each day, number
and list of records. So what differs only in these has one statement, which is made once.
"""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from api.conditions import Demands, Wanted
from api.listed import listed

TYPES = {date: sa.Date, int: sa.Integer, float: sa.Float}
"""The types of arguments that are only values."""


class Forming:
    """Takes arguments apart: into `values`, by the names of parameters, and `text` for the rest.

    `ids` are those of the records that the arguments name.
    """

    def __init__(self, ids: Mapping[Wanted, str]) -> None:
        self.values: dict[str, Any] = {}
        self.text: list[str] = []
        self._ids = ids

    def formed(self, name: str, value: Any, kinds: tuple[str, ...]) -> Any:
        """Return an argument as a statement is made from it; one that is left out as None."""
        if value is None:
            return None
        if isinstance(value, Demands):
            return self._filter(name, value)
        if isinstance(value, list) and value and isinstance(value[0], Demands):
            self._write(name, len(value))
            return [self._filter(f"{name}_{place}", each) for place, each in enumerate(value)]
        if kinds:
            self._write(name, "records")
            self.values[name] = sorted({self._ids[kinds, each] for each in value})
            return listed(name)
        if kind := TYPES.get(type(value)):
            self._write(name, kind.__name__)
            self.values[name] = value
            return sa.bindparam(name, type_=kind())
        self._write(name, value)
        return value

    def fixed(self, name: str, value: Any, kinds: tuple[str, ...]) -> Any:
        """Return an argument as it is: a statement is made for this very value."""
        if value is not None:
            self._write(name, value)
            self._write(name, [self._ids[kinds, each] for each in value] if kinds else None)
        return value

    def _filter(self, name: str, given: Demands) -> Demands:
        made = copy.copy(given)
        self._write(name, "filter")
        for part in type(given).__strawberry_definition__.fields:  # type: ignore[attr-defined]
            field = part.python_name
            kinds = part.metadata.get("kinds", ())
            setattr(made, field, self.formed(f"{name}_{field}", getattr(given, field), kinds))
        return made

    def _write(self, name: str, what: object) -> None:
        self.text.append(f"{name}={what!r}")
