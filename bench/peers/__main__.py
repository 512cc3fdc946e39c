"""Measure Roster beside its peers."""

import contextlib
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.peers import asking, databases, load, processes, servers, variables
from bench.peers.servers import KINDS, Server
from bench.peers.table import Results, report

HOME = Path(tempfile.gettempdir()) / "roster-bench"


def listed(text: str, known: tuple[str, ...] | dict[str, Any]) -> list[str]:
    """Read a list of names, parted by commas; nothing is all of them."""
    names = text.split(",") if text else list(known)
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"{name} is none of {', '.join(known)}")
    return names


def main(
    file: Annotated[Path, typer.Argument(help="The SQLite file that all compare by.")],
    only: Annotated[str, typer.Option("--servers", help="Which servers; all without it.")] = "",
    questions: Annotated[str, typer.Option(help="Which questions, such as Q1,Q3.")] = "",
    rounds: Annotated[int, typer.Option(help="How often each server has its turn.")] = 3,
    seconds: Annotated[int, typer.Option(help="How long a turn is.")] = 2,
    clients: Annotated[str, typer.Option(help="How many ask at once, one after another.")] = "16,1",
    warming: Annotated[int, typer.Option(help="Seconds that each is asked before.")] = 1,
    results: Annotated[Path | None, typer.Option(help="Where figures are written.")] = None,
    home: Annotated[Path, typer.Option(help="What is kept between runs.")] = HOME,
) -> None:
    """Compare servers by the same questions about the same rows."""
    load.wrk()
    names, asked = listed(only, KINDS), listed(questions, asking.QUESTIONS)
    home = databases.home_of(home)
    with contextlib.ExitStack() as stack:
        places = {"file": str(file), "sqlite": f"sqlite:///{file.absolute()}"}
        database = None
        if any(KINDS[name].database == "postgresql" for name in names):
            url, database = stack.enter_context(databases.server(home))
            say("Copying the rows to PostgreSQL, unless they are there.")
            places["postgresql"] = databases.copied(file, url)
        started = [stack.enter_context(servers.running(name, places, home)) for name in names]
        say(f"{len(started)} servers are running.")
        bodies = prepared(started, asked, file, home)
        found = measured(
            started, database, bodies, asked, [int(each) for each in clients.split(",")],
            rounds, seconds, warming, results,
        )
    typer.echo(report(found))


def prepared(
    started: list[Server], asked: list[str], file: Path, home: Path
) -> dict[tuple[str, str], Path]:
    """Write what each server is asked, when all were seen to answer the same."""
    chosen = variables.chosen(file)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(asking.client_of(each)) for each in started if each.kind.words]
        requests = {
            (client.server.name, question): asking.bodies(client, question, chosen[question])
            for question in asked
            for client in clients
        }
        count = asking.compare(clients, requests)
        say(f"{count} answers are as {started[0].name} gives them.")
        for client in clients:
            if client.server.name.startswith("warm-"):
                say(f"Asking {client.server.name} all of it once.")
                for question in asked:
                    for body in requests[client.server.name, question]:
                        client.answer(body)
    files = {}
    for (name, question), bodies in requests.items():
        files[name, question] = home / f"{name}-{question}.jsonl"
        files[name, question].write_bytes(b"\n".join(bodies) + b"\n")
    return files


def measured(
    started: list[Server],
    database: int | None,
    bodies: dict[tuple[str, str], Path],
    asked: list[str],
    clients: list[int],
    rounds: int,
    seconds: int,
    warming: int,
    results: Path | None,
) -> Results:
    """Ask every question of every server in every round."""
    found: Results = {"cells": {}, "megabytes": {}}
    for number in range(rounds + 1):
        for question in asked:
            for count in clients if number else clients[:1]:
                for server in started:
                    behind = database if server.kind.database == "postgresql" else None
                    at = random.randrange(variables.MOST)  # noqa: S311 - not for secrets
                    lines = bodies.get((server.name, question))
                    length = seconds if number else warming
                    figures = load.drive(server, behind, lines, count, length, at)
                    if number:
                        key = f"{server.name} {question} {count}"
                        found["cells"].setdefault(key, []).append(figures)
        found["megabytes"] = {each.name: processes.megabytes(each.pid) for each in started}
        say(f"Round {number} of {rounds} is done." if number else "All are warm.")
        if results:
            results.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


def say(words: str) -> None:
    """Tell how far it is, beside the figures."""
    typer.echo(words, err=True)


if __name__ == "__main__":
    try:
        typer.run(main)
    except (asking.AskingError, servers.NotStartedError, FileNotFoundError) as problem:
        sys.exit(str(problem))
