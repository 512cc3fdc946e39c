"""The kinds of hostile requests, and how one is chosen and made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from urllib.parse import quote

from graphql import build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from tests.command import ROOT
from tests.hostile.documents import DATES, DOCUMENTS
from tests.hostile.values import nested, values
from tests.hostile.wire import ACCEPTED, bodies, cut, headers, mangled, posted, request, targets

DRAWN = 20
"""How many operations hypothesis-graphql makes up of each root field; they are sent repeatedly."""

ALL = list(HealthCheck)
DATE = {"Date": st.sampled_from(DATES).map(nodes.String)}

DOCUMENT, OPERATION = "document", "operation"
WAYS: dict[str, Callable[[Random], bytes]] = {
    each.__name__: each for each in (values, cut, nested, bodies, headers, targets, mangled)
}
KINDS = (*(DOCUMENT,) * 12, *(OPERATION,) * 4, *("values",) * 3, *("cut",) * 2, *WAYS)
"""All kinds, each as often as its share is."""


@dataclass(frozen=True)
class Sent:
    """A request as it goes out: what kind it is of, by which number, and its bytes."""

    kind: str
    number: int
    raw: bytes


def hostile(seed: int, number: int) -> Sent:
    """Make one request up."""
    random = Random(f"{seed} {number}")  # noqa: S311 - to be the same again
    kind = random.choice(KINDS)
    if kind == DOCUMENT:
        write = random.choice(DOCUMENTS)
        return Sent(write.__name__, number, asked(random, write(random)))
    if kind == OPERATION:
        return Sent(kind, number, asked(random, random.choice(operations(seed))))
    return Sent(kind, number, WAYS[kind](random))


@lru_cache(maxsize=4)
def operations(seed: int) -> list[str]:
    """Return what hypothesis-graphql makes up of the schema."""
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    found: list[str] = []
    for root in sorted(schema.query_type.fields if schema.query_type else ()):
        found += some(queries(schema, fields=[root], custom_scalars=DATE), seed)
    return found


def some(strategy: st.SearchStrategy[str], seed: int) -> list[str]:
    """Return what a strategy makes up for a seed."""
    found: list[str] = []

    @seeded(seed)
    @settings(max_examples=DRAWN, database=None, deadline=None, suppress_health_check=ALL)
    @given(strategy)
    def keep(document: str) -> None:
        found.append(document)

    keep()
    return found


def asked(random: Random, document: str) -> bytes:
    """Send a document by POST, or by GET where an address is long enough for it."""
    if len(document) < 5_000 and random.random() < 0.3:
        query = quote(document, errors="replace")
        return request("GET", f"/graphql?query={query}", {"accept": random.choice(ACCEPTED[:4])})
    return posted(json.dumps({"query": document}).encode())
