"""An answer as it is sent: its status, headers and bytes, made once for each form."""

from typing import NamedTuple

from starlette.types import Message

from api.answers import Answer
from api.http.compression import compressed
from api.http.negotiation import Coding, Media, Terms
from api.http.refused import Refused

Header = tuple[bytes, bytes]

MOST_FORMS = 4
"""How many forms of an answer are kept: nearly all clients ask for one of two or three."""

LATER, SOON = (429, 503), b"2"
"""The statuses of what another try may spare, and after how many seconds it may."""

ONCE = b"no-store"
VARY = b"Accept, Accept-Encoding"


class Reply(NamedTuple):
    """The messages of ASGI that send a reply; `unchanged` begins one to who has it already."""

    start: Message
    body: Message
    tag: bytes = b""
    unchanged: Message | None = None


NOTHING: Message = {"type": "http.response.body", "body": b""}


class Replies:
    """Makes replies, all of which have some headers in common.

    `kept_for` is for how many seconds a cache may give an answer without asking if it is still
    the newest; with 0 it always asks.
    """

    def __init__(self, common: tuple[Header, ...], kept_for: int) -> None:
        self._common = common
        self._fresh = f"public, max-age={kept_for}".encode() if kept_for else b"public, no-cache"

    def of(self, answer: Answer, terms: Terms, *, to_keep: bool) -> Reply:
        """Return the reply that gives an answer, which nobody but an asker `to_keep` it may."""
        form = (terms, to_keep and not answer.failed)
        reply: Reply | None = answer.forms.get(form)
        if reply is None:
            reply = self._made(answer, *form)
            if len(answer.forms) < MOST_FORMS:
                answer.forms[form] = reply
        return reply

    def _made(self, answer: Answer, terms: Terms, fresh: bool) -> Reply:
        coding, body = compressed(answer.body, terms.coding)
        status = 200 if terms.media is Media.JSON else answer.status
        headers = self._headers(terms.media, coding, len(body))
        if answer.status in LATER:
            headers = (*headers, (b"retry-after", SOON))
        if not fresh:
            headers = (*headers, (b"cache-control", ONCE))
            return Reply(begun(status, headers), ended(body))
        tag = _tag(answer, terms.media, coding)
        validators = ((b"cache-control", self._fresh), (b"etag", tag))
        unchanged = begun(304, (*validators, *self._common))
        return Reply(begun(status, (*headers, *validators)), ended(body), tag, unchanged)

    def refusal(self, refused: Refused, terms: Terms) -> Reply:
        """Return the reply that says why there is no answer."""
        media = Media.RESPONSE if terms.media is Media.RESPONSE else Media.JSON
        status = refused.as_json if media is Media.JSON else refused.status
        headers = self._headers(media, Coding.IDENTITY, len(refused.body))
        headers = (*headers, (b"cache-control", ONCE), *refused.headers)
        return Reply(begun(status, headers), ended(refused.body))

    def nothing(self, headers: tuple[Header, ...]) -> tuple[Message, Message]:
        """Return the messages of a reply of headers alone."""
        return begun(204, (*headers, *self._common)), NOTHING

    def _headers(self, media: Media, coding: Coding, length: int) -> tuple[Header, ...]:
        kind = f"{media}; charset=utf-8".encode()
        told: tuple[Header, ...] = ((b"content-type", kind), (b"content-length", b"%d" % length))
        if coding is not Coding.IDENTITY:
            told = (*told, (b"content-encoding", coding.encode()))
        return (*told, *self._common)


def _tag(answer: Answer, media: Media, coding: Coding) -> bytes:
    """Return a strong validator: the same for the same bytes in the same form, and no other.

    See https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3 on codings.
    """
    parts = [answer.digest]
    parts += ["response"] if media is Media.RESPONSE else []
    parts += [coding] if coding is not Coding.IDENTITY else []
    return f'"{"-".join(parts)}"'.encode()


def begun(status: int, headers: tuple[Header, ...]) -> Message:
    """Return the message that begins a reply."""
    return {"type": "http.response.start", "status": status, "headers": headers}


def ended(body: bytes) -> Message:
    """Return the message that ends a reply."""
    return {"type": "http.response.body", "body": body}


def known(tag: bytes, header: bytes) -> bool:
    """Whether If-None-Match names the tag; see RFC 9110, 13.1.2."""
    tags = (each.strip().removeprefix(b"W/") for each in header.split(b","))
    return any(each in (b"*", tag) for each in tags)
