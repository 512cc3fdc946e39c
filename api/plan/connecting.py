"""How asyncpg is connected to one of the servers that `DATABASE_URL` names: as psycopg does it."""

from typing import Any

import asyncpg
from sqlalchemy import URL

from api.database import UNREADABLE
from api.errors import NotReadyError
from models.servers import (
    HOSTS,
    OPTIONS,
    PATIENCE,
    PORTS,
    WANTED,
    seconds_to_connect,
    servers_of,
    settings_of,
)

REFUSALS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What connecting fails with."""

LOST = (
    OSError,
    asyncpg.InterfaceError,  # the connection was closed
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.SerializationError,  # a standby had to undo what was being read
)
"""What a statement fails with whose server is gone, or cannot give what it was giving."""


READ_ONLY = {"default_transaction_read_only": "on"}
"""The setting that no URL may change."""


async def connect(url: URL, server_settings: dict[str, str], **given: Any) -> Any:
    """Connect to the first server that is as wanted; raise NotReadyError where none is.

    asyncpg would wait for a dead server for as long as for all of them.
    """
    wanted = str(url.query.get(WANTED, "any"))
    address = url.set(drivername="postgresql").difference_update_query(
        [HOSTS, PORTS, WANTED, PATIENCE, OPTIONS]
    )
    failure: Exception | None = None
    for kind in ("standby", "any") if wanted == "prefer-standby" else (wanted,):
        for server in servers_of(url):
            try:
                return await asyncpg.connect(
                    address.render_as_string(hide_password=False),
                    host=server.host,
                    port=server.port,
                    target_session_attrs=kind,
                    timeout=seconds_to_connect(url),
                    server_settings={**server_settings, **settings_of(url), **READ_ONLY},
                    **given,
                )
            except REFUSALS as error:
                failure = error
    raise NotReadyError(UNREADABLE) from failure
