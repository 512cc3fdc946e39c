"""Answers that were given already: exact, because only another release changes what is asked."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

BESIDES = 5_000
"""About how many bytes an answer takes besides its own and its question's, in the forms in which
it is sent."""


class Question(NamedTuple):
    """All that an answer depends on besides the data.

    `variables` are JSON with sorted keys, so that equal ones are written in the same way.
    """

    query: str
    variables: str
    operation_name: str | None


@dataclass
class Answer:
    """The bytes of an answer, and whether there are errors in it, which another try may spare.

    `status` is that of HTTP for clients that look at it: another than 200 where the errors are of
    the request as a whole, so that there are no data, not even null. `forms` is what was made of
    the bytes to send them, such as compressed ones. `cost` and `codes` are what the bytes say of
    the operation's cost and of its errors, for the log.
    """

    body: bytes
    failed: bool
    status: int = 200
    cost: int | None = None
    codes: tuple[str, ...] = ()
    forms: dict[object, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """The same for the same bytes, from whichever server or release."""
        return sha256(self.body).hexdigest()


class Answers:
    """The answers of one edition of the data, those that were asked for last.

    An edition is whatever stays equal for as long as the data are the same.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._edition: object = None
        self._found: OrderedDict[Question, Answer] = OrderedDict()

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._found)

    @property
    def bytes(self) -> int:
        """About how many bytes they take."""
        return self._bytes

    def get(self, edition: object, question: Question) -> Answer | None:
        """Return what was answered from this edition; forget all that was from another."""
        if edition != self._edition:
            self._found.clear()
            self._bytes, self._edition = 0, edition
        answer = self._found.get(question)
        if answer:
            self._found.move_to_end(question)
        return answer

    def keep(self, edition: object, question: Question, answer: Answer) -> None:
        """Keep an answer from an edition, unless it failed, or another edition is asked by now.

        Those that were not asked for longest make room; none is made for one that needs that of
        many.
        """
        size = _size(question, answer)
        unwanted = answer.failed or edition != self._edition or question in self._found
        if unwanted or size > self._most_bytes // 8:
            return
        self._found[question] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= _size(*self._found.popitem(last=False))


def _size(question: Question, answer: Answer) -> int:
    letters = len(question.query) + len(question.variables) + len(question.operation_name or "")
    # A letter takes up to four bytes, and the compressed forms together about as many as the plain.
    return 4 * letters + 2 * len(answer.body) + BESIDES
