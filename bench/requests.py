"""How many requests one server process answers, and what a change does to that.

    python -m bench.requests FILE before=DIRECTORY after=DIRECTORY[,ROSTER_SETTING=…]

FILE is a seeded SQLite file, or DATABASE_URL; each DIRECTORY holds a tree of this repository, and
a tree may be given twice with other settings. Prints, for each kind of question, the requests per
second of each server, the milliseconds of processor time that one request takes in its process,
and the ratio of that time to the first server's. The servers take turns, round by round, so that a
busy moment of the machine falls on all; a figure is the median of ROUNDS.
"""

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import typer

from tests.command import ROSTER, ask, free_port

ROUNDS = 5
SECONDS = 1.0
CLIENTS = 8

QUESTIONS = {
    "Q1 one person": """{
  person(id: "lin-junyang") { id name slug independentSourceCount lastReportedOn }
}""",
    "Q2 roles and parents": """query ($id: ID!) {
  person(id: $id) {
    name
    roles { nodes { title start { edtf } organization { name parent { name } } } }
  }
}""",
    "Q3 50 people of one": """{
  organization(id: "openai") {
    name
    roles(first: 50) {
      nodes {
        title
        person {
          name
          roles { nodes { title organization { name } } }
          compensationReports { nodes { period amount { text } } }
        }
      }
    }
  }
}""",
    "Q4 models and roles": """{
  organization(id: "openai") {
    name
    models(first: 20) { nodes { name } }
    roles(first: 100) { nodes { title status person { name } } }
  }
}""",
    "Q5 100 people in order": """{
  people(
    first: 100
    filter: { roles: { status: [CURRENT] } }
    orderBy: [{ field: NAME, direction: DESC }]
  ) { totalCount nodes { id name } pageInfo { endCursor hasNextPage } }
}""",
}
VARIABLES = {"id": "lin-junyang"}


@dataclass
class Server:
    """A server process, and what it took to answer each question, a figure for each round."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    rates: dict[str, list[float]] = field(default_factory=dict)
    costs: dict[str, list[float]] = field(default_factory=dict)

    def processor_time(self) -> float:
        """Return how many seconds of a processor the process has used."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        used = stat.rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self, question: str, request: bytes) -> None:
        """Ask one question for a while, and note the figures of this round."""
        began, used = time.perf_counter(), self.processor_time()
        count = asyncio.run(asked(self.port, request))
        self.rates.setdefault(question, []).append(count / (time.perf_counter() - began))
        self.costs.setdefault(question, []).append((self.processor_time() - used) / count * 1000)


def main(database: str, servers: list[str]) -> None:
    """Measure and print."""
    url = database if "://" in database else f"sqlite:///{Path(database).absolute()}"
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(served(url, each)) for each in servers]
        answers = {name: {answer(each.port, name) for each in running} for name in QUESTIONS}
        for _ in range(ROUNDS):
            for question in QUESTIONS:
                for server in running:
                    server.measure(question, request(server.port, question))
        report(running, [name for name, given in answers.items() if len(given) > 1])


def report(running: list[Server], differing: list[str]) -> None:
    """Print a line for each question and server."""
    for question in QUESTIONS:
        first = statistics.median(running[0].costs[question])
        for server in running:
            rate, cost = (
                statistics.median(each[question]) for each in (server.rates, server.costs)
            )
            typer.echo(
                f"{question:24}{server.name:16}{rate:8.0f} /s{cost:9.3f} ms{cost / first:7.2f}"
            )
    for question in differing:
        typer.echo(f"{question}: the servers' answers differ.")


@contextlib.contextmanager
def served(url: str, described: str) -> Iterator[Server]:
    """Run the server of a tree, `name=directory[,SETTING=value]`, until the block ends."""
    name, _, rest = described.partition("=")
    directory, *settings = rest.split(",")
    chosen = dict(each.split("=", 1) for each in settings)
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - the command is ours
        [*ROSTER, "serve", "--port", str(port)],
        cwd=directory,
        env={**os.environ, "DATABASE_URL": url, **chosen},
        stdout=subprocess.DEVNULL,
    )
    try:
        ask(port, "{ __typename }")
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait()


def request(port: int, question: str) -> bytes:
    """Return the bytes of a POST."""
    body = json.dumps({"query": QUESTIONS[question], "variables": VARIABLES}).encode()
    if "$id" not in QUESTIONS[question]:
        body = json.dumps({"query": QUESTIONS[question]}).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body


def answer(port: int, question: str) -> str:
    """Return the answer to a question, which must have no errors, in one way of writing it."""
    found = json.loads(asyncio.run(one(port, request(port, question))))
    if "errors" in found:
        sys.exit(f"{question}: {found['errors']}")
    return json.dumps(found)


async def asked(port: int, request: bytes) -> int:
    """Ask the same by several clients for a while; return how many answers came."""
    end = time.perf_counter() + SECONDS

    async def client() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.perf_counter() < end:
            await exchange(reader, writer, request)
            count += 1
        writer.close()
        return count

    return sum(await asyncio.gather(*(client() for _ in range(CLIENTS))))


async def one(port: int, request: bytes) -> bytes:
    """Ask once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = await exchange(reader, writer, request)
    writer.close()
    return found


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bytes:
    """Send a request, and return the body of its answer."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(head.decode())
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(length)


if __name__ == "__main__":
    typer.run(main)
