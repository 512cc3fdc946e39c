"""The one way to /graphql: agree upon the form, read, answer or refuse, and send."""

from collections.abc import Mapping

from graphql import GraphQLError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from api.answers import Answer
from api.desk import Desk
from api.errors import Code, masked
from api.http.asked import from_address, from_body
from api.http.cross_site import METHODS, Origins, preflight, require_leave
from api.http.negotiation import PLAIN, Media, agreed
from api.http.persisted import Persisted
from api.http.playground import playground
from api.http.presence import Presence
from api.http.reading import Reader, linger
from api.http.refused import Refused
from api.http.replies import NOTHING, VARY, Replies, known
from api.http.security import secured
from api.seeing.record import seen

PATH = "/graphql"
GOOD, TOO_LARGE = 200, 413
ALLOWED = {"GET": {OperationType.QUERY}, "POST": set(OperationType)}

Headers = Mapping[bytes, bytes]


class Endpoint:
    """An ASGI app that answers at /graphql, and hands whatever else is asked to another app."""

    def __init__(
        self,
        app: ASGIApp,
        desk: Desk,
        *,
        reader: Reader,
        persisted: Persisted,
        origins: Origins,
        kept_for: int = 0,
    ) -> None:
        self.app = secured(app, origins.common)
        self._desk = desk
        self._reader = reader
        self._persisted = persisted
        self._origins = origins
        vary = VARY if origins.all else VARY + b", Origin"
        common = ((b"vary", vary), (b"x-content-type-options", b"nosniff"), *origins.common)
        self._replies = Replies(common, kept_for)
        self._playground = playground(common)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        try:
            start, body = await self._reply(scope, headers, receive)
        except ClientDisconnect:
            return
        if not self._origins.all and (told := self._origins.headers(headers)):
            start = {**start, "headers": (*start["headers"], *told)}
        await send(start)
        if start["status"] == TOO_LARGE:
            await send({**body, "more_body": True})
            await linger(receive)
            body = NOTHING
        await send(body)

    async def _reply(
        self, scope: Scope, headers: Headers, receive: Receive
    ) -> tuple[Message, Message]:
        """Return the two messages of the reply, be it an answer or a refusal."""
        terms = PLAIN
        try:
            method = _method(scope["method"])
            if method == "OPTIONS":
                return self._replies.nothing(preflight(headers))
            terms = agreed(
                method, headers.get(b"accept", b""), headers.get(b"accept-encoding", b"")
            )
            if terms.media is Media.HTML:
                reply = self._playground
            else:
                answer = await self._answer(method, scope, headers, receive)
                reply = self._replies.of(answer, terms, to_keep=method == "GET")
        except Refused as refused:
            seen().codes = (refused.code,)
            reply = self._replies.refusal(refused, terms)
        except ClientDisconnect:
            raise
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is masked and logged
            seen().codes = (Code.INTERNAL_SERVER_ERROR,)
            reply = self._replies.refusal(_incident(failure), terms)
        if reply.unchanged and known(reply.tag, headers.get(b"if-none-match", b"")):
            return reply.unchanged, NOTHING
        return reply.start, NOTHING if scope["method"] == "HEAD" else reply.body

    async def _answer(
        self, method: str, scope: Scope, headers: Headers, receive: Receive
    ) -> Answer:
        if method == "GET":
            require_leave(headers)
            asked = from_address(scope["query_string"])
        else:
            asked = from_body(await self._reader.read(headers, receive))
        question = self._persisted.question(asked)
        seen().asks(question)
        try:
            with Presence(receive):
                answer = await self._desk.answer(question, asked.variables, ALLOWED[method])
        except InvalidOperationTypeError as problem:
            raise Refused(
                405,
                Code.METHOD_NOT_ALLOWED,
                f"A {problem.operation_type.value} is not to be sent by {method}: send a POST.",
                allow="POST",
            ) from None
        seen().answered(answer)
        if answer.status == GOOD:
            self._persisted.keep(asked)
        return answer


def _incident(failure: Exception) -> Refused:
    error = masked(GraphQLError("", original_error=failure))
    return Refused(500, Code.INTERNAL_SERVER_ERROR, error.message)


def _method(method: str) -> str:
    """Return the method as which a request is read."""
    if method in ("GET", "POST", "OPTIONS"):
        return method
    if method == "HEAD":
        return "GET"
    raise Refused(
        405,
        Code.METHOD_NOT_ALLOWED,
        f"{method} is no way to ask: send a GET or a POST.",
        allow=METHODS.decode(),
    )
