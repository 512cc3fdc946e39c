"""A small dataset in canonical form that a test may edit, and the command run on it."""

import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app
from fixtures.drafts import Drafts
from fixtures.files import find
from fixtures.formatting import put_in_form
from tests.broken_cases import VALID


def roster(*arguments: str | Path) -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def valid_in_form(root: Path) -> Path:
    """Copy the valid dataset, and put it in canonical form."""
    shutil.copytree(VALID, root)
    for file in find(root, Drafts([])):
        put_in_form(file)
    return root


def write(root: Path, name: str, text: str) -> None:
    """Write a fixture, whose first line is added."""
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    for file in find(root, Drafts([])):
        if file.path == path:
            put_in_form(file)


def replace(root: Path, name: str, old: str, new: str) -> None:
    """Replace a text that stands in a fixture once."""
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
    (root / name).write_text(text.replace(old, new), "utf-8")
