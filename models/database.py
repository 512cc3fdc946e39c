"""Where the tables live: the databases that `DATABASE_URL` may name, and how to open one."""

from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from models.servers import split_off, with_servers

DEFAULT_URL = "sqlite:///roster.db"
FORMS = "write sqlite:///FILE (such as sqlite:///roster.db) or postgresql://USER:PASSWORD@HOST/NAME"
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
SECRET_OPTIONS = ("password", "sslpassword")
"""The options of a URL that are secrets; see
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS."""


def connect_url(text: str) -> URL:
    """Read a `DATABASE_URL`; raise ValueError with words for whoever wrote it when it is none.

    The words never repeat the text, which may hold a password.
    """
    text, hosts = split_off(text.strip())
    url = _parse(text)
    if url.drivername not in DRIVERS:
        raise ValueError(f"{url.drivername} is no database that Roster speaks: {FORMS}")
    url = url.set(drivername=DRIVERS[url.drivername])
    return _one_file(url, hosts) if url.drivername == "sqlite" else with_servers(url, hosts)


def engine(url: URL, *, enforce: bool = True) -> Engine:
    """Open a database for plain (not async) use.

    SQLite checks foreign keys only when told to: not while a migration rebuilds tables, nor
    where all of them are checked at the end.
    """
    made = create_engine(url)
    if made.dialect.name != "sqlite":
        return made

    # Left to itself, the driver begins no transaction before a SELECT or a CREATE TABLE.
    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys = {int(enforce)}")

    @event.listens_for(made, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return made


def public_url(url: URL) -> str:
    """Return a database's URL as whoever typed it knows it, without the password."""
    hidden = url.update_query_dict({name: "hidden" for name in SECRET_OPTIONS if name in url.query})
    return hidden.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def passwords(url: URL) -> list[str]:
    """Return the passwords that a database's URL holds, wherever in it."""
    options = [url.query.get(name, ()) for name in SECRET_OPTIONS]
    several = [[each] if isinstance(each, str) else each for each in options]
    return [each for each in (url.password, *chain.from_iterable(several)) if each]


def sqlite_file(url: URL) -> Path:
    """Return the file of an SQLite database, links followed, so that one file has one path."""
    return Path(url.database or "").resolve()


def _parse(text: str) -> URL:
    if not text:
        raise ValueError(f"it is empty: {FORMS}")
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(f"it is no database URL: {FORMS}") from None


def _one_file(url: URL, hosts: str) -> URL:
    name = url.database or ""
    if hosts or url.host or url.username:
        raise ValueError("three slashes stand before the file: write sqlite:///roster.db")
    if name in ("", ":memory:"):
        raise ValueError("a database in memory would be gone at once: write sqlite:///roster.db")
    if url.query or name.startswith("file:"):
        raise ValueError("SQLite takes a plain file and no options: write sqlite:///roster.db")
    if name.endswith("/") or Path(name).is_dir():
        raise ValueError(f"{name} is a directory; name a file in it: write sqlite:///FILE")
    return url
