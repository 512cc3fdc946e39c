"""Every request passes here, to be logged and counted when it is over."""

import re
from itertools import count
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.seeing.counts import Counts
from api.seeing.log import Log
from api.seeing.record import Seen, current

HEADER = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:=+/@-]{0,99}")
"""What a proxy may call a request: it stands in our log and in the answer's header as it is."""

FAILED = 500
PROCESS = token_hex(4)
numbers = count(1)


class Watch:
    """An ASGI app that hands all to another, and tells the log and the counts what became of it.

    A request is slow that takes more than so many seconds; with 0 none is.
    """

    def __init__(self, app: ASGIApp, counts: Counts, log: Log | None, slow: float) -> None:
        self._app = app
        self._counts = counts
        self._log = log
        self._slow = slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        it = Seen(identifier(scope), scope["method"], scope["path"])

        async def send_seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                it.begins(message["status"])
                message = {**message, "headers": (*message["headers"], (HEADER, it.id))}
            else:
                it.bytes += len(message.get("body", b""))
            await send(message)

        token = current.set(it)
        self._counts.in_flight += 1
        try:
            await self._app(scope, receive, send_seen)
        except Exception:
            if it.status is None:
                it.begins(FAILED)  # as the server of ASGI answers then
            raise
        finally:
            current.reset(token)
            self._counts.in_flight -= 1
            self._over(it)

    def _over(self, it: Seen) -> None:
        self._counts.add(it)
        if self._log:
            try:
                self._log.request(it)
                if self._slow and it.seconds is not None and it.seconds > self._slow:
                    self._log.slow(it)
            except Exception:  # noqa: BLE001 - no line of the log is worth a request
                self._log.lose()


def identifier(scope: Scope) -> bytes:
    """Return the id by which a proxy knows the request, or else one that no other has here."""
    for name, value in scope["headers"]:
        if name == HEADER and SANE.fullmatch(value):
            given: bytes = value
            return given
    return f"{PROCESS}-{next(numbers):x}".encode()
