"""What was measured, and the file that keeps it."""

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

MANY, ALONE = 16, 1
"""How many ask at once: for what a server can do, and for how soon it answers."""


class Figures(TypedDict):
    """What one server made of one question in one round.

    `rate` is of requests a second; `server` and `database` are microseconds of processor time a
    request, `p50` and `p99` those until the answer. `foreign` is how many processors were taken
    by others meanwhile.
    """

    rate: float
    p50: float
    p99: float
    server: float
    database: float
    foreign: float
    bytes: float
    failed: int


@dataclass
class Results:
    """The figures of each round, by server, question and clients, and how large servers became."""

    people: int
    cells: dict[str, list[Figures]] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)

    def note(self, server: str, question: str, clients: int, figures: Figures) -> None:
        """Add the figures of a round."""
        self.cells.setdefault(f"{server} {question} {clients}", []).append(figures)

    def names(self, part: int) -> list[str]:
        """Return all servers (0), questions (1) or numbers of clients (2), in order."""
        return list(dict.fromkeys(key.split(" ")[part] for key in self.cells))

    def all(self, server: str, question: str, clients: int, figure: str) -> list[float]:
        """Return a figure of each round; none where it was not measured."""
        found: list[Any] = [*self.cells.get(f"{server} {question} {clients}", [])]
        return [each[figure] for each in found]

    def median(self, server: str, question: str, clients: int, figure: str) -> float | None:
        """Return the median of the rounds; None where it was not measured."""
        found = self.all(server, question, clients, figure)
        return statistics.median(found) if found else None

    def ratios(self, server: str, other: str, question: str) -> list[float]:
        """Return how many times the rate of another server a server had in each round."""
        own, its = (self.all(name, question, MANY, "rate") for name in (server, other))
        return [mine / theirs for mine, theirs in zip(own, its, strict=False) if theirs]


def read(file: Path) -> Iterator[Results]:
    """Yield what a file keeps, the smallest database first."""
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        yield from (Results(**each) for each in sorted(kept, key=lambda each: each["people"]))


def keep(file: Path, results: Results) -> None:
    """Write results to a file, in place of what it has of a database of that size."""
    others = [each for each in read(file) if each.people != results.people]
    kept = [vars(each) for each in (*others, results)]
    file.write_text(json.dumps(kept, indent=1), encoding="utf-8")
