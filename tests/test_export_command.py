"""`roster export`, as it is typed: what it writes, replaces and refuses, and how it says so."""

import errno
import os
import resource
import signal
import sqlite3
import tracemalloc
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.cli import app, exporting
from api.downloads.package import CHECKSUMS, DESCRIPTOR, SQLITE, read
from api.downloads.place import filling
from api.downloads.tables import published
from fixtures.seeding import Progress
from models.database import connect_url
from tests.apart import PROCESSES, Call
from tests.editions import edition
from tests.exporting import exported
from tests.seeding import connected, many, seed


@pytest.fixture
def goal(tmp_path: Path) -> Path:
    """Where to export to: a directory that is not there yet, in one that holds nothing else."""
    return tmp_path / "exports" / "downloads"


def export(url: str, goal: Path) -> str:
    """Export, and return the exit code and what is said."""
    done = CliRunner().invoke(app, ["export", "--database", url, str(goal)])
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return f"{done.exit_code}: {done.output.strip()}"


def held(goal: Path) -> str | None:
    """The hash of the dataset that is whole in a directory."""
    package = read(goal)
    return package.hash if package else None


def only_the_goal(goal: Path) -> bool:
    return [entry.name for entry in goal.parent.iterdir()] == [goal.name]


def test_it_writes_a_package_into_a_new_directory_and_says_so(
    database_url: str, goal: Path
) -> None:
    hash_ = seed(database_url).hash
    said = export(database_url, goal)
    files = 2 * len(published()) + len((SQLITE, DESCRIPTOR, CHECKSUMS))

    assert said.startswith(f"0: {goal} holds the dataset {hash_[:12]}: {files} files, ")
    assert held(goal) == hash_
    assert only_the_goal(goal)


def test_it_fills_an_empty_directory_and_replaces_an_older_export(
    sqlite_url: str, goal: Path
) -> None:
    goal.mkdir(parents=True)
    for number in (1, 2):
        hash_ = seed(sqlite_url, edition(number)).hash
        assert export(sqlite_url, goal).startswith("0: ")
        assert held(goal) == hash_
    assert only_the_goal(goal)


