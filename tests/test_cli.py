"""The command `roster`, as it is typed."""

import re
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.command import ROOT, ROSTER, ask, free_port, roster, serving


@pytest.fixture
def seeded(tmp_path: Path) -> str:
    """The URL of a database file with the curated dataset."""
    url = f"sqlite:///{tmp_path / 'roster.db'}"
    done = roster("seed", "--database", url)
    assert done.returncode == 0, done.stderr
    return url


def test_help_teaches_each_command() -> None:
    shown = roster("--help").stdout

    commands = ("serve", "check", "new", "format", "diff", "seed", "export", "schema")
    assert all(command in shown for command in commands)
    assert "Example: roster seed --database" in roster("seed", "--help").stdout


def test_check_counts_what_is_well() -> None:
    done = roster("check")

    assert done.returncode == 0
    assert re.match(r"All is well: \d+ people, \d+ organizations, ", done.stdout)


def test_check_says_all_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "ada.yaml").write_text("names: [Ada]\nroles: {}\nnonsense: 1\n")
    done = roster("check", "--fixtures", str(tmp_path))

    assert done.returncode == 1
    assert "people/ada.yaml:3:1: " in done.stderr
    assert re.search(r"\d+ things? (is|are) wrong\.", done.stderr)


def test_check_of_no_directory_says_so(tmp_path: Path) -> None:
    done = roster("check", "--fixtures", str(tmp_path / "none"))

    assert done.returncode == 1
    assert "is no directory" in done.stderr


def test_seeding_twice_changes_nothing_and_says_so(seeded: str) -> None:
    again = roster("seed", "--database", seeded)

    assert again.returncode == 0
    assert "Nothing has changed since release 1." in again.stdout


def test_the_schema_is_printed() -> None:
    assert roster("schema").stdout == (ROOT / "schema.graphql").read_text(encoding="utf-8")


WRONG = {
    "DATABASE_URL": ("mysql://u:secret@h/d", "postgresql://USER"),
    "PORT": ("99999", "PORT '99999'"),
    "ROSTER_WORKERS": ("many", "ROSTER_WORKERS 'many'"),
}


@pytest.mark.parametrize(("name", "value", "words"), [(n, *v) for n, v in WRONG.items()], ids=WRONG)
def test_a_wrong_setting_is_refused_in_words(name: str, value: str, words: str) -> None:
    done = roster("serve", **{name: value})

    assert done.returncode == 1
    assert words in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_without_a_dataset_says_what_to_do(tmp_path: Path) -> None:
    done = roster("serve", "--database", f"sqlite:///{tmp_path / 'none.db'}")

    assert done.returncode == 1
    assert "run `roster seed`" in done.stderr
    assert "Traceback" not in done.stderr


UNREADABLE = {
    "a text": "file is not a database",
    "postgresql://nobody@127.0.0.1:1/roster": "onnection refused",
}


@pytest.mark.parametrize(("url", "reason"), UNREADABLE.items(), ids=UNREADABLE)
def test_a_database_that_cannot_be_read_is_named(tmp_path: Path, url: str, reason: str) -> None:
    (tmp_path / "text").write_text("This is no database, and long enough to be taken for one." * 99)
    url = url if "://" in url else f"sqlite:///{tmp_path / 'text'}"
    done = roster("serve", "--database", url)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{url}: The database cannot be read: see that it runs")
    assert reason in done.stderr
    assert "roster seed" not in done.stderr


def test_serve_answers_and_sees_a_new_release(seeded: str) -> None:
    port = free_port()
    with serving(*ROSTER, "serve", "--port", str(port), DATABASE_URL=seeded) as process:
        first = ask(port, "{ dataset { version } }")
        empty = roster("seed", "--database", seeded, "--fixtures", str(ROOT / "tests/broken/valid"))
        second = ask(port, "{ dataset { version } }")
        assert process.poll() is None

    assert empty.returncode == 0, empty.stderr
    assert first["data"] == {"dataset": {"version": 1}}
    assert second["data"] == {"dataset": {"version": 2}}


def test_uvicorn_serves_as_anyone_would_type_it(seeded: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "api.app:app", "--port", str(port)]
    with serving(*command, DATABASE_URL=seeded):
        answered = ask(port, '{ person(id: "yan-zhijie") { name } }')

    assert answered["data"] == {"person": {"name": "Yan Zhijie"}}


def test_the_port_in_use_is_named(seeded: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = roster("serve", "--port", str(port), "--database", seeded)

    assert done.returncode == 1
    assert f"port {port}" in done.stderr


def test_the_port_can_be_tried_before_there_is_a_database(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'none.db'}"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        refused = roster("serve", "--check-port", "--port", str(port), "--database", database)
    found = roster("serve", "--check-port", "--port", str(free_port()), "--database", database)

    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}: " in refused.stderr
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def test_a_taken_port_stops_make_before_it_seeds() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nserve: ")[2].partition("\n\n")[0]
    commands = re.findall(r"bin\)/(roster \w+(?: --check-port)?)", recipe)
    assert commands == ["roster serve --check-port", "roster seed", "roster export", "roster serve"]
