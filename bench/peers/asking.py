"""What is sent to each server, and whether all of them answer the same."""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

from bench.peers.servers import Server
from bench.peers.variables import PLACES, Variables

QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7")
CURSORS = {"Q5": "C5", "Q7": "C7"}
"""The question by which the cursors of another question's list are found."""

LARGEST_PAGE = 100
"""How many rows the pages have that are asked for after a cursor, at most."""

WORDS = Path(__file__).parent / "questions"
OWN = ("cursor", "startCursor", "endCursor")
"""What is each server's own, and nobody else's to compare."""

DATES = ("start", "end", "released", "published")


class AskingError(Exception):
    """A server does not answer as it should; the words say which, and how."""


@dataclass(frozen=True)
class Client:
    """Asks a server, each time by a connection of its own: servers end one that rests."""

    server: Server

    def answer(self, body: bytes) -> Any:
        """Return the data of an answer, which must have no errors."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", "/graphql", body, {"content-type": "application/json"})
            response = connection.getresponse()
            text = response.read()
        found = json.loads(text) if response.status == HTTPStatus.OK else {}
        if "data" not in found or "errors" in found:
            raise AskingError(f"{self.server.name} refuses {body.decode()}: {text.decode()}")
        return found["data"]


def body_of(server: Server, question: str, variables: Variables) -> bytes:
    """Return what is sent to ask a question."""
    file = WORDS / (server.kind.words or "") / f"{question}.graphql"
    query = file.read_text(encoding="utf-8") if file.exists() else question
    asked = {"query": query, "operationName": question, "variables": variables}
    return json.dumps(asked).encode()


def bodies(client: Client, question: str, chosen: list[Variables]) -> list[bytes]:
    """Return the requests of a question, with the server's own cursors for places in its list."""
    filled = with_cursors(client, question, chosen) if question in CURSORS else chosen
    return [body_of(client.server, question, each) for each in filled]


def with_cursors(client: Client, question: str, chosen: list[Variables]) -> list[Variables]:
    """Put the server's own cursors where `after` is the number of a place.

    A place so near the end that less than a page follows is taken from the beginning again.
    """

    @cache
    def of(**list_: str) -> list[str]:
        return list(islice(cursors(client, CURSORS[question], list_), PLACES + LARGEST_PAGE))

    filled = []
    for each in chosen:
        place, rest = each["after"], {name: each[name] for name in each if name != "after"}
        places = max(1, len(of(**rest)) - LARGEST_PAGE)
        filled.append({**rest, "after": of(**rest)[place % places]})
    return filled


def cursors(client: Client, question: str, list_: Variables) -> Iterator[str]:
    """Yield the cursors of a list, page after page."""
    after, more = None, True
    while more:
        data = client.answer(body_of(client.server, question, {**list_, "after": after}))
        page = connection_in(data)
        for edge in page["edges"]:
            yield (after := edge["cursor"])
        more = page["pageInfo"]["hasNextPage"]


def connection_in(data: Any) -> Any:
    """Return the only connection of an answer."""
    while "edges" not in data:
        (data,) = data.values()
    return data


def plain(value: Any) -> Any:
    """Return an answer without what is a server's own, and without wrappings.

    `{"start": {"edtf": "2020"}}` is `{"startEdtf": "2020"}`, and `{"nodes": []}` is `[]`, so that
    a server may say the same in its own form.
    """
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if not isinstance(value, dict):
        return value
    if value.keys() == {"nodes"}:
        return plain(value["nodes"])
    found: dict[str, Any] = {}
    for name, each in value.items():
        if name in DATES:
            found[f"{name}Edtf"] = each and each["edtf"]
        elif name == "amount":
            found |= {f"amount{part.capitalize()}": plain(its) for part, its in each.items()}
        elif name == "above":
            found["parent"] = each and plain(each["parent"])
        elif name not in OWN:
            found[name] = plain(each)
    return found


def compare(
    clients: Sequence[Client],
    question: str,
    requests: Mapping[tuple[Server, str], list[bytes]],
) -> int:
    """Raise where a server answers a question unlike the first one; return how many did not."""
    first, *others = clients
    asked = sample(requests[first.server, question])
    expected = [written(first, body) for body in asked]
    for client in others:
        its = sample(requests[client.server, question])
        for body, wanted in zip(its, expected, strict=True):
            found = written(client, body)
            if found != wanted:
                raise AskingError(
                    f"{client.server.name} does not answer as {first.server.name} does, asked "
                    f"{body.decode()}:\n{difference(found, wanted)}"
                )
    return len(others) * len(asked)


def sample(bodies: list[bytes]) -> list[bytes]:
    """Return a few of the requests, from all over."""
    return bodies[:: max(1, len(bodies) // 6)]


def written(client: Client, body: bytes) -> str:
    """Return an answer in one way of writing it."""
    return json.dumps(plain(client.answer(body)), sort_keys=True, ensure_ascii=False)


def difference(one: str, other: str) -> str:
    """Return the surroundings of the first difference."""
    at = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    return f"  … {one[max(0, at - 200) : at + 200]}\n  … {other[max(0, at - 200) : at + 200]}"
