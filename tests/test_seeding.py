"""Seeding is atomic, idempotent and numbered, and says what changed."""

import fcntl
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models
from fixtures.content import Version, living, stored
from fixtures.load import LOCK, load
from fixtures.rows import Rows
from fixtures.seeding import Loaded, Progress, SeedingError
from models import Facts
from models.database import connect_url, engine
from tests import tiny

ROOT = Path(__file__).parents[1]
IDS = {row.id for row in tiny.rows().records()}


def seed(url: str, rows: Rows | None = None, say: Callable[[str], None] = print) -> Loaded:
    return load(rows or tiny.rows(), connect_url(url), say)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    made = engine(connect_url(url))
    try:
        with made.connect() as connection:
            yield connection
    finally:
        made.dispose()


def whole(url: str) -> dict[str, Any]:
    """All that a database holds, its history included."""
    with connected(url) as connection:
        history = {name: table(connection, name) for name in ("record", "release", "change")}
        return {**stored(connection), **history}


def table(connection: Connection, name: str) -> list[dict[str, Any]]:
    found = connection.execute(sa.select(SQLModel.metadata.tables[name])).mappings()
    return sorted((dict(row) for row in found), key=str)


def changes(url: str, version: int) -> dict[str, tuple[str, ...]]:
    """What a release did: by record, the action and the fields."""
    with connected(url) as connection:
        rows = table(connection, "change")
    return {
        row["record_id"]: (row["action"].value, *row["fields"])
        for row in rows
        if row["version"] == version
    }


def record(url: str, id_: str) -> tuple[Any, ...]:
    return register(url)[id_]


def register(url: str) -> dict[str, tuple[Any, ...]]:
    """By id, when it came, changed and went, and where it redirects."""
    columns = ("added_in", "changed_in", "removed_in", "redirect_to")
    with connected(url) as connection:
        rows = table(connection, "record")
    return {row["id"]: tuple(row[column] for column in columns) for row in rows}


def changed(kind: type[Facts], number: int, **values: Any) -> Rows:
    """The tiny dataset with other values in one row."""
    version = tiny.copy()
    version[kind][number] |= values
    return tiny.rows(version)


def without(*ids: str) -> dict[type[Facts], list[dict[str, Any]]]:
    """The tiny dataset without some records, and without whatever names them."""
    version, gone = tiny.copy(), set(ids)
    while True:
        version = {
            kind: [row for row in rows if not names(row, gone)] for kind, rows in version.items()
        }
        left = {row["id"] for rows in version.values() for row in rows if "id" in row}
        if gone == IDS - left:
            return version
        gone = IDS - left


def names(row: dict[str, Any], ids: set[str]) -> bool:
    return any(isinstance(value, str) and value in ids for value in row.values())


def test_the_first_seeding_is_release_1(database_url: str) -> None:
    loaded = seed(database_url)
    assert loaded == Loaded(1, loaded.hash, is_new=True, added=len(IDS))
    assert changes(database_url, 1) == dict.fromkeys(IDS, ("added",))
    assert record(database_url, "person/ada") == (1, 1, None, None)
    assert record(database_url, "person/ada-old") == (1, 1, 1, "person/ada")
    assert str(loaded) == f"Release 1. Records: {len(IDS)} added, 0 changed, 0 removed."


def test_both_databases_hold_the_same_and_say_the_same_hash(
    sqlite_url: str, postgres_url: str
) -> None:
    assert seed(sqlite_url) == seed(postgres_url)
    with connected(sqlite_url) as one, connected(postgres_url) as other:
        assert stored(one) == stored(other) == Version(tiny.rows()).content


def test_seeding_again_changes_nothing_and_says_so(database_url: str) -> None:
    first = seed(database_url)
    before = whole(database_url)
    backwards = {kind: rows[::-1] for kind, rows in reversed(tiny.copy().items())}
    again = seed(database_url, tiny.rows(backwards))
    assert again == Loaded(1, first.hash, is_new=False)
    assert str(again) == "Nothing has changed since release 1."
    assert whole(database_url) == before


