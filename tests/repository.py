"""A git repository of a few fixtures, to be changed and compared."""

import shutil
import subprocess
from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app
from tests.broken_cases import VALID

NAMED = ["-c", "user.name=Curator", "-c", "user.email=curator@example.com"]


class Repository:
    """The fixtures of `tests/broken/valid`, committed once on the branch main."""

    def __init__(self, place: Path) -> None:
        self.fixtures = place / "fixtures"
        shutil.copytree(VALID, self.fixtures)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def git(self, *arguments: str) -> str:
        """Run git, and return what it says."""
        place = self.fixtures.parent
        command = ["git", *NAMED, *arguments]
        return subprocess.run(command, cwd=place, check=True, capture_output=True, text=True).stdout

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        file = self.fixtures / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        """Write at the end of a file, which may be new."""
        file = self.fixtures / path
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(before + text, encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        """Compare, with what is given."""
        command = ["diff", "--fixtures", str(self.fixtures), *arguments]
        return CliRunner().invoke(app, command)

    def diff(self, *arguments: str) -> str:
        """Return what a comparison says on standard output; it must end well."""
        done = self.run(*arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def refusal(self, *arguments: str) -> str:
        """Return why there is no comparison."""
        done = self.run(*arguments)
        assert done.exit_code == 1, done.output
        assert isinstance(done.exception, SystemExit)
        return done.output
