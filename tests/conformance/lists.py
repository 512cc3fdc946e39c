"""All connections and all kinds of nodes of the schema, and how to come to them.

They are found in the types themselves, so that a new list is held to the rules without a word.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.command import ROOT

SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
GIVEN = {"changes": "since: 0"}
"""The arguments of lists that must be given."""

SOME = "first: 20"
"""How many are looked at on the way to what is deeper."""

Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True)
class Connection:
    """A field that is a connection, of a type that is no interface."""

    owner: str
    name: str

    @property
    def field(self) -> GraphQLField:
        """Its definition."""
        return composite(self.owner).fields[self.name]

    @property
    def kind(self) -> str:
        """The name of its type."""
        return str(get_named_type(self.field.type))

    def asked(self, *arguments: str) -> str:
        """Write the field, but for what is asked of it."""
        given = ", ".join(filter(None, [GIVEN.get(self.name, ""), *arguments]))
        return f"{self.name}({given})" if given else self.name

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


def composite(name: str) -> Composite:
    """Return the type of a name, which has fields."""
    found = SCHEMA.type_map[name]
    assert isinstance(found, Composite)
    return found


def connections() -> Iterator[Connection]:
    """Yield all connections."""
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                if get_named_type(field.type).name.endswith("Connection"):
                    yield Connection(kind.name, name)


def nodes() -> list[str]:
    """Return the names of all types that are nodes."""
    return sorted(each.name for each in SCHEMA.get_possible_types(interface("Node")))


def interface(name: str) -> GraphQLInterfaceType:
    """Return the interface of a name."""
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLInterfaceType)
    return found


def facts(name: str) -> list[str]:
    """Return the fields of a type that have nothing inside and need no arguments."""
    fields = composite(name).fields.items()
    return [
        each for each, about in fields if is_leaf_type(get_named_type(about.type)) and _free(about)
    ]


@cache
def way(name: str) -> tuple[str, ...]:
    """Return the fields that lead from the root to objects of a type by the shortest way."""
    seen = {"Query"}
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([("Query", ())])
    while waiting:
        here, path = waiting.popleft()
        if here == name:
            return path
        for each, about in sorted(composite(here).fields.items()):
            target = _within(about)
            if target and target not in seen and _free(about, each):
                seen.add(target)
                waiting.append((target, (*path, each)))
    raise LookupError(f"nothing leads to {name}")


def _free(about: GraphQLField, name: str = "") -> bool:
    needed = [each for each, argument in about.args.items() if is_required_argument(argument)]
    return not needed or name in GIVEN


def _within(about: GraphQLField) -> str | None:
    """Return the type of the objects that a field leads to, through a connection, if it is one."""
    kind = get_named_type(about.type)
    if not isinstance(kind, GraphQLObjectType):
        return None
    inner = kind.fields.get("nodes")
    return str(get_named_type(inner.type)) if inner else kind.name


def document(path: tuple[str, ...], inner: str, start: str = "Query") -> str:
    """Write what asks for something of all objects at the end of a way."""
    if not path:
        return inner
    [name, *rest] = path
    about = composite(start).fields[name]
    deeper = document(tuple(rest), inner, _within(about) or "")
    given = ", ".join(filter(None, [GIVEN.get(name), SOME if "first" in about.args else None]))
    arguments = f"({given})" if given else ""
    listed = get_named_type(about.type).name.endswith("Connection")
    return f"{name}{arguments} {{ {f'nodes {{ {deeper} }}' if listed else deeper} }}"


def objects(data: Any, path: tuple[str, ...], start: str = "Query") -> Iterator[Any]:
    """Yield the objects at the end of a way, of an answer to its document."""
    if data is None:
        return
    if not path:
        yield data
        return
    [name, *rest] = path
    about = composite(start).fields[name]
    found = data[name]
    if get_named_type(about.type).name.endswith("Connection"):
        found = found["nodes"]
    for each in found if isinstance(found, list) else [found]:
        yield from objects(each, tuple(rest), _within(about) or "")
