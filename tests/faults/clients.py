"""Clients that ask a server again and again, and what they hear."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx2

from tests.command import ROSTER, free_port, serving

QUESTION = """{
  dataset { version }
  people { nodes { id roles { nodes { title } } } }
  organizations { nodes { id roles { nodes { title person { id } } } } }
}"""
"""It takes several statements, whose rows are of one edition of `tests.editions`, or of several."""

ACCEPT = {"accept": "application/graphql-response+json"}
CLIENTS = 3
PAUSE = 0.005


@dataclass(frozen=True)
class Heard:
    """An answer: when the question was asked, for how long it took, its status and body."""

    at: float
    took: float
    status: int
    body: Any

    @property
    def edition(self) -> int | None:
        """The edition that the answer is wholly of; None where it is an error.

        Fail where it is of two.
        """
        if "errors" in self.body:
            return None
        data = self.body["data"]
        number: int = data["dataset"]["version"]
        text = str(data)
        guests = {n["id"] for n in data["people"]["nodes"] if "guest" in n["id"]}
        leads = {word for word in text.split("'") if word.startswith("Lead ")}
        assert (guests, leads) == ({f"person/guest-{number}"}, {f"Lead {number}"}), text
        return number

    @property
    def codes(self) -> set[str]:
        """The codes of its errors."""
        return {error["extensions"]["code"] for error in self.body.get("errors", ())}


@contextmanager
def roster(url: str, **environment: str) -> Iterator[int]:
    """Serve a database, keeping no whole answers; return the port."""
    port = free_port()
    given = {"ROSTER_ANSWERS": "0", **environment, "DATABASE_URL": url}
    with serving(*ROSTER, "serve", "--port", str(port), **given):
        wait_for(port)
        yield port


def wait_for(port: int, seconds: float = 30) -> None:
    """Return as soon as a server is alive."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/health", timeout=5).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not listen")


def ask(client: httpx2.Client, port: int, query: str = QUESTION) -> Heard:
    """Ask once."""
    began = time.monotonic()
    answered = client.post(f"http://127.0.0.1:{port}/graphql", json={"query": query})
    return Heard(began, time.monotonic() - began, answered.status_code, answered.json())


@contextmanager
def asking(port: int, *, may_be_cut_off: bool = False) -> Iterator[list[Heard]]:
    """Ask by several clients until the block ends.

    Each must always be answered; or else each `may_be_cut_off` once, and then asks again.
    """
    heard: list[Heard] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def run() -> None:
        left = int(may_be_cut_off)
        try:
            with httpx2.Client(timeout=20, headers=ACCEPT) as client:
                while not stop.wait(PAUSE):
                    try:
                        heard.append(ask(client, port))
                    except httpx2.TransportError:
                        left -= 1
                        if left < 0:
                            raise
        except BaseException as failure:  # noqa: BLE001 - it fails the test
            failed.append(failure)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield heard
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert not failed, failed


def until(heard: Sequence[Heard], edition: int, seconds: float = 15) -> None:
    """Wait until clients have heard of an edition."""
    deadline = time.monotonic() + seconds
    place = len(heard)
    while time.monotonic() < deadline:
        if any(each.edition == edition for each in heard[place:]):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody heard of edition {edition}: {heard[-1:]}")


def outage(heard: Sequence[Heard]) -> float:
    """Return the longest time without an answer that has no errors.

    Errors must say that the database is not there, and answers be wholly of one edition.
    """
    asked = sorted(heard, key=lambda each: each.at)
    wrong = [each for each in asked if each.edition is None]
    assert {code for each in wrong for code in each.codes} <= {"NOT_READY"}, wrong
    assert {each.status for each in wrong} <= {503}, wrong[0]
    good = [each.at + each.took for each in asked if each.edition is not None]
    return max(later - sooner for sooner, later in pairwise(good))
