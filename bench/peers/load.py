"""Ask a server as fast as it answers, and see what an answer costs."""

import json
import shutil
import subprocess
from dataclasses import astuple, dataclass
from pathlib import Path

from bench.peers import processes
from bench.peers.results import Figures
from bench.peers.servers import Server

SCRIPT = Path(__file__).with_name("wrk.lua")


class WrkMissingError(Exception):
    """There is nothing to ask with; the words say what to install."""


@dataclass(frozen=True)
class Used:
    """Seconds of processor time, of which `ours` are those of the commands we ran."""

    server: float
    database: float
    ours: float
    machine: float

    def less(self, earlier: "Used") -> "Used":
        """Return what was used since."""
        pairs = zip(astuple(self), astuple(earlier), strict=True)
        return Used(*(now - then for now, then in pairs))


@dataclass(frozen=True)
class Load:
    """One question for one server: a file with a request in each line, or none to ask nothing.

    `database` is the process of the PostgreSQL behind the server, if there is one.
    """

    server: Server
    question: str
    bodies: Path | None
    database: int | None

    def drive(self, clients: int, seconds: int, at: int) -> Figures:
        """Ask for some seconds with as many clients, beginning with the line `at`."""
        command = [*processes.on_core(processes.OTHER_CORE), wrk(), "-t1", f"-c{clients}"]
        command += [f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT)]
        command += [f"http://127.0.0.1:{self.server.port}/graphql", "--"]
        command += [str(self.bodies), str(at)] if self.bodies else []
        before = self._used()
        ran = subprocess.run(  # noqa: S603 - the command is ours
            command, capture_output=True, text=True, timeout=seconds + 60, check=True
        )
        used = self._used().less(before)
        line = next(each for each in ran.stdout.splitlines() if each.startswith("FIGURES "))
        return figures(json.loads(line.partition(" ")[2]), clients, used)

    def _used(self) -> Used:
        return Used(
            processes.seconds_used(self.server.pid),
            processes.seconds_used(self.database) if self.database else 0.0,
            processes.seconds_of_children(),
            processes.seconds_of_all(),
        )


def wrk() -> str:
    """Return the program that asks."""
    found = shutil.which("wrk")
    if not found:
        raise WrkMissingError("There is no wrk (on Debian and Ubuntu: apt install wrk).")
    return found


def figures(told: dict[str, int], clients: int, used: Used) -> Figures:
    """Make figures of what wrk told and of what was used meanwhile.

    What was under way at the end, one request for each client, counts as half done.
    """
    seconds, done = told["microseconds"] / 1e6, told["requests"] + clients / 2
    return Figures(
        rate=told["requests"] / seconds,
        p50=told["p50"],
        p99=told["p99"],
        server=used.server / done * 1e6,
        database=used.database / done * 1e6,
        foreign=max(0.0, used.machine - used.server - used.database - used.ours) / seconds,
        bytes=told["bytes"] / done,
        failed=told["failed"],
    )
