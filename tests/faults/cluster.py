"""PostgreSQL servers that are stopped, killed, started again, copied as standbys and promoted."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests import postgres

SHUTDOWNS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}
"""What PostgreSQL is told; see https://www.postgresql.org/docs/current/server-shutdown.html."""


class Node:
    """One server; it keeps its port and its data when it stops."""

    def __init__(self, data: Path, user: str | None) -> None:
        self.data = data
        self.user = user
        self.binaries = postgres.find_binaries()
        self.port = postgres.free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Its database."""
        return f"postgresql://postgres@{self.address}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process, _ = postgres.start(self.binaries, self.data, self.user, port=self.port)

    def stop(self, how: str = "immediate") -> None:
        """Stop it in one of the ways of SHUTDOWNS, if it runs."""
        if self._process:
            self._process.send_signal(SHUTDOWNS[how])
            self._process.wait(timeout=30)
            self._process = None

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as the user that the server runs as."""
        subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd=self.data.parent,
            user=self.user,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def ask(self, query: str) -> str:
        """Return the one value of a query."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return str(connection.execute(query.encode()).fetchone()[0])  # type: ignore[index]

    def copy(self, name: str) -> "Node":
        """Make a standby that follows it."""
        standby = Node(self.data.parent / name, self.user)
        self.run(
            "pg_basebackup",
            *("--host", "127.0.0.1", "--port", str(self.port), "--username", "postgres"),
            *("--pgdata", str(standby.data), "--write-recovery-conf", "--no-sync"),
            *("--checkpoint", "fast"),
        )
        return standby

    def promote(self) -> None:
        """Make a standby the primary."""
        assert self.ask("SELECT pg_promote()") == "True"


@contextmanager
def primary() -> Iterator[Node]:
    """Run a server that others may follow."""
    with tempfile.TemporaryDirectory(prefix="roster-cluster-") as directory:
        home = Path(directory)
        node = Node(home / "primary", postgres.borrow_user(home))
        postgres.initialize(node.binaries, node.data, node.user)
        with running(node):
            yield node


@contextmanager
def running(*nodes: Node) -> Iterator[None]:
    """Run servers until the block ends, however often they stop and start in it."""
    with ExitStack() as stack:
        for node in nodes:
            stack.callback(node.stop)
            node.start()
        yield
