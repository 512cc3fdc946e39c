"""The laws of search: one answer everywhere, whole and in order, and errors that are forgiven."""

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from api.context import Context
from api.database import Database
from api.matches import READING_WEIGHT, WEIGHTS, Typed, match
from api.search import search
from fixtures.load import load
from fixtures.romanize import is_han, readings
from fixtures.rows import Rows
from models import Name, Spelling
from models.words import errors, forgiven, is_letters, terms, words
from tests.people import people
from tests.test_words import EDITS

ROWS = people(300)
NAMES = ROWS.of(Name)
KINDS = {(name.record_id, name.position): name.kind for name in NAMES}
VOCABULARY = {word for each in ROWS.of(Spelling) for word in terms(each.text.split())}
ALL = 200

lasting = settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shuffled() -> Rows:
    """The same rows, in another order."""
    dice = random.Random(3)  # noqa: S311 - no secret is made
    tables = {table: dice.sample(rows, len(rows)) for table, rows in ROWS.tables.items()}
    return Rows(tables, ROWS.redirects)


@pytest.fixture(scope="module")
def urls(lasting_url: Callable[[], URL]) -> list[URL]:
    """The people in two databases of each kind, written in two orders."""
    found = [lasting_url(), lasting_url()]
    for url, rows in zip(found, (ROWS, shuffled()), strict=True):
        load(rows, url, print)
    return found


@pytest.fixture
async def databases(urls: list[URL]) -> AsyncIterator[list[Database]]:
    """Those databases, as servers see them."""
    made = [Database(url) for url in urls]
    yield made
    for database in made:
        await database.close()


Answer = list[tuple[str, int, float, str]]


async def asked(database: Database, query: str, first: int) -> Answer:
    """What is found: record, name, score and why."""
    context = Context(database)
    hits = await search(context, query, first)
    await context.close()
    return [(hit.name.record_id, hit.name.position, hit.score, hit.why) for hit in hits]


# What the same query should find by a look at every name, and no index.


def ways(query: str) -> list[Typed]:
    """All ways to read a query."""
    typed = words(query)
    read = [typed] if len(typed) == 1 else [typed, ["".join(typed)]]
    if len(typed) == 1 and is_letters(typed[0]):
        [word] = typed
        halves = [[word[:at], word[at:]] for at in range(2, len(word) - 1)]
        read += [pair for pair in halves if VOCABULARY.intersection(pair)]
    return [Typed(typed), *(Typed(each, [near(word) for word in each]) for each in read)]


@cache
def near(typed: str) -> dict[str, int]:
    found = {word: errors(typed, word, forgiven(word)) for word in VOCABULARY}
    return {typed: 0} | {word: n for word, n in found.items() if n is not None}


def expected(query: str, first: int) -> Answer:
    """The best match of each record, the best first."""
    best: dict[str, tuple[float, int, str, int, str]] = {}
    read = ways(query)
    for each in sorted(ROWS.of(Spelling), key=lambda s: (s.position, s.number)):
        if found := match(read, each.text.split()):
            kind = KINDS[each.record_id, each.position]
            weight = READING_WEIGHT if each.number else WEIGHTS[kind]
            hit = (-round(found[0] * weight, 4), each.place, each.record_id, each.position, "")
            best[each.record_id] = min(best.get(each.record_id, hit), hit, key=lambda h: h[:2])
    ranked = sorted(best.values())[:first]
    return [(record, position, -score, "") for score, _, record, position, _ in ranked]


@dataclass(frozen=True)
class Query:
    """A text made from a name, and whose it is."""

    text: str
    name: Name


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Take a name, and cut, reorder, join, mistype or romanize it."""
    name = draw(st.sampled_from(NAMES))
    query = Query(name.text, name)
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=2)):
        changed = change(draw, query.text)
        query = replace(query, text=changed) if words(changed) else query
    return query


def cut(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text) - 1))
    return text[start : start + draw(st.integers(1, len(text)))]


def reordered(draw: st.DrawFn, text: str) -> str:
    return " ".join(draw(st.permutations(text.split())))


def joined(_: st.DrawFn, text: str) -> str:
    return text.replace(" ", "")


def mistyped(draw: st.DrawFn, text: str) -> str:
    edit, at = draw(st.sampled_from(EDITS)), draw(st.integers(0, len(text) - 1))
    return edit(text, at, draw(st.sampled_from("aenq")))


def romanized(_: st.DrawFn, text: str) -> str:
    return " ".join(readings(text)[0]) if is_han(text) else text


def shortened(draw: st.DrawFn, text: str) -> str:
    return " ".join(word[: draw(st.integers(1, len(word)))] for word in text.split())


CHANGES: tuple[Any, ...] = (cut, reordered, joined, mistyped, romanized, shortened)


@lasting
@given(query=queries(), first=st.sampled_from([1, 3, 20]))
async def test_every_database_finds_what_a_look_at_every_name_would(
    databases: list[Database], query: Query, first: int
) -> None:
    answers = [await asked(database, query.text, first) for database in databases]
    found = [(*hit[:3], "") for hit in answers[0]]

    assert answers == [answers[0]] * len(databases)
    assert found == expected(query.text, first)


@lasting
@given(name=st.sampled_from(NAMES))
async def test_a_names_own_text_finds_its_record_first_or_among_equals(
    databases: list[Database], name: Name
) -> None:
    answer = await asked(databases[0], name.text, ALL)
    equals = [hit[0] for hit in answer if f"`{name.text}` is the " in hit[3]]

    assert name.record_id in equals
    assert [hit[0] for hit in answer[: len(equals)]] == equals


@lasting
@given(data=st.data(), name=st.sampled_from(NAMES))
async def test_one_typing_error_in_a_long_word_still_finds_the_name(
    databases: list[Database], data: st.DataObject, name: Name
) -> None:
    written = words(name.text)
    long = [at for at, word in enumerate(written) if forgiven(word)]
    if not long:
        return
    at = data.draw(st.sampled_from(long))
    edit, where = data.draw(st.sampled_from(EDITS)), data.draw(st.integers(0, 20))
    written[at] = edit(written[at], where % len(written[at]), data.draw(st.sampled_from("aenq")))
    answer = await asked(databases[0], " ".join(written), ALL)

    assert name.record_id in [hit[0] for hit in answer]


@lasting
@given(name=st.sampled_from([name for name in NAMES if is_han(name.text)]))
async def test_a_chinese_name_is_found_by_its_pinyin_in_either_order_with_and_without_spaces(
    databases: list[Database], name: Name
) -> None:
    for family, given_name in readings(name.text):
        turns = ((family, given_name), (given_name, family))
        for query in (each for turn in turns for each in (" ".join(turn), "".join(turn))):
            answer = await asked(databases[0], query, ALL)
            assert name.record_id in [hit[0] for hit in answer if hit[2] > 0.7], query


@lasting
@given(data=st.data(), name=st.sampled_from([name for name in NAMES if is_han(name.text)]))
async def test_any_characters_of_a_chinese_name_find_it_those_that_begin_it_first(
    databases: list[Database], data: st.DataObject, name: Name
) -> None:
    start = data.draw(st.integers(0, len(name.text) - 1))
    part = name.text[start : start + data.draw(st.integers(1, 3))]
    answer = await asked(databases[0], part, ALL)
    han = {(n.record_id, n.position): n.text for n in NAMES if is_han(n.text)}
    begin = [han[hit[:2]].startswith(part) for hit in answer]

    assert {hit[0] for hit in answer} == {n.record_id for n in NAMES if part in n.text}
    assert begin == sorted(begin, reverse=True)
