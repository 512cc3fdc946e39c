"""What all rows of the made-up crowd are made with: chance, vague dates, names and evidence."""

import random
from collections.abc import Iterator
from typing import Any

from fixtures.rows import Rows
from models import (
    Basis,
    Evidence,
    Facts,
    Name,
    NameKind,
    RecordFacts,
    Source,
    SourceTier,
    Stance,
)
from tests.people import Namer

SUPPORTIVE = 0.98
"""The share of the evidence that supports a fact."""


class Maker:
    """Adds rows to others. The number is that of the chance; the tag stands in all ids."""

    def __init__(self, number: int, tag: str, sources: int) -> None:
        self.tag = tag
        self.random = random.Random(number)  # noqa: S311 - no secret is made
        self.namer = Namer(self.random)
        self.rows = Rows()
        self.sources = [self.source(n) for n in range(sources)]

    def some(self, choices: Any) -> Any:
        """Pick one."""
        return self.random.choice(choices)

    def add(self, row: Facts) -> Any:
        """Add a row, and return it."""
        self.rows.of(type(row)).append(row)
        return row

    def day(self, first: int, last: int) -> str | None:
        """Make up a vague date: some are days, months or years, and few others or none."""
        year, month = self.random.randint(first, last), self.random.randint(1, 12)
        form, day = self.random.randrange(10), self.random.randint(1, 28)
        plain = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"{year}")
        within = f"[{year}-{month:02}..{year + 1}]"
        return (*plain, *plain, *plain[:2], within, None)[form]

    def source(self, n: int) -> str:
        """Add a source, and return its id."""
        publisher = f"Paper {n % 90}"
        self.add(
            Source(
                id=f"source/source-{self.tag}-{n}",
                url=f"https://www.example{n % 90}.com/news/{self.tag}/{n}",
                headline=f"Headline {n}",
                publisher=publisher,
                tier=self.some(tuple(SourceTier)),
                published_edtf=self.day(2018, 2025),
                publisher_folded="",
            )
        )
        return f"source/source-{self.tag}-{n}"

    def evidence(self, subject: str) -> None:
        """Add what one of the sources says of a record."""
        source = self.some(self.sources)
        # The number keeps apart what one source says of one record twice.
        number = len(self.rows.of(Evidence))
        self.add(
            Evidence(
                id=f"evidence/{subject.replace('/', '.')}.{source.partition('/')[2]}.{number}",
                subject_id=subject,
                source_id=source,
                basis=self.some(tuple(Basis)),
                stance=Stance.SUPPORTS if self.random.random() < SUPPORTIVE else Stance.DISPUTES,
            )
        )

    def fact(self, row: RecordFacts) -> Any:
        """Add what rests on a source."""
        self.evidence(row.id)
        return self.add(row)

    def named(self, record: str, names: Iterator[tuple[str, NameKind]], most: int) -> None:
        """Give a record the first few of some names."""
        distinct: dict[str, NameKind] = {}
        for text, kind in names:
            distinct.setdefault(text, kind)
        for position, (text, kind) in enumerate([*distinct.items()][:most]):
            lang = "zh-Hans" if kind is NameKind.NATIVE else "en"
            self.add(
                Name(
                    record_id=record, position=position, text=text, kind=kind, lang=lang, folded=""
                )
            )
