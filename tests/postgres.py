"""A PostgreSQL for the tests: the machine's own program, run on nothing but a loopback port.

The server keeps its data in a temporary directory and forgets it at the end. PostgreSQL refuses
to run as root, so root lends it to an unprivileged user.
"""

import contextlib
import ctypes
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN = Path("/usr/lib/postgresql")
BORROWED_USERS = ("postgres", "nobody")
SECONDS_TO_START = 30
REQUIRED = "ROSTER_REQUIRE_POSTGRES"

# Durability is for data that someone will want back.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")

serial = itertools.count(1)


class PostgresMissingError(Exception):
    """No usable PostgreSQL on this machine; the words say which part is missing."""


def required() -> bool:
    """Whether a machine without PostgreSQL fails the tests, instead of skipping half of them."""
    return bool(os.environ.get(REQUIRED))


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server, as the URL of its maintenance database; it stops when the block ends."""
    binaries = find_binaries()
    with tempfile.TemporaryDirectory(prefix="roster-postgres-") as directory:
        home = Path(directory)
        user = borrow_user(home)
        data = home / "data"
        initialize(binaries, data, user)
        process, port = start(binaries, data, user)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
            process.wait()


@contextlib.contextmanager
def database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A new database, as its URL; a copy of the database named `template`, dropped at the end.

    A template must have no open connection while it is copied.
    """
    name = f"test_{next(serial)}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield f"{server_url.rpartition('/')[0]}/{name}"
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def find_binaries() -> Path:
    """The directory of `initdb` and `postgres`: the one on PATH, else Debian's newest."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(DEBIAN.glob("*/bin"), key=lambda bin_: -float(bin_.parent.name))
    for candidate in candidates:
        if (candidate / "postgres").exists() and (candidate / "initdb").exists():
            return candidate
    raise PostgresMissingError(f"no postgres and initdb on PATH or under {DEBIAN}/*/bin")


def borrow_user(home: Path) -> str | None:
    """The user to run as, now the owner of `home`; None when we may run it ourselves."""
    if os.geteuid() != 0:
        return None
    for name in BORROWED_USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(home, entry.pw_uid, entry.pw_gid)
            return name
    raise PostgresMissingError(f"root needs a user {' or '.join(BORROWED_USERS)} to run it as")


def initialize(binaries: Path, data: Path, user: str | None) -> None:
    """Make an empty cluster whose text order is a dictionary's.

    Only so does a test see a column that was meant to have byte order and has not.
    """
    command = [str(binaries / "initdb"), "--pgdata", str(data), "--username", "postgres"]
    command += ["--auth", "trust", "--encoding", "UTF8", "--no-sync", "--no-instructions"]
    command += ["--locale", "C", "--locale-provider", "icu", "--icu-locale", "en-US"]
    made = subprocess.run(
        command, cwd=data.parent, user=user, text=True, capture_output=True, check=False
    )
    if made.returncode:
        raise PostgresMissingError(f"initdb failed: {made.stderr.strip()}")


def start(
    binaries: Path,
    data: Path,
    user: str | None,
    more: Sequence[str] = (),
    prefix: Sequence[str] = (),
    *,
    port: int | None = None,
) -> tuple[subprocess.Popen[bytes], int]:
    """A server that answers, and its port; `more` settings, and a command `prefix` to run it by."""
    port = port or free_port()
    log = data.parent / "log"
    settings = [
        "listen_addresses=127.0.0.1",
        f"port={port}",
        "unix_socket_directories=",
        "max_connections=200",
        *CARELESS,
        *more,
    ]
    command = [*prefix, str(binaries / "postgres"), "-D", str(data)]
    command += itertools.chain.from_iterable(("-c", setting) for setting in settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=data.parent,
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
        )
    wait_until_ready(process, port, log)
    return process, port


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server accepts connections."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
            return
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise PostgresMissingError(f"postgres did not start: {log.read_text().strip()}")


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def die_with_parent() -> None:
    """Ask the kernel to stop this process when the tests end, even if they are killed."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)
