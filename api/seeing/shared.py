"""The figures of all processes of a server, whichever of them is asked.

Each writes its own into a directory, as the very text that Prometheus would read.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from time import time

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

STALE = 10.0
"""After how many seconds without a word a process is over. What it counted stays counted."""


class Directory:
    """Where the processes put their figures, each into a file of its own."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._file = place / f"{os.getpid()}.prom"

    def write(self, own: Collector) -> None:
        """Put down the figures of this process, whole or not at all."""
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(generate_latest(own))
        fresh.replace(self._file)

    def others(self) -> list[list[Metric]]:
        """Return the figures of each of the other processes."""
        files = [each for each in self._place.glob("*.prom") if each != self._file]
        return [_read(each) for each in sorted(files)]


def _read(file: Path) -> list[Metric]:
    stale = time() - file.stat().st_mtime > STALE
    families = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    return [each for each in families if not stale or _lasts(each)]


def _lasts(family: Metric) -> bool:
    """Whether what a process told is still true when it is over."""
    return family.type != "gauge" and family.name.startswith("roster_")


def added(several: Iterable[Iterable[Metric]]) -> list[Metric]:
    """Return families in which samples of one name and labels are one, their sum."""
    merged: dict[str, Metric] = {}
    sums: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
    for family in (each for families in several for each in families):
        merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
        counted = sums.setdefault(family.name, {})
        for sample in family.samples:
            key = sample.name, tuple(sorted(sample.labels.items()))
            counted[key] = counted.get(key, 0.0) + sample.value
    for name, counted in sums.items():
        for (sample_name, labels), value in counted.items():
            merged[name].add_sample(sample_name, dict(labels), value)
    return list(merged.values())
