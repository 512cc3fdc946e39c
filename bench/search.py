"""How long search takes among 100,000 people, and what its index costs.

    python -m bench.search

Makes people up, with several names each, Latin and Han; seeds them with and without what search
looks up, on SQLite and on PostgreSQL (one of its own, as in the tests), and asks each kind of
query of many of them. Prints the seconds and bytes of the index, and a table of milliseconds.
"""

import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

import sqlalchemy as sa
import typer
from sqlalchemy import URL

from api.context import Context
from api.database import Database
from api.search import search
from bench.seeding import clocked, quiet
from fixtures.load import load
from fixtures.romanize import is_han
from fixtures.rows import Rows
from models import Address, Name, NameKind, Source, Spelling
from models.database import connect_url, engine
from models.spelling import WORD_INDEX
from models.words import words
from tests import postgres
from tests.people import people as made_up

PEOPLE = 100_000
QUERIES = 50
FIRST = 20
DERIVED = (Spelling, Address)
INDEX = [*(str(table.__tablename__) for table in DERIVED), *(table.name for table in WORD_INDEX)]

# What a great many names begin with, are or hold; and what hardly any begins with, but many hold.
COMMON = ("zhang", "wang wei", "王", "伟", "a", "an", "w", "uan", "ang", "erg", "zhnag", "james")


def main(people: int = PEOPLE) -> None:
    """Measure and print."""
    began = time.perf_counter()
    rows = made_up(people)
    names, spellings = len(rows.of(Name)), len(rows.of(Spelling))
    typer.echo(f"{people:,} people, {names:,} names, {spellings:,} spellings")
    typer.echo(f"made up and derived in {time.perf_counter() - began:.0f} s")
    asked = queries(rows)
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        report("SQLite", rows, asked, [f"sqlite:///{directory}/{n}.db" for n in range(2)])
        try:
            server = stack.enter_context(postgres.server())
        except postgres.PostgresMissingError as missing:
            typer.echo(f"PostgreSQL was left out: {missing}")
        else:
            made = [stack.enter_context(postgres.database(server)) for _ in range(2)]
            report("PostgreSQL", rows, asked, made)


def report(name: str, rows: Rows, asked: Mapping[str, list[str]], urls: list[str]) -> None:
    """Seed two databases, one without what search looks up, and ask the other."""
    kept = {table: found for table, found in rows.tables.items() if table not in DERIVED}
    without, with_index = map(connect_url, urls)
    plain = clocked(partial(load, Rows(kept, rows.redirects), without, quiet))
    indexed = clocked(partial(load, rows, with_index, quiet))
    typer.echo(f"{name}: seeded in {indexed:.1f} s, of which search takes {indexed - plain:.1f} s")
    typer.echo(f"  bytes: {size(with_index) - size(without):,} more than {size(without):,}")
    for table, number in tables(with_index).items():
        typer.echo(f"  {table}: {number:,} rows")
    for kind, times in asyncio.run(ask(with_index, asked)).items():
        told = statistics.median(times), max(times)
        typer.echo("  {:<32} median {:6.1f} ms   worst {:6.1f} ms".format(kind, *told))


def size(url: URL) -> int:
    """Return how many bytes a database takes."""
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").stat().st_size
    made = engine(url)
    with made.connect() as connection:
        found: int = connection.execute(
            sa.text("SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables")
        ).scalar_one()
    made.dispose()
    return found


def tables(url: URL) -> dict[str, int]:
    """Return how many rows each table of the index has."""
    made = engine(url)
    with made.connect() as connection:
        counts = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in INDEX
        }
    made.dispose()
    return counts


def queries(rows: Rows) -> dict[str, list[str]]:
    """Make queries of each kind from the names of some people."""
    dice = random.Random(2)  # noqa: S311 - no secret is made
    some = dice.sample(rows.of(Name), 20 * QUERIES)
    latin = [name.text for name in some if not is_han(name.text)]
    han = [name.text for name in some if is_han(name.text)]
    full = [name.text for name in some if name.kind is NameKind.PRIMARY]
    sources = dice.sample(rows.of(Source), QUERIES)
    made: dict[str, list[str]] = {
        "exact": latin,
        "begins": [text[: len(text) // 2 + 1] for text in latin],
        "one word": [dice.choice(words(text)) for text in latin],
        "words in another order": [" ".join(reversed(words(text))) for text in full],
        "pinyin without spaces": ["".join(words(text)) for text in latin],
        "pinyin without spaces, turned": ["".join(reversed(words(text))) for text in full],
        "inside a word": [max(words(text), key=len)[1:5] for text in full],
        "one typing error": [slipped(text, dice) for text in full],
        "a typing error, without spaces": [slipped("".join(words(t)), dice) for t in full],
        "Han, exact": han,
        "Han, one character": [text[-1] for text in han],
        "Han, two characters": [text[-2:] for text in han if text[2:]],
        "address of a source": [source.url or "" for source in sources],
        "nothing found": [text[::-1] + "qx" for text in full],
    }
    return {kind: found[:QUERIES] for kind, found in made.items()} | {
        f"very common: {query}": [query] * 5 for query in COMMON
    }


def slipped(text: str, dice: random.Random) -> str:
    """Leave out one letter of the longest word."""
    word = max(words(text), key=len)
    at = dice.randrange(len(word))
    return " ".join(words(text)).replace(word, word[:at] + word[at + 1 :])


async def ask(url: URL, asked: Mapping[str, list[str]]) -> dict[str, list[float]]:
    """Return the milliseconds that each query of each kind takes."""
    database = Database(url)
    await database.check()
    times = {kind: [ms async for ms in clock(database, some)] for kind, some in asked.items()}
    await database.close()
    return times


async def clock(database: Database, asked: list[str]) -> AsyncIterator[float]:
    """Yield how long each takes."""
    for query in asked:
        context = Context(database)
        began = time.perf_counter()
        await search(context, query, FIRST)
        yield 1000 * (time.perf_counter() - began)
        await context.close()


if __name__ == "__main__":
    typer.run(main)
