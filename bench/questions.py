"""What those ask who mean well: the documented queries, in old words and new, and people by id."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.wire import get, post
from tests.running import Running

EXAMPLES = Path(__file__).parent.parent / "tests" / "examples"
NEW, BY_ID = 0.1, 0.3
"""The shares of queries in words that were never sent before, and of people by their ids."""

PERSON = """query ($id: ID!) {
  person(id: $id) { name roles { nodes { title organization { name } } } moves { totalCount } }
}"""


def questions(server: Running, random: Random) -> Iterator[bytes]:
    """Yield requests without end, by GET and by POST."""
    people = server.data("{ people(first: 200) { nodes { id } } }")["people"]["nodes"]
    documented = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.graphql"))]
    for number in itertools.count():
        chance, text = random.random(), random.choice(documented)
        variables = {}
        if chance < NEW:
            text = f"# {number}\n{text}"
        elif chance < NEW + BY_ID:
            text, variables = PERSON, random.choice(people)
        yield random.choice((post, get))(text, **variables)