def test_seeding_again_leaves_the_same_file_and_no_other(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    before = (tmp_path / "roster.db").stat()
    seed(sqlite_url)
    after = (tmp_path / "roster.db").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert only_the_database(tmp_path)


def only_the_database(directory: Path) -> bool:
    return [file.name for file in directory.iterdir()] == ["roster.db"]


# By what is done to the tiny dataset: the records that a release of it changes, and how.
CHANGES: dict[str, tuple[Rows, dict[str, tuple[str, ...]]]] = {
    "a column": (
        changed(models.Role, 0, title="Head", title_folded="head"),
        {"role/ada.lead": ("changed", "title")},
    ),
    "a date": (
        changed(models.Role, 0, start_edtf="2020-03~"),
        {"role/ada.lead": ("changed", "start")},
    ),
    "a reference": (
        changed(models.Role, 1, predecessor_id=None),
        {"role/bo.lead": ("changed", "predecessor")},
    ),
    "what is derived": (
        changed(models.Role, 1, sure_from=date(2020, 1, 1), last_reported_on=date(2024, 5, 2)),
        {"role/bo.lead": ("changed", "last_reported_on", "sure_from")},
    ),
    "a sort key": (
        changed(models.Organization, 0, name_sort="laboratory"),
        {"organization/lab": ("changed", "names")},
    ),
    "a value equal to the old in Python only": (
        changed(models.Evidence, 0, asserts={"end": 1}),
        {
            "evidence/role.ada.lead.post": ("changed", "asserts"),
            "role/ada.lead": ("changed", "evidence"),
        },
    ),
    "a name": (
        changed(models.Name, 1, text="Ada B", folded="ada b"),
        {"person/ada": ("changed", "names")},
    ),
    "an identifier": (
        changed(models.Identifier, 1, value="Q3"),
        {"person/bo": ("changed", "identifiers")},
    ),
    "how sure a field is": (
        changed(models.FieldConfidence, 0, confidence="denied"),
        {"role/ada.lead": ("changed", "confidence")},
    ),
    "a developer": (
        changed(models.ModelDeveloper, 0, organization_id="organization/firm"),
        {"model/owl": ("changed", "developers")},
    ),
    "a modality": (
        changed(models.ModelModality, 0, modality="image"),
        {"model/owl": ("changed", "modality")},
    ),
    "who says it": (
        changed(models.EventMention, 0, record_id="organization/firm"),
        {"event/users": ("changed", "by")},
    ),
    "what it is about": (
        changed(models.EventMention, 0, is_about=True),
        {"event/users": ("changed", "about")},
    ),
    "the subject of evidence": (
        changed(models.Evidence, 1, subject_id="person/bo"),
        {
            "evidence/person.ada.copy": ("changed", "subject"),
            "person/ada": ("changed", "evidence"),
            "person/bo": ("changed", "evidence"),
        },
    ),
    "evidence is gone": (
        tiny.rows(without("evidence/person.ada.copy")),
        {
            "evidence/person.ada.copy": ("removed",),
            "person/ada": ("changed", "evidence"),
        },
    ),
    "a former id": (
        tiny.rows(redirects={**tiny.REDIRECTS, "person/bob": "person/bo"}),
        {"person/bo": ("changed", "formerly")},
    ),
    "another ancestor": (changed(models.OrganizationAncestor, 0, depth=2), {}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_release_tells_what_it_changed(database_url: str, what: str) -> None:
    rows, expected = CHANGES[what]
    seed(database_url)
    loaded = seed(database_url, rows)
    assert changes(database_url, 2) == expected
    actions = [action for action, *_ in expected.values()]
    assert (loaded.version, loaded.is_new, loaded.added) == (2, True, 0)
    assert (loaded.changed, loaded.removed) == (actions.count("changed"), actions.count("removed"))
    moves = {"changed": (1, 2, None, None), "removed": (1, 1, 2, None)}
    found = register(database_url)
    assert {id_: found[id_] for id_ in IDS} == {
        id_: moves[expected[id_][0]] if id_ in expected else (1, 1, None, None) for id_ in IDS
    }


def test_a_record_that_goes_is_remembered_and_may_come_back(database_url: str) -> None:
    seed(database_url)
    first = whole(database_url)
    seed(database_url, tiny.rows(without("credit/ada.owl")))
    assert changes(database_url, 2) == {"credit/ada.owl": ("removed",)}
    assert record(database_url, "credit/ada.owl") == (1, 1, 2, None)
    loaded = seed(database_url)
    assert loaded.hash == first["release"][0]["hash"]
    assert changes(database_url, 3) == {"credit/ada.owl": ("added",)}
    assert record(database_url, "credit/ada.owl") == (1, 3, None, None)


def test_a_record_that_is_renamed_is_found_by_its_old_id(database_url: str) -> None:
    seed(database_url)
    renamed = without("credit/lab.owl")
    renamed[models.ModelCredit].append(
        {**tiny.TINY[models.ModelCredit][1], "id": "credit/lab.owl-data"}
    )
    successor = {"credit/lab.owl": "credit/lab.owl-data"}
    seed(database_url, tiny.rows(renamed, tiny.REDIRECTS | successor))
    assert changes(database_url, 2) == {
        "credit/lab.owl": ("removed",),
        "credit/lab.owl-data": ("added",),
    }
    assert record(database_url, "credit/lab.owl") == (1, 1, 2, "credit/lab.owl-data")
    seed(database_url)
    assert record(database_url, "credit/lab.owl") == (1, 3, None, None)
    assert record(database_url, "credit/lab.owl-data") == (2, 2, 3, None)


def test_a_former_id_that_is_taken_back_leads_nowhere(database_url: str) -> None:
    seed(database_url)
    seed(database_url, tiny.rows(redirects={}))
    assert record(database_url, "person/ada-old") == (1, 1, 1, None)
    assert changes(database_url, 2) == {"person/ada": ("changed", "formerly")}


@st.composite
def versions(draw: st.DrawFn) -> Rows:
    """The tiny dataset less some records, with other titles and former ids."""
    gone = draw(st.sets(st.sampled_from(sorted(IDS)), max_size=6))
    kept = without(*gone)
    for row in kept[models.Role]:
        row["title"] = draw(st.sampled_from([None, "Head", "首席"]))
    ids = sorted(row["id"] for rows in kept.values() for row in rows if "id" in row)
    old = draw(st.sets(st.sampled_from(["person/old", "role/old.x"]))) if ids else set()
    return tiny.rows(kept, {id_: draw(st.sampled_from(ids)) for id_ in sorted(old)})


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=versions())
def test_after_any_history_a_database_holds_just_the_version(database_url: str, rows: Rows) -> None:
    """Each example is seeded over those before it."""
    version = Version(rows)
    loaded = seed(database_url, rows)
    with connected(database_url) as connection:
        assert stored(connection) == version.content
        records = table(connection, "record")
    live = {row["id"] for row in records if row["removed_in"] is None}
    assert live == living(version.content)
    assert {r["id"]: r["redirect_to"] for r in records if r["redirect_to"]} == version.redirects
    assert loaded.hash == version.hash
    assert seed(database_url, rows) == Loaded(loaded.version, version.hash)


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


def run(url: str, code: str, rows: str) -> subprocess.CompletedProcess[str]:
    """Seed in a process of its own, after some code has run there."""
    script = (
        "import os, resource, signal; from unittest import mock; from tests.test_seeding import *;"
        f"{code}; seed({url!r}, {rows})"
    )
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )


ANOTHER = "changed(models.Role, 0, title='Head')"
DIE = "mock.patch({!r}, lambda *_: os.kill(os.getpid(), signal.SIGKILL)).start()"


@pytest.mark.parametrize("point", ["write._Writer.rows", "write._Writer.changes"])
def test_a_seeding_that_is_killed_leaves_the_old_version_whole(
    database_url: str, tmp_path: Path, point: str
) -> None:
    kill_and_seed_again(database_url, point)
    assert list(tmp_path.iterdir()) == [] or only_the_database(tmp_path)


def test_a_seeding_that_is_killed_with_its_work_done_leaves_no_copy(
    sqlite_url: str, tmp_path: Path
) -> None:
    kill_and_seed_again(sqlite_url, "replace._publish")
    assert only_the_database(tmp_path)


def kill_and_seed_again(url: str, point: str) -> None:
    seed(url)
    before = whole(url)
    killed = run(url, DIE.format(f"fixtures.{point}"), ANOTHER)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert whole(url) == before
    assert seed(url, changed(models.Role, 0, title="Head")).version == 2


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
    assert [Version(v).hash for v in versions if Version(v).content == held] == [last.hash]


def many(number: int) -> Rows:
    """The tiny dataset and many more people."""
    version = tiny.copy()
    version[models.Person] += [{"id": f"person/p{i}", "name_sort": f"p{i}"} for i in range(number)]
    return tiny.rows(version)


def test_a_full_disk_leaves_the_old_version_whole(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    before = (tmp_path / "roster.db").read_bytes()
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 50_000},) * 2)"
    failed = run(sqlite_url, limit, "many(5000)")
    assert "SeedingError: The database is as it was: " in failed.stderr
    assert "make room on the disk" in failed.stderr
    assert (tmp_path / "roster.db").read_bytes() == before
    assert only_the_database(tmp_path)


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


def test_what_is_quick_is_not_worth_a_word(database_url: str) -> None:
    words: list[str] = []
    seed(database_url, say=words.append)
    assert words == []


def test_what_lasts_says_what_it_does() -> None:
    words: list[str] = []
    doing = Progress(words.append, every=0)
    doing("Writing name (0 of 9)")
    assert words == ["Writing name (0 of 9) ..."]
