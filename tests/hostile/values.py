"""Values of variables: of wrong types, nested, and very many."""

import json
from random import Random
from typing import Any

from tests.hostile.documents import TEXTS, amount, cursor
from tests.hostile.wire import posted

BY_ID = """query ($ids: [ID!]!, $n: Int) {
    nodes(ids: $ids) { id } people(first: $n) { totalCount } }"""
FILTERED = """query ($f: PersonFilter, $o: [PersonOrder!]) {
    people(filter: $f, orderBy: $o) { totalCount } }"""


def anything(random: Random, depth: int = 0) -> Any:
    """Make up a value of JSON."""
    plain = (None, True, -1, 2**31, 2**63, 10**400, 0.1, "", random.choice(TEXTS), cursor(random))
    if depth > 3 or random.random() < 0.6:
        return random.choice(plain)
    names = ("name", "contains", "not", "and", "or", "field", "direction", "roles", "\u0000")
    if random.random() < 0.5:
        return [anything(random, depth + 1) for _ in range(random.randrange(4))]
    return {random.choice(names): anything(random, depth + 1) for _ in range(random.randrange(4))}


def values(random: Random) -> bytes:
    """Send variables of wrong types, and lists of very many."""
    document = random.choice((BY_ID, FILTERED))
    many = [f"person/{n}" for n in range(amount(random) * 2)]
    made = {
        "ids": random.choice((many, anything(random))),
        "n": anything(random),
        "f": random.choice(({"id": many}, {"name": {"contains": "a" * 9_999}}, anything(random))),
        "o": random.choice(([{"field": "NAME"}] * amount(random), anything(random))),
    }
    return posted(json.dumps({"query": document, "variables": made}).encode())


def nested(random: Random) -> bytes:
    """Send variables that are nested."""
    many, way = amount(random), random.choice((('{"not":', "}"), ("[", "]")))
    inner = f"{way[0] * many}{{}}{way[1] * many}"
    return posted(f'{{"query": {json.dumps(FILTERED)}, "variables": {{"f": {inner}}}}}'.encode())
