"""Errors that a client can act on; whatever else goes wrong is masked, and logged in full."""

import logging
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from enum import StrEnum
from typing import Self
from uuid import uuid4

from graphql import GraphQLError, GraphQLSyntaxError, IntValueNode

from api.seeing.record import seen

log = logging.getLogger("roster")


class Code(StrEnum):
    """What `extensions.code` of an error may be, and what it means; docs/errors.md says more."""

    description: str

    def __new__(cls, value: str, description: str) -> Self:
        """Make a member out of the word and its description."""
        member = str.__new__(cls, value)
        member._value_, member.description = value, description
        return member

    ALIAS_LIMIT = "ALIAS_LIMIT", "The document has too many aliases."
    BAD_REQUEST = "BAD_REQUEST", "The HTTP request is no request of GraphQL."
    BAD_USER_INPUT = "BAD_USER_INPUT", "A value is wrong: of an argument, a variable or a cursor."
    BODY_TOO_LARGE = "BODY_TOO_LARGE", "The body has more bytes than are read."
    BUSY = "BUSY", "Too many costly queries wait for their turn."
    COST_LIMIT = "COST_LIMIT", "The answer might hold too many objects."
    CSRF = "CSRF", "A page of another site asks without leave."
    DEADLINE = "DEADLINE", "It takes longer than a request may."
    DEPTH_LIMIT = "DEPTH_LIMIT", "Too many fields are inside each other."
    DIRECTIVE_LIMIT = "DIRECTIVE_LIMIT", "The document has too many directives."
    FRAGMENT_LIMIT = "FRAGMENT_LIMIT", "The document has too many fragments and operations."
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED", "The document is no GraphQL."
    GRAPHQL_VALIDATION_FAILED = (
        "GRAPHQL_VALIDATION_FAILED",
        "The document does not fit the schema.",
    )
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR", "The server failed, which is not your fault."
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED", "The method of HTTP is none by which this is asked."
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE", "`Accept` takes none of the forms that there are."
    NOT_READY = "NOT_READY", "The server has no dataset to answer from, or cannot reach it."
    PERSISTED_QUERY_ID_REQUIRED = (
        "PERSISTED_QUERY_ID_REQUIRED",
        "The server answers the documents of its list alone.",
    )
    PERSISTED_QUERY_NOT_FOUND = (
        "PERSISTED_QUERY_NOT_FOUND",
        "The server does not know the document of this id.",
    )
    READ_TIMEOUT = "READ_TIMEOUT", "The body had not come whole in time."
    REPEAT_LIMIT = "REPEAT_LIMIT", "One name is asked for at one place over and over."
    TOKEN_LIMIT = "TOKEN_LIMIT", "The document is too long."
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE", "The body is no JSON, or is compressed."


class BadUserInputError(GraphQLError):
    """The request cannot be answered as it stands; the message says how it could be."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": Code.BAD_USER_INPUT})


class NotReadyError(GraphQLError):
    """The server has no dataset to answer from; the message says what its keeper must do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": Code.NOT_READY})


class DeadlineError(GraphQLError):
    """The request took too long as a whole, and has been stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"This was not answered within {seconds:g} seconds, which is too long. Ask for less at "
            "once: smaller pages, fewer lists inside each other, or one search at a time.",
            extensions={"code": Code.DEADLINE},
        )


class BusyError(GraphQLError):
    """Too many costly queries wait for their turn."""

    def __init__(self) -> None:
        super().__init__(
            "Too many costly queries are waiting. Try again in some seconds, or ask for less: a "
            "query of small pages has no turn to wait for.",
            extensions={"code": Code.BUSY},
        )


class TooLongError(GraphQLError):
    """The database worked too long on one statement of the request, and has been stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"This takes the database more than {seconds:g} seconds, which is too long. Ask for "
            "less at once: smaller pages, or filters that leave fewer records.",
            extensions={"code": Code.DEADLINE},
        )


def masked(error: GraphQLError) -> GraphQLError:
    """Return the error as the client may see it.

    A failure inside the server is logged under a random id, which is all the client learns.
    """
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return error
    if isinstance(cause, ValueError) and error.nodes and isinstance(error.nodes[0], IntValueNode):
        # https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
        return GraphQLError(
            "This number has more digits than can be read.",
            nodes=error.nodes,
            extensions={"code": Code.BAD_USER_INPUT},
        )
    incident = uuid4().hex[:12]
    seen().incident = incident
    facts = {"incident": incident}
    log.error("Incident %s at %s", incident, error.path, exc_info=cause, extra={"facts": facts})
    return GraphQLError(
        f"Something went wrong on the server. It is logged as incident {incident}.",
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": Code.INTERNAL_SERVER_ERROR, "incident": incident},
    )


def told(error: GraphQLError, otherwise: Code = Code.BAD_USER_INPUT) -> GraphQLError:
    """Return the error as clients are told it: with a code, and nothing of our insides."""
    return coded(masked(error), otherwise)


def coded(error: GraphQLError, otherwise: Code = Code.BAD_USER_INPUT) -> GraphQLError:
    """Return the error with a code: what no resolver raised is a fault of the request."""
    if not (error.extensions or {}).get("code"):
        syntax = isinstance(error, GraphQLSyntaxError)
        code = Code.GRAPHQL_PARSE_FAILED if syntax else otherwise
        error.extensions = {**(error.extensions or {}), "code": code}
    return error


def nearest(word: str, known: Iterable[str], show: Callable[[str], str] = str) -> str:
    """Return " Did you mean …?" with the nearest known words as they are shown, or nothing."""
    found = get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(f'`{show(each)}`' for each in found)}?" if found else ""
