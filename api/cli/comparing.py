"""What `roster diff` does."""

import shlex

from sqlalchemy import URL

from api.cli import curating
from api.cli.curating import COUNTED, Say, Stop
from fixtures.difference.past import Past, PastError, of_database, of_revision
from fixtures.difference.report import report
from fixtures.difference.revision import RevisionError, find
from fixtures.difference.section import markdown
from models.database import public_url


def diff(
    revision: str | None,
    url: URL | None,
    fixtures: str | None,
    say: Say,
    stop: Stop,
    *,
    limit: int | None,
) -> str:
    """Return what the fixtures say otherwise than a revision or a database, as Markdown.

    Say what is read meanwhile.
    """
    if revision is not None and url is not None:
        stop("A revision and --database are two things to compare with: name one of them.")
    say("Reading the fixtures ...")
    now = curating.rows(fixtures, stop)
    try:
        past, name, arguments = _past(revision, url, fixtures, say, stop)
    except (PastError, RevisionError) as error:
        stop(error)
    where = ["--fixtures", fixtures] if fixtures is not None else []
    say("Comparing ...")
    command = shlex.join(["roster", "diff", *arguments, *where])
    return markdown(report(past, now, name, COUNTED), limit, command)


def _past(
    revision: str | None, url: URL | None, fixtures: str | None, say: Say, stop: Stop
) -> tuple[Past, str, list[str]]:
    """Return the older version, what it is called, and the arguments by which it was named."""
    if url is not None:
        plain = public_url(url)
        say(f"Reading {plain} ...")
        return of_database(url), plain, ["--database", plain]
    directory = curating.directory(fixtures, stop)
    found = find(directory, revision)
    say(f"Reading those of {found} ...")
    return of_revision(found, directory), str(found), [revision] if revision else []
