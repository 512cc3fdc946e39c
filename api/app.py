"""The server: the schema over HTTP, a page that says what this is, and what its keepers ask."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from api.answers import Answers
from api.context import Context
from api.database import Database
from api.desk import Desk
from api.downloads.offer import Downloads
from api.downloads.routes import router
from api.editions import Editions
from api.errors import NotReadyError
from api.http import manifest
from api.http.cross_site import Origins
from api.http.endpoint import Endpoint
from api.http.persisted import Persisted
from api.http.reading import Reader
from api.plan import Plans
from api.schema import documents, schema
from api.seeing.counts import Counts
from api.seeing.figures import Figures, kept
from api.seeing.log import Log, configure
from api.seeing.metrics import Metrics
from api.seeing.readiness import Readiness
from api.seeing.routes import router as probes
from api.seeing.shared import Directory
from api.seeing.watch import Watch
from api.settings import Settings, read_settings
from api.turns import Turns
from api.welcome import welcome
from models.database import public_url

log = logging.getLogger("roster")


def create_app(settings: Settings | None = None, seen_by: Log | None = None) -> Watch:
    """Make the server for the settings, or for those of the environment; `seen_by` a log."""
    settings = settings or read_settings()
    database = Database(settings.url)
    downloads = Downloads(Path(settings.downloads))
    plans = Plans(schema, database, downloads, rows=settings.rows) if settings.plan else None

    turns = Turns(settings.waiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await database.check()
        except NotReadyError as problem:
            log.warning("%s Until then every query is answered with this message.", problem)
        log.info("serving", extra={"facts": {"database": public_url(settings.url)}})
        async with metrics.told():
            yield
        await database.close()
        log.info("stopped")
        if seen_by:
            seen_by.settle()

    def context() -> Context:
        return Context(database, downloads, plans, settings, turns)

    app = FastAPI(
        title="Roster", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.include_router(router(database, downloads))

    answers = Answers(settings.answers * 2**20) if settings.answers else None

    @app.get("/", response_class=HTMLResponse)
    async def front() -> str:
        return welcome()

    counts = Counts()
    directory = Directory(Path(settings.metrics)) if settings.metrics else None
    metrics = Metrics(Figures(counts, kept(answers, plans, seen_by)), database, directory)
    app.include_router(probes(Readiness(database), metrics))

    endpoint = Endpoint(
        app,
        Desk(
            schema,
            documents,
            context,
            Editions(database, downloads),
            answers,
            plans=plans,
            limits=settings,
            deadline=settings.deadline,
            turns=turns,
        ),
        reader=Reader(settings.body * 1024, settings.reading),
        persisted=Persisted(manifest.read(settings.trusted), only=settings.trusted_only),
        origins=Origins(frozenset(settings.origins.split())),
        kept_for=settings.max_age,
    )
    return Watch(endpoint, counts, seen_by, settings.slow / 1_000)


def _collect_seldom() -> None:
    """Look for garbage less often, and never among what lasts as long as the process does.

    A request makes objects by the thousand, which nearly all go when their last user does. What
    importing leaves behind is not worth the tenth of a second that looking for it takes.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 5)
    gc.enable()


def __getattr__(name: str) -> Watch:
    # So that `uvicorn api.app:app` works, and importing this module starts nothing.
    if name == "app":
        settings = read_settings()
        app = create_app(settings, configure(settings))
        _collect_seldom()
        return app
    raise AttributeError(name)
