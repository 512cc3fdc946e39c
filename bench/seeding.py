"""How long seeding takes, beside a bare `executemany` of the same rows.

    python -m bench.seeding

Prints seconds for the first seeding, for the next one after a single edit and for one that finds
nothing new, on SQLite and on PostgreSQL (one of its own, as in the tests), and their ratio to
putting the same rows into the same empty tables and nothing else. Each figure is the median of
ROUNDS, and the kinds of work take turns, so that a busy moment of the machine falls on all.
"""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
import typer
from sqlalchemy import URL
from sqlmodel import SQLModel

from fixtures.content import table_of
from fixtures.load import load
from fixtures.read import read
from fixtures.rows import Rows
from models import Facts, Role
from models.database import connect_url, engine
from models.record import Record
from models.release import Release
from tests import postgres

ROUNDS = 5


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    rows = read()
    count = sum(map(len, rows.tables.values()))
    typer.echo(f"{count:,} rows, read and derived in {time.perf_counter() - began:.2f} s")
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as stack:
        files = (f"sqlite:///{directory}/{number}.db" for number in range(2 * ROUNDS))
        report("SQLite", rows, files)
        try:
            server = stack.enter_context(postgres.server())
        except postgres.PostgresMissingError as missing:
            typer.echo(f"PostgreSQL was left out: {missing}")
        else:
            report("PostgreSQL", rows, databases(stack, server))


def databases(stack: contextlib.ExitStack, server: str) -> Iterator[str]:
    """Yield new databases of a PostgreSQL."""
    for _ in range(2 * ROUNDS):
        yield stack.enter_context(postgres.database(server))


def report(name: str, rows: Rows, urls: Iterator[str]) -> None:
    """Print one line for one kind of database."""
    times: dict[str, list[float]] = {"bare": [], "first": [], "one edit": [], "nothing new": []}
    edited = one_edit(rows)
    for _ in range(ROUNDS):
        bare, seeded = connect_url(next(urls)), connect_url(next(urls))
        times["bare"].append(clocked(bare_insertion(rows, bare)))
        times["first"].append(clocked(partial(load, rows, seeded, quiet)))
        times["one edit"].append(clocked(partial(load, edited, seeded, quiet)))
        times["nothing new"].append(clocked(partial(load, edited, seeded, quiet)))
    medians = {kind: statistics.median(seconds) for kind, seconds in times.items()}
    told = ", ".join(
        f"{kind} {seconds:.2f} s ({seconds / medians['bare']:.1f} times)"
        for kind, seconds in medians.items()
    )
    typer.echo(f"{name}: {told}")


def quiet(_: str) -> None:
    """Say nothing: writing to a terminal takes time, too."""


def clocked(work: Callable[[], object]) -> float:
    """Return how many seconds work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def one_edit(rows: Rows) -> Rows:
    """Return the rows with another title for one role."""
    first, *others = rows.of(Role)
    changed = Role(**{**values(first, table_of(Role)), "title": "Something else"})
    return Rows({**rows.tables, Role: [changed, *others]}, rows.redirects)


def values(row: Facts, table: sa.Table) -> dict[str, Any]:
    """Return what a row puts into the columns of its table."""
    return {column.name: getattr(row, column.name) for column in table.columns}


def bare_insertion(rows: Rows, url: URL) -> Callable[[], object]:
    """Make the tables, and return the insertion of all rows by one executemany each."""
    made = engine(url)
    SQLModel.metadata.create_all(made)
    records = [
        Record(id=id_, kind=id_.partition("/")[0], added_in=1, changed_in=1)
        for id_ in {record.id for record in rows.records()} | set(rows.redirects)
    ]
    tables: dict[type[Facts], Sequence[Facts]] = {
        Release: [Release(version=1, hash="0" * 64)],
        Record: records,
        **rows.tables,
    }
    batches = [
        (sa.insert(table_of(table)), [values(row, table_of(table)) for row in found])
        for table, found in tables.items()
        if found
    ]

    def insert() -> None:
        with made.begin() as connection:
            for statement, batch in batches:
                connection.execute(statement, batch)
        made.dispose()

    return insert


if __name__ == "__main__":
    main()
