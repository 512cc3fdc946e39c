"""The server: the schema over HTTP, a page that says what this is, and a sign of life."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from strawberry.fastapi import GraphQLRouter
from strawberry.http.base import BaseRequestProtocol

from api.answers import Answers
from api.context import Context
from api.database import Database
from api.desk import Desk, encoded
from api.downloads.offer import Downloads
from api.downloads.routes import router
from api.errors import NotReadyError
from api.plain import PATH, Plain
from api.plan import Plans
from api.schema import documents, schema
from api.settings import Settings, read_settings
from api.welcome import welcome

log = logging.getLogger("roster")


class Endpoint(GraphQLRouter[Context, None]):
    """GraphQL over HTTP, and its playground for whoever comes with a browser."""

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Open the playground for browsers, also where the address holds a query."""
        return request.method == "GET" and "text/html" in request.headers.get("accept", "")

    async def render_graphql_ide(self, request: Request) -> HTMLResponse:
        """Return the playground, which whoever keeps it must not take for an answer."""
        page = await super().render_graphql_ide(request)
        page.headers["vary"] = "Accept"
        return page

    def encode_json(self, data: object) -> bytes:
        """Write the answer in the very bytes in which `Plain` would."""
        return encoded(data)

    @property
    def graphql_ide_html(self) -> str:
        """Return the playground, which takes its query from the address under `query`.

        Strawberry's page reads and writes `q`, which no other client would understand.
        """
        page = super().graphql_ide_html
        return page.replace("parameters.q ", "parameters.query ").replace("({ q: ", "({ query: ")


def create_app(settings: Settings | None = None) -> Plain:
    """Make the server for the settings, or for those of the environment."""
    settings = settings or read_settings()
    database = Database(settings.url)
    downloads = Downloads(Path(settings.downloads))
    plans = Plans(schema, database, downloads, rows=settings.rows) if settings.plan else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await database.check()
        except NotReadyError as problem:
            log.warning("%s Until then every query is answered with this message.", problem)
        yield
        await database.close()

    def context() -> Context:
        return Context(database, downloads, plans)

    async def edition(*, fresh: bool = False) -> object:
        try:
            return await database.edition(fresh=fresh), downloads.state()
        except NotReadyError:
            return None

    app = FastAPI(
        title="Roster", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    endpoint: Any = Endpoint(schema, context_getter=context)
    app.include_router(endpoint, prefix=PATH)
    app.include_router(router(database, downloads))

    answers = Answers(settings.answers * 2**20) if settings.answers else None

    @app.get("/", response_class=HTMLResponse)
    async def front() -> str:
        return welcome()

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return Plain(app, Desk(schema, documents, context, edition, answers, plans=plans))


def _collect_seldom() -> None:
    """Look for garbage less often, and never among what lasts as long as the process does.

    A request makes objects by the thousand, which nearly all go when their last user does. What
    importing leaves behind is not worth the tenth of a second that looking for it takes.
    """
    gc.freeze()
    gc.set_threshold(10_000, 50, 10)
    gc.enable()


def __getattr__(name: str) -> Plain:
    # So that `uvicorn api.app:app` works, and importing this module starts nothing.
    if name == "app":
        app = create_app()
        _collect_seldom()
        return app
    raise AttributeError(name)
