"""What is refused, and what clients learn of the server's own failures."""

import base64
import json
import logging
from typing import Any

import pytest

from api.context import Context
from api.database import Database
from api.schema import schema
from tests.asking import answer, ask


def nested(depth: int) -> str:
    """Return a query of so many fields, one inside the other."""
    inner = "id"
    for _ in range(depth - 2):
        inner = f"parent {{ {inner} }}"
    return f'organization(id: "x") {{ {inner} }}'


async def test_twelve_levels_are_answered_and_thirteen_refused(world_database: Database) -> None:
    fine = await answer(world_database, f"{{ {nested(12)} }}")
    refused = await answer(world_database, f"query Deep {{ {nested(13)} }}")

    assert fine.errors is None
    assert refused.errors
    assert refused.errors[0].message.startswith("`Deep` is 13 fields deep, and 12 is the most")
    assert refused.errors[0].extensions == {"code": "DEPTH_LIMIT"}


async def test_fragments_count_as_deep_as_they_are_spread(world_database: Database) -> None:
    query = f"""{{ organization(id: "x") {{ ...a }} }}
        fragment a on Organization {{ parent {{ ...b }} }}
        fragment b on Organization {{ ... on Node {{ ... on Organization {{
            {"parent {" * 11} id {"}" * 11} }} }} }}"""
    refused = await answer(world_database, query)

    assert refused.errors
    assert "is 14 fields deep" in refused.errors[0].message


async def test_a_circle_of_fragments_is_refused(world_database: Database) -> None:
    query = '{ organization(id: "x") { ...a } } fragment a on Organization { parent { ...a } }'
    refused = await answer(world_database, query)

    assert refused.errors
    assert "Cannot spread fragment" in refused.errors[0].message


async def test_introspection_may_be_as_deep_as_tools_need(world_database: Database) -> None:
    query = f"{{ __schema {{ types {{ fields {{ type {{ {'ofType {' * 9} name {'}' * 14}"

    assert (await answer(world_database, query)).errors is None


async def test_an_unknown_field_of_confidence_names_the_nearest(world_database: Database) -> None:
    refused = await answer(world_database, '{ roles { nodes { confidence(field: "endd") } } }')

    assert refused.errors
    message = refused.errors[0].message
    assert "`endd` is no field of a role" in message
    assert "Did you mean `end`?" in message
    assert "The fields are end, grade, kind, organization," in message


async def test_the_text_of_an_internal_error_stays_inside(
    world_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Context):
        async def rows(self, *_: Any) -> Any:
            raise RuntimeError("postgresql://user:secret@host/db")

    with caplog.at_level(logging.ERROR, logger="roster"):
        result = await schema.execute(
            "{ people { nodes { id } } }", context_value=Broken(world_database)
        )

    assert result.errors
    [error] = result.errors
    assert "secret" not in str(error.formatted)
    assert error.extensions
    assert error.extensions["code"] == "INTERNAL_SERVER_ERROR"
    assert error.extensions["incident"] in error.message
    assert error.extensions["incident"] in caplog.text
    assert "secret" in caplog.text


UNSTORABLE: dict[str, Any] = {
    "person(id: $text) { id }": None,
    "node(id: $text) { id }": None,
    "people(filter: {name: {eq: $text}}) { nodes { id } }": {"nodes": []},
    "people(filter: {name: {in: [$text]}}) { nodes { id } }": {"nodes": []},
    "people(filter: {name: {contains: $text}}) { nodes { id } }": {"nodes": []},
    "people(filter: {name: {startsWith: $text}}) { nodes { id } }": {"nodes": []},
    "organizations(filter: {country: [$text]}) { nodes { id } }": {"nodes": []},
    "models(filter: {modality: [$text]}) { nodes { id } }": {"nodes": []},
}


@pytest.mark.parametrize("character", ["\0", "\ud800"], ids=["NUL", "half a surrogate pair"])
@pytest.mark.parametrize(("field", "found"), UNSTORABLE.items(), ids=UNSTORABLE)
async def test_characters_that_no_database_holds_match_nothing(
    world_database: Database, field: str, found: Any, character: str
) -> None:
    query = f"query ($text: {'ID!' if '(id:' in field else 'String!'}) {{ found: {field} }}"

    assert (await ask(world_database, query, text=f"person/{character}"))["found"] == found


