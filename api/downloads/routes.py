"""The files over HTTP, under /downloads. None is ever made here: that is `roster export`'s work."""

import re
from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.staticfiles import NotModifiedResponse

from api.database import Database
from api.downloads.export import newest_hash
from api.downloads.offer import Downloads
from api.downloads.package import File, Package
from api.errors import NotReadyError

ROOT = "/downloads"

NONE = (
    "There are no downloads of the release that is served here. Whoever keeps this server makes "
    "them by `roster export`.\n"
)

ADDRESS = re.compile(r"https://[^\s()]+")
"""An address in the text of a page; ours stand in parentheses."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Roster: downloads</title>
<style>
  body {{ font: 18px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto }}
  td + td {{ text-align: right; padding-left: 2rem }}
  :root {{ color-scheme: light dark }}
</style>
<h1>Downloads</h1>
{about}
<table>
<tr><th>File<th>Bytes<th>Rows</tr>
{files}
</table>
</html>
"""


def url(file: File) -> str:
    """Return the address of a file on this server."""
    return f"{ROOT}/{file.filename}"


def router(database: Database, downloads: Downloads) -> APIRouter:
    """Return the routes to the files and to the list of them."""
    made = APIRouter()

    async def offered() -> Package | Response:
        try:
            async with database.snapshot() as session:
                package = downloads.of(await newest_hash(session))
        except NotReadyError as problem:
            return PlainTextResponse(f"{problem.message}\n", status_code=503)
        return package or PlainTextResponse(NONE, status_code=404)

    @made.api_route(f"{ROOT}/", methods=["GET", "HEAD"])
    async def listing() -> Response:
        package = await offered()
        return package if isinstance(package, Response) else HTMLResponse(page(package))

    @made.api_route(f"{ROOT}/{{filename}}", methods=["GET", "HEAD"])
    async def download(filename: str, request: Request) -> Response:
        package = await offered()
        if isinstance(package, Response):
            return package
        if filename in package.files:
            return _answer(package, package.files[filename], request)
        words = f"There is no {filename} here; {ROOT}/ lists what there is.\n"
        return PlainTextResponse(words, status_code=404)

    return made


def page(package: Package) -> str:
    """Return a page that lists the files, and says what they say of themselves."""
    about = "\n".join(f"<p>{_linked(each)}</p>" for each in package.about)
    lines = [
        f'<tr><td><a href="{url(file)}">{file.filename}</a><td>{file.bytes:,}'
        f"<td>{'' if file.rows is None else f'{file.rows:,}'}</tr>"
        for file in package.files.values()
    ]
    return PAGE.format(about=about, files="\n".join(lines))


def _linked(text: str) -> str:
    return ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', escape(text))


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
