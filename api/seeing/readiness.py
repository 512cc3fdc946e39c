"""Whether a server can answer: one look at what answers need, shared by all who ask."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.database import UNREADABLE, UNSEEDED, Database, no_table
from api.errors import NotReadyError
from models import Release

MIGRATIONS = Path(__file__).parents[2] / "migrations"

KEPT = 1.0
"""For how many seconds a look is good, however often the server is probed."""

PATIENCE = 2.0
"""For how many seconds a database is waited for."""


@dataclass(frozen=True)
class Check:
    """What was looked at; `problem` says what is wrong and what to do, None where nothing is."""

    name: str
    problem: str | None = None


class WrongError(Exception):
    """A check failed; the text is its problem."""


class Readiness:
    """Looks whether a database can be reached, is of this Roster's schema, and holds a dataset."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._found: list[Check] = []
        self._looked = -KEPT

    async def checks(self) -> list[Check]:
        """Return the checks, up to the first that failed, as of now or of a moment ago."""
        async with self._turn:
            if monotonic() - self._looked >= KEPT:
                self._found = await self._look()
                self._looked = monotonic()
            return self._found

    async def _look(self) -> list[Check]:
        done: list[Check] = []
        try:
            async with asyncio.timeout(PATIENCE), self._database.connection() as connection:
                for name, check in CHECKS.items():
                    done.append(await _checked(name, check, connection))
                    if done[-1].problem:
                        break
        except NotReadyError as problem:
            return [Check("database", problem.message)]
        except TimeoutError:
            late = f"The database has not answered within {PATIENCE:g} seconds: see how it does."
            return [Check("database", late)]
        except (DBAPIError, OSError):
            return [Check("database", UNREADABLE)]
        return done


async def _checked(
    name: str, check: Callable[[AsyncConnection], Awaitable[None]], connection: AsyncConnection
) -> Check:
    try:
        await check(connection)
    except WrongError as wrong:
        return Check(name, str(wrong))
    return Check(name)


async def _reachable(connection: AsyncConnection) -> None:
    await connection.execute(text("SELECT 1"))


async def _schema_at_head(connection: AsyncConnection) -> None:
    heads = await asyncio.to_thread(_heads)
    try:
        found = set(await connection.scalars(text("SELECT version_num FROM alembic_version")))
    except DBAPIError as error:
        if no_table(error):
            raise WrongError(UNSEEDED) from None
        raise
    if found != heads:
        raise WrongError(
            f"The tables are at {_words(found)}, and this Roster is made for {_words(heads)}: run "
            "`roster seed` of this Roster, or serve with the Roster that has seeded it."
        )


async def _seeded(connection: AsyncConnection) -> None:
    if await connection.scalar(select(func.max(Release.version))) is None:
        raise WrongError(UNSEEDED)


CHECKS = {"database": _reachable, "schema": _schema_at_head, "dataset": _seeded}


def _heads() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - it takes a sixth of a second

    return set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _words(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "no migration"
