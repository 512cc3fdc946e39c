"""Ask a server as fast as it answers, and see what an answer costs."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from bench.peers import processes
from bench.peers.servers import Server

SCRIPT = Path(__file__).with_name("wrk.lua")
MISSING = "There is no wrk, which asks the questions (on Debian and Ubuntu: apt install wrk)."


class Figures(TypedDict):
    """What one cell of a round says; times are microseconds, `foreign` is in processors.

    `foreign` is what neither the server nor its database nor wrk used of the machine.
    """

    rate: float
    p50: float
    p99: float
    server: float
    database: float
    foreign: float
    bytes: float
    failed: int


def wrk() -> str:
    """Return the program, or raise with what to do."""
    found = shutil.which("wrk")
    if not found:
        raise FileNotFoundError(MISSING)
    return found


def drive(
    server: Server, database: int | None, bodies: Path | None, clients: int, seconds: int, at: int
) -> Figures:
    """Ask for some seconds with as many clients, beginning with the line `at` of `bodies`.

    `database` is the process of the PostgreSQL behind the server, if there is one.
    """
    command = [*processes.on_core(processes.OTHER_CORE), wrk(), "-t1", f"-c{clients}"]
    command += [f"-d{seconds}s", "--timeout", "20s"]
    address = f"http://127.0.0.1:{server.port}/graphql"
    command += ["-s", str(SCRIPT), address]
    if bodies:
        command += ["--", str(bodies), str(at)]
    before = _used(server, database)
    ran = subprocess.run(  # noqa: S603 - the command is ours
        command, capture_output=True, text=True, timeout=seconds + 60, check=True
    )
    used = [now - then for now, then in zip(_used(server, database), before, strict=True)]
    line = next(each for each in ran.stdout.splitlines() if each.startswith("FIGURES "))
    return _figures(json.loads(line.partition(" ")[2]), *used)


def _used(server: Server, database: int | None) -> list[float]:
    return [
        processes.seconds_used(server.pid),
        processes.seconds_used(database) if database else 0.0,
        processes.seconds_of_children(),
        processes.seconds_of_all(),
    ]


def _figures(
    told: dict[str, int], server: float, database: float, ours: float, machine: float
) -> Figures:
    seconds, count = told["microseconds"] / 1e6, max(1, told["requests"])
    return Figures(
        rate=told["requests"] / seconds,
        p50=told["p50"],
        p99=told["p99"],
        server=server / count * 1e6,
        database=database / count * 1e6,
        foreign=max(0.0, machine - server - database - ours) / seconds,
        bytes=told["bytes"] / count,
        failed=told["failed"],
    )
