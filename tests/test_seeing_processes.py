"""Servers as processes: what they log, and that no log can stop them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import URL

from fixtures.load import load
from models.database import connect_url
from tests import tiny
from tests.command import ROSTER, ask, free_port, serving

VERSION = "query Version { dataset { version } }"
ANSWER = {"dataset": {"version": 1}}
UVICORN = [sys.executable, "-m", "uvicorn", "api.app:app"]


@pytest.fixture
def url(sqlite_url: str) -> URL:
    made = connect_url(sqlite_url)
    load(tiny.rows(), made, print)
    return made


@contextmanager
def logging_to(file: Path, url: URL, *command: str, **environment: str) -> Iterator[int]:
    """Run a server whose log goes to a file; yield its port."""
    port = free_port()
    shell = ["sh", "-c", f'exec "$@" 2>>{file}', "sh", *command, "--port", str(port)]
    database = url.render_as_string(hide_password=False)
    with serving(*shell, DATABASE_URL=database, **environment):
        yield port


def events(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("command", [[*ROSTER, "serve"], UVICORN], ids=["roster", "uvicorn"])
def test_all_that_a_server_says_is_one_log(url: URL, tmp_path: Path, command: list[str]) -> None:
    log = tmp_path / "log"
    with logging_to(log, url, *command) as port:
        assert ask(port, VERSION)["data"] == ANSWER
        assert "data" not in ask(port, "{")
        httpx2.get(f"http://127.0.0.1:{port}/%7F%0A")
    told = events(log)

    requests = [each for each in told if each["event"] == "request"]
    assert [each["path"] for each in requests] == ["/graphql", "/graphql", "/\x7f\n"]
    assert requests[0]["operation"] == "Version"
    assert requests[1]["codes"] == ["GRAPHQL_PARSE_FAILED"]
    assert {"serving", "stopped"} <= {each["event"] for each in told}
    assert {"time", "level", "event"} <= set.intersection(*(set(each) for each in told))


def test_what_uvicorn_has_to_complain_of_is_in_the_same_form(url: URL, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with logging_to(log, url, *ROSTER, "serve") as port:
        assert ask(port, VERSION)["data"] == ANSWER
        told = subprocess.run(
            [sys.executable, "-c", SENDING_NO_HTTP, str(port)], check=True, capture_output=True
        )
    assert b"400" in told.stdout
    [complaint] = [each for each in events(log) if each.get("logger") == "uvicorn.error"]

    assert complaint["level"] == "warning"
    assert complaint["event"] == "Invalid HTTP request received."


SENDING_NO_HTTP = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
    connection.sendall(b"This is no HTTP.\\r\\n\\r\\n")
    print(connection.recv(1000))
"""


def test_the_log_is_text_if_that_is_wished(url: URL, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with logging_to(log, url, *ROSTER, "serve", ROSTER_LOG="text", ROSTER_SLOW="0.001") as port:
        assert ask(port, VERSION)["data"] == ANSWER
    first, request, slow, last = log.read_text("utf-8").splitlines()

    assert " info    serving logger=roster database=" in first
    assert " info    request request=" in request
    assert " operation=Version" in request
    assert " warning slow request=" in slow
    assert f' text="{VERSION}"' in slow
    assert " info    stopped logger=roster" in last


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">/dev/full 2>&1", ">&- 2>&-"])
def test_a_log_that_cannot_be_written_stops_no_server(url: URL, redirection: str) -> None:
    port = free_port()
    database = url.render_as_string(hide_password=False)
    shell = ["sh", "-c", f'exec "$@" {redirection}', "sh", *ROSTER, "serve", "--port", str(port)]
    with serving(*shell, DATABASE_URL=database) as process:
        for _ in range(20):
            assert ask(port, VERSION)["data"] == ANSWER
        time.sleep(0.1)
        told = figures(port)
        assert process.poll() is None

    [lost] = [line for line in told if line.startswith("roster_log_lines_lost")]
    assert float(lost.split()[-1]) >= 20


def test_processes_of_one_server_tell_the_figures_of_all(url: URL, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with logging_to(log, url, *ROSTER, "serve", "--workers", "2") as port:
        for _ in range(20):
            assert ask(port, VERSION)["data"] == ANSWER
        found = told_of(port)
    told = events(log)

    assert found == 20
    assert [each["event"] for each in told].count("request") == 20
    assert [each["event"] for each in told].count("serving") == 2


def test_a_process_that_is_killed_is_logged_and_what_it_counted_stays(
    url: URL, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with logging_to(log, url, *ROSTER, "serve", "--workers", "2") as port:
        for _ in range(20):
            assert ask(port, VERSION)["data"] == ANSWER
        assert told_of(port) == 20
        killed = int(next(iter(workers_of(port))))
        os.kill(killed, signal.SIGKILL)
        until(lambda: "died" in log.read_text("utf-8"))
        until(lambda: told_of(port) == 20)

    [died] = [each for each in events(log) if "died" in each["event"]]
    assert str(killed) in died["event"]


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    late = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < late
        time.sleep(0.1)


def told_of(port: int, seconds: float = 20) -> float:
    """Return how many requests all processes have counted, when they have told each other."""
    late = time.monotonic() + seconds
    total = 0.0
    while (total < 20 or len(workers_of(port)) < 2) and time.monotonic() < late:
        counted = [each for each in figures(port) if each.startswith("roster_requests_total")]
        total = sum(float(each.split()[-1]) for each in counted if 'way="none"' not in each)
        time.sleep(0.2)
    return total


def workers_of(port: int) -> set[str]:
    """Return the processes that use anything."""
    return {each.split('"')[1] for each in figures(port) if each.startswith("process_open_fds")}


def figures(port: int) -> list[str]:
    """Return the lines of the page, from a process that lives."""
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=3)) as client:
        try:
            return client.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
        except httpx2.TransportError:
            return []
