"""The same rows on SQLite and on PostgreSQL: a file, and a copy of it in a server of our own."""

import contextlib
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from bench.peers.processes import OTHER_CORE, on_core
from fixtures.migrate import migrate
from models.database import connect_url, engine
from tests import postgres

VIEWS = Path(__file__).parent / "views.sql"

# What any guide would set on a machine of its own; the rest is as PostgreSQL comes.
SETTINGS = (
    "shared_buffers=1GB",
    "effective_cache_size=4GB",
    "random_page_cost=1.1",
    "jit=off",
)


@contextlib.contextmanager
def server(home: Path) -> Iterator[tuple[str, int]]:
    """Run a PostgreSQL whose data stay in `home`; give its URL and its process."""
    binaries = postgres.find_binaries()
    place = home / "postgresql"
    place.mkdir(parents=True, exist_ok=True)
    user = postgres.borrow_user(place)
    data = place / "data"
    if not (data / "PG_VERSION").exists():
        postgres.initialize(binaries, data, user)
    process, port = postgres.start(binaries, data, user, SETTINGS, on_core(OTHER_CORE))
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def copied(file: Path, url: str, say: Callable[[str], None]) -> str:
    """Return the URL of a database with the rows of an SQLite file, made anew when they differ."""
    name, state = file.stem.lower(), f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as admin:
        found = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
        if found != (state,):
            say(f"Copying {file.name} to PostgreSQL.")
            quoted = sql.Identifier(name)
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
            admin.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
            fill(file, f"{url}/{name}")
            admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(quoted, state))
    with psycopg.connect(f"{url}/{name}") as connection:
        connection.execute(VIEWS.read_bytes())
    return f"{url}/{name}"


def fill(file: Path, url: str) -> None:
    """Copy all rows of an SQLite file into the tables of a PostgreSQL."""
    with engine(connect_url(url)).begin() as connection:
        migrate(connection)
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with contextlib.closing(source), psycopg.connect(url) as target:
        target.execute("SET session_replication_role = replica")  # the file's rows are checked
        for table in SQLModel.metadata.sorted_tables:
            _copy_table(source, target, table.name, [column.name for column in table.columns])
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")


def _copy_table(
    source: sqlite3.Connection, target: psycopg.Connection, table: str, columns: list[str]
) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    rows = source.execute(f'SELECT {quoted} FROM "{table}"')  # noqa: S608 - names of our own
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with target.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)
