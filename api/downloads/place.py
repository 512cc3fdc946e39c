"""Puts a directory in its place whole, or leaves the place as it was."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.downloads import package


class PlaceError(Exception):
    """A directory cannot be put where it should be; the text says why and what to do."""


@contextmanager
def filling(directory: Path) -> Iterator[Path]:
    """Give an empty directory, and put it in the place of `directory` once the block ends well.

    It stands beside `directory` until then, so that whoever looks there finds the old package or
    the new one. What is there and is no package is left alone, and PlaceError raised.
    """
    target = directory.resolve()
    _refuse_strangers(target)
    fresh = target.with_name(f"{target.name}-exporting")
    fresh.mkdir(parents=True, exist_ok=True)
    with _alone(fresh, target):
        try:
            _empty(fresh)  # an export that was killed leaves its files
            yield fresh
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _refuse_strangers(target: Path) -> None:
    """Refuse to replace what no export made: files of somebody else would be lost."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PlaceError(f"{target} is a file; name a directory, which may be a new one.")
    present = {entry.name for entry in target.iterdir()}
    made = package.read(target)
    if strangers := sorted(present - set(made.files if made else ())):
        named = ", ".join(strangers[:3]) + (" …" if strangers[3:] else "")
        raise PlaceError(
            f"{target} holds what is no export ({named}), and it is left as it is: name another "
            "directory, or empty this one."
        )


@contextmanager
def _alone(fresh: Path, target: Path) -> Iterator[None]:
    """Keep other exports away. The lock of one that is killed ends with it."""
    handle = os.open(fresh, os.O_RDONLY)
    try:
        if not _locked(handle, fresh):
            raise PlaceError(
                f"Another export to {target} is under way: let it end, then export again."
            )
        yield
    finally:
        os.close(handle)


def _locked(handle: int, fresh: Path) -> bool:
    """Lock a directory; one that its last owner has put in its place meanwhile is not ours."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), fresh.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _empty(directory: Path) -> None:
    for file in directory.iterdir():
        file.unlink()


def _swap(fresh: Path, target: Path) -> None:
    old = target.with_name(f"{target.name}-replaced")
    shutil.rmtree(old, ignore_errors=True)  # an export that was killed at this point leaves it
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
