"""Whatever happens to a seeding, the database holds the new version whole, or the old one.

What a kill leaves is in `test_kills`, what a full disk or a failing server leaves in
`test_failing_seeding`.
"""

import fcntl
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import models
from fixtures.load import LOCK
from fixtures.seeding import Loaded, SeedingError
from fixtures.version import Version
from models.database import connect_url, engine
from tests import tiny
from tests.seeding import changed, connected, content, many, only_the_database, seed, stored, whole

ORPHAN: dict[str, Any] = {"record_id": "person/nobody", "position": 0, "text": "N", "folded": "n"}

BAD = {
    "ck_role_start_before_end": lambda: changed(models.Role, 0, start_earliest=date(2025, 1, 1)),
    "person/nobody": lambda: tiny.rows({**tiny.copy(), models.Name: [ORPHAN]}),
    "person/ada cannot redirect": lambda: tiny.rows(redirects={"person/ada": "person/bo"}),
    "to person/gone: ": lambda: tiny.rows(redirects={"person/x": "person/gone"}),
    "Two rows of person": lambda: tiny.rows(
        {**tiny.copy(), models.Person: tiny.TINY[models.Person] * 2}
    ),
}


@pytest.mark.parametrize("words", BAD)
def test_a_bad_row_leaves_the_old_version_whole(
    database_url: str, tmp_path: Path, words: str
) -> None:
    seed(database_url)
    before = whole(database_url)
    with pytest.raises(SeedingError, match=words):
        seed(database_url, BAD[words]())
    assert whole(database_url) == before
    assert list(tmp_path.iterdir()) == [] or only_the_database(tmp_path)


def test_a_bad_row_of_a_first_seeding_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(SeedingError):
        seed(sqlite_url, BAD["ck_role_start_before_end"]())
    assert list(tmp_path.iterdir()) == []


@contextmanager
def another_seeding(url: str) -> Iterator[None]:
    """Hold what a seeding that runs holds."""
    if url.startswith("sqlite"):
        with Path(f"{connect_url(url).database}-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    else:
        with connected(url) as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            yield


def test_a_seeding_waits_for_another_and_says_so(database_url: str) -> None:
    said = threading.Event()
    loaded: list[Loaded] = []
    words: list[str] = []

    def say(word: str) -> None:
        words.append(word)
        said.set()

    waiting = threading.Thread(target=lambda: loaded.append(seed(database_url, say=say)))
    with another_seeding(database_url):
        waiting.start()
        assert said.wait(30)
        assert not loaded
    waiting.join(30)
    assert words == ["Another seeding of this database is under way; waiting for it to end."]
    assert [each.version for each in loaded] == [1]


def test_seedings_at_once_come_one_after_the_other(database_url: str) -> None:
    versions = [changed(models.Role, 0, title=title) for title in "ABCD"]
    loaded: list[Loaded] = []
    threads = [
        threading.Thread(target=lambda rows=rows: loaded.append(seed(database_url, rows)))
        for rows in versions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = max(loaded, key=lambda each: each.version)
    assert sorted(each.version for each in loaded) == [1, 2, 3, 4]
    with connected(database_url) as connection:
        held = stored(connection)
    assert [Version(v).hash for v in versions if content(Version(v)) == held] == [last.hash]


def test_a_file_that_is_no_database_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "roster.db"
    file.write_text("Dear diary, " * 100)
    with pytest.raises(SeedingError, match="it is no SQLite database"):
        seed(sqlite_url)
    assert file.read_text() == "Dear diary, " * 100
    assert only_the_database(tmp_path)


def test_a_damaged_database_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url, many(2000))
    file = tmp_path / "roster.db"
    damaged = bytearray(file.read_bytes())
    damaged[-200_000:-100_000] = b"x" * 100_000
    file.write_bytes(damaged)
    with pytest.raises(SeedingError, match="is damaged"):
        seed(sqlite_url)
    assert file.read_bytes() == damaged
    assert only_the_database(tmp_path)


def test_another_programs_database_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "roster.db")) as other:
        other.execute("CREATE TABLE diary (day)")
    with pytest.raises(SeedingError, match=r"tables that Roster did not make \(diary\)"):
        seed(sqlite_url)


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    seed(database_url)
    made = engine(connect_url(database_url))
    with made.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    made.dispose()
    before = whole(database_url)
    with pytest.raises(SeedingError, match="made by a newer Roster"):
        seed(database_url)
    assert whole(database_url) == before


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedingError, match="make the directory"):
        seed(f"sqlite:///{tmp_path / 'none' / 'roster.db'}")


def test_a_missing_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedingError, match="see that PostgreSQL runs"):
        seed(f"postgresql://nobody:secret@/roster?host={tmp_path}")


def test_a_write_ahead_log_does_not_outlive_its_file(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    live, aside = tmp_path / "roster.db", tmp_path / "aside"
    with closing(sqlite3.connect(live)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE release SET hash = replace(hash, 'a', 'b')")
        other.commit()
        aside.mkdir()
        for file in tmp_path.glob("roster.db*"):
            shutil.copy(file, aside)  # as a program that was killed would leave them
    assert (aside / "roster.db-wal").stat().st_size
    assert seed(f"sqlite:///{aside / 'roster.db'}").version == 2
    assert only_the_database(aside)


def test_a_reader_of_the_old_version_reads_on(sqlite_url: str) -> None:
    seed(sqlite_url)
    with connected(sqlite_url) as reader:
        before = stored(reader)
        seed(sqlite_url, changed(models.Role, 0, title="Head"))
        assert stored(reader) == before
    with connected(sqlite_url) as reader:
        assert stored(reader) != before


def test_the_files_permissions_stay(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    (tmp_path / "roster.db").chmod(0o640)
    seed(sqlite_url, changed(models.Role, 0, title="Head"))
    assert (tmp_path / "roster.db").stat().st_mode & 0o777 == 0o640
