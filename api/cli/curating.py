"""What the commands do with the fixtures."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy import URL

from fixtures.namesakes import namesakes
from fixtures.pages import idle, without_address
from fixtures.problem import FixtureErrors, Problem, listing
from fixtures.rates import rates
from fixtures.read import HERE, read, read_all
from fixtures.rows import Rows
from fixtures.seeding import SeedingError
from fixtures.staleness import MONTHS, Unreported, unreported
from models import TABLES
from models.database import public_url

Say = Callable[[str], None]
Stop = Callable[[object], NoReturn]

SHOWN = 200
"""How many mistakes are told; whoever makes more of them has made one very often."""

COUNTED = {
    "person": ("person", "people"),
    "organization": ("organization", "organizations"),
    "model": ("model", "models"),
    "role": ("role", "roles"),
    "relation": ("relation", "relations"),
    "credit": ("credit", "credits"),
    "pay": ("pay report", "pay reports"),
    "event": ("event", "events"),
    "source": ("source", "sources"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "response": ("response", "responses"),
    "move": ("move", "moves"),
}
"""What one record of each kind is called, and what several are."""


def rows(root: str | None, stop: Stop) -> Rows:
    """Read the fixtures, or stop and say all that is wrong with them."""
    try:
        return read(directory(root, stop))
    except FixtureErrors as errors:
        stop(told(errors.problems))


def check(root: str | None, say: Say, stop: Stop, *, verbose: bool = False) -> None:
    """Say what the fixtures hold, or stop and say all that is wrong with them and their form.

    Also say what may be wrong, at length when `verbose`.
    """
    try:
        data, found = read_all(directory(root, stop), canonical=True)
    except FixtureErrors as errors:
        stop(told(errors.problems))
    say(f"All is well: {summary(found)}.")
    shares = (f"{name} {share:.0f} %" for name, share in rates(found).items())
    say(f"Filled in: {listing(shares)}.")
    for problem in sorted(namesakes(data)):
        say(f"Look at {problem}")
    for problem in sorted(idle(data)):
        say(f"Look at {problem}")
    if (old := unreported(data)) and old.roles:
        _look_at(old.roles, _unreported(old), say, verbose=verbose)
    if unlinked := sorted(without_address(data)):
        _look_at(unlinked, _unlinked(len(unlinked)), say, verbose=verbose)


def _look_at(found: Sequence[Problem], sum_of_all: str, say: Say, *, verbose: bool) -> None:
    say(f"Look at {sum_of_all}{'' if verbose else ' `roster check --verbose` lists them.'}")
    for problem in found if verbose else ():
        say(f"  {problem}")


def _unreported(old: Unreported) -> str:
    count = len(old.roles)
    return (
        f"{count:,} current {'role' if count == 1 else 'roles'}, last reported before "
        f"{old.before}, {MONTHS} months before the newest source: add a source that reports one, "
        "or write that it ended, or that its status is unknown."
    )


def _unlinked(count: int) -> str:
    return (
        f'{count:,} {"source" if count == 1 else "sources"} with neither "url" nor '
        '"archived_url": nobody can look them up; add where each was read.'
    )


def fill_rates(found: Rows) -> str:
    """Return the share of each column that is filled in, in whole percent, as JSON."""
    return json.dumps({name: round(share) for name, share in rates(found).items()}, indent=2)


def directory(named: str | None, stop: Stop) -> Path:
    """Return the directory of the fixtures, or stop and say why it is none."""
    if named is None:
        return HERE
    if not named:
        stop("--fixtures names nothing: leave it out, or write . for the directory you are in.")
    root = Path(named)
    try:
        if not root.is_dir():
            stop(f"{root} is no directory; --fixtures names the one that holds people/, sources/ …")
    except OSError as error:
        stop(f"{root} cannot be read: {error.strerror}.")
    return root


def told(problems: Sequence[Problem]) -> str:
    """Return what is wrong, line by line, and how much that is."""
    count = len(problems)
    lines = [*map(str, problems[:SHOWN])]
    if count > SHOWN:
        lines.append(f"… and {count - SHOWN:,} more, which show when these are mended.")
    return "\n".join([*lines, f"{count:,} {'thing is' if count == 1 else 'things are'} wrong."])


def summary(read_rows: Rows) -> str:
    """Say how many records of each kind there are."""
    counts = ((kind, len(read_rows.of(table))) for kind, table in TABLES.items())
    return ", ".join(f"{count:,} {COUNTED[kind][count != 1]}" for kind, count in counts)


def seed(read_rows: Rows, url: URL, say: Say, stop: Stop) -> None:
    """Put rows into a database and say how that ended."""
    from fixtures.load import load  # noqa: PLC0415 - a check needs no migrations

    try:
        loaded = load(read_rows, url, say)
    except SeedingError as error:
        stop(error)
    say(f"{loaded} ({public_url(url)})")
