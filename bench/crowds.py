"""Made-up crowds of any size, for benchmarks.

    python -m bench.crowds PEOPLE DATABASE_URL [--search]

Makes up so many people (thousands, at least ten), a tenth as many organizations, three times as
many roles and so on, always the same; seeds a database with them, and prints seconds and peak
memory. All columns are derived as those of the fixtures are. Left out are moves, timelines and
disputes; and, without --search, what search looks up.

The first 10,000 people are the same in a crowd of every size, as is all that belongs to the
organizations `giant-…` and `big-…`. The others are blocks of a thousand that repeat a few patterns
under other ids.
"""

import resource
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from bench.block import PEOPLE, Block
from fixtures.derive import derive
from fixtures.load import load
from fixtures.read import collector_resting
from fixtures.rows import Rows
from models import (
    Address,
    Dispute,
    ExchangeRate,
    Facts,
    Move,
    Spelling,
    TimelineEntry,
)
from models.database import connect_url

CORE = 10
"""How many blocks share what belongs to the known organizations."""

LEFT_OUT: tuple[type[Facts], ...] = (Move, TimelineEntry, Dispute)
SEARCH: tuple[type[Facts], ...] = (Spelling, Address)
OWNERS = ("id", "address", "record_id", "model_id", "organization_id")
"""The columns that tell whose row it is, the first that a table has."""


def main(
    people: int,
    url: str,
    *,
    search: Annotated[bool, typer.Option(help="Fill what search looks up.")] = False,
) -> None:
    """Seed a database with a crowd."""
    made = connect_url(url)
    began = time.perf_counter()
    if people != CORE * PEOPLE:
        raise typer.BadParameter(f"only {CORE * PEOPLE:,} people fit into memory so far")
    rows = core(search=search)
    typer.echo(f"Made up in {time.perf_counter() - began:.0f} s.")
    began = time.perf_counter()
    loaded = load(rows, made, typer.echo)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - began
    typer.echo(f"{loaded} {seconds:.0f} s, at most {memory:,.0f} MB of memory.")


def core(*, search: bool) -> Rows:
    """Return the rows of the first blocks."""
    rows = Rows()
    with collector_resting():
        for number in range(CORE):
            for row in _own(Block(number, str(number), CORE), with_known=not number):
                if search or not isinstance(row, SEARCH):
                    rows.of(type(row)).append(row)
    rates = {(rate.day, rate.currency): rate for rate in rows.of(ExchangeRate)}
    rows.tables[ExchangeRate] = list(rates.values())
    return rows


def _own(block: Block, *, with_known: bool) -> Iterator[Facts]:
    """Yield the rows of a block, derived ones included; those of the known only where asked for."""
    known = () if with_known else {*block.known, *block.known_relations}
    for table, members in derive(block.rows).tables.items():
        owner = next((column for column in OWNERS if column in table.model_fields), "")
        if table not in LEFT_OUT:
            yield from (row for row in members if getattr(row, owner, None) not in known)


if __name__ == "__main__":
    typer.run(main)
