"""A server as a process of its own, for what is asked of it many times."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import URL, make_url

from tests.command import ROOT, ROSTER, free_port

PATIENCE = 30
"""Seconds for which an answer is waited for, and for which a server may start."""


@dataclass(frozen=True, eq=False)
class Running:
    """A server that listens on a port."""

    port: int
    pid: int
    client: httpx2.Client

    @property
    def url(self) -> str:
        """Where it answers questions."""
        return f"http://127.0.0.1:{self.port}/graphql"

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the whole answer, errors included."""
        sent = {"query": query, "variables": variables}
        found: dict[str, Any] = self.client.post(self.url, json=sent).json()
        return found

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the data of an answer, which must have no errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, (query, answer["errors"])
        found: dict[str, Any] = answer["data"]
        return found


@contextmanager
def running(database: URL | str, **settings: str) -> Iterator[Running]:
    """Run a server of a database until the block ends; what it logs goes nowhere."""
    port = free_port()
    url = make_url(database).render_as_string(hide_password=False)
    process = subprocess.Popen(
        [*ROSTER, "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx2.Client(timeout=PATIENCE) as client:
            server = Running(port, process.pid, client)
            _wait(server, process)
            yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait(server: Running, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            server.data("{ __typename }")
        except httpx2.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not listen; `roster serve` says why")
