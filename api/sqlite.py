"""SQLite read in the thread of the event loop: a hop to another would take longer than most reads.

Others wait while a statement runs, so each has a deadline, and waits for its own turn first.
"""

import asyncio
import math
import sqlite3
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

from api.errors import TooLongError

SECONDS = 2.0
"""How long a statement may run."""

STEPS = 10_000
"""How many steps of SQLite's machine pass between two looks at the clock; about 0.1 ms."""


class Cursor(sqlite3.Cursor):
    """A cursor as SQLAlchemy wants it of an asynchronous driver."""

    async def _async_soft_close(self) -> None:
        """Do nothing: there is no other thread whose rows would have to be thrown away."""


class Connection(sqlite3.Connection):
    """A connection that gives a statement up when its deadline has passed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.deadline = math.inf
        self.set_progress_handler(lambda: monotonic() > self.deadline, STEPS)

    def cursor(self, *_: Any) -> Any:
        """Return a new cursor."""
        return super().cursor(Cursor)


class ExecutionContext(SQLiteExecutionContext):
    """A statement of ours; whoever streams its rows takes the time that it takes."""

    def create_server_side_cursor(self) -> Any:
        """Return a cursor, which fetches row by row anyway."""
        return self._dbapi_connection.cursor()


class Dialect(SQLiteDialect_pysqlite):
    """Python's own driver, as SQLAlchemy's asynchronous engines use a driver."""

    driver = "here"
    is_async = True
    supports_statement_cache = True
    supports_server_side_cursors = True
    execution_ctx_cls = ExecutionContext

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003 - as SQLAlchemy calls it
        """Return the pool."""
        return AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement when the other requests have had their turn."""
        await_only(asyncio.sleep(0))
        streamed = context and context._is_server_side  # noqa: SLF001 - SQLAlchemy's, too
        cursor.connection.deadline = math.inf if streamed else monotonic() + SECONDS
        cursor.execute(statement, parameters)


registry.register("sqlite.here", __name__, Dialect.__name__)


def connect(file: Path) -> Connection:
    """Open a connection that only reads the file, and begins no transactions."""
    address = f"{_address(file)}?mode=ro"
    return sqlite3.connect(
        address, uri=True, isolation_level=None, cached_statements=512, factory=Connection
    )


def _address(file: Path) -> str:
    return f"file:{quote(str(file.absolute()))}"


def sqlite_engine(file: Path) -> AsyncEngine:
    """Make an engine that only reads the file."""
    query = {"mode": "ro", "uri": "true"}
    url = URL.create("sqlite+here", database=_address(file), query=query)
    engine = create_async_engine(url, connect_args={"factory": Connection}, hide_parameters=True)

    # The driver itself begins no transaction before a SELECT.
    @event.listens_for(engine.sync_engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine.sync_engine, "handle_error")
    def say_why(failure: ExceptionContext) -> None:
        if str(failure.original_exception) == "interrupted":
            raise TooLongError(SECONDS) from failure.original_exception

    return engine
