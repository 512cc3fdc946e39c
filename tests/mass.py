"""A made-up dataset large enough that a planner looks things up rather than reading all of them.

A block of the benchmarks' crowd with all that is derived from it, several times over.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Table

from bench.block import Block
from bench.crowds import CORE, TAG, tagged
from fixtures.content import Line, line_of, table_of
from fixtures.derive import derive
from fixtures.rows import Rows
from models import CompensationReport, ExchangeRate, ModelCredit, Role

COPIES = 4
NUMBERS = ("0", "1", "2")
"""The copies that `Mass.ids` takes its ids from."""

CHOSEN = {"organization": f"organization/organization-{TAG}-5", "model": f"model/model-{TAG}-90"}
"""An organization that is neither the largest nor without roles, and a family of models."""

EVERY = 3
"""One of so many roles has a title of its own, and so many reports of pay make a package."""


class Mass:
    """The lines of the dataset, table by table."""

    def __init__(self) -> None:
        self.redirects: dict[str, str] = {}
        rows = derive(_authored())
        self._lines: dict[str, list[Line]] = defaultdict(list)
        for kind, found in rows.tables.items():
            self._lines[table_of(kind).name] += map(line_of(table_of(kind)), found)
        ids = sorted(row.id for row in rows.records())
        self._ids = {id_.partition("/")[0]: id_ for id_ in ids if TAG in id_} | CHOSEN

    def ids(self, kind: str) -> list[str]:
        """Return the ids of some records of a kind, which are alike."""
        return [self._ids[kind].replace(TAG, number) for number in NUMBERS]

    def lines(self, table: Table) -> Iterator[Line]:
        """Yield the lines of a table, copy by copy; the rates of a day are the same in each."""
        copies = 1 if table is table_of(ExchangeRate) else COPIES
        for number in range(copies):
            yield from tagged(self._lines[table.name], str(number))


def _authored() -> Rows:
    """Return a block with what blocks have nothing of, so that no index is of nulls alone."""
    block = Block(CORE, TAG)
    roles = block.rows.of(Role)
    for n, (one, other) in enumerate(zip(roles[::EVERY], roles[1::EVERY], strict=True)):
        one.predecessor_id = other.id
        one.title = f"Scientist {n}"
    for n, report in enumerate(block.rows.of(CompensationReport)):
        report.package = f"package-{TAG}-{n // EVERY}"
    for n, credit in enumerate(block.rows.of(ModelCredit)[::EVERY]):
        credit.person_id, credit.organization_id = None, block.organizations[n]
    return block.rows
