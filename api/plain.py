"""The short way to an answer: plain requests, which nearly all are, are answered before routing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from api.answers import Answer, Question
from api.desk import Desk

PATH = "/graphql"
FRESH = "public, no-cache"  # keep it, and ask each time if it is still this one
ONCE = "no-store"
NOT_TO_EXECUTE = (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError)

MOST_SEEN, LONGEST_SEEN = 1000, 5000
"""How many bodies are known again, and of how many bytes at most."""

Headers = dict[bytes, bytes]


@dataclass
class Asked:
    """A question, with its variables as the client sent them."""

    question: Question
    variables: dict[str, Any] | None


class Plain:
    """Answers what is plainly a query, and hands any other request to the routes as it came.

    So whatever a request may be besides, and each way in which it may be wrong, is known to the
    routes alone; what is answered here, they would answer alike.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        read = READERS.get(scope["method"]) if scope["type"] == "http" else None
        if read is None or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        body = await _body(receive)
        if body is None:  # the client is gone
            return
        asked = read(scope, headers, body)
        if asked is None or not await self._answered(asked, scope["method"], headers, send):
            await self.app(scope, _again(body, receive), send)

    async def _answered(self, asked: Asked, method: str, headers: Headers, send: Send) -> bool:
        allowed = OperationType.from_http(method)  # type: ignore[arg-type]
        try:
            answer = await self._desk.answer(asked.question, asked.variables, allowed)
        except NOT_TO_EXECUTE:
            return False
        if method == "GET" and not answer.failed:
            await _send_fresh(answer, headers.get(b"if-none-match", b"").decode("latin-1"), send)
        else:
            await _send(send, 200, answer.body, {"cache-control": ONCE})
        return True


def _from_post(_scope: Scope, headers: Headers, body: bytes) -> Asked | None:
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip()
    if kind != b"application/json":
        return None
    return _seen(body) if len(body) <= LONGEST_SEEN else _asked(_json(body))


@lru_cache(maxsize=MOST_SEEN)
def _seen(body: bytes) -> Asked | None:
    """Read a body, or know it again: many are sent over and over."""
    return _asked(_json(body))


def _from_get(scope: Scope, headers: Headers, _body: bytes) -> Asked | None:
    if b"text/html" in headers.get(b"accept", b""):
        return None
    query = scope["query_string"].decode("latin-1")
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if given.get("variables"):
        given["variables"] = _json(given["variables"])
    return _asked(given)


READERS: dict[str, Callable[[Scope, Headers, bytes], Asked | None]] = {
    "GET": _from_get,
    "POST": _from_post,
}


def _json(text: bytes | str) -> Any:
    """Read JSON just as the routes do; what they refuse is False, which is no request either."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return False


def _asked(given: Any) -> Asked | None:
    if not isinstance(given, dict) or given.get("extensions") is not None:
        return None
    query, variables, name = map(given.get, ("query", "variables", "operationName"))
    if not isinstance(query, str):
        return None
    if not (isinstance(variables, dict | None) and isinstance(name, str | None)):
        return None
    try:
        canonical = json.dumps(variables, sort_keys=True)
    except RecursionError:
        return None
    return Asked(Question(query, canonical, name), variables)


async def _body(receive: Receive) -> bytes | None:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a receiver that gives the body, which was received already, and then all else."""
    read = False

    async def receive_again() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _send_fresh(answer: Answer, known: str, send: Send) -> None:
    headers = {"cache-control": FRESH, "etag": answer.etag, "vary": "Accept"}
    tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
    if any(tag in ("*", answer.etag) for tag in tags):
        await _send(send, 304, b"", headers)
    else:
        await _send(send, 200, answer.body, headers)


async def _send(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    told = dict(headers)
    if status != 304:  # noqa: PLR2004 - "not modified", which has no body to tell of
        told |= {"content-type": "application/json", "content-length": str(len(body))}
    raw = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
