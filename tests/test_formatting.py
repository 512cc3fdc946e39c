"""Fixtures in canonical form: what `roster format` writes, and what `roster check` refuses."""

import random
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from fixtures import document
from fixtures.canonical import GROUPS, ORDER, in_order
from fixtures.drafts import Drafts
from fixtures.files import FILES, File, find
from fixtures.formatting import formatted
from fixtures.problem import FixtureErrors, Problem
from fixtures.read import HERE, read, read_all, survey, take
from fixtures.sections import EVIDENCE, NAME
from fixtures.shapes import Column, Group, Names, within
from fixtures.taking import Taking
from fixtures.version import Version
from models import Person
from tests.broken_cases import VALID
from tests.editing import roster

BY_NAME = {files.name: files for files in FILES}
CURATED = [file for root in (VALID, HERE) for file in find(root, Drafts([]))]


def a_file(kind: str = "person") -> File:
    return File(Path("x.yaml"), "x.yaml", BY_NAME[kind])


def in_form(text: str, file: File) -> str:
    """A text as `roster format` would write it."""
    problems: list[Problem] = []
    made = formatted(text, file, problems)
    assert made is not None, problems
    return made


def shuffled(node: Any, dice: random.Random) -> Any:
    """The same with the keys of every map in another order."""
    if isinstance(node, dict):
        pairs = [(key, shuffled(value, dice)) for key, value in node.items()]
        return dict(dice.sample(pairs, len(pairs)))
    return [shuffled(item, dice) for item in node] if isinstance(node, list) else node


def remarked(text: str, dice: random.Random) -> str:
    """The same with comments, each of which names the key that it stands above."""
    lines: list[str] = []
    for line in text.split("\n"):
        key = re.match(r"( *)([a-z_0-9-]+):", line)
        if key and lines and dice.random() < 0.3:
            lines.append(f"{key[1]}# {key[2]}")
        lines.append(line)
    return "\n".join(lines)


def misplaced(text: str, file: File) -> list[str]:
    """What is not in canonical order."""
    drafts = Taking([])
    take(file, document.tree(text, file.shown, []), drafts)
    return [disorder.problem.text for disorder in drafts.disorders]


def plain(text: str) -> Any:
    return yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text


STYLES = {
    "in lines": (False, 80),
    "the innermost in brackets": (None, 80),
    "one line": (True, 10**6),
}


@given(st.sampled_from(CURATED), st.randoms(use_true_random=False), st.sampled_from([*STYLES]))
def test_any_order_is_put_right_and_nothing_is_lost(
    file: File, dice: random.Random, style: str
) -> None:
    flow, width = STYLES[style]
    content = plain(file.path.read_text("utf-8"))
    text = yaml.safe_dump(
        shuffled(content, dice),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=flow,
        width=width,
    )

    made = in_form(text, file)

    assert made.startswith(f"{file.files.first_line}\n")
    assert plain(made) == content
    assert misplaced(made, file) == []
    assert in_form(made, file) == made


@given(st.sampled_from(CURATED), st.randoms(use_true_random=False))
def test_a_comment_goes_with_the_key_that_it_stands_above(file: File, dice: random.Random) -> None:
    content = shuffled(plain(file.path.read_text("utf-8")), dice)
    dumped = yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, default_flow_style=False, width=10_000
    )
    text = remarked(dumped, dice)

    made = in_form(text, file)

    lines = made.split("\n")
    for comment, below in pairwise(lines[1:]):
        if comment.lstrip().startswith("# "):
            assert below.lstrip(" -").startswith(f"{comment.lstrip(' #')}:")
    assert made.count("# ") == text.count("# ") + 1
    assert in_form(made, file) == made


def test_format_changes_no_row(tmp_path: Path) -> None:
    root = Path(shutil.copytree(VALID, tmp_path / "fixtures"))
    assert roster("check", "--fixtures", root).exit_code == 1

    assert roster("format", "--fixtures", root).exit_code == 0

    assert Version(read(root)).hash == Version(read(VALID)).hash
    assert roster("check", "--fixtures", root).exit_code == 0


def test_the_dataset_is_in_canonical_form() -> None:
    dataset, _ = survey(HERE)
    assert dataset.form == []


def test_every_key_has_a_place_in_the_order() -> None:
    for section in [*within(*(files.section for files in FILES)), EVIDENCE, NAME]:
        order = ORDER[section.table].split()
        assert list(section.keys) == [key for key in order if key in section.keys]
        for key, shape in section.keys.items():
            if isinstance(shape, Group):
                assert list(shape.keys) == GROUPS[key].split()


def test_a_key_without_a_place_is_named() -> None:
    with pytest.raises(LookupError, match=r"Say where \['nickname'\] stand in a file: in ORDER"):
        in_order(Person, {"names": Names(), "nickname": Column("nickname")})


AS_WRITTEN = """\
# Written down in March.

roles:
  # the first
  lead:
    kind: employment  # as a card says
    # two lines
    # of comment
    title: "Head"
    evidence:
      - fields: [title,
                 kind]
        # where
        source: 'post'
      # of the letter
      - {says: "a: b", source: letter}
      - says: >-
          long
          # text
        source: book
    organization: lab
    # the end

  # the second
  other: {organization: lab, kind: other}
names: [Ada]"""

IN_FORM = """\
# yaml-language-server: $schema=../schemas/person.json
# Written down in March.

names: [Ada]
roles:
  # the first
  lead:
    organization: lab
    # the end
    # two lines
    # of comment
    title: "Head"
    kind: employment  # as a card says
    evidence:
      # where
      - source: 'post'
        fields: [title,
                 kind]
      # of the letter
      - {source: letter, says: "a: b"}
      - source: book
        says: >-
          long
          # text

  # the second
  other: {organization: lab, kind: other}"""


