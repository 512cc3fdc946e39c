"""The workflows run commands that there are, and hand no power to a pull request."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from api.cli import app

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CLI = typer.main.get_command(app)

pytestmark = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def workflow(path: Path) -> dict[str, Any]:
    """Return what a workflow says; BaseLoader leaves the key `on` a text."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


def scripts(path: Path) -> str:
    return "\n".join(step["run"] for step in steps(path) if "run" in step)


def test_each_roster_command_and_option_exists(path: Path) -> None:
    commands = CLI.commands  # type: ignore[attr-defined]
    for line in re.findall(r"^\s*\.venv/bin/roster (.*)$", scripts(path), re.MULTILINE):
        name, *arguments = shlex.split(line)
        options = {option for param in commands[name].params for option in param.opts}
        assert {each for each in arguments if each.startswith("--")} <= options


def test_each_target_of_make_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = {"$(serving)": ".venv/.serving", "$(developing)": ".venv/.developing"}
    targets = {
        known.get(name, name) for name in re.findall(r"^(\S+):(?!=)", makefile, re.MULTILINE)
    }

    assert set(re.findall(r"^make (\S+)", scripts(path), re.MULTILINE)) <= targets


def test_each_action_is_named_by_a_commit_and_its_version(path: Path) -> None:
    uses = re.findall(r"uses: (.*)", path.read_text("utf-8"))

    assert uses
    assert [u for u in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", u)] == []


def test_no_script_holds_an_expression_that_a_stranger_could_fill(path: Path) -> None:
    assert "${{" not in scripts(path)


def test_who_runs_the_code_of_a_pull_request_can_only_read(path: Path) -> None:
    found = workflow(path)
    runs_its_code = any(
        step.get("uses", "").startswith("actions/checkout@") for step in steps(path)
    )

    assert "pull_request_target" not in found["on"]
    assert not runs_its_code or found["permissions"] == {"contents": "read"}
    assert runs_its_code or "workflow_run" in found["on"]
    assert runs_its_code != ("write" in found["permissions"].values())
