"""What DATABASE_URL may say, and what it is told when it says something else."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fixtures.load import load
from models.database import connect_url, engine, sqlite_file
from tests import tiny

KNOWN = {
    "sqlite:///roster.db": "sqlite:///roster.db",
    "sqlite:////srv/roster.db": "sqlite:////srv/roster.db",
    " sqlite:///roster.db\n": "sqlite:///roster.db",
    "sqlite+pysqlite:///roster.db": "sqlite:///roster.db",
    "postgresql://ann:pw@db.example:5433/roster": (
        "postgresql+psycopg://ann:pw@db.example:5433/roster"
    ),
    "postgres://db.example/roster": "postgresql+psycopg://db.example/roster",
    "postgresql+psycopg:///roster": "postgresql+psycopg:///roster",
    "postgresql://[::1]/roster?sslmode=require": (
        "postgresql+psycopg://[::1]/roster?sslmode=require"
    ),
    "postgresql://ann:p,w@a:5432,b:5433/roster?target_session_attrs=prefer-standby": (
        "postgresql+psycopg://ann:p%2Cw@/roster"
        "?host=a%2Cb&port=5432%2C5433&target_session_attrs=prefer-standby"
    ),
    "postgresql://[::1]:5433,b/roster": (
        "postgresql+psycopg:///roster?host=%3A%3A1%2Cb&port=5433%2C5432"
    ),
    "postgresql:///roster?host=a:5432&host=b:5433": (
        "postgresql+psycopg:///roster?host=a%2Cb&port=5432%2C5433"
    ),
    "postgresql:///roster?host=a,b&port=5433": (
        "postgresql+psycopg:///roster?host=a%2Cb&port=5433%2C5433"
    ),
    "postgresql:///roster?host=/run/postgresql": (
        "postgresql+psycopg:///roster?host=%2Frun%2Fpostgresql&port=5432"
    ),
}

REFUSED = {
    "": "it is empty: write sqlite:///FILE",
    "   ": "it is empty",
    "roster.db": "it is no database URL: write sqlite:///FILE",
    "mysql://ann:hidden@db.example/roster": "mysql is no database that Roster speaks: write",
    "postgresql+asyncpg:///roster": r"postgresql\+asyncpg is no database that Roster speaks",
    "sqlite://": "in memory would be gone",
    "sqlite:///:memory:": "in memory would be gone",
    "sqlite://roster.db": "three slashes",
    "sqlite:///file:roster.db?mode=memory": "a plain file and no options",
    "sqlite:///roster.db?timeout=9": "a plain file and no options",
    "sqlite:////": "is a directory; name a file in it",
    "sqlite:///none/": "is a directory; name a file in it",
    "sqlite://a,b/roster.db": "three slashes",
    "postgresql://ann:hidden@a:x,b/roster": "no HOST or HOST:PORT: write postgresql://USER",
    "postgresql://ann:hidden@a,/roster": "no HOST or HOST:PORT",
    "postgresql://ann:hidden@a,b/roster?host=c": "its hosts stand in two places",
    "postgresql://ann:hidden@a/roster?host=c": "its hosts stand in two places",
    "postgresql://ann:hidden@/roster?port=1": "its port stands without its host",
    "postgresql://ann:hidden@/roster?host=a,b,c&port=1,2": "not every host has its port",
    "postgresql://ann:hidden@a,b/roster?keepalives=1&sslmode=require": (
        "does not know keepalives, for one of its drivers does not: leave it out"
    ),
    "postgresql:///roster?options=--work_mem=1": "options may be settings alone, such as -c",
    "postgresql:///roster?target_session_attrs=fast": "is fast, and may be any, read-write",
    "postgresql:///roster?connect_timeout=soon": "is soon, and may be 2 seconds or more",
    "postgresql:///roster?connect_timeout=1": "is 1, and may be 2 seconds or more",
    "postgresql://ann:hidden@db.example:port/roster": "it is no database URL",
}


@pytest.mark.parametrize("written", KNOWN)
def test_a_known_form_is_read(written: str) -> None:
    url = connect_url(written)
    assert url.render_as_string(hide_password=False) == KNOWN[written]
    assert connect_url(KNOWN[written]) == url


@pytest.mark.parametrize("written", REFUSED)
def test_another_form_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(ValueError, match=REFUSED[written]) as refusal:
        connect_url(written)
    assert "hidden" not in str(refusal.value)


def test_a_file_has_one_path_whatever_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "roster.db")
    link = connect_url(f"sqlite:///{tmp_path / 'link.db'}")
    assert sqlite_file(link) == (tmp_path / "roster.db").resolve()
    load(tiny.rows(), link, print)
    assert (tmp_path / "link.db").is_symlink()
    assert not (tmp_path / "roster.db").is_symlink()


def test_references_are_enforced_unless_told_otherwise(sqlite_url: str) -> None:
    url = connect_url(sqlite_url)
    load(tiny.rows(), url, print)
    enforcing, lenient = engine(url), engine(url, enforce=False)
    orphan = text("UPDATE role SET person_id = 'person/nobody'")
    with pytest.raises(IntegrityError), enforcing.begin() as connection:
        connection.execute(orphan)
    with lenient.begin() as connection:
        connection.execute(orphan)
    enforcing.dispose()
    lenient.dispose()
