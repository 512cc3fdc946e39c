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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from multiprocessing import Pool
from typing import Annotated

import typer
from sqlalchemy import Table

from bench.block import PEOPLE, Block
from fixtures.content import Line, line_of, table_of
from fixtures.derive import derive
from fixtures.load import load
from fixtures.read import collector_resting
from fixtures.sorting import Spool
from models import Address, Dispute, ExchangeRate, Facts, Move, Spelling, TimelineEntry
from models.database import connect_url

CORE = 10
"""How many blocks share what belongs to the known organizations."""

PATTERNS = 5
"""How many patterns the blocks after these repeat."""

TAG = "§"
"""What stands in the ids of a pattern for the number of the block."""

LEFT_OUT: tuple[type[Facts], ...] = (Move, TimelineEntry, Dispute)
SEARCH: tuple[type[Facts], ...] = (Spelling, Address)
OWNERS = ("id", "address", "record_id", "model_id", "organization_id")
"""The columns that tell whose row it is, the first that a table has."""

Lines = dict[str, Spool[Line]]
"""Lines by the name of their table."""


def main(
    people: int,
    url: str,
    *,
    search: Annotated[bool, typer.Option(help="Fill what search looks up.")] = False,
) -> None:
    """Seed a database with a crowd."""
    made = connect_url(url)
    began = time.perf_counter()
    crowd = Crowd(people, search=search)
    typer.echo(f"Made up in {time.perf_counter() - began:.0f} s, {peak()}.")
    began = time.perf_counter()
    loaded = load(crowd, made, typer.echo)
    typer.echo(f"{loaded} {time.perf_counter() - began:.0f} s, {peak()}.")


def peak() -> str:
    """Tell the most memory that the process has had."""
    return f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


class Crowd:
    """The lines of a crowd, table by table."""

    def __init__(self, people: int, *, search: bool) -> None:
        self.redirects: dict[str, str] = {}
        self._blocks = people // PEOPLE
        if people % PEOPLE or self._blocks < CORE:
            raise typer.BadParameter(f"write whole thousands, {CORE * PEOPLE} or more")
        left_out = LEFT_OUT if search else (*LEFT_OUT, *SEARCH)
        self._core: Lines = defaultdict(Spool)
        self._patterns: list[Lines] = [defaultdict(Spool) for _ in range(PATTERNS)]
        numbers = range(CORE + PATTERNS)
        # The work is done by others, whose memory is not that of seeding.
        with Pool() as pool:
            for number, made in zip(numbers, pool.imap(_block, numbers), strict=True):
                taken = self._core if number < CORE else self._patterns[number - CORE]
                for kind, lines in made.items():
                    if kind not in left_out:
                        taken[table_of(kind).name].extend(lines)

    def lines(self, table: Table) -> Iterator[Line]:
        """Yield the lines of a table, block by block."""
        if table is table_of(ExchangeRate):  # one day's are the same in every block
            patterns = [line for pattern in self._patterns for line in pattern[table.name]]
            yield from dict.fromkeys([*self._core[table.name], *patterns])
            return
        yield from self._core[table.name]
        for number in range(CORE, self._blocks):
            yield from tagged(self._patterns[number % PATTERNS][table.name], str(number))


def _block(number: int) -> dict[type[Facts], list[Line]]:
    """Return the lines of a block of the core, or of the pattern that comes after it."""
    with collector_resting():
        block = Block(number, str(number), CORE) if number < CORE else Block(number, TAG)
        found: dict[type[Facts], list[Line]] = defaultdict(list)
        for row in own(block):
            found[type(row)].append(line_of(table_of(type(row)))(row))
        return found


def own(block: Block) -> Iterator[Facts]:
    """Yield the rows of a block, derived ones included; those of the known are the first one's."""
    foreign = () if block.has_known else {*block.known, *block.known_relations}
    for kind, rows in derive(block.rows).tables.items():
        owner = next((column for column in OWNERS if column in kind.model_fields), "")
        yield from (row for row in rows if getattr(row, owner, None) not in foreign)


def tagged(lines: Iterable[Line], tag: str) -> Iterator[Line]:
    """Yield the lines of a pattern as those of a block."""
    for line in lines:
        yield tuple(
            value.replace(TAG, tag) if isinstance(value, str) and TAG in value else value
            for value in line
        )


if __name__ == "__main__":
    typer.run(main)
