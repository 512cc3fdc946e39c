"""Figures of this process: plain numbers, for each of them is counted up at every request."""

from bisect import bisect_left
from collections import Counter

from api.seeing.record import Seen, Way

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COSTS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)

MOST_REASONS = 200
"""How many reasons are told apart; they name fields of the schema, of which there are fewer."""
OTHERS = "others"


class Histogram:
    """How many values there were up to each of some bounds, and their sum."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.sum = 0.0
        self._counts = [0] * (len(bounds) + 1)

    def add(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def buckets(self) -> list[tuple[str, float]]:
        """Return the bounds and how many values are not above each, as Prometheus has them."""
        found, total = [], 0
        for bound, count in zip((*self.bounds, "+Inf"), self._counts, strict=True):
            total += count
            found.append((str(bound), float(total)))
        return found


class Counts:
    """What became of the requests of this process."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.requests: Counter[tuple[str, str, int | None]] = Counter()
        """By way, first error code and status."""
        self.seconds = {way: Histogram(SECONDS) for way in Way}
        self.costs = Histogram(COSTS)
        self.statements: Counter[str] = Counter()
        self.statement_seconds: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.bytes = 0

    def add(self, it: Seen) -> None:
        """Count a request that is over."""
        way = it.way
        self.requests[way, it.codes[0] if it.codes else "", it.status] += 1
        self.bytes += it.bytes
        if it.seconds is not None:
            self.seconds[way].add(it.seconds)
        if it.cost is not None:
            self.costs.add(it.cost)
        if it.statements:
            self.statements[way] += it.statements
            self.statement_seconds[way] += it.statement_seconds  # type: ignore[assignment]
        if it.reason:
            known = it.reason in self.reasons or len(self.reasons) < MOST_REASONS
            self.reasons[it.reason if known else OTHERS] += 1
