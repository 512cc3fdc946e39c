"""A question for every field of the schema, every order, argument and demand of every list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from tests.pool import CORE
from tests.values import literal

PAGE = ("first", "after", "last", "before")
OWN = {"filter", "orderBy", *PAGE}
"""The arguments of lists that are written one by one."""

SCALARS = {"Date": "2019-05-05", "Float": 3e5, "Boolean": True, "Int": 1}
TEXTS = {
    "field": "end",
    "lang": "zh",
    "currency": "USD",
    "to": "EUR",
    "at": "at",
    "on": "on",
    "country": "FR",
    "contains": "cientist 777",
    "startsWith": "Scientist 777",
}
SPOKEN = {
    f"{kind}.confidence{many}": meant
    for kind, meant in {"CompensationReport": "at", "Event": "on"}.items()
    for many in ("", " of many")
}
"""The fields that evidence speaks to of records that have no `end`."""

ROOTS_APART = ("node", "nodes", "search", "talentFlows", "compensationSummary", "dataset")
"""The root fields that are asked in words of their own."""

MEANT = {
    "person": "person",
    "recipient": "person",
    "family": "model",
    "id": "",
    "ids": "",
    "record": "role",
    "about": "person",
    "model": "model",
    "source": "source",
}
"""The kind of record that an argument of a name means; others mean organizations."""

KIND_OF = {"AIModel": "model", "CompensationReport": "pay", "ModelCredit": "credit"} | {
    "OrganizationRelation": "relation"
}
FLOWS = ("", "(groupByTopParent: false, minConfidence: DENIED)", '(joined: {from: "2019-05-05"})')

Ids = Callable[[str], list[str]]
"""From a kind to the ids of some records of it."""


@dataclass(frozen=True)
class Question:
    """A question: its text, where a page is asked for with `%s` in the place of its arguments."""

    name: str
    text: str

    def of_page(self, arguments: str) -> str:
        """Return the text with the arguments of a page."""
        return self.text.replace("%s", f"{arguments} ")

    @property
    def has_more(self) -> bool:
        """Tell whether it is to be asked for the pages after and before a cursor, too."""
        return "%s" in self.text and " filter " not in self.name


def questions(ids: Ids) -> Iterator[Question]:
    """Yield all questions."""
    for name, field in CORE.query_type.fields.items():  # type: ignore[union-attr]
        if name not in ROOTS_APART:
            yield from _asked(name, name, field, ids, "{ %s }")
    for kind in CORE.type_map.values():
        if isinstance(kind, GraphQLObjectType) and "Node" in {
            each.name for each in kind.interfaces
        }:
            yield from _of_records(kind, ids)
    yield from _apart(ids)


def _of_records(kind: GraphQLObjectType, ids: Ids) -> Iterator[Question]:
    """Ask each field of one record, and of several."""
    some = ids(KIND_OF.get(kind.name, kind.name.lower()))
    quoted = ", ".join(f'"{each}"' for each in some)
    yield Question(f"{kind.name} among others", f"{{ nodes(ids: [{quoted}]) {{ id }} }}")
    for name, field in kind.fields.items():
        for many in (False, True):
            root = f"nodes(ids: [{quoted}])" if many else f'node(id: "{some[0]}")'
            called = f"{kind.name}.{name}{' of many' if many else ''}"
            frame = f"{{ {root} {{ ... on {kind.name} {{ %s }} }} }}"
            yield from _asked(called, name, field, ids, frame)


def _asked(called: str, name: str, field: GraphQLField, ids: Ids, frame: str) -> Iterator[Question]:
    """Ask a field in all ways."""
    target = get_named_type(field.type)
    if target.name.endswith("Connection"):
        for what, arguments in _ways(field, ids):
            more = ", ".join(filter(None, ["first: 3", arguments]))
            pages = f"{name}(%s{arguments}) {{ nodes {{ __typename }} pageInfo {{ endCursor }} }}"
            counts = "totalCount" + (" heldCounts { yes }" if "heldOn" in arguments else "")
            head = f"{called} {what}".strip()
            if not what.startswith("orderBy"):
                yield Question(f"{head} total", frame % f"{name}({more}) {{ {counts} }}")
            yield Question(head, frame % pages)
        return
    inner = "" if is_leaf_type(target) else " { __typename }"
    required = _required(field, ids, name)
    yield Question(called, frame % f"{name}{required}{inner}")
    for argument, about in field.args.items():
        if not isinstance(about.type, GraphQLNonNull):
            value = _literal(about.type, SPOKEN.get(called, argument), ids)
            given = f"({argument}: {value})"
            yield Question(f"{called} {argument}", frame % f"{name}{given}{inner}")


def _required(field: GraphQLField, ids: Ids, called: str = "") -> str:
    """Write the arguments that must be given; an `id` is of what the field is called by."""
    given = [
        f"{name}: {_literal(about.type, called if name == 'id' else name, ids)}"
        for name, about in field.args.items()
        if isinstance(about.type, GraphQLNonNull)
    ]
    return f"({', '.join(given)})" if given else ""


def _ways(field: GraphQLField, ids: Ids) -> Iterator[tuple[str, str]]:
    """Yield what a list may be asked for: its name, and the arguments but for those of a page."""
    required = _required(field, ids)[1:-1]
    yield "", required
    for name, about in field.args.items():
        if name not in OWN and not isinstance(about.type, GraphQLNonNull):
            yield name, f"{name}: {_literal(about.type, name, ids)}"
    if "filter" in field.args:
        kind: Any = get_named_type(field.args["filter"].type)
        for name, about in kind.fields.items():
            if name not in ("includeDescendants", "atLeast"):
                for part in _parts(about.type):
                    given = _literal(part or about.type, name, ids)
                    suffix = f".{next(iter(part.fields))}" if part else ""
                    yield f"filter {name}{suffix}", f"filter: {{{name}: {given}}}"
    if "orderBy" in field.args:
        order: Any = get_named_type(field.args["orderBy"].type)
        for by in order.fields["field"].type.of_type.values:
            for way in ("ASC", "DESC"):
                yield (
                    f"orderBy {by} {way}",
                    f"orderBy: [{{field: {by}, direction: {way}}}]",
                )


def _parts(kind: Any) -> list[Any]:
    """Return a text filter field by field; of any other type, nothing."""
    if get_named_type(kind).name != "TextFilter":
        return [None]
    fields = get_nullable_type(kind).fields.items()
    return [GraphQLInputObjectType("Part", {name: about}) for name, about in fields]


def _literal(kind: Any, name: str, ids: Ids) -> str:
    return literal(kind, _value(kind, name, ids))


def _value(kind: Any, name: str, ids: Ids) -> Any:
    """Make up a value that some rows fulfil and others do not."""
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLList):
        return [_value(kind.of_type, name, ids)]
    if isinstance(kind, GraphQLEnumType):
        return list(kind.values)[min(1, len(kind.values) - 1)]
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, name, ids)
    if kind.name == "ID":
        return ids(MEANT.get(name, "organization"))[0]
    return SCALARS.get(kind.name, TEXTS.get(name, "text"))


def _object(kind: Any, name: str, ids: Ids) -> Any:
    if kind.name == "DateRange":
        return {"from": "2019-05-05", "to": "2019-05-20"}
    if name in ("and", "or", "not"):
        names = [each for each in ("organization", "name", "payer", "kind") if each in kind.fields]
    else:
        names = [each for each in ("person", "from") if each in kind.fields] or [*kind.fields]
    return {each: _value(kind.fields[each].type, each, ids) for each in names[:1]}


def _apart(ids: Ids) -> Iterator[Question]:
    """Yield what is asked in words of its own."""
    for arguments in FLOWS:
        moves = "moves(%s) { nodes { id } pageInfo { endCursor } }"
        yield Question(
            f"talentFlows{arguments}", f"{{ talentFlows{arguments} {{ certainCount }} }}"
        )
        of_one = arguments[:-1] + ", first: 1)" if arguments else "(first: 1)"
        for some, called in ((arguments, "of many"), (of_one, "of one")):
            text = f"{{ talentFlows{some} {{ {moves} }} }}"
            yield Question(f"talentFlows{arguments} moves {called}", text)
            text = f"{{ talentFlows{some} {{ moves {{ totalCount }} }} }}"
            yield Question(f"talentFlows{arguments} moves {called} total", text)
    two = ", ".join(f'"{each}"' for each in ids("organization")[:2])
    yield Question("talentFlows between", f"{{ talentFlows(between: [{two}]) {{ certainCount }} }}")
    payer = ids("organization")[0]
    told = "{ groups { count } leftOut { count } }"
    yield Question("compensationSummary", f"{{ compensationSummary {told} }}")
    yield Question(
        "compensationSummary payer",
        f'{{ compensationSummary(filter: {{payer: ["{payer}"]}}) {told} }}',
    )
    for name, query in SEARCHES.items():
        yield Question(f"search {name}", f'{{ search(query: "{query}") {{ score }} }}')
    dataset = CORE.type_map["Dataset"].fields  # type: ignore[attr-defined]
    for name, field in dataset.items():
        inner = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
        yield Question(f"dataset.{name}", f"{{ dataset {{ {name}{inner} }} }}")


SEARCHES = {
    "a whole name": "Lab 5",
    "one word": "wang",
    "words": "li wang",
    "a beginning": "wa",
    "a mistyped word": "wangg",
    "mistyped words": "lii wangg",
    "nothing like it": "qqqqzzzz",
    "Chinese": "王",
    "an address": "https://www.example1.com/news/0/1",
}
