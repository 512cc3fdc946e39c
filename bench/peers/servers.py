"""The servers that are compared, and how each is started: one process, on a core of its own."""

import contextlib
import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers.processes import SERVER_CORE, on_core
from tests.command import ROOT, ROSTER, free_port

PEERS = Path(__file__).parent
NODE = PEERS / "node_modules" / "node" / "bin" / "node"
SECONDS_TO_START = 60
INSTALL = f"run `npm ci --prefix {PEERS.relative_to(ROOT)}`"

UVICORN = [sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning"]
FAST = ["--loop", "uvloop", "--http", "httptools"]
LIMIT = [*UVICORN, *FAST, "--factory", "bench.peers.limit:application", "--port"]

CORE = {"ROSTER_PLAN": "off", "ROSTER_ANSWERS": "0"}
PLAN = {"ROSTER_PLAN": "on", "ROSTER_ANSWERS": "0", "ROSTER_ROWS": "0"}
KEPT = {"ROSTER_PLAN": "on", "ROSTER_ANSWERS": "0"}
WARM = {"ROSTER_PLAN": "on", "ROSTER_ANSWERS": "1024"}
SERVE = [*ROSTER, "serve", "--port"]
PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


@dataclass(frozen=True)
class Kind:
    """A server that can be compared: the command that a port ends, and the database it reads.

    `setting` is the variable that names the database, and `words` the directory of `questions`
    with what it is asked; a server without them is asked nothing but GET. One that `keeps` its
    answers is asked everything once before it is measured.
    """

    command: list[str]
    words: str | None
    database: str
    setting: str = "DATABASE_URL"
    environment: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = False


def node(script: str) -> list[str]:
    """Return the command of a server that Node runs."""
    return [str(NODE), str(PEERS / script)]


KINDS = {
    "core-sqlite": Kind(SERVE, "graphql", "sqlite", environment=CORE),
    "plan-sqlite": Kind(SERVE, "graphql", "sqlite", environment=PLAN),
    "kept-sqlite": Kind(SERVE, "graphql", "sqlite", environment=KEPT),
    "warm-sqlite": Kind(SERVE, "graphql", "sqlite", environment=WARM, keeps=True),
    "limit-sqlite": Kind(LIMIT, "sqlite", "file", "LIMIT_DATABASE"),
    "core-postgresql": Kind(SERVE, "graphql", "postgresql", environment=CORE),
    "plan-postgresql": Kind(SERVE, "graphql", "postgresql", environment=PLAN),
    "kept-postgresql": Kind(SERVE, "graphql", "postgresql", environment=KEPT),
    "warm-postgresql": Kind(SERVE, "graphql", "postgresql", environment=WARM, keeps=True),
    "limit-postgresql": Kind(LIMIT, "postgresql", "postgresql", "LIMIT_DATABASE"),
    "postgraphile": Kind(
        node("postgraphile.mjs"), "postgraphile", "postgresql", environment=PRODUCTION
    ),
    "mercurius": Kind(node("mercurius.mjs"), "graphql", "postgresql", environment=PRODUCTION),
    "hello": Kind(LIMIT, None, "file", "LIMIT_DATABASE"),
}


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    name: str
    port: int
    pid: int
    log: Path

    @property
    def kind(self) -> Kind:
        """How it was started."""
        return KINDS[self.name]


class NotStartedError(Exception):
    """A server cannot be started; the words say what is missing."""


@contextlib.contextmanager
def running(name: str, databases: Mapping[str, str], logs: Path) -> Iterator[Server]:
    """Run a server until the block ends; what it says goes to a file in `logs`."""
    kind, port = KINDS[name], free_port()
    if not shutil.which(kind.command[0]):
        raise NotStartedError(f"{name} needs its packages: {INSTALL}")
    log = logs / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [*on_core(SERVER_CORE), *kind.command, str(port)],
            cwd=ROOT,
            env={**os.environ, **kind.environment, kind.setting: databases[kind.database]},
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(name, port, process, log)
        yield Server(name, port, process.pid, log)
    finally:
        process.terminate()
        process.wait()


def wait_for(name: str, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return as soon as a server answers anything."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request("GET", "/")
            connection.getresponse()
            return
        time.sleep(0.05)
    raise NotStartedError(f"{name} did not start: {log.read_text(encoding='utf-8').strip()}")
