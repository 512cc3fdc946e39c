"""Write tables of what was measured, and a picture, into a document.

    python -m bench.peers.table RESULTS [DOCUMENT]

Without a document the tables are printed. In it they stand between two marks, and the picture
beside it under the same name.
"""

import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from bench.peers.plot import picture
from bench.peers.results import ALONE, MANY, Results, read

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
PEER = "postgraphile"
NOTHING = "–"
FEW = 10
"""Below so many requests a second, tenths are told."""

Cell = Callable[[str, str], str]


def main(results: Path, document: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Print the tables, or write them into a document."""
    found = list(read(results))
    if document is None:
        typer.echo("\n".join(report(each) for each in found))
        return
    text = document.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"{document} has no place for tables, from {BEGIN} to {END}.")
    drawn = document.with_suffix(".svg")
    drawn.write_text(picture(found), encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    tables = "\n".join(f"### {each.people:,} people\n\n{report(each)}" for each in found)
    shown = f"![Microseconds a request against people]({drawn.name})"
    document.write_text(f"{before}{BEGIN}\n\n{tables}\n{shown}\n\n{END}{after}", encoding="utf-8")


def report(results: Results) -> str:
    """Return all tables of one database, in Markdown."""
    parts = [
        ("Requests a second, 16 clients", lambda *of: rate(results, *of)),
        (
            f"Times the rate of {PEER}: median (lowest–highest round)",
            lambda *of: ratio(results, *of),
        ),
        (
            "Microseconds of processor time a request, 16 clients: server + database",
            lambda *of: cost(results, *of),
        ),
        (
            "Milliseconds until the answer, 1 client: half are faster / 99 of 100 are",
            lambda *of: wait(results, *of),
        ),
    ]
    tables = [f"{title}:\n\n{table(results, cell)}" for title, cell in parts]
    return "\n\n".join([*tables, *remarks(results)]) + "\n"


def table(results: Results, cell: Cell) -> str:
    """Return a table with a row for each server and a column for each question."""
    questions = results.names(1)
    rows = [["server", *questions], ["---"] + ["--:"] * len(questions)]
    rows += [[name, *(cell(name, each) for each in questions)] for name in results.names(0)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        " | ".join(
            each.rjust(width) if number else each.ljust(width)
            for number, (each, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(f"| {line} |" for line in lines)


def rate(results: Results, name: str, question: str) -> str:
    """Return requests a second."""
    found = results.median(name, question, MANY, "rate")
    return NOTHING if found is None else f"{found:.1f}" if found < FEW else f"{found:.0f}"


def ratio(results: Results, name: str, question: str) -> str:
    """Return how many times the peer's rate it is, and the spread over the rounds."""
    found = results.ratios(name, PEER, question)
    if not found:
        return NOTHING
    return f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})"


def cost(results: Results, name: str, question: str) -> str:
    """Return what a request costs, apart for the server and the database behind it."""
    server = results.median(name, question, MANY, "server")
    database = results.median(name, question, MANY, "database")
    if server is None or database is None:
        return NOTHING
    return f"{server:.0f} + {database:.0f}" if database else f"{server:.0f}"


def wait(results: Results, name: str, question: str) -> str:
    """Return how long a client waits that asks alone."""
    half, most = (results.median(name, question, ALONE, figure) for figure in ("p50", "p99"))
    return NOTHING if half is None or most is None else f"{half / 1e3:.2f} / {most / 1e3:.1f}"


def remarks(results: Results) -> Iterator[str]:
    """Yield what is to be known of all the figures together."""
    sizes = (f"{name} {size:.0f}" for name, size in results.megabytes.items())
    yield f"Resident megabytes at the end: {', '.join(sizes)}."
    figures = [each for cell in results.cells.values() for each in cell]
    foreign = [each["foreign"] for each in figures]
    yield (
        f"Others took {statistics.median(foreign):.2f} processors meanwhile (median; at most "
        f"{max(foreign):.2f}). {sum(each['failed'] for each in figures)} requests failed."
    )


if __name__ == "__main__":
    typer.run(main)
