"""The figures of a process in the words of Prometheus.

The library only writes the text: its own counters cost some microseconds for each request, above
all where several processes share them.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from api.answers import Answers
from api.plan import Plans
from api.seeing.counts import Counts
from api.seeing.log import Log
from api.seeing.record import Way

WORKER = "worker"


@dataclass(frozen=True)
class Gauge:
    """A value that goes up and down, and how to look at it."""

    name: str
    help: str
    look: Callable[[], float]


@dataclass(frozen=True)
class Released:
    """The release that is served."""

    version: int
    at: datetime

    def collect(self) -> Iterator[Metric]:
        """Yield its figures."""
        age = (datetime.now(UTC) - self.at.replace(tzinfo=self.at.tzinfo or UTC)).total_seconds()
        yield GaugeMetricFamily("roster_release_version", "The release.", self.version)
        yield GaugeMetricFamily("roster_release_age_seconds", "Since it was seeded.", age)


class Figures(Collector):
    """The figures of this process: what was counted, what can be looked at, and what it uses."""

    def __init__(self, counts: Counts, gauges: Iterable[Gauge]) -> None:
        self._counts = counts
        self._gauges = tuple(gauges)
        self._worker = str(os.getpid())
        self._process = ProcessCollector(registry=None)

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        yield from self._counted()
        yield self._histogram()
        yield from self._looked_at()
        for family in self._process.collect():
            family.samples = [
                each._replace(labels={WORKER: self._worker}) for each in family.samples
            ]
            yield family

    def _counted(self) -> Iterator[Metric]:
        it = self._counts
        requests = CounterMetricFamily(
            "roster_requests",
            "Requests by way, status (none where the client went away) and first error code.",
            labels=("way", "status", "code"),
        )
        for (way, code, status), number in it.requests.items():
            requests.add_metric((way, str(status or "none"), code), number)
        yield requests
        yield _by("roster_statements", "Statements that were run.", "way", it.statements)
        yield _by("roster_statements_seconds", "The time they took.", "way", it.statement_seconds)
        yield _by(
            "roster_plan_fallbacks",
            "Operations that graphql-core answered and no plan, by the reason.",
            "reason",
            it.reasons,
        )
        yield CounterMetricFamily("roster_response_bytes", "Bytes of bodies sent.", it.bytes)
        cost = HistogramMetricFamily("roster_request_cost", "Cost of operations.")
        cost.add_metric((), it.costs.buckets(), it.costs.sum)
        yield cost

    def _histogram(self) -> Metric:
        family = HistogramMetricFamily(
            "roster_request_seconds",
            "From when a request had come whole until its answer was ready.",
            labels=("way",),
        )
        for way in Way:
            histogram = self._counts.seconds[way]
            family.add_metric((way,), histogram.buckets(), histogram.sum)
        return family

    def _looked_at(self) -> Iterator[Metric]:
        in_flight = Gauge(
            "roster_requests_in_flight", "Being answered.", lambda: self._counts.in_flight
        )
        for gauge in (in_flight, *self._gauges):
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=(WORKER,))
            family.add_metric((self._worker,), gauge.look())
            yield family


def kept(answers: Answers | None, plans: Plans | None, log: Log | None) -> Iterator[Gauge]:
    """Yield how much a process keeps until the next release, and what it could not log."""
    if answers is not None:
        yield Gauge("roster_answers_kept", "Answers that are kept.", lambda: answers.number)
        yield Gauge("roster_answers_kept_bytes", "What they take.", lambda: answers.bytes)
    if plans is not None:
        yield Gauge("roster_rows_kept", "About how many rows are kept.", lambda: plans.rows)
    if log is not None:
        yield Gauge("roster_log_lines_lost", "Lines that could not be logged.", lambda: log.lost)


def _by(name: str, about: str, label: str, counted: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, about, labels=(label,))
    for value, number in counted.items():
        family.add_metric((value,), number)
    return family
