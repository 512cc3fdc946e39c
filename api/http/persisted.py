"""Documents that are asked for by an id: those that a client sent once, and those of a list."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256

from api.answers import Question
from api.errors import Code
from api.http.asked import SHA256, Asked
from api.http.refused import Refused, malformed

MOST, LONGEST = 1_000, 200_000
"""How many documents that were sent are kept, and of how many characters together."""


class Persisted:
    """Finds the document that an id names.

    `trusted` are the documents of a list by their ids; if `only` they are answered, whatever
    else a client sends is refused.
    """

    def __init__(self, trusted: Mapping[str, str], *, only: bool) -> None:
        self._trusted = trusted
        self._only = only
        self._sent: OrderedDict[str, str] = OrderedDict()
        self._length = 0

    def question(self, asked: Asked) -> Question:
        """Return the question with its document, or refuse it."""
        identifier, sent = asked.document_id, asked.question.query
        if identifier is None:
            if self._only:
                raise _not_trusted()
            return asked.question
        known = self._known(identifier)
        if not sent and known is None:
            raise _not_found()
        if sent and sent != known:
            self._require_match(identifier, sent)
        return asked.question._replace(query=sent or known or "")

    def keep(self, asked: Asked) -> None:
        """Keep the document that a client sent with its id, once it has proved to be good."""
        identifier, sent = asked.document_id, asked.question.query
        if identifier is None or not sent or self._known(identifier) or len(sent) > LONGEST // 10:
            return
        self._sent[identifier] = sent
        self._length += len(sent)
        while len(self._sent) > MOST or self._length > LONGEST:
            self._length -= len(self._sent.popitem(last=False)[1])

    def _known(self, identifier: str) -> str | None:
        if trusted := self._trusted.get(identifier):
            return trusted
        if found := self._sent.get(identifier):
            self._sent.move_to_end(identifier)
        return found

    def _require_match(self, identifier: str, sent: str) -> None:
        if not SHA256.fullmatch(identifier) or identifier != digest(sent):
            raise malformed(
                "The id is not the SHA-256 of the query in lower-case hex: send the id of this "
                "very text, or the query alone."
            )
        if self._only:
            raise _not_trusted()


def digest(document: str) -> str:
    """Return the id of a document."""
    return sha256(document.encode()).hexdigest()


def _not_found() -> Refused:
    # Clients know this message: it tells them to send the document as well.
    return Refused(404, Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound", as_json=200)


def _not_trusted() -> Refused:
    return Refused(
        403,
        Code.PERSISTED_QUERY_ID_REQUIRED,
        "This server answers the documents of its list alone. Ask for one of them by its "
        "`documentId`.",
        as_json=200,
    )
