"""What `roster export` does."""

import asyncio
import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from api.database import Database
from api.downloads import package
from api.downloads.export import export
from api.downloads.place import PlaceError, filling
from api.errors import NotReadyError
from fixtures.seeding import Progress
from models.database import public_url

ADVICE = {
    errno.ENOSPC: "make room on the disk, and export again",
    errno.EDQUOT: "make room on the disk, and export again",
    errno.EACCES: "export as a user who may write there, or name another directory",
    errno.EPERM: "export as a user who may write there, or name another directory",
    errno.EROFS: "name a directory where one may write",
    errno.EBUSY: "something is mounted there, which nothing can replace; name a directory in it",
    errno.ENOTDIR: "a part of the path is a file; name another directory",
}
OUTDATED = "no such", "does not exist"
"""What databases say of tables and columns that they have not."""


def run(
    url: URL, directory: Path, say: Callable[[str], None], stop: Callable[[object], NoReturn]
) -> None:
    """Export the dataset of a database into a directory, or leave that as it was and say why."""
    plain = public_url(url)
    try:
        asyncio.run(_export(url, directory, Progress(say)))
    except PlaceError as problem:
        stop(problem)
    except NotReadyError as problem:
        stop(f"{plain}: {problem}")
    except DBAPIError as problem:
        stop(f"{plain}: {_told(problem)} {directory} is as it was.")
    except (OSError, sqlite3.Error) as problem:
        stop(f"{directory} is as it was: {_reason(problem)}.")
    made = package.read(directory)
    if made:
        size = sum(file.bytes for file in made.files.values()) / 1e6
        files = f"{len(made.files)} files, {size:.1f} MB"
        say(f"{directory} holds the dataset {made.hash[:12]}: {files}.")


async def _export(url: URL, directory: Path, progress: Progress) -> None:
    database = Database(url)
    try:
        await database.check()
        with filling(directory) as fresh:
            await export(database, fresh, progress)
    finally:
        await database.close()


def _told(problem: DBAPIError) -> str:
    words = " ".join(str(problem.orig).split())
    if any(sign in words for sign in OUTDATED):
        return f"Its tables are those of another version of Roster ({words}): run `roster seed`."
    return f"It can no longer be read ({words}): see that it runs, and export again."


def _reason(problem: OSError | sqlite3.Error) -> str:
    if isinstance(problem, sqlite3.Error):
        no_room = any(sign in str(problem) for sign in ("full", "I/O"))
        return f"{problem}; {ADVICE[errno.ENOSPC]}" if no_room else str(problem)
    words = f"{problem.filename or 'the disk'}: {problem.strerror}"
    advice = ADVICE.get(problem.errno or 0)
    return f"{words}; {advice}" if advice else words
