"""Whether a server withstands requests that mean no good.

    python -m bench.hostile DATABASE [--count 10000] [--seed 1] [--show NUMBER]

DATABASE is a seeded SQLite file, or a DATABASE_URL. Starts a server, warms it up by other such
requests, and then sends `count` that are made up from a seed, while a client that means well asks
what is documented beside them. Fails where an answer is a server error or none or comes later than
the deadline and a second, where memory is not back to within a tenth of what it was, or where the
99th percentile of the good client's times is over five times what it is alone.
`--show` prints the request of a number instead of asking.
"""

import asyncio
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Any

import typer

from api.errors import Code
from bench.peers.processes import megabytes
from bench.questions import questions
from bench.requests import exchange
from bench.wire import HOST, Answered, once, percentile
from tests.hostile.making import hostile, operations
from tests.running import Running, running

CLIENTS = 4
WARMING = 4
"""One of so many requests more is sent beforehand, of another seed."""

SPARE = 1.0
"""Seconds after the deadline within which an answer must have come."""

PAUSE = 0.02
"""Seconds between two questions of the client that means well."""

QUIET, SETTLING = 15.0, 10.0
"""Seconds for which that client is alone, and after which memory is looked at again."""

MOST_MEMORY, MOST_WAITING = 1.1, 5.0
SERVER_FAULT = 500
SILENT = {"mangled"}
"""What is no HTTP needs no answer."""


@dataclass(frozen=True)
class Met:
    """A request, by its kind and number, and how it was answered."""

    kind: str
    number: int
    answered: Answered

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.answered.seconds

    def fault(self, deadline: float) -> str | None:
        """Return what is wrong with the answer, if anything is."""
        status, codes = self.answered.status, self.answered.codes
        if status >= SERVER_FAULT or Code.INTERNAL_SERVER_ERROR in codes:
            return f"is answered {status} {' '.join(codes)}"
        if self.seconds > deadline + SPARE:
            return f"is answered after {self.seconds:.1f} s"
        return None if status or self.kind in SILENT else "is not answered"


@dataclass(frozen=True)
class Withstood:
    """What came of an attack: all answers, seconds of the good client, and megabytes."""

    met: list[Met]
    alone: list[float]
    beside: list[float]
    before: float
    after: float

    def faults(self, deadline: float) -> list[str]:
        """Return what went wrong."""
        faults = wrong(self.met, deadline)
        if self.after > self.before * MOST_MEMORY:
            faults.append(f"memory grew from {self.before:.0f} to {self.after:.0f} MB")
        ratio = percentile(self.beside, 0.99) / percentile(self.alone, 0.99)
        if ratio > MOST_WAITING:
            faults.append(f"the client that means well waits {ratio:.1f} times as long (p99)")
        return faults


def main(
    database: str,
    count: int = 10_000,
    seed: int = 1,
    deadline: float = 10,
    *,
    show: int | None = None,
) -> None:
    """Ask, and print what came of it."""
    if show is not None:
        typer.echo(hostile(seed, show).raw.decode(errors="backslashreplace"))
        return
    url = database if "://" in database else f"sqlite:///{Path(database).absolute()}"
    with running(url) as server:
        came = asyncio.run(withstood(server, count, seed, deadline))
    report(came)
    faults = came.faults(deadline)
    for fault in faults:
        typer.echo(f"FAILED: {fault}")
    sys.exit(bool(faults))


async def withstood(server: Running, count: int, seed: int, deadline: float) -> Withstood:
    """Warm a server up, attack it, and let it settle.

    Attackers have a process of their own, so that who means well waits for the server alone.
    """
    asked = questions(server, Random(seed))  # noqa: S311 - to be the same again
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:

        def attacked(by: int, number: int) -> "asyncio.Future[list[Met]]":
            return loop.run_in_executor(pool, attack, server.port, by, number, deadline)

        await good(server.port, asked, attacked(seed + 1, count // WARMING))
        alone = await good(server.port, asked, asyncio.create_task(asyncio.sleep(QUIET)))
        before = megabytes(server.pid)
        attacking = attacked(seed, count)
        beside = await good(server.port, asked, attacking)
        await asyncio.sleep(SETTLING)
        return Withstood(await attacking, alone, beside, before, megabytes(server.pid))


def attack(port: int, seed: int, count: int, deadline: float) -> list[Met]:
    """Send so many requests, by several clients; return how they were answered."""
    waiting = iter(range(count))
    met: list[Met] = []
    operations(seed)  # which take long to make up

    async def client() -> None:
        for number in waiting:
            sent = hostile(seed, number)
            answered = await once(port, sent.raw, deadline + 2 * SPARE)
            met.append(Met(sent.kind, number, answered))

    async def clients() -> None:
        await asyncio.gather(*(client() for _ in range(CLIENTS)))

    asyncio.run(clients())
    return met


async def good(port: int, asked: Iterator[bytes], until: "asyncio.Future[Any]") -> list[float]:
    """Ask one question after the other until something is done; return the times."""
    connection = await asyncio.open_connection(HOST, port)
    times: list[float] = []
    while not until.done():
        began, request, answered = time.perf_counter(), next(asked), False
        while not answered:
            try:
                await exchange(*connection, request)
                answered = True
            except (ConnectionError, asyncio.IncompleteReadError):
                # A server that was held up for 5 s then ends what was idle for as long.
                connection[1].close()
                connection = await asyncio.open_connection(HOST, port)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    connection[1].close()
    return times


def wrong(met: Iterable[Met], deadline: float) -> list[str]:
    """Return which requests were not answered as all must be."""
    faults = ((each, each.fault(deadline)) for each in met)
    return [f"{each.kind} {each.number} {fault}" for each, fault in faults if fault]


def report(came: Withstood) -> None:
    """Print a line for each kind: how it was answered, and the longest time with its number."""
    typer.echo(f"{'kind':15}{'count':>6}{'longest':>10}  number  answers")
    by_kind = attrgetter("kind")
    for kind, group in itertools.groupby(sorted(came.met, key=by_kind), key=by_kind):
        some = list(group)
        longest = max(some, key=attrgetter("seconds"))
        answers = Counter((each.answered.status, *each.answered.codes) for each in some)
        told = (f"{' '.join(map(str, words))} × {count}" for words, count in answers.most_common())
        line = f"{kind:15}{len(some):6}{longest.seconds:8.2f} s{longest.number:8}"
        typer.echo(f"{line}  {', '.join(told)}")
    typer.echo(f"Memory: {came.before:.0f} MB before, {came.after:.0f} MB a while after.")
    for name, times in (("alone", came.alone), ("beside", came.beside)):
        shown = (f"p{share} {percentile(times, share / 100) * 1000:.1f} ms" for share in (50, 99))
        typer.echo(f"The client that means well, {name}: {', '.join(shown)} of {len(times)}")


if __name__ == "__main__":
    typer.run(main)
