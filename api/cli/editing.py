"""What the commands do for whoever edits fixtures."""

from pathlib import Path

from api.cli.curating import Say, Stop, directory, told
from fixtures import formatting
from fixtures.files import FILES
from fixtures.json_schema import text_of
from fixtures.problem import FixtureErrors, Problem, listing


def put_in_form(named: list[Path], root: str | None, say: Say, stop: Stop) -> None:
    """Rewrite fixtures in canonical form, and say which of them that changed."""
    problems: list[Problem] = []
    changed = 0
    try:
        for file in formatting.find(directory(root, stop), named):
            try:
                if formatting.put_in_form(file):
                    changed += 1
                    say(f"{file.shown}: put in form")
            except FixtureErrors as errors:
                problems += errors.problems
    except FixtureErrors as errors:
        problems += errors.problems
    if problems:
        stop(told(problems))
    say(f"{changed:,} {'file' if changed == 1 else 'files'} changed.")


def json_schema(kind: str, stop: Stop) -> str:
    """Return the JSON Schema of a sort of fixtures."""
    known = {files.name: files for files in FILES}
    if kind not in known:
        stop(
            f'There is no schema "{kind}"; there are {listing(known)}, and GraphQL without a word.'
        )
    return text_of(known[kind])
