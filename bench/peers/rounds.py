"""The rounds: all servers take turns at each question, so that a busy moment falls on all."""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.peers import asking, processes, variables
from bench.peers.load import Load
from bench.peers.results import MANY, Results
from bench.peers.servers import Server

LONGEST, FEW = 4, 10
"""A slow server is asked up to so many times longer, until each client has asked so often."""

HOT = 100
"""How many answers to each question a server that keeps answers has to keep."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Length:
    """How long a comparison is: how many rounds of which clients, and how many seconds a turn."""

    rounds: int
    seconds: int
    clients: Sequence[int]
    warming: int = 1

    def of(self, clients: int, rate: float) -> int:
        """Return how long a turn is, so that requests that its end cuts short are few among all."""
        enough = math.ceil(FEW * clients / max(rate, 0.1))
        return min(LONGEST * self.seconds, max(self.seconds, enough))


def loads(
    running: Sequence[Server], questions: Sequence[str], database: int | None, file: Path, say: Say
) -> list[Load]:
    """Prepare what is asked of whom, once all were seen to answer the same.

    A server that is asked nothing has its turns beside the first question alone.
    """
    requests = compared(running, questions, file, say)
    found = []
    for question, server in product(questions, running):
        behind = database if server.kind.database == "postgresql" else None
        if lines := requests.get((server, question)):
            bodies = server.log.with_name(f"{server.name}-{question}.jsonl")
            bodies.write_bytes(b"\n".join([*lines, b""]))
            found.append(Load(server, question, bodies, behind))
        elif question == questions[0]:
            found.append(Load(server, question, None, behind))
    return found


def compared(
    running: Sequence[Server], questions: Sequence[str], file: Path, say: Say
) -> Mapping[tuple[Server, str], list[bytes]]:
    """Return the requests for each server and question; raise where two answers differ.

    What a server keeps is asked of it once.
    """
    chosen = variables.chosen(file)
    clients = [asking.Client(each) for each in running if each.kind.words]
    requests = {
        (client.server, question): asking.bodies(client, question, chosen[question])
        for question in questions
        for client in clients
    }
    count = sum(asking.compare(clients, question, requests) for question in questions)
    say(f"{count} answers are equal.")
    for client in (each for each in clients if each.server.kind.keeps):
        say(f"Asking {client.server.name} what it will be asked, for it keeps answers.")
        for question in questions:
            requests[client.server, question] = kept(client, requests[client.server, question])
    return requests


def kept(client: asking.Client, bodies: list[bytes]) -> list[bytes]:
    """Return a few of the requests, whose answers the server now keeps."""
    for body in bodies[:HOT]:
        client.answer(body)
    return bodies[:HOT]


def measured(loads: Sequence[Load], length: Length, results: Results) -> Iterator[str]:
    """Add the figures of each round to the results, and yield in words how far it is."""
    rates = {}
    for load in loads:
        rates[load] = load.drive(MANY, length.warming, chance())["rate"]
    yield "All are warm."
    for number, question in product(
        range(1, length.rounds + 1), dict.fromkeys(load.question for load in loads)
    ):
        for clients, load in product(length.clients, loads):
            if load.question == question:
                figures = load.drive(clients, length.of(clients, rates[load]), chance())
                results.note(load.server.name, question, clients, figures)
        for server in {load.server for load in loads}:
            results.megabytes[server.name] = processes.megabytes(server.pid)
        yield f"Round {number} of {length.rounds}: {question} is done."


def chance() -> int:
    """Return the line to begin with: another one each time."""
    return random.randrange(variables.MOST)  # noqa: S311 - not for secrets
