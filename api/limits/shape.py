"""The shape of a document, which is known without its schema: each fragment is looked at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    Lexer,
    OperationDefinitionNode,
    Source,
    TokenKind,
)

from api.limits.declared import Limits, OverLimitError, refuse_over

DOCUMENT = "This document"

Executable = OperationDefinitionNode | FragmentDefinitionNode
EXECUTABLE = (OperationDefinitionNode, FragmentDefinitionNode)


def refuse_long(text: str, limits: Limits) -> None:
    """Refuse a text that is too long or of too many tokens, before it is parsed."""
    refuse_over(limits, "letters", DOCUMENT, len(text))
    if len(text) <= limits.tokens:  # for no token is shorter than a letter
        return
    lexer = Lexer(Source(text))
    try:
        for _ in range(limits.tokens):
            if lexer.advance().kind is TokenKind.EOF:
                return
        over = lexer.advance().kind is not TokenKind.EOF
    except GraphQLSyntaxError:  # which the parser tells
        return
    if over:
        raise OverLimitError("tokens", DOCUMENT, limits.tokens, limits.tokens)


def refuse_large(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document of too many parts, or one that is too deep."""
    refuse_over(limits, "fragments", DOCUMENT, len(document.definitions))
    shapes = [Shape(each) for each in document.definitions if isinstance(each, EXECUTABLE)]
    refuse_over(limits, "aliases", DOCUMENT, sum(each.aliases for each in shapes))
    refuse_over(limits, "directives", DOCUMENT, sum(each.directives for each in shapes))
    refuse_over(limits, "repeats", DOCUMENT, max((each.repeats for each in shapes), default=0))
    for name, depth in _depths(shapes):
        refuse_over(limits, "depth", name, depth)


class Place(NamedTuple):
    """A selection, how deep it stands, and whether inside introspection.

    `names` counts what is asked for at one place, inline fragments included, by the type that it
    is asked of: validation compares all of one name.
    """

    selections: Any
    depth: int
    hidden: bool
    names: Counter[tuple[str | None, str]]
    kind: str | None


class Shape:
    """What an operation or a fragment holds itself, but for what it spreads.

    `spread` are fragments, each with how deep it is spread. Introspection is not deep, for tools
    nest it as they need; a rule of graphql-core bounds it.
    """

    def __init__(self, definition: Executable) -> None:
        self.definition = definition
        self.aliases = self.depth = self.repeats = 0
        variables = getattr(definition, "variable_definitions", None) or ()
        self.directives = sum(len(each.directives or ()) for each in (definition, *variables))
        self.spread: list[tuple[int, str]] = []
        waiting = [Place(definition.selection_set, 0, False, Counter(), None)]
        while waiting:
            place = waiting.pop()
            for part in place.selections.selections:
                self.directives += len(part.directives or ())
                waiting += self._inside(part, place)

    def _inside(self, part: Any, place: Place) -> list[Place]:
        """Count a part of a selection, and return the selection inside it, if any."""
        if isinstance(part, FieldNode):
            self._count(place, (part.alias or part.name).value)
            self.aliases += part.alias is not None
            hidden = place.hidden or part.name.value.startswith("__")
            depth = place.depth + (not hidden)
            self.depth = max(self.depth, depth)
            inner = part.selection_set
            return [Place(inner, depth, hidden, Counter(), None)] if inner else []
        if isinstance(part, FragmentSpreadNode):
            self._count(place, f"...{part.name.value}")
            self.spread += [] if place.hidden else [(place.depth, part.name.value)]
            return []
        kind = part.type_condition.name.value if part.type_condition else place.kind
        self._count(place, f"... on {kind}")
        return [place._replace(selections=part.selection_set, kind=kind)]

    def _count(self, place: Place, name: str) -> None:
        place.names[place.kind, name] += 1
        self.repeats = max(self.repeats, place.names[place.kind, name])


def _depths(shapes: list[Shape]) -> Iterator[tuple[str, int]]:
    """Yield how deep each operation is. Each fragment is measured once, however often spread."""
    fragments = {
        each.definition.name.value: each
        for each in shapes
        if isinstance(each.definition, FragmentDefinitionNode)
    }
    known: dict[str, int] = {}

    def whole(shape: Shape) -> int:
        return max(shape.depth, *(depth + measured(name) for depth, name in shape.spread), 0)

    def measured(name: str) -> int:
        if name not in known:
            known[name] = 0  # a circle, which a rule of validation reports, ends here
            known[name] = whole(fragments[name]) if name in fragments else 0
        return known[name]

    for each in shapes:
        if isinstance(each.definition, OperationDefinitionNode):
            name = each.definition.name
            yield f"`{name.value}`" if name else "This query", whole(each)
