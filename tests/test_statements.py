"""No statement is built from what a client sends: whatever that is, it is a value beside it."""

import base64
import json
import re
from collections.abc import Iterator

import pytest

from api.database import Database
from tests.asking import answer, ask
from tests.every_question import questions
from tests.pool import Pool, pool

MARK = "zzqx"
HOSTILE = (
    f"{MARK}') OR 1=1; DROP TABLE person; --",
    f'{MARK}" UNION TABLE release /*',
    f"{MARK} %(name)s :name $1 ?1 {{0}} \\' \\",
)

CHOSEN = re.compile(r"\{ nodes?\([^)]*\)")
"""What chooses the records whose fields a question is about, which must be found."""

TEXT = re.compile(r'"[^"]*"')


@pytest.fixture
async def known(world_database: Database) -> Pool:
    """The ids and cursors of the made-up dataset."""
    return await pool(world_database)


def spoilt(question: str, text: str) -> Iterator[str]:
    """Yield a question with a text in the place of each of its own, one at a time."""
    chosen = CHOSEN.match(question)
    for found in TEXT.finditer(question, chosen.end() if chosen else 0):
        yield question[: found.start()] + json.dumps(text) + question[found.end() :]


async def heard(database: Database, query: str, statements: list[str]) -> list[str]:
    """Ask, and return the statements that it took."""
    statements.clear()
    await answer(database, query)
    return list(statements)


def calm(text: str) -> str:
    """Return a text without its signs, but for that which tells a path from a slug."""
    return re.sub(r"[^\w /]", "", text)


async def test_a_text_makes_no_statement_another_one(
    world_database: Database, known: Pool, statements: list[str]
) -> None:
    asked = reached = 0
    for question in questions(known.ids.__getitem__):
        if question.name.endswith((" total", " of many")):
            continue  # as without
        if question.text.startswith("{ search("):
            continue  # how many words it has, of which scripts, decides what is looked for
        text, hostile = question.of_page("first: 3"), HOSTILE[asked % len(HOSTILE)]
        both = zip(spoilt(text, hostile), spoilt(text, calm(hostile)), strict=True)
        for query, harmless in both:
            await heard(world_database, harmless, statements)  # plans learn which columns they need
            usual = await heard(world_database, harmless, statements)
            made = await heard(world_database, query, statements)
            asked += 1
            reached += bool(made)
            assert made == usual, query
            assert MARK not in "".join(made)

    assert asked > 200
    assert reached > asked / 3
    assert (await ask(world_database, "{ people { totalCount } }"))["people"]["totalCount"] > 0


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "query",
    [
        "query ($text: String!) { search(text: $text) { edges { matched } } }",
        "query ($text: ID!) { node(id: $text) { id } person(id: $text) { id } }",
        "query ($text: ID!) { nodes(ids: [$text]) { id } }",
        "query ($text: String!) { people(first: 2, after: $text) { nodes { id } } }",
    ],
)
async def test_a_text_that_is_looked_for_is_in_no_statement(
    world_database: Database, statements: list[str], query: str, text: str
) -> None:
    await answer(world_database, query, text=text)

    assert MARK not in "".join(statements)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_a_cursor_holds_is_in_no_statement(
    world_database: Database, known: Pool, statements: list[str], text: str
) -> None:
    [cursor, *_] = known.cursors["Query.people "]
    signature, *place = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    forged = json.dumps([signature, *(text for _ in place)]).encode()
    query = "query ($after: String!) { people(first: 2, after: $after) { nodes { id } } }"

    found = await answer(world_database, query, after=base64.urlsafe_b64encode(forged).decode())

    assert not found.errors
    assert statements
    assert MARK not in "".join(statements)
