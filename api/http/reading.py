"""The body of a request: of what type, how large, and within which time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.errors import Code
from api.http.refused import Refused, malformed

LINGER = 2.0
"""For how many seconds a client may go on sending what is refused, before the connection ends."""


@dataclass(frozen=True)
class Reader:
    """Reads bodies of at most so many bytes, for at most so many seconds."""

    most: int
    seconds: float

    async def read(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        """Return the body; raise ClientDisconnect where the client goes amid it."""
        require_json(headers.get(b"content-type", b""))
        if coding := headers.get(b"content-encoding"):
            require_no_coding(coding)
        if int(headers.get(b"content-length", b"0")) > self.most:
            raise self._too_large()
        task: Any = asyncio.current_task()
        late = asyncio.get_running_loop().call_later(self.seconds, task.cancel, self)
        try:
            return await self._whole(receive)
        except asyncio.CancelledError as ended:
            if ended.args != (self,):
                raise
            task.uncancel()
            raise self._too_slow() from None
        finally:
            late.cancel()

    async def _whole(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.most:
                raise self._too_large()
            more = message.get("more_body", False)
        return b"".join(parts)

    def _too_large(self) -> Refused:
        return Refused(
            413,
            Code.BODY_TOO_LARGE,
            f"The body has more than {self.most:,} bytes, which is the most. Send long lists in "
            "several requests.",
            connection="close",
        )

    def _too_slow(self) -> Refused:
        return Refused(
            408,
            Code.READ_TIMEOUT,
            f"The body had not come whole after {self.seconds:g} seconds. Send it at once.",
            connection="close",
        )


async def linger(receive: Receive) -> None:
    """Read what the client still sends and nobody wants, so that it comes to read its answer."""
    try:
        async with asyncio.timeout(LINGER):
            while (await receive()).get("more_body"):
                pass
    except TimeoutError:
        pass


@lru_cache(maxsize=100)
def require_json(content_type: bytes) -> None:
    """Refuse a body that is not said to be JSON in UTF-8.

    A browser asks first whether it may send that to another origin, which it does not do for
    forms and plain text: so no page can ask by a POST what CORS does not allow it to.
    """
    kind, *parameters = (each.strip().lower() for each in content_type.split(b";"))
    charsets = [each.partition(b"=")[2].strip(b'"') for each in parameters if b"charset" in each]
    if kind != b"application/json" or any(each not in (b"utf-8", b"utf8") for each in charsets):
        told = content_type.decode("latin-1") or "of no type"
        raise Refused(
            415,
            Code.UNSUPPORTED_MEDIA_TYPE,
            f"The body is {told}: send JSON in UTF-8, as `Content-Type: application/json`.",
            accept="application/json",
        )


def require_no_coding(coding: bytes) -> None:
    """Refuse a body that is compressed, which may unfold to any size."""
    if coding.lower() != b"identity":
        told = coding.decode("latin-1")
        raise Refused(
            415,
            Code.UNSUPPORTED_MEDIA_TYPE,
            f"The body is encoded as {told}: send it as it is, without Content-Encoding.",
            accept_encoding="identity",
        )


def text_of(raw: bytes, what: str) -> str:
    """Decode UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise malformed(f"{what} is no UTF-8: byte {problem.start} cannot be read.") from None
