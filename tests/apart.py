"""Seedings in processes of their own, which can be stopped at a point, killed, or held short.

The processes come from one that has read the modules already, so that each starts at once.
"""

import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pkgutil import resolve_name
from typing import Any, Protocol
from unittest import mock

import psycopg
from sqlalchemy import Engine, event

from fixtures.rows import Rows
from fixtures.seeding import SeedingError
from tests.seeding import seed

PATIENCE = 60
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.apart"])

Make = Callable[[], Rows]
Stop = Callable[[], None]


class Point(Protocol):
    """A point in a seeding."""

    def arm(self, stop: Stop) -> None:
        """Have this process stop when it comes there."""


@dataclass(frozen=True)
class Statement:
    """Just before the first statement that starts with some words; a COPY counts as an INSERT."""

    words: str

    def arm(self, stop: Stop) -> None:
        copy = psycopg.Cursor.copy

        def copied(cursor: Any, statement: str, *given: Any) -> Any:
            if statement.replace("COPY", "INSERT INTO").startswith(self.words):
                stop()
            return copy(cursor, statement, *given)

        mock.patch("psycopg.Cursor.copy", copied).start()

        @event.listens_for(Engine, "before_cursor_execute")
        def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.lstrip().startswith(self.words):
                stop()


@dataclass(frozen=True)
class Call:
    """Just before, or just after, the nth call of a function."""

    name: str
    after: bool = False
    nth: int = 1

    def arm(self, stop: Stop) -> None:
        function = resolve_name(self.name)
        calls = 0

        def called(*given: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == self.nth and not self.after:
                stop()
            result = function(*given, **named)
            if calls == self.nth and self.after:
                stop()
            return result

        mock.patch(self.name.replace(":", "."), called).start()


@contextmanager
def stopped(url: str, make: Make, point: Point) -> Iterator[None]:
    """A seeding that has come to a point. It is killed there when the block ends."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_seed_until, args=(url, make, point, there))
    process.start()
    there.close()
    try:
        assert here.poll(PATIENCE), f"{point}: nothing is heard of the seeding"
        heard = here.recv()
        assert heard == "stopped", heard
        yield
    finally:
        process.kill()
        process.join()
        here.close()
    assert process.exitcode == -signal.SIGKILL


def _seed_until(url: str, make: Make, point: Point, pipe: Pipe) -> None:
    def stop() -> None:
        pipe.send("stopped")
        signal.pause()

    point.arm(stop)
    pipe.send(f"{point} was never reached: {_outcome(url, make)}")


def seed_within(url: str, make: Make, file_size: int) -> str:
    """Seed where no file may be larger; return what the seeding says in the end."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_seed_within, args=(url, make, file_size, there))
    process.start()
    there.close()
    said = str(here.recv())
    process.join()
    here.close()
    return said


def _seed_within(url: str, make: Make, file_size: int, pipe: Pipe) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    pipe.send(_outcome(url, make))


def _outcome(url: str, make: Make) -> str:
    try:
        return str(seed(url, make()))
    except SeedingError as error:
        return f"SeedingError: {error}"
