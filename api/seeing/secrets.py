"""What must not stand in the log, though an exception may say it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

HIDDEN = "***"
SHORTEST = 3
"""A text of fewer characters tells nothing, and stands in too many words."""

MOST = 1_000
"""How many texts of one request are looked for."""


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
    """Return a text that shows none of the secrets, of which longer ones are hidden first."""
    for secret in sorted({*secrets}, key=len, reverse=True)[:MOST]:
        if len(secret) >= SHORTEST:
            for written in _ways_to_write(secret):
                text = text.replace(written, HIDDEN)
    return text


def _ways_to_write(secret: str) -> tuple[str, ...]:
    """Return a text as it is, as it is written in code, and in an address."""
    return secret, repr(secret)[1:-1], quote(secret, "", errors="replace")
