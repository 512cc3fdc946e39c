"""Operations made up over the whole schema, with real ids, cursors and days as values.

Aliases are numbered, so that what is merged is merged on purpose: a field is asked twice under one
alias, with other selections inside.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from api.schema import schema

CORE = schema._schema
DAYS = ("0001-01-01", "2023-12-31", "2024-01-01", "2024-03-05", "2025-06-30", "9999-12-31")
PLAIN = {"Date": DAYS, "Float": (0, 5e5, 1.5e6), "Boolean": (False, True)}
DEEPEST = 5
DEEPEST_FILTER = 2
WORDS = {
    "field": ["end", "start", "title", "ende"],
    "lang": ["zh", "en"],
    "to": ["USD", "eur"],
    "currency": ["USD", "cny"],
}
KINDS = {"person": "person", "recipient": "person", "family": "model", "id": "", "ids": ""}
"""The kind of record that an argument of a name means; others mean organizations."""


@dataclass(frozen=True)
class Asked:
    """An operation and the values of its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class Writer:
    """Writes one operation, and keeps the variables and fragments that it needs."""

    draw: Any
    ids: list[str]
    cursors: dict[str, list[str]]
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    number: int = 0

    def pick(self, choices: Any) -> Any:
        """Pick one."""
        return self.draw(st.sampled_from(list(choices)))

    def chance(self, percent: int) -> bool:
        """Say yes so often."""
        # Hypothesis likes the ends of a range best; the remainder is spread evenly.
        return bool(self.draw(st.integers(0, 2**16)) % 100 >= 100 - percent)

    def next(self, letter: str) -> str:
        """Return a name that was not used before."""
        self.number += 1
        return f"{letter}{self.number}"

    def selection(self, kind: GraphQLNamedType, depth: int) -> str:
        """Write what is asked of a type, in braces."""
        parts = ["__typename"] if self.chance(30) else []
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            names = sorted(kind.fields)
            if depth >= DEEPEST:
                names = [each for each in names if is_leaf(kind.fields[each])]
            some = range(self.draw(st.integers(1, 4)) if names else 0)
            parts += [self.asked(kind, self.pick(names), depth) for _ in some]
        if is_abstract_type(kind) and self.chance(80):
            possible = sorted(CORE.get_possible_types(kind), key=lambda each: each.name)
            some = self.draw(st.lists(st.sampled_from(possible), max_size=3))
            parts += [self.fragment(each, depth) for each in some]
        elif self.chance(15):
            parts.append(self.fragment(kind, depth))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        """Write a fragment on a type, inline or by name."""
        if depth > DEEPEST + 1:
            return "__typename"
        inner = self.selection(kind, depth + 1)
        if self.chance(50):
            return f"... on {kind.name} {self.directive()}{inner}"
        name = self.next("F")
        self.fragments.append(f"fragment {name} on {kind.name} {inner}")
        return f"...{name} {self.directive()}" * self.pick([1, 1, 2])

    def asked(self, kind: Any, name: str, depth: int) -> str:
        """Write a field, now and then twice."""
        about = kind.fields[name]
        target = get_named_type(about.type)
        alias = self.next("a")
        arguments = self.arguments(about, target)
        head = f"{alias}: {name}{arguments}"

        def whole() -> str:
            inner = "" if is_leaf_type(target) else self.selection(target, depth + 1)
            return f"{head} {self.directive()}{inner}"

        return " ".join(whole() for _ in range(2 if self.chance(15) else 1))

    def directive(self) -> str:
        """Write a condition, now and then."""
        if not self.chance(12):
            return ""
        name, value = self.pick(["skip", "include"]), self.chance(50)
        given = self.variable("Boolean!", value) if self.chance(60) else json.dumps(value)
        return f"@{name}(if: {given}) "

    def variable(self, kind: str, value: Any) -> str:
        """Declare a variable with a value."""
        name = self.next("v")
        self.variables[name] = (kind, value)
        return f"${name}"

    def arguments(self, about: Any, target: GraphQLNamedType) -> str:
        """Write the arguments of a field."""
        given: list[str] = []
        for name, argument in about.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if not required and not self.chance(20):
                continue
            if name == "last" and any(each.startswith("first:") for each in given):
                continue
            if name in ("after", "before") and self.chance(70):
                continue
            value = self.value(argument.type, name, target)
            if self.chance(40):
                text = self.variable(str(argument.type), value)
            else:
                text = literal(argument.type, value)
            given.append(f"{name}: {text}")
        return f"({', '.join(given)})" if given else ""

    def value(
        self, kind: GraphQLInputType, name: str, target: GraphQLNamedType, depth: int = 0
    ) -> Any:
        """Make a value of a type, as JSON holds it."""
        if not isinstance(kind, GraphQLNonNull) and self.chance(4):
            return None
        return self.present(get_nullable_type(kind), name, target, depth)

    def present(self, kind: Any, name: str, target: GraphQLNamedType, depth: int) -> Any:
        """Make a value that is not null."""
        if isinstance(kind, GraphQLList):
            size = self.draw(st.integers(0, 3))
            return [self.value(kind.of_type, name, target, depth) for _ in range(size)]
        if isinstance(kind, GraphQLEnumType):
            return self.pick(sorted(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self.object(kind, target, depth)
        return self.scalar(kind.name, name, target)

    def object(
        self, kind: GraphQLInputObjectType, target: GraphQLNamedType, depth: int
    ) -> dict[str, Any]:
        """Make an input object: of one or two fields, and not too deep."""
        names = [
            name
            for name, about in kind.fields.items()
            if depth < DEEPEST_FILTER
            or not isinstance(get_named_type(about.type), GraphQLInputObjectType)
        ]
        needed = [n for n in names if isinstance(kind.fields[n].type, GraphQLNonNull)]
        some = {*needed, *self.draw(st.lists(st.sampled_from(names), max_size=2))}
        return {n: self.value(kind.fields[n].type, n, target, depth + 1) for n in sorted(some)}

    def scalar(self, kind: str, name: str, target: GraphQLNamedType) -> Any:
        """Make a scalar, which now and then is refused."""
        wrong = self.chance(3)
        if kind == "ID":
            return self.pick(["nobody", "person/nobody"]) if wrong else self.id(name)
        if kind == "Int":
            return self.pick([0, 201] if wrong else [1, 2, 3, 7, 200])
        if kind in PLAIN:
            return self.pick(PLAIN[kind])
        if name in ("after", "before"):
            return self.pick(self.cursors.get(target.name, ["none"]))
        return self.pick(WORDS.get(name, ["person", "Organization 1", "x"]))

    def id(self, name: str) -> str:
        """Pick an id of the kind that the name of an argument may mean."""
        kind = KINDS.get(name, "organization")
        return str(self.pick([each for each in self.ids if each.startswith(kind)]))


def is_leaf(about: Any) -> bool:
    """Tell whether a field has nothing inside."""
    return is_leaf_type(get_named_type(about.type))


def literal(kind: GraphQLInputType, value: Any) -> str:
    """Write a value as a document holds it."""
    if isinstance(kind, GraphQLNonNull):
        return literal(kind.of_type, value)
    if value is None:
        return "null"
    if isinstance(kind, GraphQLList):
        return "[" + ", ".join(literal(kind.of_type, each) for each in value) + "]"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(kind, GraphQLInputObjectType):
        parts = (f"{name}: {literal(kind.fields[name].type, each)}" for name, each in value.items())
        return "{" + ", ".join(parts) + "}"
    return json.dumps(value)


@st.composite
def operations(draw: Any, ids: list[str], cursors: dict[str, list[str]]) -> Asked:
    """Make an operation."""
    writer = Writer(draw, ids, cursors)
    query: Any = CORE.query_type
    body = writer.selection(query, 0)
    declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in writer.variables.items())
    head = f"query ({declared}) " if declared else ""
    values = {name: value for name, (_, value) in writer.variables.items()}
    return Asked(f"{head}{body} {' '.join(writer.fragments)}", values)
