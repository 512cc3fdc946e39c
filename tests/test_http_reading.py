"""A body that is too large, or comes too slowly, or not to its end."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.http import reading
from api.settings import Settings
from tests.web import JSON, client_of, post, refusal

QUERY = b'{"query": "{ __typename }"}'


@pytest.fixture(scope="module")
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url, body=1) as made:
        yield made


def padded(length: int) -> bytes:
    return QUERY + b" " * (length - len(QUERY))


def test_a_body_may_be_as_large_as_the_setting_says(client: TestClient) -> None:
    assert post(client, padded(1024)).status_code == 200


def parts(body: bytes) -> Iterator[bytes]:
    yield body[:500]
    yield b""
    yield body[500:]


@pytest.mark.parametrize("whole", [True, False])
def test_a_larger_body_is_refused(client: TestClient, whole: bool) -> None:
    body: Any = padded(1025) if whole else parts(padded(1025))
    answered = client.post("/graphql", content=body, headers={"content-type": JSON})
    status, code, message = refusal(answered)

    assert (status, code) == (413, "BODY_TOO_LARGE")
    assert "more than 1,024 bytes" in message
    assert answered.headers["connection"] == "close"


def test_a_body_may_come_in_parts(client: TestClient) -> None:
    answered = client.post("/graphql", content=parts(padded(900)), headers={"content-type": JSON})

    assert answered.json()["data"] == {"__typename": "Query"}


class Connection:
    """A connection whose client sends some messages, and then nothing more for ever."""

    def __init__(self, messages: Iterable[Any]) -> None:
        self.messages = list(messages)
        self.sent: list[Any] = []

    async def receive(self) -> Any:
        """Return the next message."""
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message: Any) -> None:
        """Take a message for the client."""
        self.sent.append(message)

    async def serve(self, url: URL, *headers: tuple[bytes, bytes], **settings: Any) -> None:
        """Serve a POST of this connection."""
        made = Settings(database_url=url.render_as_string(hide_password=False), **settings)
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "headers": [(b"content-type", b"application/json"), *headers],
        }
        await create_app(made)(scope, self.receive, self.send)


def part(body: bytes) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": True}


@pytest.mark.parametrize("messages", [[], [part(b"{")], [part(b"{"), part(b" ")]])
async def test_a_body_that_never_ends_is_given_up(dataset_url: URL, messages: list[Any]) -> None:
    connection = Connection(messages)
    await connection.serve(dataset_url, reading=0.05)
    start, body = connection.sent

    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert b"READ_TIMEOUT" in body["body"]
    assert b"after 0.05 seconds" in body["body"]


async def test_a_client_that_goes_amid_its_body_gets_no_answer(dataset_url: URL) -> None:
    for before in ([], [part(b"{")]):
        connection = Connection([*before, {"type": "http.disconnect"}])
        await connection.serve(dataset_url)
        assert connection.sent == []


async def test_a_request_that_is_given_up_by_the_server_stays_so(dataset_url: URL) -> None:
    serving = asyncio.create_task(Connection([]).serve(dataset_url))
    await asyncio.sleep(0.05)
    serving.cancel()

    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_who_sends_too_much_is_answered_first_and_heard_for_a_while(
    dataset_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LINGER", 0.05)
    connection = Connection([part(b"x"), part(b"x")])
    began = time.monotonic()
    await connection.serve(dataset_url, (b"content-length", b"999999999"))
    start, body, end = connection.sent

    assert start["status"] == 413
    assert b"BODY_TOO_LARGE" in body["body"]
    assert body["more_body"]
    assert end["body"] == b""
    assert connection.messages == []
    assert time.monotonic() - began < reading.Reader(1, 10).seconds


@pytest.mark.parametrize("number", ["1e999", "-1e999"])
def test_a_number_that_is_none_is_malformed(client: TestClient, number: str) -> None:
    query = "query ($n: Int) { people(first: $n) { totalCount } }"
    for _ in range(2):
        told = refusal(
            post(
                client,
                b'{"query": "%s", "variables": {"n": %s}}' % (query.encode(), number.encode()),
            )
        )
        assert told[:2] == (400, "BAD_REQUEST")
        assert "too large a number" in told[2]
