"""The command `roster` and servers as processes of their own, for tests that run them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2

ROSTER = [sys.executable, "-m", "api.cli"]
ROOT = Path(__file__).parent.parent


def roster(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*ROSTER, *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def serving(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def ask(port: int, query: str) -> dict[str, object]:
    """Ask a server a question, as soon as it listens."""
    for _ in range(600):
        try:
            answered = httpx2.post(
                f"http://127.0.0.1:{port}/graphql", json={"query": query}, timeout=30
            )
        except httpx2.ConnectError:
            time.sleep(0.05)
        else:
            found: dict[str, object] = answered.json()
            return found
    raise AssertionError("the server does not listen")
