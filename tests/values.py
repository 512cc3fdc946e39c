"""Values of arguments, made up by chance: of real ids, cursors and days, or wrong on purpose."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
)

from tests.pool import Pool

DEEPEST_FILTER = 2
DAYS = ("0001-01-01", "2023-12-31", "2024-01-01", "2024-03-05", "2025-06-30", "9999-12-31")
RIGHT: dict[str, tuple[Any, ...]] = {
    "Date": DAYS,
    "Float": (0, 5e5, 1.5e6),
    "Boolean": (False, True),
    "Int": (1, 2, 3, 7, 50),
    "String": ("person", "Organization 1", "Head", "x"),
}
WRONG: dict[str, tuple[Any, ...]] = {
    "Date": ("2024-02-30", "soon"),
    "Float": ("much",),
    "Boolean": ("yes",),
    "Int": (0, 201, -1),
    "String": ("x" * 5000,),
    "ID": ("nobody", "person/nobody", "source/source-0", ""),
}
WORDS = {
    "field": ("kind",),
    "lang": ("zh", "en"),
    "to": ("USD", "CNY", "EUR"),
    "currency": ("USD", "CNY"),
}
WRONG_WORDS = {"field": ("ende",), "to": ("eur", "XXX"), "currency": ("cny",)}
ANY = ("person", "organization", "model")
KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("id", "ids", "node", "record"), ()),
    **dict.fromkeys(("about", "by", "party"), ANY),
    **dict.fromkeys(("person", "recipient"), ("person",)),
    **dict.fromkeys(("family", "model"), ("model",)),
    "source": ("source",),
}
"""The kinds of record that an argument of a name may mean, or all; others mean organizations."""


@dataclass
class Values:
    """Makes values; no more than `mistakes` of them are wrong."""

    random: Random
    pool: Pool
    mistakes: int = field(init=False, default=0)

    def pick(self, choices: Any) -> Any:
        """Pick one."""
        return self.random.choice(list(choices))

    def chance(self, percent: int) -> bool:
        """Say yes so often."""
        # Hypothesis's own source likes the ends of a range; the remainder is spread evenly.
        return self.random.randrange(2**16) % 100 >= 100 - percent

    def mistaken(self) -> bool:
        """Say whether to make a mistake here."""
        if not self.mistakes or not self.chance(50):
            return False
        self.mistakes -= 1
        return True

    def value(self, kind: GraphQLInputType, name: str, of: str = "", depth: int = 0) -> Any:
        """Make a value of a type for an argument of a field `of` this name, as JSON holds it."""
        if not isinstance(kind, GraphQLNonNull) and self.chance(4):
            return None
        inner: Any = get_nullable_type(kind)
        if isinstance(inner, GraphQLList):
            size = self.pick([2, 3] if name == "between" else [0, 1, 1, 1, 2, 3])
            return [self.value(inner.of_type, name, of, depth) for _ in range(size)]
        if isinstance(inner, GraphQLEnumType):
            return self.pick(sorted(inner.values))
        if isinstance(inner, GraphQLInputObjectType):
            return self.object(inner, depth)
        return self.scalar(inner.name, name, of)

    def object(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        """Make an input object: of one or two fields, and not too deep."""
        names = [
            name
            for name, about in kind.fields.items()
            if depth < DEEPEST_FILTER
            or not isinstance(get_named_type(about.type), GraphQLInputObjectType)
        ]
        needed = [n for n in names if isinstance(kind.fields[n].type, GraphQLNonNull)]
        some = {*needed, *(self.pick(names) for _ in range(self.pick([0, 1, 1, 2])))}
        made = {n: self.value(kind.fields[n].type, n, depth=depth + 1) for n in sorted(some)}
        if kind.name == "DateRange" and None not in made.values() and not self.mistaken():
            return dict(zip(made, sorted(made.values()), strict=True))
        return made

    def scalar(self, kind: str, name: str, of: str) -> Any:
        """Make a scalar."""
        if self.mistaken():
            return self.pick(WRONG_WORDS.get(name, WRONG[kind]))
        if kind == "ID":
            return self.id(of if name == "id" else name)
        if kind == "String":
            return self.pick(WORDS.get(name, RIGHT[kind]))
        return self.pick(RIGHT[kind])

    def id(self, name: str) -> str:
        """Pick an id of the kind that the name of an argument, or of its field, may mean."""
        kinds = KINDS.get(name, ("organization",)) or sorted(self.pool.ids)
        return str(self.pick(self.pool.ids[self.pick(kinds)]))


def literal(kind: GraphQLInputType, value: Any) -> str:
    """Write a value as a document holds it."""
    inner: Any = get_nullable_type(kind)
    if value is None:
        return "null"
    if isinstance(inner, GraphQLList):
        return "[" + ", ".join(literal(inner.of_type, each) for each in value) + "]"
    if isinstance(inner, GraphQLEnumType):
        return str(value)
    if isinstance(inner, GraphQLInputObjectType):
        kinds = {name: about.type for name, about in inner.fields.items()}
        parts = (f"{name}: {literal(kinds[name], each)}" for name, each in value.items())
        return "{" + ", ".join(parts) + "}"
    return json.dumps(value)
