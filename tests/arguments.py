"""Arguments of fields, written as literals, as variables, or with variables inside them."""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
    is_abstract_type,
)

from tests.pool import CORE, place
from tests.values import Values, literal

KEPT = ("orderBy", "field", "direction", "heldOn", "after", "before", "from", "to")
"""The arguments whose values belong to those of others, and are the same when asked again."""


@dataclass
class Arguments(Values):
    """Writes arguments, and keeps the variables that they need."""

    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    def next(self, letter: str) -> str:
        """Return a name that was not used before."""
        self.number += 1
        return f"{letter}{self.number}"

    def variable(self, kind: str, value: Any, other: Any, default: str = "") -> str:
        """Use a variable: one that is given, is left to its default or is not there at all.

        It has the `other` value when the operation is asked again.
        """
        for name, known in self.variables.items():
            if f"${name}: {kind}" in self.declared and known == value and self.chance(50):
                return f"${name}"
        name = self.next("v")
        declared = f"${name}: {kind}"
        if default and self.chance(15):
            declared += f" = {default}"
        elif kind.endswith("!") or not self.chance(8):
            self.variables[name] = value
            self.others[name] = other
        self.declared.append(declared)
        return f"${name}"

    def arguments(self, kind: Any, field: str) -> str:
        """Write the arguments of a field."""
        about = kind.fields[field]
        chosen: dict[str, Any] = {}
        for name, argument in about.args.items():
            if not isinstance(argument.type, GraphQLNonNull) and not self.chance(20):
                continue
            if name in ("after", "before"):
                if cursors := self.cursors(kind, field, chosen):
                    chosen[name] = self.pick(cursors)
                continue
            chosen[name] = self.value(argument.type, name, field)
        given = [
            f"{name}: {self.written(about.args[name].type, value, name, field)}"
            for name, value in chosen.items()
        ]
        return f"({', '.join(given)})" if given else ""

    def cursors(self, kind: Any, field: str, chosen: dict[str, Any]) -> list[str]:
        """Return cursors of a list in the order that is chosen; or what is none."""
        if self.mistaken():
            return ["none"]
        if "heldOn" in str(chosen):  # which orders by how sure a role is
            return []
        order = chosen.get("orderBy")
        text = literal(kind.fields[field].args["orderBy"].type, order) if order else ""
        kinds = CORE.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        owner = min(each.name for each in kinds)
        return self.pool.cursors.get(place(owner, field, text), [])

    def written(self, kind: Any, value: Any, name: str, of: str = "", percent: int = 40) -> str:
        """Write a value as a literal, with variables in it, or as a variable."""
        if self.chance(percent):
            other = value if name in KEPT else self.value(kind, name, of)
            return self.variable(str(kind), value, other, literal(kind, value))
        inner: Any = get_nullable_type(kind)
        if isinstance(inner, GraphQLList) and value is not None:
            parts = [self.written(inner.of_type, each, name, of, 8) for each in value]
            lone = len(parts) == 1 and value[0] is not None and self.chance(20)
            return parts[0] if lone and "$" not in parts[0] else f"[{', '.join(parts)}]"
        if isinstance(inner, GraphQLInputObjectType) and value is not None:
            kinds = {n: about.type for n, about in inner.fields.items()}
            parts = [f"{n}: {self.written(kinds[n], e, n, percent=8)}" for n, e in value.items()]
            return f"{{{', '.join(parts)}}}"
        return literal(kind, value)
