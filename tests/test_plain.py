"""Plain requests are answered before routing, as the routes would; all others by the routes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import DEEPEST
from api.settings import Settings

NAME = "query ($id: ID!) { person(id: $id) { name } }"
TWO = "query A { __typename } query B { dataset { version } }"
SOMEBODY = {"id": "yan-zhijie"}
JSON = {"content-type": "application/json"}

BODIES: dict[str, Any] = {
    "a query": {"query": "{ __typename }"},
    "variables": {"query": NAME, "variables": SOMEBODY},
    "no variables": {"query": NAME},
    "null for variables": {"query": "{ __typename }", "variables": None},
    "a list of variables": {"query": NAME, "variables": [SOMEBODY]},
    "a variable of another type": {"query": NAME, "variables": {"id": {"a": 1}}},
    "half a surrogate pair": {"query": NAME, "variables": {"id": "\ud800"}},
    "half a surrogate pair in a query": {"query": '{ person(id: "\ud800") { name } }'},
    "a very large number": {"query": NAME, "variables": {"id": 10**30}},
    "NaN": {"query": NAME, "variables": {"id": float("nan")}},
    "an operation by name": {"query": TWO, "operationName": "B"},
    "no operation by name": {"query": TWO},
    "an operation that is not there": {"query": TWO, "operationName": "C"},
    "an operation without a name": {"query": TWO, "operationName": ""},
    "a number for a name": {"query": TWO, "operationName": 1},
    "no query": {},
    "an empty query": {"query": ""},
    "a query that is a number": {"query": 1},
    "a syntax error": {"query": "{"},
    "an unknown field": {"query": "{ nothing }"},
    "a query too deep": {"query": "{" + "a{" * DEEPEST + "b" + "}" * (DEEPEST + 1)},
    "a mutation": {"query": "mutation { x }"},
    "no operation": {"query": "fragment A on Query { __typename }"},
    "extensions": {"query": "{ __typename }", "extensions": {"x": 1}},
    "a list of extensions": {"query": "{ __typename }", "extensions": []},
    "a batch": [{"query": "{ __typename }"}],
    "introspection": {"query": "{ __schema { types { name } } }"},
}
TEXTS = {
    "no JSON": b"{",
    "nothing": b"",
    "UTF-16": json.dumps(BODIES["variables"]).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(BODIES["variables"]).encode(),
    "a name twice": b'{"query": "{", "query": "{ __typename }"}',
}
ADDRESSES = [
    "",
    "?query={__typename}",
    "?query={__typename}&query={dataset{version}}",
    "?query=",
    "?query={__typename}&variables=",
    "?query={__typename}&variables={",
    "?query={__typename}&variables=[]",
    "?query={__typename}&variables=null",
    "?query={__typename}&operationName=",
    "?query={__typename}&extensions={}",
    '?query=query($id:ID!){person(id:$id){name}}&variables={"id":"yan-zhijie"}',
    "?query=mutation{x}",
    "?query={nothing}",
    "?query=%7B+__typename+%7D",
    "?query={person(id:%22%FF%22){name}}",
]


@pytest.fixture(scope="module")
def settings(dataset_url: URL) -> Settings:
    return Settings(database_url=dataset_url.render_as_string(hide_password=False))


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as made:
        yield made


@pytest.fixture(scope="module")
def routes(settings: Settings) -> Iterator[TestClient]:
    """A client of a server that knows no short way."""
    with TestClient(create_app(settings).app) as made:
        yield made


def same(one: Any, other: Any) -> bool:
    told = [(each.status_code, each.headers["content-type"], each.content) for each in (one, other)]
    return told[0] == told[1]


@pytest.mark.parametrize("body", BODIES)
def test_a_post_is_answered_as_by_the_routes(
    client: TestClient, routes: TestClient, body: str
) -> None:
    given: Any = {"content": json.dumps(BODIES[body]), "headers": JSON}

    for _ in range(2):
        assert same(client.post("/graphql", **given), routes.post("/graphql", **given))


@pytest.mark.parametrize("text", TEXTS)
def test_a_body_of_any_bytes_is_answered_as_by_the_routes(
    client: TestClient, routes: TestClient, text: str
) -> None:
    try:
        expected = routes.post("/graphql", content=TEXTS[text], headers=JSON)
    except ValueError as error:  # the routes fail at it, so this does, too
        with pytest.raises(type(error)):
            client.post("/graphql", content=TEXTS[text], headers=JSON)
    else:
        assert same(client.post("/graphql", content=TEXTS[text], headers=JSON), expected)


def test_a_body_may_come_in_parts(client: TestClient) -> None:
    parts = iter([b'{"query": "{ __ty', b"", b'pename }"}'])

    answered = client.post("/graphql", content=parts, headers=JSON)

    assert answered.json() == {"data": {"__typename": "Query"}}


async def test_a_client_that_goes_amid_its_body_gets_no_answer(settings: Settings) -> None:
    messages = iter(
        [
            {"type": "http.request", "body": b"{", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": []}

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    await create_app(settings)(scope, receive, send)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/json; charset=utf-8", "APPLICATION/JSON", "x/y+json"]
)
def test_a_body_of_any_type_is_answered_as_by_the_routes(
    client: TestClient, routes: TestClient, kind: str
) -> None:
    given: Any = {"content": json.dumps(BODIES["a query"]), "headers": {"content-type": kind}}

    assert same(client.post("/graphql", **given), routes.post("/graphql", **given))


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_get_is_answered_as_by_the_routes(
    client: TestClient, routes: TestClient, address: str, accept: str
) -> None:
    one, other = (
        each.get(f"/graphql{address}", headers={"accept": accept}) for each in (client, routes)
    )

    assert same(one, other)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS"])
def test_another_method_is_answered_as_by_the_routes(
    client: TestClient, routes: TestClient, method: str
) -> None:
    assert same(client.request(method, "/graphql"), routes.request(method, "/graphql"))


def test_whoever_has_an_answer_already_gets_no_other(client: TestClient) -> None:
    address = "/graphql?query={dataset{hash}}"
    first = client.get(address)
    tag = first.headers["etag"]

    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["vary"] == "Accept"
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"if-none-match": '"x"'}).content == first.content
    assert client.get("/graphql?query={dataset{version}}").headers["etag"] != tag


def test_the_playground_is_not_taken_for_an_answer(client: TestClient) -> None:
    page = client.get("/graphql?query={dataset{hash}}", headers={"accept": "text/html"})

    assert page.headers["vary"] == "Accept"
    assert "etag" not in page.headers


def test_nobody_is_to_keep_an_error_or_the_answer_to_a_post(client: TestClient) -> None:
    failed = client.get("/graphql?query={nothing}")
    posted = client.post("/graphql", json={"query": "{ __typename }"})

    for each in (failed, posted):
        assert each.headers["cache-control"] == "no-store"
        assert "etag" not in each.headers
