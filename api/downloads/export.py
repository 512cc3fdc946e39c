"""Writes the dataset of a database into a directory, as files."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.database import Database
from api.downloads import package
from api.downloads.about import about
from api.downloads.rows import CsvFile, JsonLinesFile, plain
from api.downloads.sqlite import SqliteFile
from api.downloads.tables import Table, published
from models import Release, Source

BATCH = 1000
"""How many rows are in memory at a time."""

Progress = Callable[[str], None]


async def export(database: Database, directory: Path, progress: Progress) -> str:
    """Fill an empty directory with the newest release of a database; return the release's hash.

    The files are the same, byte for byte, wherever the dataset is: only what a database tells of
    its own history is left out, and rows stand in the order of their keys.
    """
    tables = published()
    async with database.snapshot() as session:
        digest = await newest_hash(session)
        told = about(digest, await _newest_source_on(session))
        with closing(SqliteFile(directory / package.SQLITE, told, tables)) as sqlite:
            rows = {
                table.name: await _write(session, table, directory, sqlite, progress)
                for table in tables
            }
            sqlite.finish()
    progress("Describing the files")
    package.write(directory, digest, told, tables, rows)
    return digest


async def newest_hash(session: AsyncSession) -> str:
    """Return the hash of the newest release."""
    newest = select(Release.hash).order_by(col(Release.version).desc()).limit(1)
    return (await session.exec(newest)).one()


async def _newest_source_on(session: AsyncSession) -> date | None:
    newest = select(func.max(col(Source.published_earliest)))
    found: date | None = (await session.exec(newest)).one()
    return found


async def _write(
    session: AsyncSession, table: Table, directory: Path, sqlite: SqliteFile, progress: Progress
) -> int:
    written = 0
    with ExitStack() as files:
        texts = [
            files.enter_context(closing(kind(directory, table)))
            for kind in (CsvFile, JsonLinesFile)
        ]
        async for rows in _batches(session, table):
            for text in texts:
                text.write(rows)
            sqlite.write(table, rows)
            written += len(rows)
            progress(f"Writing {table.name} ({written:,} rows)")
    return written


async def _batches(session: AsyncSession, table: Table) -> AsyncIterator[Sequence[list[Any]]]:
    connection = await session.connection()
    async with connection.stream(table.rows, execution_options={"yield_per": BATCH}) as found:
        async for part in found.partitions():
            yield [plain(row) for row in part]
