"""The schema as clients see it: current, described, and of one mind about each word."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from api.schema import schema

FILE = Path(__file__).parent.parent / "schema.graphql"
SCHEMA: GraphQLSchema = schema._schema
TYPES = [kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")]
BUILT_IN = {"ID", "Int", "Float", "String", "Boolean"}


def undescribed(kind: GraphQLNamedType) -> list[str]:
    """Name every part of a type that has no description."""
    parts: dict[str, str | None] = {kind.name: kind.description}
    if isinstance(kind, GraphQLEnumType):
        parts |= {f"{kind.name}.{name}": value.description for name, value in kind.values.items()}
    if isinstance(kind, GraphQLInputObjectType):
        parts |= {f"{kind.name}.{name}": part.description for name, part in kind.fields.items()}
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            parts[f"{kind.name}.{name}"] = field.description
            for argument, about in field.args.items():
                parts[f"{kind.name}.{name}({argument}:)"] = about.description
    return [name for name, description in parts.items() if not description]


def test_schema_file_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == f"{schema.as_str()}\n", (
        "run `make schema` and review the diff"
    )


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_element_is_described(kind: GraphQLNamedType) -> None:
    assert undescribed(kind) == []


def test_the_search_for_missing_descriptions_finds_them() -> None:
    bare = build_schema("type Query { a(b: C): E } input C { d: Int } enum E { F }").type_map
    found = [part for name in ("Query", "C", "E") for part in undescribed(bare[name])]

    assert found == ["Query", "Query.a", "Query.a(b:)", "C", "C.d", "E", "E.F"]


def types_of_fields() -> dict[str, dict[str, list[str]]]:
    """Return, for each field name of a type with an id, its types and who has it so."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind in TYPES:
        if isinstance(kind, GraphQLObjectType) and "Node" in {i.name for i in kind.interfaces}:
            for name, field in kind.fields.items():
                found.setdefault(name, {}).setdefault(str(field.type), []).append(kind.name)
    return found


@pytest.mark.parametrize(("name", "types"), types_of_fields().items(), ids=types_of_fields())
def test_a_field_name_has_one_type_across_all_nodes(name: str, types: dict[str, list[str]]) -> None:
    assert len(types) == 1, f"fragments on `{name}` would not merge: {types}"


# Lists that are not pages, because a check of the fixtures bounds them or their argument does.
BOUNDED = {
    "asserts",
    "by",
    "about",
    "developers",
    "downloads",
    "evidence",
    "fields",
    "groups",
    "identifiers",
    "leftOut",
    "modality",
    "names",
    "nodes",
    "responses",
    "search",
    "sides",
    "talentFlows",
}


def test_every_list_is_a_page_or_bounded() -> None:
    plain = {
        name
        for kind in TYPES
        if isinstance(kind, GraphQLObjectType) and not kind.name.endswith("Connection")
        for name, field in kind.fields.items()
        if str(field.type).startswith("[")
    }

    assert plain == BOUNDED


def test_every_filter_of_records_finds_what_changed_since() -> None:
    filters = {
        kind.name: set(kind.fields)
        for kind in TYPES
        if isinstance(kind, GraphQLInputObjectType) and kind.name.endswith("Filter")
    }

    assert {name for name, fields in filters.items() if "updatedSince" not in fields} == {
        "TextFilter"
    }
