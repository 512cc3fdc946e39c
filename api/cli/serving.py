"""What `roster serve` does."""

import asyncio
import math
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import NoReturn

import typer
import uvicorn

from api.database import Database
from api.errors import NotReadyError
from api.http.connection import Connection
from api.seeing.log import configure
from api.settings import Settings
from api.welcome import EXAMPLES, link
from models.database import public_url


def run(settings: Settings, stop: Callable[[object], NoReturn]) -> None:
    """Serve until told to stop; refuse when there is nothing to serve."""
    try:
        asyncio.run(_check(settings))
    except NotReadyError as problem:
        stop(f"{public_url(settings.url)}: {problem}")
    check_port(settings, stop)
    with suppress(OSError):  # nobody may be there to be greeted
        typer.echo(greeting(settings))
    # The server's processes read their settings from the environment.
    os.environ["DATABASE_URL"] = settings.database_url
    configure(settings)
    with _shared_figures(settings):
        uvicorn.run(
            "api.app:app",
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            log_config=None,
            # At this level the parent of several processes tells that one of them died.
            log_level="info" if settings.workers > 1 else "warning",
            access_log=False,
            server_header=False,
            http=Connection,
            timeout_graceful_shutdown=math.ceil(settings.deadline),
        )


@contextmanager
def _shared_figures(settings: Settings) -> Iterator[None]:
    """Give several processes a directory in which they share their figures."""
    if settings.workers == 1 or settings.metrics:
        yield
        return
    with TemporaryDirectory(prefix="roster-") as directory:
        os.environ["ROSTER_METRICS"] = directory
        yield


def check_port(settings: Settings, stop: Callable[[object], NoReturn]) -> None:
    """Refuse when somebody else listens where the server should."""
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as problem:
        stop(
            f"Cannot listen on {settings.host}, port {settings.port}: {problem.strerror}. "
            "Name another one by --port or PORT, or --host or ROSTER_HOST."
        )


async def _check(settings: Settings) -> None:
    database = Database(settings.url)
    try:
        await database.check()
    finally:
        await database.close()


def greeting(settings: Settings) -> str:
    """Return what to open first."""
    root = f"http://{settings.host}:{settings.port}"
    tries = "\n".join(
        f"  {question}\n    {root}{link(query)}" for question, query in EXAMPLES.items()
    )
    return f"Serving at {root}/graphql (end with Ctrl-C). Three questions to try:\n{tries}"
