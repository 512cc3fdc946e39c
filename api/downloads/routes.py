"""The files over HTTP, under /downloads. None is ever made here: that is `roster export`'s work."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.staticfiles import NotModifiedResponse

from api.database import Database
from api.downloads.export import newest_hash
from api.downloads.offer import Downloads
from api.downloads.package import DESCRIPTOR, File, Package
from api.errors import NotReadyError

ROOT = "/downloads"

NONE = (
    "There are no downloads of the release that is served here. Whoever keeps this server makes "
    "them by `roster export`."
)


def url(file: File) -> str:
    """Return the address of a file on this server."""
    return f"{ROOT}/{file.filename}"


def router(database: Database, downloads: Downloads) -> APIRouter:
    """Return the route to the files."""
    made = APIRouter()

    @made.api_route(f"{ROOT}/{{filename}}", methods=["GET", "HEAD"])
    async def download(filename: str, request: Request) -> Response:
        try:
            async with database.snapshot() as session:
                package = downloads.of(await newest_hash(session))
        except NotReadyError as problem:
            return PlainTextResponse(f"{problem.message}\n", status_code=503)
        if not package:
            return PlainTextResponse(f"{NONE}\n", status_code=404)
        if filename not in package.files:
            words = f"There is no {filename} here; {ROOT}/{DESCRIPTOR} lists what there is.\n"
            return PlainTextResponse(words, status_code=404)
        return _answer(package, package.files[filename], request)

    return made


def _answer(package: Package, file: File, request: Request) -> Response:
    """Send a file, or say that the client has it already."""
    headers = {
        "etag": f'"{file.sha256}"',
        "cache-control": "public, no-cache",  # keep it, and ask each time if it is still this one
    }
    path = package.directory / file.filename
    response = FileResponse(path, headers=headers, media_type=file.media_type)
    known = request.headers.get("if-none-match", "").split(",")
    if any(tag.strip().removeprefix("W/") in ("*", headers["etag"]) for tag in known):
        return NotModifiedResponse(response.headers)
    return response
