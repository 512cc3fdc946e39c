"""Whether a server withstands requests that mean no good.

    python -m bench.hostile DATABASE [--count 10000] [--seed 1] [--show NUMBER]

DATABASE is a seeded SQLite file, or a DATABASE_URL. Starts a server, warms it up by other such
requests, and then sends `count` that are made up from a seed, while a client that means well asks
the documented queries beside them. Fails where an answer has a status of 500 or more or none, comes
later than the deadline and a second, where memory is not back to within a tenth of what it was, or
where the 99th percentile of the good client's times is over five times what it is alone.
`--show` prints the request of a number instead of asking.
"""

import asyncio
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from bench.peers.processes import megabytes
from bench.requests import exchange
from bench.wire import HOST, Answered, examples, once, percentile, post
from tests.hostile.making import Sent, hostile
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

Met = tuple[Sent, Answered]


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
    """Warm a server up, attack it, and let it settle."""
    await attack(server.port, seed + 1, range(count // WARMING), deadline)
    alone = await good(server.port, asyncio.create_task(asyncio.sleep(QUIET)))
    before = megabytes(server.pid)
    attacking = asyncio.create_task(attack(server.port, seed, range(count), deadline))
    beside = await good(server.port, attacking)
    await asyncio.sleep(SETTLING)
    return Withstood(await attacking, alone, beside, before, megabytes(server.pid))


async def attack(port: int, seed: int, numbers: Iterable[int], deadline: float) -> list[Met]:
    """Send the requests of some numbers, by several clients; return them with their answers."""
    waiting = iter(numbers)
    met: list[Met] = []

    async def client() -> None:
        for number in waiting:
            sent = hostile(seed, number)
            met.append((sent, await once(port, sent.raw, deadline + 2 * SPARE)))

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return met


async def good(port: int, until: "asyncio.Task[object]") -> list[float]:
    """Ask the documented queries, one after the other, until a task is done; return the times."""
    connection = await asyncio.open_connection(HOST, port)
    requests = itertools.cycle(map(post, examples()))
    times: list[float] = []
    while not until.done():
        began, request, answered = time.perf_counter(), next(requests), False
        while not answered:
            try:
                await exchange(*connection, request)
                answered = True
            except (ConnectionError, asyncio.IncompleteReadError):
                # A server that was held up for 5 s then ends what was idle for as long.
                connection = await asyncio.open_connection(HOST, port)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    connection[1].close()
    return times


def wrong(met: Iterable[Met], deadline: float) -> list[str]:
    """Return which requests were not answered as all must be."""
    faults = []
    for sent, answered in met:
        what = f"{sent.kind} {sent.number}"
        if answered.status >= SERVER_FAULT:
            faults.append(f"{what} is answered {answered.status} {' '.join(answered.codes)}")
        elif answered.seconds > deadline + SPARE:
            faults.append(f"{what} is answered after {answered.seconds:.1f} s")
        elif not answered.status and sent.kind not in SILENT:
            faults.append(f"{what} is not answered")
    return faults


def report(came: Withstood) -> None:
    """Print a line for each kind: how it was answered, and the longest time with its number."""
    typer.echo(f"{'kind':15}{'count':>6}{'longest':>10}  number  answers")
    for kind, group in itertools.groupby(sorted(came.met, key=by_kind), key=by_kind):
        some = list(group)
        sent, longest = max(some, key=lambda each: each[1].seconds)
        answers = Counter((each.status, *each.codes) for _, each in some).most_common()
        told = ", ".join(f"{' '.join(map(str, words))} × {count}" for words, count in answers)
        typer.echo(f"{kind:15}{len(some):6}{longest.seconds:8.2f} s{sent.number:8}  {told}")
    typer.echo(f"Memory: {came.before:.0f} MB before, {came.after:.0f} MB a while after.")
    for name, times in (("alone", came.alone), ("beside", came.beside)):
        shown = (f"p{share} {percentile(times, share / 100) * 1000:.1f} ms" for share in (50, 99))
        typer.echo(f"The client that means well, {name}: {', '.join(shown)} of {len(times)}")


def by_kind(met: Met) -> str:
    """Return the kind of a request."""
    return met[0].kind


if __name__ == "__main__":
    typer.run(main)
