"""Whether a server stays what it is under load for long.

    python -m bench.soak DATABASE [--minutes 20] [--seed 1]

DATABASE is a seeded SQLite file, or a DATABASE_URL. Starts a server, finds the greatest load that
it answers, and then asks half of that, evenly: the documented queries, some of them worded as they
never were before, and people by their ids; by GET and by POST. Memory and file descriptors are
looked at meanwhile. Prints them and how they grew, by the line that fits best, over the second half
of the time. Fails where either grew, or where anything was answered by an error.
"""

import asyncio
import itertools
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import typer

from bench.peers.processes import descriptors, megabytes
from bench.questions import questions
from bench.wire import Connection, percentile
from tests.running import Running, running

CROWDS = (1, 2, 4, 8, 16, 32)
TRYING = 4.0
"""Seconds for which each crowd asks as fast as it is answered, to find the greatest load."""

SAMPLES = 100
MOST_GROWTH = 0.05
"""The share of what it was by which memory may seem to grow, as the line through samples is."""

MOST_DESCRIPTORS = 3.0


@dataclass
class Load:
    """What was asked so far: the seconds of each answer, and how many were of which fault."""

    times: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Sample:
    """What a server held at a moment, in seconds since the beginning."""

    second: float
    memory: float
    descriptors: int


def main(database: str, minutes: float = 20, seed: int = 1) -> None:
    """Find the load, keep it up, and print what came of it."""
    url = database if "://" in database else f"sqlite:///{Path(database).absolute()}"
    with running(url) as server:
        load, samples = asyncio.run(soaked(server, minutes * 60, Random(seed)))  # noqa: S311 - to be the same again
    report(load, samples)
    faults = faults_of(load, samples)
    for fault in faults:
        typer.echo(f"FAILED: {fault}")
    sys.exit(bool(faults))


async def soaked(server: Running, seconds: float, random: Random) -> tuple[Load, list[Sample]]:
    """Ask at half of the greatest load; return what was asked, and samples of the server."""
    asked = questions(server, random)
    crowd, rate = await greatest(server.port, asked)
    typer.echo(f"The greatest load is {rate:.0f} questions a second, of {crowd} clients at once.")
    load, began = Load(), time.monotonic()
    turns = paced(rate / 2, began + seconds)
    asking = asyncio.gather(*(client(server.port, asked, load, turns) for _ in range(crowd)))
    samples = []
    while not asking.done():
        second = time.monotonic() - began
        samples.append(Sample(second, megabytes(server.pid), descriptors(server.pid)))
        await asyncio.sleep(seconds / SAMPLES)
    await asking
    return load, samples


async def greatest(port: int, asked: Iterator[bytes]) -> tuple[int, float]:
    """Return which crowd was answered most, and how many questions a second it asked."""
    rates = {}
    for crowd in CROWDS:
        load, end = Load(), time.monotonic() + TRYING
        turns = at_once(end)
        await asyncio.gather(*(client(port, asked, load, turns) for _ in range(crowd)))
        rates[crowd] = len(load.times) / TRYING
    best = max(rates, key=lambda crowd: rates[crowd])
    return best, rates[best]


def at_once(end: float) -> Iterator[float]:
    """Yield turns that are due, until a moment."""
    while (now := time.monotonic()) < end:
        yield now


def paced(rate: float, end: float) -> Iterator[float]:
    """Yield when each question is to be asked, by the clock, so many a second."""
    began = time.monotonic()
    for number in itertools.count():
        moment = began + number / rate
        if moment >= end:
            return
        yield moment


async def client(port: int, asked: Iterator[bytes], load: Load, turns: Iterator[float]) -> None:
    """Ask at each turn, over one connection, and note what came back."""
    async with Connection(port) as connection:
        for moment in turns:
            await asyncio.sleep(moment - time.monotonic())
            began = time.perf_counter()
            status, body = await connection.ask(next(asked))
            load.times.append(time.perf_counter() - began)
            if status != 200:  # noqa: PLR2004 - all that is asked here has an answer
                load.faults[f"status {status}"] += 1
            elif b'"errors":' in body:
                load.faults["an error in an answer"] += 1


def growth(seconds: Sequence[float], values: Sequence[float]) -> float:
    """Return by how much values grew from the first to the last, as the line through them does."""
    line = statistics.linear_regression(seconds, values)
    return line.slope * (seconds[-1] - seconds[0])


def faults_of(load: Load, samples: list[Sample]) -> list[str]:
    """Return what went wrong."""
    faults = [f"{count} times {what}" for what, count in load.faults.items()]
    memory, held = grown(samples)
    if memory > MOST_GROWTH * samples[-1].memory:
        faults.append(f"memory grew by {memory:.1f} MB")
    if held > MOST_DESCRIPTORS:
        faults.append(f"file descriptors grew by {held:.1f}")
    return faults


def grown(samples: list[Sample]) -> tuple[float, float]:
    """Return by how many megabytes and descriptors a server grew in the second half."""
    late = samples[len(samples) // 2 :]
    seconds = [each.second for each in late]
    memory = growth(seconds, [each.memory for each in late])
    return memory, growth(seconds, [each.descriptors for each in late])


def report(load: Load, samples: list[Sample]) -> None:
    """Print how much was asked, how long answers took, and what the server held."""
    shown = (f"p{n} {percentile(load.times, n / 100) * 1000:.1f} ms" for n in (50, 90, 99))
    seconds = samples[-1].second
    typer.echo(f"{len(load.times)} questions in {seconds:.0f} s: {', '.join(shown)}")
    for sample in samples[:: max(len(samples) // 10, 1)]:
        typer.echo(
            f"{sample.second:8.0f} s{sample.memory:8.1f} MB{sample.descriptors:6} file descriptors"
        )
    memory, held = grown(samples)
    typer.echo(f"In the second half: {memory:+.1f} MB, {held:+.1f} file descriptors.")


if __name__ == "__main__":
    typer.run(main)
