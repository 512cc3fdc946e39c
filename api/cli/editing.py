"""What the commands do for whoever edits fixtures."""

from pathlib import Path

from api.cli.curating import Say, Stop, directory, told
from fixtures import formatting
from fixtures.files import FILES
from fixtures.json_schema import text_of
from fixtures.nodes import Text
from fixtures.problem import FixtureErrors, Place, Problem, listing
from fixtures.read import survey
from fixtures.skeleton import KINDS, Skeleton, can_be_told_apart, on_record, skeleton
from fixtures.slugs import slug_problem


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


def new(kind: str, name: str, root: str | None, say: Say, stop: Stop, *, slug: str = "") -> None:
    """Write the beginning of a file for someone or something new, and say what to do next."""
    files = KINDS.get(kind)
    if files is None:
        stop(f'There are no files of a "{kind}"; there are {listing(KINDS)}.')
    if problem := slug_problem(Text(slug or "any", Place("--slug"))):
        stop(problem.text)
    name = " ".join(name.split())
    folder = directory(root, stop)
    data, _ = survey(folder)
    namesake = on_record(data, files, name)
    apart = namesake.row.record_id.partition("/")[2] if namesake else ""
    made = skeleton(files, name, slug, apart if can_be_told_apart(files) else "")
    path = folder / files.form.replace("<slug>", made.slug)
    if namesake and not slug:
        stop(
            f'"{name}" may be {namesake.row.record_id} ("{namesake.row.text}", '
            f"{namesake.place.file}): add to that file. If it is another one, give it a slug of "
            f"its own, such as --slug {made.slug}-somewhere."
        )
    if not made.slug:
        stop(f'"{name}" has no Latin letters to make a slug of: give one by --slug.')
    _write(path, made.text, stop)
    say(_next(path, name, made))


def _write(path: Path, text: str, stop: Stop) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        stop(f"{path} is there already: add to it, or give another slug by --slug.")
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}.")


def _next(path: Path, name: str, made: Skeleton) -> str:
    lines = [f"Wrote {path}."]
    if made.guess:
        lines.append(
            f'"{made.guess}" is a guess at how {name} is read. If sources print it otherwise, '
            "write that, and name the file after it."
        )
    return "\n".join(
        [
            *lines,
            "1. Describe each new source in sources/<year>-<month>.yaml, by when it was published.",
            "2. Put what it says where a word in capitals stands; take out what it does not say.",
            "3. Run `roster check`, which names what is still missing, until all is well.",
        ]
    )


def json_schema(kind: str, stop: Stop) -> str:
    """Return the JSON Schema of a sort of fixtures."""
    known = {files.name: files for files in FILES}
    if kind not in known:
        stop(
            f'There is no schema "{kind}"; there are {listing(known)}, and GraphQL without a word.'
        )
    return text_of(known[kind])
