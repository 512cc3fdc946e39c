"""Operations made up over the whole schema, with real ids, cursors and days as values.

Aliases are numbered, so that what is merged is merged on purpose: a field is asked twice under one
alias, with other selections inside.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

from tests.arguments import Arguments
from tests.pool import CORE, Pool

SHAPES = ((3, 4, 1), (3, 4, 5), (5, 3, 5), (5, 4, 8), (6, 4, 25), (10, 2, 15))
"""How deep and how wide operations are, and how many fields they have, more or less."""
MISTAKEN = 12
"""The percentage of operations in which something is wrong."""


@dataclass(frozen=True)
class Asked:
    """An operation and the values of its variables."""

    text: str
    variables: dict[str, Any]
    others: dict[str, Any] = field(default_factory=dict)
    """Other values, to ask it again."""

    def times(self) -> Iterator["Asked"]:
        """Return it as it is to be asked: again with other values, if there are any."""
        yield self
        if self.others != self.variables:
            yield Asked(self.text, self.others)


@dataclass
class Writer(Arguments):
    """Writes one operation, and keeps the fragments that it needs."""

    deepest: int = 5
    widest: int = 4
    most: int = 8
    fragments: list[str] = field(default_factory=list)
    bare: dict[str, str] = field(default_factory=dict)

    def selection(self, kind: GraphQLNamedType, depth: int) -> str:
        """Write what is asked of a type, in braces."""
        parts = ["__typename"] if self.chance(30) else []
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            leaves = sorted(name for name, about in kind.fields.items() if is_leaf(about))
            others = sorted(kind.fields.keys() - set(leaves))
            if depth >= self.deepest or self.number > self.most:
                others = []
            for _ in range(self.pick(range(1, self.widest + 1)) if leaves or others else 0):
                names = others if others and self.chance(60) else leaves or others
                parts.append(self.asked(kind, self.pick(names), depth))
        if is_abstract_type(kind) and self.chance(80):
            possible = sorted(CORE.get_possible_types(kind), key=lambda each: each.name)
            for _ in range(self.pick([1, 2, 3])):
                own = self.pick(possible)
                wider = [each for each in own.interfaces if CORE.is_sub_type(each, own)]
                parts.append(self.fragment(self.pick([own, own, *wider]), depth))
        elif self.chance(15):
            parts.append(self.fragment(kind, depth))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        """Write a fragment on a type, inline or by name."""
        if depth > self.deepest + 1 or self.number > 2 * self.most:
            return "__typename"
        inner = self.selection(kind, depth + 1)
        if self.chance(50):
            return f"... on {kind.name} {self.directive()}{inner}"
        name = self.next("F")
        self.fragments.append(f"fragment {name} on {kind.name} {inner}")
        return " ".join(f"...{name} {self.directive()}" for _ in range(self.pick([1, 1, 2])))

    def asked(self, kind: Any, name: str, depth: int) -> str:
        """Write a field, now and then twice."""
        about = kind.fields[name]
        target = get_named_type(about.type)
        arguments = self.arguments(kind, name)
        # Under its own name what is merged has to be alike.
        same = not arguments and self.bare.setdefault(name, str(about.type)) == str(about.type)
        alias = "" if same and self.chance(40) else self.next("a") + ": "

        def whole() -> str:
            inner = "" if is_leaf_type(target) else self.selection(target, depth + 1)
            return f"{alias}{name}{arguments} {self.directive()}{inner}"

        return " ".join(whole() for _ in range(2 if self.chance(15) else 1))

    def directive(self) -> str:
        """Write a condition, now and then."""
        if not self.chance(12):
            return ""
        name, value = self.pick(["skip", "include"]), self.chance(50)
        given = (
            self.variable("Boolean!", value, self.chance(50))
            if self.chance(60)
            else json.dumps(value)
        )
        return f"@{name}(if: {given}) "


def is_leaf(about: Any) -> bool:
    """Tell whether a field has nothing inside."""
    return is_leaf_type(get_named_type(about.type))


def operation(random: Random, pool: Pool) -> Asked:
    """Make an operation."""
    writer = Writer(random, pool)
    writer.deepest, writer.widest, writer.most = writer.pick(SHAPES)
    writer.mistakes = writer.pick([1, 1, 2]) if writer.chance(MISTAKEN) else 0
    query: Any = CORE.query_type
    body = writer.selection(query, 0)
    head = f"query ({', '.join(writer.declared)}) " if writer.declared else ""
    return Asked(f"{head}{body} {' '.join(writer.fragments)}", writer.variables, writer.others)


def numbered(seed: int, pool: Pool) -> Asked:
    """Make the operation of a seed."""
    return operation(Random(seed), pool)  # noqa: S311 - no secret is made
