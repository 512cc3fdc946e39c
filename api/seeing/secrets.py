"""What must not stand in the log, though an exception may say it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import URL

HIDDEN = "***"
SHORTEST = 3
"""A text of fewer characters tells nothing, and stands in too many words."""

MOST = 1_000
"""How many texts of one request are looked for."""


def passwords(url: URL) -> tuple[str, ...]:
    """Return the password of a database as it may be written."""
    password = str(url.password or url.query.get("password") or "")
    return (password, quote(password, safe=""), quote_plus(password)) if password else ()


def texts_in(variables: str) -> Iterator[str]:
    """Yield the texts among the values of variables, which are given as JSON."""
    waiting: list[Any] = [json.loads(variables)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def without(text: str, secrets: Iterable[str]) -> str:
    """Return a text that shows none of the secrets, the longest of which are hidden first."""
    for secret in sorted({*secrets}, key=len, reverse=True)[:MOST]:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, HIDDEN)
    return text
