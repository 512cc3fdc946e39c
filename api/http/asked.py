"""What a request asks: its parameters, read from a body or an address, and nothing else."""

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from api.answers import Question
from api.http.reading import text_of
from api.http.refused import malformed

MOST_SEEN, LONGEST_SEEN = 1_000, 2_000
"""How many bodies and addresses are known again, and of how many bytes at most."""

HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Half a surrogate pair may be written so; both halves together are a character."""

SHA256 = re.compile(r"[0-9a-f]{64}")
JSON_TYPES = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}


@dataclass(frozen=True)
class Asked:
    """A question, whose document may be named by an id instead, or as well.

    The text of the question is empty where there is an id alone.
    """

    question: Question
    variables: dict[str, Any] | None
    document_id: str | None


def from_body(body: bytes) -> Asked:
    """Read the body of a POST, or know it again: many are sent over and over."""
    return _seen_body(body) if len(body) <= LONGEST_SEEN else _from_body(body)


def from_address(query: bytes) -> Asked:
    """Read the query of an address, or know it again."""
    return _seen_address(query) if len(query) <= LONGEST_SEEN else _from_address(query)


def _from_body(body: bytes) -> Asked:
    given = _json(text_of(body, "The body"), "The body")
    if not isinstance(given, dict):
        more = " Send the requests of a batch one by one." if isinstance(given, list) else ""
        raise malformed(
            f'The body is {_kind(given)}: send an object, such as {{"query": "…"}}.{more}'
        )
    return _asked(given)


def _from_address(query: bytes) -> Asked:
    try:
        pairs = parse_qsl(text_of(query, "The address"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise malformed("The address is no UTF-8, percent-encoded: encode it so.") from None
    given: dict[str, Any] = _unique(pairs, "The address")
    for name in ("variables", "extensions"):
        if text := given.pop(name, ""):
            given[name] = _json(text, f"`{name}`")
    return _asked(given)


_seen_body = lru_cache(maxsize=MOST_SEEN)(_from_body)
_seen_address = lru_cache(maxsize=MOST_SEEN)(_from_address)


def _json(text: str, what: str) -> Any:
    """Read JSON, and refuse what some read in one way and others in another."""
    try:
        found = json.loads(
            text,
            parse_constant=lambda word: _refuse(f"{what} holds {word}, which is no JSON."),
            parse_float=lambda digits: _finite(digits, what),
            object_pairs_hook=lambda pairs: _unique(pairs, what),
        )
        if HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise malformed(f"{what} is no JSON: {problem.msg}, {place}.") from None
    except UnicodeEncodeError:
        raise malformed(
            f"{what} holds half a surrogate pair, which is no character: send both halves."
        ) from None
    except ValueError:
        raise malformed(f"{what} holds a number of too many digits.") from None
    except RecursionError:
        raise malformed(f"{what} is nested too deep.") from None
    return found


def _unique(pairs: list[tuple[str, Any]], what: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise malformed(f"{what} holds `{twice[:50]}` twice: say it once.")
    return found


def _finite(digits: str, what: str) -> float:
    if math.isinf(number := float(digits)):
        raise malformed(f"{what} holds {digits[:50]}, which is too large a number.")
    return number


def _refuse(message: str) -> None:
    raise malformed(message)


def _asked(given: dict[str, Any]) -> Asked:
    query, name, identifier = (
        _of_type(given, each, str) for each in ("query", "operationName", "documentId")
    )
    variables, extensions = (_of_type(given, each, dict) for each in ("variables", "extensions"))
    identifier = _document_id(identifier, extensions or {})
    if not query and identifier is None:
        raise malformed('There is no `query`. Send one, such as {"query": "{ __typename }"}.')
    canonical = json.dumps(variables, sort_keys=True)
    return Asked(Question(query or "", canonical, name or None), variables, identifier)


def _of_type(given: dict[str, Any], name: str, kind: type[Any]) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise malformed(f"`{name}` is {_kind(value)}: it is to be {JSON_TYPES[kind]}.")
    return value


def _kind(value: object) -> str:
    return "null" if value is None else JSON_TYPES.get(type(value), "a number")


def _document_id(identifier: str | None, extensions: dict[str, Any]) -> str | None:
    """Return the id by which a document is asked, without the prefix that says it is a SHA-256.

    There are two ways to say it: `documentId`, as in the appendix of the draft, and Apollo's
    extension, https://www.apollographql.com/docs/apollo-server/performance/apq/.
    """
    persisted = _of_type(extensions, "persistedQuery", dict)
    if persisted is None:
        return identifier.removeprefix("sha256:") if identifier else None
    digest = persisted.get("sha256Hash")
    if persisted.get("version") != 1 or not (isinstance(digest, str) and SHA256.fullmatch(digest)):
        raise malformed(
            "`persistedQuery` is to be "
            '{"version": 1, "sha256Hash": "…"}, with the SHA-256 of the document in lower-case hex.'
        )
    if identifier and identifier.removeprefix("sha256:") != digest:
        raise malformed("`documentId` and `persistedQuery` name two documents: name one.")
    return digest
