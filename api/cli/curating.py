"""What the commands do with the fixtures."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from sqlalchemy import URL

from fixtures.load import load
from fixtures.problem import FixtureErrors
from fixtures.read import HERE, read
from fixtures.rows import Rows
from fixtures.seeding import SeedingError
from models import TABLES

Stop = Callable[[object], NoReturn]


def rows(root: Path | None, stop: Stop) -> Rows:
    """Read the fixtures, or stop and say all that is wrong with them."""
    root = root or HERE
    if not root.is_dir():
        stop(f"{root} is no directory; --fixtures names the one that holds people/, sources/ …")
    try:
        return read(root)
    except FixtureErrors as errors:
        count = len(errors.problems)
        stop(f"{errors}\n{count} {'thing is' if count == 1 else 'things are'} wrong.")


def summary(read_rows: Rows) -> str:
    """Say how many records of each kind there are."""
    counts = ((kind, len(read_rows.of(table))) for kind, table in TABLES.items())
    return ", ".join(f"{count:,} {kind}" for kind, count in counts)


def seed(read_rows: Rows, url: URL, say: Callable[[str], None], stop: Stop) -> None:
    """Put rows into a database and say how that ended."""
    try:
        loaded = load(read_rows, url, say)
    except SeedingError as error:
        stop(error)
    plain = url.set(drivername=url.get_backend_name())  # as whoever typed it knows it
    say(f"{loaded} ({plain.render_as_string(hide_password=True)})")
