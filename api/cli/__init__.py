"""The command `roster`: the one place that knows all floors."""

import gc
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from api.settings import Settings

app = typer.Typer(
    help="Roster: a GraphQL API over a curated dataset of who builds AI. "
    "`roster seed` puts the fixtures into a database, `roster serve` answers questions from it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME; else DATABASE_URL, "
        "else sqlite:///roster.db.",
    ),
]
FixturesOption = Annotated[
    str | None,
    typer.Option(
        "--fixtures", metavar="DIR", help="Where the fixtures are; else those of this program."
    ),
]


def stop(text: object) -> NoReturn:
    """End the program with a message on standard error."""
    typer.echo(str(text), err=True)
    raise typer.Exit(1)


def tell(text: str) -> None:
    """Say on standard error how far a command is, to whoever watches it."""
    typer.echo(text, err=True)


def settings(**given: object) -> "Settings":
    """Read the settings, or stop and say what is wrong with them."""
    # They bring SQLAlchemy along, for which neither `--help` nor a mistyped option should wait.
    from api.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        return read_settings(**given)
    except SettingsError as error:
        stop(error)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; else ROSTER_HOST, else 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; else PORT, else 8000.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Server processes; else ROSTER_WORKERS, else 1.")
    ] = None,
    database: DatabaseOption = None,
    check_port: Annotated[
        bool, typer.Option("--check-port", help="Only see that the port is free, and end.")
    ] = False,
) -> None:
    """Serve the dataset that a database holds. A new release shows without a restart.

    Example: roster serve --port 8001
    """
    gc.disable()  # while all is imported, which lasts a tenth longer with it; see api.app
    from api.cli import serving  # noqa: PLC0415 - other commands need no server

    given = settings(host=host, port=port, workers=workers, database_url=database)
    if check_port:
        serving.check_port(given, stop)
    else:
        serving.run(given, stop)


@app.command()
def check(
    fixtures: FixturesOption = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", help="List what is else counted: such roles and such sources."),
    ] = False,
) -> None:
    """Read the fixtures and say all that is wrong with them, each with its file and line.

    When nothing is, say how much is filled in, and what deserves a look: people or organizations
    that may be one, current roles that nobody has reported for long, sources on which nothing
    rests, and sources without an address.
    """
    from api.cli import curating  # noqa: PLC0415

    curating.check(fixtures, typer.echo, stop, verbose=verbose)


@app.command()
def rates(fixtures: FixturesOption = None) -> None:
    """Print how much of each optional column is filled in, in percent, as JSON.

    Example: roster rates > tests/fill_rates.json
    """
    from api.cli import curating  # noqa: PLC0415

    typer.echo(curating.fill_rates(curating.rows(fixtures, stop)))


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="person, organization or model.")],
    name: Annotated[str, typer.Argument(help="The name, in the script in which you found it.")],
    slug: Annotated[
        str, typer.Option(help="The name of the file; else made from the name.", show_default=False)
    ] = "",
    fixtures: FixturesOption = None,
) -> None:
    """Write the beginning of a file for a person, organization or model not yet on record.

    Example: roster new person 林俊旸
    """
    from api.cli import editing  # noqa: PLC0415

    editing.new(kind, name, fixtures, typer.echo, stop, slug=slug)


@app.command("format")
def put_in_form(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Fixtures; all of them when none is named.")
    ] = None,
    fixtures: FixturesOption = None,
) -> None:
    """Put the keys of fixtures in their order, and name the schema for editors in the first line.

    Comments, quotes and line breaks stay as they are. A file that is no YAML is left alone.

    Example: roster format fixtures/people/lin-junyang.yaml
    """
    from api.cli import editing  # noqa: PLC0415

    editing.put_in_form(files or [], fixtures, typer.echo, stop)


@app.command()
def diff(
    revision: Annotated[
        str | None,
        typer.Argument(
            help="A commit, branch or tag; else the commit at which this branch left origin/main, "
            "or main: what you have changed since, committed or not."
        ),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Compare with what this database holds instead."),
    ] = None,
    fixtures: FixturesOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="CHARACTERS",
            min=2000,
            help="Leave out what has no room, and say how much; a comment on GitHub holds 65536.",
        ),
    ] = None,
) -> None:
    """Tell what the fixtures say otherwise than an older version, in Markdown for reviewers.

    Facts that come, change and go; and what follows from them: disputes, confidence, moves, gaps
    in careers and employments that overlap.

    Example: roster diff HEAD~5
    """
    from api.cli import comparing  # noqa: PLC0415

    url = settings(database_url=database).url if database is not None else None
    typer.echo(comparing.diff(revision, url, fixtures, tell, stop, limit=limit))


@app.command()
def seed(database: DatabaseOption = None, fixtures: FixturesOption = None) -> None:
    """Put the fixtures into a database, as a new release if anything changed.

    The tables are made, or brought up to date, first. Whatever happens, the database then holds
    the new release whole or the old one as it was; a server that runs goes on.

    Example: roster seed --database postgresql://roster@localhost/roster
    """
    from api.cli import curating  # noqa: PLC0415

    url = settings(database_url=database).url
    curating.seed(curating.rows(fixtures, stop), url, typer.echo, stop)


@app.command()
def export(
    directory: Annotated[
        str | None,
        typer.Argument(help="Where to; else ROSTER_DOWNLOADS, else downloads.", show_default=False),
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Write the dataset of a database as files: SQLite, CSV and JSON Lines, with a description.

    A directory that is there is replaced if an export made it, and else left alone. Whatever
    happens, it then holds the new files or the old ones, whole. A server that runs with
    ROSTER_DOWNLOADS naming it offers them at /downloads.

    Example: roster export --database sqlite:///roster.db downloads
    """
    from api.cli import exporting  # noqa: PLC0415

    given = settings(database_url=database, downloads=directory)
    exporting.run(given.url, Path(given.downloads), typer.echo, stop)


@app.command()
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            help="person, sources …: the JSON Schema of such fixtures instead; "
            "dictionary: the page on what the downloads hold."
        ),
    ] = None,
) -> None:
    """Print the GraphQL schema, for code generators and for `schema.graphql`.

    Example: roster schema person > fixtures/schemas/person.json
    """
    if kind == "dictionary":
        from api.downloads.dictionary import markdown  # noqa: PLC0415

        typer.echo(markdown(), nl=False)
    elif kind:
        from api.cli import editing  # noqa: PLC0415

        typer.echo(editing.json_schema(kind, stop))
    else:
        from api.schema import schema as made  # noqa: PLC0415

        typer.echo(made.as_str())


def main() -> None:
    """Run the command."""
    logging.basicConfig(format="%(levelname)s: %(message)s")
    app()
