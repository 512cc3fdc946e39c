"""Measure Roster beside its peers, on made-up crowds."""

import contextlib
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bench.peers import asking, databases, load, results, rounds, servers, table
from bench.peers.servers import KINDS
from tests.postgres import PostgresMissingError

HOME = Path(tempfile.gettempdir()) / "roster-bench"
QUESTIONS, SERVERS = ",".join(asking.QUESTIONS), ",".join(KINDS)


def main(
    *,
    sizes: Annotated[str, typer.Option(help="How many people, size after size.")] = "10000",
    file: Annotated[Path | None, typer.Option(help="A seeded SQLite file, in their place.")] = None,
    only: Annotated[str, typer.Option("--servers", help="Which servers.")] = SERVERS,
    questions: Annotated[str, typer.Option(help="Which questions.")] = QUESTIONS,
    turns: Annotated[int, typer.Option("--rounds", help="How often each has its turn.")] = 3,
    seconds: Annotated[int, typer.Option(help="How long a turn is, at least.")] = 2,
    clients: Annotated[str, typer.Option(help="How many ask at once.")] = "16,1",
    out: Annotated[
        Path | None, typer.Option("--results", help="Keep figures there; see bench.peers.table.")
    ] = None,
    home: Annotated[Path, typer.Option(help="Databases are kept there between runs.")] = HOME,
) -> None:
    """Compare servers by the same questions about the same rows, and print tables."""
    load.wrk()
    length = rounds.Length(turns, seconds, [int(each) for each in clients.split(",")])
    names, asked = chosen(only, SERVERS), chosen(questions, QUESTIONS)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)  # PostgreSQL's user must get through
    for each in [file] if file else [crowd(home, int(size)) for size in sizes.split(",")]:
        found = compare(each, names=names, asked=asked, length=length, home=home, out=out)
        typer.echo(table.report(found))


def chosen(text: str, known: str) -> list[str]:
    """Read names, parted by commas."""
    for name in text.split(","):
        if name not in known.split(","):
            raise typer.BadParameter(f"{name} is none of {known}")
    return text.split(",")


def crowd(home: Path, people: int) -> Path:
    """Return the SQLite file of a crowd, made when there is none."""
    file = home / f"crowd_{people}.db"
    if not file.exists():
        say(f"Making up {people:,} people.")
        begun = file.with_suffix(".begun.db")
        begun.unlink(missing_ok=True)
        command = [sys.executable, "-m", "bench.crowds", str(people), f"sqlite:///{begun}"]
        subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - the command is ours
        begun.rename(file)
    return file


def compare(
    file: Path,
    *,
    names: list[str],
    asked: list[str],
    length: rounds.Length,
    home: Path,
    out: Path | None,
) -> results.Results:
    """Run the servers over one database, and measure them."""
    with contextlib.closing(sqlite3.connect(file)) as rows:
        (people,) = rows.execute("SELECT count(*) FROM person").fetchone()
    found = results.Results(people)
    with contextlib.ExitStack() as stack:
        places = {"file": str(file), "sqlite": f"sqlite:///{file.absolute()}"}
        database = None
        if any(KINDS[name].database == "postgresql" for name in names):
            url, database = stack.enter_context(databases.server(home))
            places["postgresql"] = databases.copied(file, url, say)
        running = [stack.enter_context(servers.running(each, places, home)) for each in names]
        say(f"{people:,} people; {len(running)} servers are running.")
        loads = rounds.loads(running, asked, database, file, say)
        for words in rounds.measured(loads, length, found):
            say(words)
            if out and found.cells:
                results.keep(out, found)
    return found


def say(words: str) -> None:
    """Tell how far it is, apart from the tables."""
    typer.echo(words, err=True)


if __name__ == "__main__":
    try:
        typer.run(main)
    except (
        asking.AskingError,
        load.WrkMissingError,
        servers.NotStartedError,
        PostgresMissingError,
    ) as problem:
        sys.exit(str(problem))
