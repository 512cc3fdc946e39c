"""Connections that nobody keeps for nothing: uvicorn waits for ever for a head, and for a reader.

The body of a request has a time of its own; see `api.http.reading`.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Connection(HttpToolsProtocol):
    """A connection that ends where a head does not come, or an answer is not taken.

    `head_seconds` are those within which the head of a request must have come, from its first byte
    on; of the first request, from the connection on. Of an answer that waits to be sent, something
    must be taken in each `look_seconds`, or it is let go of. These are many, for the network holds
    some megabytes, and asks for more only when much of that has gone.
    """

    head_seconds = 10.0
    look_seconds = 60.0

    _head: asyncio.TimerHandle | None = None
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take in some bytes; those that are of no request yet must become one in time."""
        super().data_received(data)
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._head is None and not self.transport.is_closing():
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Stop waiting: here is a request."""
        self._stop_waiting()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Begin to look if what waits to be sent is taken."""
        super().pause_writing()
        self._begin_to_look()

    def on_response_complete(self) -> None:
        """Begin to look if the rest is taken, for which nobody waits any more."""
        super().on_response_complete()
        self._begin_to_look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting for anything."""
        self._stop_waiting()
        self._stop_looking()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._head:
            self._head.cancel()
            self._head = None

    def _begin_to_look(self) -> None:
        if self._look is None and self.transport.get_write_buffer_size():
            self._look_later()

    def _look_later(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._look = self.loop.call_later(self.look_seconds, self._end_if_untaken, waiting)

    def _stop_looking(self) -> None:
        if self._look:
            self._look.cancel()
            self._look = None

    def _end_if_untaken(self, waiting: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left == waiting:
            self.transport.abort()
            return
        self._look = None
        self._begin_to_look()
