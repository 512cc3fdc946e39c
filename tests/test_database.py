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
    "postgresql:///roster?host=a:5432&host=b:5433": (
        "postgresql+psycopg:///roster?host=a%3A5432&host=b%3A5433"
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
    "postgresql://ann:hidden@a:5432,b:5433/roster": "host=HOST1:5432&host=HOST2:5432",
    "postgresql://ann:hidden@a,b/roster": "host=HOST1:5432&host=HOST2:5432",
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
