"""Made-up operations by plan and by graphql-core, which must not differ.

    python -m bench.operations COUNT [--seed N] [--url DATABASE_URL]

Asks as many operations of the made-up crowd, on SQLite and on a PostgreSQL of its own as in the
tests; or of the database that the URL names. Rows are kept, as the server keeps them. Prints how
many were answered alike, which share by plan, what fell back and why, and what occurred in the
operations; and each operation of which the answers differ, with both. Each has a seed of its own,
so that `1 --seed N` asks it alone. Exits with 1 where there is a difference.
"""

import asyncio
import contextlib
import gc
import json
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer
from graphql import parse
from sqlalchemy import URL

from api.plan.extension import BY_PLAN
from fixtures.load import load
from models.database import connect_url
from tests import postgres
from tests.crowd import Crowd
from tests.occurring import EVERYTHING, occurring
from tests.operations import numbered
from tests.oracle import UNANSWERED, Pair, both, plans_of, shown
from tests.pool import pool
from tests.served import served

TOLD_EACH = 1000
WRONG = "what is wrong"


def main(count: int, seed: int = 0, url: Annotated[str | None, typer.Option()] = None) -> None:
    """Compare and print."""
    # graphql-core drops what it has begun beside a field that fails.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
    gc.set_threshold(50_000, 20, 20)  # what is made for one operation goes with it
    differing = 0
    with contextlib.ExitStack() as stack:
        for each in [connect_url(url)] if url else databases(stack):
            differing += asyncio.run(compare(each, range(seed, seed + count)))
    raise typer.Exit(differing > 0)


def databases(stack: contextlib.ExitStack) -> Iterator[URL]:
    """Make a database of each kind, which holds the made-up crowd."""
    rows = Crowd().rows
    directory = stack.enter_context(tempfile.TemporaryDirectory())
    server = stack.enter_context(postgres.server())
    for url in (f"sqlite:///{directory}/roster.db", stack.enter_context(postgres.database(server))):
        load(rows, connect_url(url), lambda _: None)
        yield connect_url(url)


async def compare(url: URL, seeds: range) -> int:
    """Ask the operations of some seeds both ways; print, and return how many differ."""
    ways: Counter[str] = Counter()
    things: Counter[str] = Counter()
    differing = 0
    async with served(url) as database:
        plans, known = plans_of(database), await pool(database)
        began = time.perf_counter()
        for done, seed in enumerate(seeds, 1):
            asked = numbered(seed, known)
            things.update(occurring(parse(asked.text)))
            pairs = [await both(database, each, plans) for each in asked.times()]
            ways.update(pair.way for pair in pairs)
            things[WRONG] += any(pair.by_core.errors for pair in pairs)
            for pair in pairs:
                if not pair.alike:
                    differing += 1
                    tell(seed, pair)
            if not done % TOLD_EACH or done == len(seeds):
                rate = done / (time.perf_counter() - began)
                typer.echo(f"{url.get_backend_name()}: {done:,} operations, {rate:.0f} a second")
    report(ways, things, differing)
    return differing


def tell(seed: int, pair: Pair) -> None:
    """Print an operation of which the answers differ."""
    typer.echo(f"\nThe answers to the operation of seed {seed} differ:\n{pair.asked.text}")
    typer.echo(f"variables: {json.dumps(pair.asked.variables)}")
    for name, result in {"graphql-core": pair.by_core, pair.way: pair.by_plan}.items():
        data, errors = shown(result)
        typer.echo("\n".join([f"{name}: {data}", *errors]))
    typer.echo()


def report(ways: Counter[str], things: Counter[str], differing: int) -> None:
    """Print what became of the operations, and what they were."""
    refused = ways.pop(UNANSWERED, 0)
    executed = ways.total()
    share = ways.pop(BY_PLAN, 0) / max(executed, 1)
    typer.echo(f"{executed + refused - differing:,} of {executed + refused:,} were answered alike.")
    typer.echo(f"{refused:,} were {UNANSWERED}; of the others, {share:.2%} were answered by plan.")
    for reason, count in ways.most_common():
        typer.echo(f"{count:8,} were not: {reason}")
    for thing in sorted({*EVERYTHING, WRONG}, key=lambda each: -things[each]):
        typer.echo(f"{things[thing]:8,} held {thing}")


if __name__ == "__main__":
    typer.run(main)