def test_comments_quotes_and_line_breaks_stay() -> None:
    assert in_form(AS_WRITTEN, a_file()) == IN_FORM
    assert in_form(IN_FORM, a_file()) == IN_FORM


def test_sources_are_put_in_the_order_of_their_slugs_with_their_comments() -> None:
    text = "# for all\nb:\n  url: x\n# for a\na:\n  url: y\n"
    made = in_form(text, a_file("sources"))
    first_line = BY_NAME["sources"].first_line
    assert made == f"{first_line}\n# for all\n\n# for a\na:\n  url: y\nb:\n  url: x\n"


def test_events_and_roles_keep_the_order_of_the_curator() -> None:
    text = f"{BY_NAME['events'].first_line}\nb:\n  kind: other\na:\n  kind: other\n"
    assert in_form(text, a_file("events")) == text


def test_a_wrong_first_line_is_replaced_and_one_elsewhere_moved() -> None:
    first_line = BY_NAME["person"].first_line
    for text in (
        "# yaml-language-server: $schema=person.json\nnames: [Ada]\n",
        f"names: [Ada]\n{first_line}\n",
    ):
        assert in_form(text, a_file()) == f"{first_line}\nnames: [Ada]\n"


def test_unknown_keys_are_kept_behind_the_known() -> None:
    text = "nonsense: 1\nroles:\n  a: {kind: x}\nnames: [Ada]\n"
    made = in_form(text, a_file())
    assert made.split("\n", 1)[1] == "names: [Ada]\nroles:\n  a: {kind: x}\nnonsense: 1\n"


REFUSED = {
    "no YAML": ("names: [Ada\nroles: 1\n", "x.yaml:1:8: the bracket that opens here "),
    "a key given twice": ("names: [A]\nnames: [B]\n", 'x.yaml:2:1: "names" is given twice'),
    "an anchor": ("names: &a [A]\n", "x.yaml:1:8: &a is an anchor"),
    "nothing": ("", "x.yaml:1:1: the file is empty"),
    "maps that change their lines within each other": (
        "roles: {c: {end: x, evidence: [{says: a,\n  source: x}], organization: y}}\nnames: [A]\n",
        "x.yaml:1:1: the keys of this file cannot be moved as they are written",
    ),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_put_in_form_is_told_in_its_place(text: str, told: str) -> None:
    problems: list[Problem] = []
    assert formatted(text, a_file(), problems) is None
    assert str(problems[0]).startswith(told)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the valid dataset in canonical form."""
    root = Path(shutil.copytree(VALID, tmp_path / "fixtures"))
    assert roster("format", "--fixtures", root).exit_code == 0
    return root


def at(done: Result) -> list[str]:
    """What a command says is wrong, without where the dataset stands."""
    return [line.partition("fixtures/")[2] for line in done.stderr.splitlines() if ".yaml:" in line]


def test_check_names_the_line_and_the_command_once_a_file(root: Path) -> None:
    ada = root / "people" / "ada-example.yaml"
    title, kind = "    title: Chief scientist\n", "    kind: employment\n"
    ada.write_text(ada.read_text("utf-8").replace(title + kind, kind + title), "utf-8")
    (root / "compensation.yaml").write_text("a:\n  kind: wage\n", "utf-8")

    told = at(roster("check", "--fixtures", root))

    assert (
        'people/ada-example.yaml:14:5: "title" belongs before "kind": run `roster format`' in told
    )
    assert (
        'compensation.yaml:1:1: the first line is not "# yaml-language-server: '
        '$schema=schemas/compensation.json": run `roster format`' in told
    )
    assert len([line for line in told if "`roster format`" in line]) == 2


def test_only_the_named_files_are_put_in_form(root: Path) -> None:
    for name in ("ada", "bo"):
        path = root / "people" / f"{name}-example.yaml"
        path.write_text(path.read_text("utf-8").partition("\n")[2], "utf-8")

    done = roster("format", root / "people/bo-example.yaml", "--fixtures", root)

    assert done.stdout.endswith("people/bo-example.yaml: put in form\n1 file changed.\n")
    assert [line.partition(":")[0] for line in at(roster("check", "--fixtures", root))] == [
        "people/ada-example.yaml"
    ]


def test_a_file_that_is_no_fixture_is_refused(root: Path) -> None:
    done = roster("format", root / "people/nobody.yaml", "--fixtures", root)
    assert done.exit_code == 1
    assert "nobody.yaml:1:1: this is no fixture of " in done.stderr


def test_a_file_that_is_no_yaml_is_left_alone_and_the_others_are_mended(root: Path) -> None:
    ada, bo = root / "people" / "ada-example.yaml", root / "people" / "bo-example.yaml"
    ada.write_text("names: [Ada\n", "utf-8")
    bo.write_text(bo.read_text("utf-8").partition("\n")[2], "utf-8")
    bo.chmod(0o640)

    done = roster("format", "--fixtures", root)

    assert done.exit_code == 1
    assert [told.partition(": ")[0] for told in at(done)] == ["people/ada-example.yaml:1:8"]
    assert ada.read_text("utf-8") == "names: [Ada\n"
    assert bo.read_text("utf-8").startswith(BY_NAME["person"].first_line)
    assert bo.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in ada.parent.iterdir()} == {
        path.name for path in (VALID / "people").iterdir()
    }


def test_reading_for_a_database_takes_what_is_not_in_form() -> None:
    with pytest.raises(FixtureErrors):
        read_all(VALID, canonical=True)
    assert read_all(VALID)[1].tables
