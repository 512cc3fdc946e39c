"""What is known of one request, filled in by whoever learns of it while it is answered."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from time import perf_counter
from typing import Any, NamedTuple

from api.answers import Answer, Question

LISTED = 50
"""How many statements of a request are listed; all are counted."""

LONGEST_KNOWN = 2_000
"""Documents of so many characters are known again."""

FIRST_NAME = re.compile(r"\s*(?:query|mutation|subscription)\s+([_A-Za-z][_0-9A-Za-z]*)")


class Way(StrEnum):
    """By which way a request got its answer."""

    KEPT = "kept"  # from the answers that were given before
    PLAN = "plan"  # by a compiled plan
    CORE = "core"  # by graphql-core
    NONE = "none"  # nothing was executed: it was refused, or asks for a page or a file


class Statement(NamedTuple):
    """A statement that was run, how to write it without its values, and how long it took."""

    text: Callable[[], str]
    seconds: float


class Seen:
    """One request.

    `seconds` is from when it had come whole until its answer was ready, None until then; `status`
    is None where the client went away before.
    """

    def __init__(self, identifier: bytes = b"", method: str = "", path: str = "") -> None:
        self.id = identifier
        self.method = method
        self.path = path
        self.question: Question | None = None
        self.way = Way.NONE
        self.reason = ""
        """Why graphql-core answered, and no plan."""
        self.cost: int | None = None
        self.codes: tuple[str, ...] = ()
        self.incident = ""
        self.statements = 0
        self.statement_seconds = 0.0
        self.listed: list[Statement] = []
        self.status: int | None = None
        self.bytes = 0
        self.seconds: float | None = None
        self._began = perf_counter()

    def asks(self, question: Question) -> None:
        """Tell what it asks, now that it has come whole: a slow client is not a slow server."""
        self.question = question
        self._began = perf_counter()

    def answered(self, answer: Answer) -> None:
        """Tell what the answer says of itself."""
        self.cost = answer.cost
        self.codes = answer.codes

    def went(self, way: Way, reason: str = "") -> None:
        """Tell the way."""
        self.way, self.reason = way, reason

    def ran(self, text: Callable[[], str], began: float) -> None:
        """Tell of a statement that has just ended, and when it began by `perf_counter`."""
        seconds = perf_counter() - began
        self.statements += 1
        self.statement_seconds += seconds
        if len(self.listed) < LISTED:
            self.listed.append(Statement(text, seconds))

    def begins(self, status: int) -> None:
        """Tell that the reply begins."""
        self.status = status
        self.seconds = perf_counter() - self._began


current: ContextVar[Seen] = ContextVar("current")


def seen() -> Seen:
    """Return the record of the request that is being answered; outside of one, one for nobody."""
    found: Any = current.get(None)
    return found or Seen()


class Document(NamedTuple):
    """How a document is logged: by the first 16 digits of its SHA-256, and the operation's name."""

    hash: str
    name: str | None


def document(text: str) -> Document:
    """Look at a document, which may be none, or know it again."""
    return _known(text) if len(text) <= LONGEST_KNOWN else _looked_at(text)


def _looked_at(text: str) -> Document:
    digest = sha256(text.encode(errors="backslashreplace")).hexdigest()[:16]
    named = FIRST_NAME.match(text)
    return Document(digest, named[1] if named else None)


_known = lru_cache(maxsize=1_000)(_looked_at)