def test_it_goes_where_the_setting_says(
    sqlite_url: str, goal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_ = seed(sqlite_url).hash
    monkeypatch.setenv("ROSTER_DOWNLOADS", str(goal))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    assert CliRunner().invoke(app, ["export"]).exit_code == 0
    assert held(goal) == hash_


def test_it_says_how_far_it_is(
    sqlite_url: str, goal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(sqlite_url)
    monkeypatch.setattr(exporting, "Progress", partial(Progress, every=0))

    assert "Writing role (2 rows) ..." in export(sqlite_url, goal)


@pytest.mark.parametrize("older", [True, False], ids=["an older export", "nothing"])
def test_files_of_somebody_else_are_left_alone(sqlite_url: str, goal: Path, older: bool) -> None:
    seed(sqlite_url)
    goal.mkdir(parents=True)
    if older:
        export(sqlite_url, goal)
    (goal / "notes.txt").write_text("mine")

    said = export(sqlite_url, goal)

    assert said.startswith(f"1: {goal} holds what is no export (notes.txt), and it is left as")
    assert (goal / "notes.txt").read_text() == "mine"
    assert only_the_goal(goal)


def test_a_file_in_the_place_is_left_alone(sqlite_url: str, goal: Path) -> None:
    seed(sqlite_url)
    goal.parent.mkdir()
    goal.touch()

    assert export(sqlite_url, goal) == (
        f"1: {goal} is a file; name a directory, which may be a new one."
    )


def test_two_exports_to_one_directory_do_not_meet(sqlite_url: str, goal: Path) -> None:
    seed(sqlite_url)
    with filling(goal) as fresh:
        (fresh / "half").touch()
        said = export(sqlite_url, goal)
        assert (fresh / "half").exists()

    assert said.startswith(f"1: Another export to {goal} is under way: let it end")


def test_without_a_dataset_it_says_what_to_do(tmp_path: Path, goal: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"

    assert export(url, goal).startswith(f"1: {url}: The database holds no dataset yet: run `roster")
    assert not goal.parent.exists()
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_does_not_answer_is_named(goal: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/roster"

    assert export(url, goal).startswith(f"1: {url}: The database cannot be read: see that it runs")


def test_tables_of_another_version_are_named(database_url: str, goal: Path) -> None:
    seed(database_url)
    with connected(database_url) as connection:
        connection.execute(sa.text("ALTER TABLE role RENAME COLUMN grade TO rung"))
        connection.commit()

    said = export(database_url, goal)

    assert "Its tables are those of another version of Roster (" in said
    assert said.endswith(f"run `roster seed`. {goal} is as it was.")
    assert list(goal.parent.iterdir()) == []


def test_a_disk_that_is_full_leaves_what_was_there(sqlite_url: str, goal: Path) -> None:
    hash_ = seed(sqlite_url, edition(1)).hash
    export(sqlite_url, goal)
    seed(sqlite_url, edition(2))

    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_export_within, args=(sqlite_url, goal, there))
    process.start()
    said = here.recv()
    process.join()

    assert said.startswith(f"1: {goal} is as it was: ")
    assert said.endswith("; make room on the disk, and export again.")
    assert held(goal) == hash_
    assert only_the_goal(goal)


def _export_within(url: str, goal: Path, pipe: Pipe) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
    pipe.send(export(url, goal))


REASONS = {
    "/x: No space left on device; make room on the disk, and export again": OSError(
        errno.ENOSPC, "No space left on device", "/x"
    ),
    "/x: Permission denied; export as a user who may write there, or name another directory": (
        OSError(errno.EACCES, "Permission denied", "/x")
    ),
    "/x: Device or resource busy; something is mounted there, which nothing can replace; name a "
    "directory in it": OSError(errno.EBUSY, "Device or resource busy", "/x"),
    "database or disk is full; make room on the disk, and export again": sqlite3.OperationalError(
        "database or disk is full"
    ),
}


@pytest.mark.parametrize(("words", "problem"), REASONS.items(), ids=range(len(REASONS)))
def test_a_failure_to_write_is_told_with_what_to_do(
    words: str, problem: OSError | sqlite3.Error
) -> None:
    assert exporting._reason(problem) == words


KILLED = {
    "as it opens the database file": (Call("api.downloads.export:SqliteFile"), "old"),
    "amid the tables": (Call("api.downloads.sqlite:SqliteFile.write", nth=7), "old"),
    "before the description": (Call("api.downloads.package:write"), "old"),
    "before the checksums": (Call("pathlib:Path.write_text", nth=2), "old"),
    "before the first rename": (Call("pathlib:Path.rename"), "old"),
    "between the renames": (Call("pathlib:Path.rename", after=True), "none"),
    "after the second rename": (Call("pathlib:Path.rename", after=True, nth=2), "new"),
}


@pytest.mark.parametrize(("point", "left"), KILLED.values(), ids=KILLED)
def test_a_killed_export_leaves_a_whole_package_or_none(
    sqlite_url: str, goal: Path, point: Call, left: str
) -> None:
    old = seed(sqlite_url, edition(1)).hash
    export(sqlite_url, goal)
    new = seed(sqlite_url, edition(2)).hash

    process = PROCESSES.Process(target=_export_until, args=(sqlite_url, goal, point))
    process.start()
    process.join(60)

    assert process.exitcode == -signal.SIGKILL
    assert held(goal) == {"old": old, "none": None, "new": new}[left]
    assert left != "none" or not goal.exists()
    assert export(sqlite_url, goal).startswith("0: ")
    assert held(goal) == new
    assert only_the_goal(goal)


def _export_until(url: str, goal: Path, point: Call) -> None:
    point.arm(lambda: os.kill(os.getpid(), signal.SIGKILL))
    export(url, goal)


def test_many_rows_need_no_more_memory_than_few(database_url: str, tmp_path: Path) -> None:
    peaks = []
    for number in (2_000, 6_000):
        seed(database_url, many(number))
        tracemalloc.start()
        exported(connect_url(database_url), tmp_path / str(number))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.2 * peaks[0]
