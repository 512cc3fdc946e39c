"""How long seeding a crowd takes, and how much memory, beside a bare insertion of the same rows.

    python -m bench.loading [--people 100000] [--search] [--rounds 1]

Seeds a made-up crowd (see `bench.crowds`) into an empty SQLite file and an empty PostgreSQL (one
of its own, as in the tests), then again with one edit, and again with nothing new; each in a
process of its own. Then copies all rows that are in the database then, whatever their table, into
the same empty tables of another database by one `executemany` or `COPY` a batch, and clocks only
that. Prints seconds, how many times those of the bare insertion they are, and the peak memory.
"""

import contextlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from typing import Annotated, Any

import psycopg
import typer
from sqlalchemy import Table
from sqlmodel import SQLModel

from bench.crowds import Crowd, peak
from fixtures.content import Line, table_of
from fixtures.load import load
from fixtures.sorting import batches
from models import Role
from models.database import connect_url, engine
from tests import postgres

BATCH = 50_000
KINDS = ("first", "one edit", "nothing new")


class Edited:
    """A crowd in which one role has another title."""

    def __init__(self, crowd: Crowd) -> None:
        self.redirects = crowd.redirects
        self._crowd = crowd

    def lines(self, table: Table) -> Iterator[Line]:
        """Yield the lines of a table."""
        found = self._crowd.lines(table)
        if table is table_of(Role):
            title = list(table.columns.keys()).index("title")
            first = next(found)
            yield (*first[:title], "Something else", *first[title + 1 :])
        yield from found


def main(
    people: int = 100_000,
    rounds: int = 1,
    *,
    search: Annotated[bool, typer.Option(help="Fill what search looks up.")] = False,
) -> None:
    """Measure and print."""
    crowd = Crowd(people, search=search)
    typer.echo(f"{people:,} people, {'with' if search else 'without'} what search looks up")
    began = time.perf_counter()
    count = sum(1 for table in SQLModel.metadata.sorted_tables for _ in crowd.lines(table))
    typer.echo(f"{count:,} lines, made up in {time.perf_counter() - began:.1f} s")
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        files = (f"sqlite:///{directory}/{number}.db" for number in range(2 * rounds))
        report("SQLite", crowd, rounds, files)
        server = stack.enter_context(postgres.server())
        names = (stack.enter_context(postgres.database(server)) for _ in range(2 * rounds))
        report("PostgreSQL", crowd, rounds, names)


def report(name: str, crowd: Crowd, rounds: int, urls: Iterator[str]) -> None:
    """Print what one kind of database takes: the medians of the rounds."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        seeded, bare = next(urls), next(urls)
        for kind, source in zip(KINDS, (crowd, Edited(crowd), Edited(crowd)), strict=True):
            seconds, memory = apart(clocked, source, seeded)
            times.setdefault(kind, []).append(seconds)
            typer.echo(f"{name}, {kind}: {seconds:.1f} s, {memory}")
        copy = bare_sqlite if seeded.startswith("sqlite") else bare_postgresql
        rows, seconds = copy(seeded, bare)
        times.setdefault("bare", []).append(seconds)
        typer.echo(f"{name}, bare: {seconds:.1f} s for {rows:,} rows")
    least = statistics.median(times["bare"])
    told = (f"{kind} {statistics.median(times[kind]) / least:.2f} times" for kind in KINDS)
    typer.echo(f"{name}: {', '.join(told)} the bare insertion")


def apart(work: Callable[..., float], *given: Any) -> tuple[float, str]:
    """Return how many seconds work in a process of its own takes, and its peak memory."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=lambda: there.send((work(*given), peak())))
    process.start()
    there.close()
    found: tuple[float, str] = here.recv()
    process.join()
    return found


def clocked(source: Crowd | Edited, url: str) -> float:
    """Return how many seconds seeding takes."""
    began = time.perf_counter()
    load(source, connect_url(url), lambda _: None)
    return time.perf_counter() - began


def bare_sqlite(seeded: str, url: str) -> tuple[int, float]:
    """Insert all rows of one file into another; return their number, and the seconds it took."""
    create(url)
    count, seconds = 0, 0.0
    files = (str(connect_url(each).database) for each in (seeded, url))
    old, new = (sqlite3.connect(file, isolation_level=None) for file in files)
    with contextlib.closing(old), contextlib.closing(new):
        new.execute("PRAGMA foreign_keys = ON")
        new.execute("BEGIN")
        for table in SQLModel.metadata.sorted_tables:
            names = ", ".join(table.columns.keys())
            marks = ", ".join("?" for _ in table.columns)
            for batch in batches(old.execute(f"SELECT {names} FROM {table.name}"), BATCH):  # noqa: S608 - our own table
                began = time.perf_counter()
                new.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", batch)  # noqa: S608 - our own table
                seconds += time.perf_counter() - began
                count += len(batch)
        began = time.perf_counter()
        new.execute("COMMIT")
        return count, seconds + time.perf_counter() - began


def bare_postgresql(seeded: str, url: str) -> tuple[int, float]:
    """Copy all rows of one database into another; return their number, and the seconds it took."""
    create(url)
    count, seconds = 0, 0.0
    with psycopg.connect(seeded) as old, psycopg.connect(url) as new:
        for table in SQLModel.metadata.sorted_tables:
            names = ", ".join(table.columns.keys())
            texts = ", ".join(f"{name}::text" for name in table.columns)
            reader = old.cursor(f"rows_of_{table.name}")
            reader.itersize = BATCH
            reader.execute(f"SELECT {texts} FROM {table.name}".encode())  # noqa: S608 - our own table
            for batch in batches(reader, BATCH):
                began = time.perf_counter()
                with new.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy:
                    for row in batch:
                        copy.write_row(row)
                seconds += time.perf_counter() - began
                count += len(batch)
        began = time.perf_counter()
        new.commit()
        return count, seconds + time.perf_counter() - began


def create(url: str) -> None:
    """Make empty tables."""
    made = engine(connect_url(url))
    SQLModel.metadata.create_all(made)
    made.dispose()


if __name__ == "__main__":
    typer.run(main)