@pytest.mark.parametrize("character", ["\0", "\ud800"], ids=["NUL", "half a surrogate pair"])
async def test_an_id_that_no_database_holds_is_refused(
    world_database: Database, character: str
) -> None:
    query = "query ($id: ID!) { roles(filter: {person: [$id]}) { nodes { id } } }"
    refused = await answer(world_database, query, id=character)

    assert refused.errors
    assert refused.errors[0].message.startswith("There is no person")


async def test_an_empty_list_in_a_filter_asks_for_nothing(world_database: Database) -> None:
    query = """{ person(id: "person-0") { names(kind: []) { text } roles {
        nodes { evidence(tier: []) { id } } } events(kind: []) { nodes { id } } } }"""
    person = (await ask(world_database, query))["person"]

    assert person["names"] == person["events"]["nodes"] == []
    assert all(role["evidence"] == [] for role in person["roles"]["nodes"])


@pytest.mark.parametrize("release", [2**31, 2**63])
async def test_a_cursor_at_a_number_that_no_column_holds_is_refused(
    world_database: Database, release: int
) -> None:
    place = json.dumps(["updated,id", release, "person/person-0"]).encode()
    query = """query ($after: String) {
        people(after: $after, orderBy: {field: UPDATED}) { nodes { id } } }"""
    refused = await answer(
        world_database, query, after=base64.urlsafe_b64encode(place).decode().rstrip("=")
    )

    assert refused.errors
    assert refused.errors[0].message.startswith("`after` is no cursor of this list")


async def test_of_several_operations_one_must_be_named(world_database: Database) -> None:
    query = "query A { people { totalCount } } query B { roles { totalCount } }"
    refused = await answer(world_database, query)
    named = await schema.execute(query, operation_name="B", context_value=Context(world_database))

    assert refused.errors
    assert refused.errors[0].message == (
        "Say by `operationName` which operation you mean: `A`, `B`."
    )
    assert named.errors is None
    assert named.data is not None
    assert list(named.data) == ["roles"]


def nested_filter(levels: int) -> dict[str, Any]:
    """Return a filter of so many levels."""
    inner: dict[str, Any] = {"kind": ["BOARD"]}
    for _ in range(levels):
        inner = {"not": inner}
    return inner


TOO_LARGE: dict[str, tuple[dict[str, Any], str]] = {
    "deep": (nested_filter(11), "A filter is nested deeper than 10 levels."),
    "long list": ({"person": ["x"] * 201}, "A list has 201 values; 200 is the most."),
    "many": (
        {"or": [{"or": [{"kind": []}] * 150}, {"or": [{"kind": []}] * 150}]},
        "A filter holds more than 50 others.",
    ),
    "long text": (
        {"title": {"contains": "x" * 1001}},
        "A text has 1001 characters; 1000 is the most.",
    ),
}


@pytest.mark.parametrize(("given", "message"), TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_filter_that_is_too_large_is_refused(
    world_database: Database, given: dict[str, Any], message: str
) -> None:
    query = "query ($filter: RoleFilter) { roles(filter: $filter) { nodes { id } } }"
    result = await answer(world_database, query, filter=given)

    assert result.errors
    assert result.errors[0].message == message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


async def test_a_large_filter_is_answered(world_database: Database) -> None:
    query = "query ($filter: RoleFilter) { roles(filter: $filter) { nodes { id } } }"
    wide = {"or": [nested_filter(0)] * 45}

    assert (await answer(world_database, query, filter=nested_filter(9))).errors is None
    assert (await answer(world_database, query, filter=wide)).errors is None


CODES = {
    "{": "GRAPHQL_PARSE_FAILED",
    "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
    "{ people(first: 1.5) { totalCount } }": "GRAPHQL_VALIDATION_FAILED",
    'query ($on: Date = "x") { roles(heldOn: $on) { totalCount } }': "BAD_USER_INPUT",
    "query ($on: Date!) { roles(heldOn: $on) { totalCount } }": "BAD_USER_INPUT",
}


@pytest.mark.parametrize(("query", "code"), CODES.items(), ids=CODES)
async def test_every_error_has_a_code(world_database: Database, query: str, code: str) -> None:
    result = await answer(world_database, query)

    assert result.errors
    assert [error.extensions and error.extensions["code"] for error in result.errors] == [code]
