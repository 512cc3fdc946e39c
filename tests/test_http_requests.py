"""Requests over HTTP: each malformed one is refused with words, and none is a server's error."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.desk import Desk
from tests.web import JSON, MEDIA, RESPONSE, client_of, get, post, refusal

NAME = "query ($id: ID!) { person(id: $id) { name } }"
TWO = "query A { __typename } query B { dataset { version } }"
TYPENAME = {"__typename": "Query"}


@pytest.fixture(scope="module")
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url) as made:
        yield made


def body(**given: Any) -> bytes:
    return json.dumps({"query": "{ __typename }", **given}).encode()


def variable(value: str) -> bytes:
    return b'{"query": "{ __typename }", "variables": {"a": %s}}' % value.encode()


MALFORMED = {
    "nothing": (b"", "is no JSON: Expecting value, line 1, column 1"),
    "no JSON": (b"{", "is no JSON"),
    "null": (b"null", "is null: send an object"),
    "a number": (b"1", "is a number: send an object"),
    "a text": (b'"{ __typename }"', "is a text: send an object"),
    "true": (b"true", "is true or false: send an object"),
    "a list of a number": (b"[1]", "Send the requests of a batch one by one."),
    "a batch": (b"[" + body() + b"]", "Send the requests of a batch one by one."),
    "no UTF-8": (b'{"query": "\xff"}', "is no UTF-8: byte 11"),
    "UTF-16": (body().decode().encode("utf-16"), "is no UTF-8"),
    "a number of 5000 digits": (variable("9" * 5000), "too many digits"),
    "a list 5000 deep": (variable("[" * 5000 + "]" * 5000), "nested too deep"),
    "NaN": (variable("NaN"), "holds NaN, which is no JSON"),
    "-Infinity": (variable("-Infinity"), "holds -Infinity"),
    "a name twice": (b'{"query": "{", "query": "{ __typename }"}', "holds `query` twice"),
    "a name twice within": (variable('{"b": 1, "b": 2}'), "holds `b` twice"),
    "half a surrogate pair": (variable('"\\ud800"'), "half a surrogate pair"),
    "half a surrogate pair in a query": (b'{"query": "{a(b: \\"\\udfff\\")}"}', "half a surrogate"),
    "no query": (b"{}", "There is no `query`"),
    "another word for it": (b'{"qeury": "{ __typename }"}', "There is no `query`"),
    "null for a query": (body(query=None), "There is no `query`"),
    "an empty query": (body(query=""), "There is no `query`"),
    "a number for a query": (body(query=1), "`query` is a number: it is to be a text"),
    "a list for a query": (body(query=["{a}"]), "`query` is a list"),
    "a text for variables": (body(variables="{}"), "`variables` is a text: it is to be an object"),
    "a list of variables": (body(variables=[{}]), "`variables` is a list"),
    "false for variables": (body(variables=False), "`variables` is true or false"),
    "a number for a name": (body(operationName=1), "`operationName` is a number"),
    "an object for a name": (body(operationName={}), "`operationName` is an object"),
    "a text for extensions": (body(extensions="x"), "`extensions` is a text"),
    "a list of extensions": (body(extensions=[]), "`extensions` is a list"),
    "a number for an id": (body(documentId=1), "`documentId` is a number"),
    "a persisted query that is none": (
        body(extensions={"persistedQuery": 1}),
        "`persistedQuery` is a number",
    ),
}

ADDRESSES = {
    "nothing": ("", "There is no `query`"),
    "an empty query": ("?query=", "There is no `query`"),
    "a query twice": ("?query={__typename}&query={a}", "holds `query` twice"),
    "no UTF-8": ("?query={a(b:%22%FF%22)}", "is no UTF-8"),
    "variables that are no JSON": ("?query={__typename}&variables={", "`variables` is no JSON"),
    "a list of variables": ("?query={__typename}&variables=[]", "`variables` is a list"),
    "a number for variables": ("?query={__typename}&variables=1", "`variables` is a number"),
    "extensions that are no JSON": ("?query={__typename}&extensions=[", "`extensions` is no JSON"),
}


@pytest.mark.parametrize("accept", MEDIA)
@pytest.mark.parametrize(("sent", "says"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_refused_in_either_media_type(
    client: TestClient, sent: bytes, says: str, accept: str
) -> None:
    answered = post(client, sent, accept)
    status, code, message = refusal(answered)

    assert (status, code) == (400, "BAD_REQUEST")
    assert says in message
    assert answered.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answered.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", MEDIA)
@pytest.mark.parametrize(("address", "says"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_malformed_address_is_refused_in_either_media_type(
    client: TestClient, address: str, says: str, accept: str
) -> None:
    status, code, message = refusal(client.get(f"/graphql{address}", headers={"accept": accept}))

    assert (status, code) == (400, "BAD_REQUEST")
    assert says in message


HEADERS: dict[str, tuple[dict[str, str], str]] = {
    "no type": ({}, "The body is of no type: send JSON in UTF-8"),
    "plain text": ({"content-type": "text/plain"}, "The body is text/plain"),
    "a form": ({"content-type": "application/x-www-form-urlencoded"}, "send JSON in UTF-8"),
    "a file": ({"content-type": "multipart/form-data"}, "send JSON in UTF-8"),
    "no type at all": ({"content-type": ";;;"}, "send JSON in UTF-8"),
    "JSON behind text": ({"content-type": "text/plain;application/json"}, "send JSON in UTF-8"),
    "UTF-16": ({"content-type": f"{JSON}; charset=utf-16"}, "send JSON in UTF-8"),
    "gzip": ({"content-type": JSON, "content-encoding": "gzip"}, "encoded as gzip: send it as it"),
}


@pytest.mark.parametrize(("headers", "says"), HEADERS.values(), ids=HEADERS)
def test_a_body_of_another_type_or_coding_is_refused(
    client: TestClient, headers: dict[str, str], says: str
) -> None:
    status, code, message = refusal(client.post("/graphql", content=body(), headers=headers))

    assert (status, code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert says in message


@pytest.mark.parametrize(
    "kind", [JSON, "application/json; charset=utf-8", 'APPLICATION/JSON;Charset="UTF-8"']
)
def test_json_may_be_said_in_any_of_its_ways(client: TestClient, kind: str) -> None:
    answered = client.post("/graphql", content=body(), headers={"content-type": kind})

    assert answered.json()["data"] == TYPENAME


GOOD: dict[str, Any] = {
    "a query": {},
    "no variables": {"variables": None},
    "nothing but names": {"variables": None, "operationName": None, "extensions": None},
    "extensions of others": {"extensions": {"clientLibrary": {"name": "x"}}},
    "words of others": {"other": 1},
    "an operation without a name": {"operationName": ""},
}


@pytest.mark.parametrize("accept", MEDIA)
@pytest.mark.parametrize("given", GOOD.values(), ids=GOOD)
def test_what_is_well_formed_is_answered(
    client: TestClient, given: dict[str, Any], accept: str
) -> None:
    for _ in range(2):
        answered = post(client, body(**given), accept)
        assert (answered.status_code, answered.json()["data"]) == (200, TYPENAME)


def test_a_body_may_begin_with_a_byte_order_mark(client: TestClient) -> None:
    assert post(client, b"\xef\xbb\xbf" + body()).json()["data"] == TYPENAME


def test_both_halves_of_a_surrogate_pair_are_a_character(client: TestClient) -> None:
    given = '{"query": "{ person(id: \\"\\ud83c\\udfc3\\") { id } }"}'

    assert post(client, given.encode()).json()["data"] == {"person": None}


def test_variables_and_names_go_into_an_address(client: TestClient) -> None:
    person = get(client, query=NAME, variables='{"id": "yan-zhijie"}', operationName="")
    named = get(client, query=TWO, operationName="A", extensions="", variables="")

    assert person.json()["data"] == {"person": {"name": "Yan Zhijie"}}
    assert named.json()["data"] == TYPENAME


REQUEST_ERRORS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a syntax error": ({"query": "{"}, "GRAPHQL_PARSE_FAILED", "Syntax Error"),
    "an unknown field": ({"query": "{ a }"}, "GRAPHQL_VALIDATION_FAILED", "Cannot query field"),
    "a mutation": ({"query": "mutation { a }"}, "GRAPHQL_VALIDATION_FAILED", "mutation"),
    "a subscription": ({"query": "subscription { a }"}, "GRAPHQL_VALIDATION_FAILED", "subscr"),
    "no variable": ({"query": NAME}, "BAD_USER_INPUT", "to be provided"),
    "a bad variable": ({"query": NAME, "variables": {"id": {}}}, "BAD_USER_INPUT", "ID cannot"),
    "a number of 5000 digits": (
        {"query": f"{{ people(first: {'9' * 5000}) {{ totalCount }} }}"},
        "BAD_USER_INPUT",
        "more digits than can be read",
    ),
    "no name of two": ({"query": TWO}, "BAD_USER_INPUT", "which operation you mean: `A`, `B`"),
    "an unknown name": (
        {"query": TWO, "operationName": "C"},
        "BAD_USER_INPUT",
        "The document holds no operation `C`",
    ),
    "fragments alone": (
        {"query": "fragment A on Query { __typename }"},
        "BAD_USER_INPUT",
        "The document holds no operation, such as",
    ),
}


@pytest.mark.parametrize(("given", "code", "says"), REQUEST_ERRORS.values(), ids=REQUEST_ERRORS)
def test_an_error_of_the_request_has_no_data_and_a_status_by_media_type(
    client: TestClient, given: dict[str, Any], code: str, says: str
) -> None:
    for accept, status in ((JSON, 200), (RESPONSE, 400)):
        for _ in range(2):
            told = refusal(post(client, given, accept))
            assert told[:2] == (status, code)
            assert says in told[2]


def test_an_error_of_a_field_stands_beside_the_data(client: TestClient) -> None:
    query = '{ people(after: "x") { totalCount } }'

    for accept in MEDIA:
        answered = post(client, {"query": query}, accept)
        assert answered.status_code == 200
        assert answered.json()["data"] is None
        assert answered.json()["errors"][0]["path"] == ["people"]


def test_a_mutation_is_not_sent_by_get(client: TestClient) -> None:
    for method in ("GET", "HEAD"):
        answered = client.request(method, "/graphql?query=mutation{x}")
        assert answered.status_code == 405
        assert answered.headers["allow"] == "POST"

    told = refusal(get(client, query="mutation { x }"))
    assert told == (
        405,
        "METHOD_NOT_ALLOWED",
        "A mutation is not to be sent by GET: send a POST.",
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_another_method_is_refused(client: TestClient, method: str) -> None:
    answered = client.request(method, "/graphql")

    assert refusal(answered)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert answered.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_head_is_a_get_without_a_body(client: TestClient) -> None:
    address = "/graphql?query={__typename}"
    head, whole = client.head(address), client.get(address)

    assert head.content == b""
    assert head.status_code == whole.status_code == 200
    assert {**head.headers, "x-request-id": ""} == {**whole.headers, "x-request-id": ""}


def test_options_says_which_methods_there_are(client: TestClient) -> None:
    answered = client.options("/graphql")

    assert answered.status_code == 204
    assert answered.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_what_the_server_fails_at_is_masked_and_logged(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any) -> None:
        raise RuntimeError("postgresql://user:secret@host/db")

    monkeypatch.setattr(Desk, "answer", fail)
    for accept in MEDIA:
        status, code, message = refusal(post(client, body(), accept))
        assert (status, code) == (500, "INTERNAL_SERVER_ERROR")
        assert "secret" not in message
        assert message.removesuffix(".").split()[-1] in caplog.text


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
requests = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("query", "variables", "operationName", "extensions", "documentId"), json_values
    ),
)


@given(st.binary() | requests.map(lambda made: json.dumps(made).encode()))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_there_is_an_answer_or_an_error_with_a_code(
    client: TestClient, sent: bytes
) -> None:
    answered = post(client, sent, RESPONSE)
    told = answered.json()

    assert answered.status_code < 500
    assert ("data" in told) == (answered.status_code == 200)
    assert all(error["extensions"]["code"] for error in told.get("errors", ()))
