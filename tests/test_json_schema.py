"""The JSON Schemas of the fixtures: current, described, and as strict as one file allows."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fixtures.drafts import Drafts
from fixtures.files import FILES, File, Files, find
from fixtures.json_schema import schema_of, text_of
from fixtures.read import HERE
from fixtures.shapes import within
from models import dates
from tests.broken_cases import VALID, Case, cases
from tests.editing import roster

SORTS = pytest.mark.parametrize("files", FILES, ids=lambda files: str(files.name))


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `on` is a key, and a date is a text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


VALIDATORS = {files.name: Draft202012Validator(schema_of(files)) for files in FILES}


def refused(file: File) -> list[str]:
    """What an editor would underline."""
    content = yaml.load(file.path.read_text("utf-8"), EditorLoader)  # noqa: S506 - it is safe
    errors = VALIDATORS[file.files.name].iter_errors(content)
    return [f"{file.shown} {error.json_path}: {error.message[:200]}" for error in errors]


@SORTS
def test_a_schema_file_is_current(files: Files) -> None:
    path = HERE / "schemas" / f"{files.name}.json"
    assert path.read_text("utf-8") == f"{text_of(files)}\n", "run `make schema`, review the diff"


def test_no_schema_file_is_left_over() -> None:
    named = {path.stem for path in (HERE / "schemas").iterdir()}
    assert named == {files.name for files in FILES}


@SORTS
def test_a_schema_is_one(files: Files) -> None:
    Draft202012Validator.check_schema(schema_of(files))


def parts(schema: dict[str, Any], path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that may be written, and what is said of it."""
    for key, part in schema.get("properties", {}).items():
        yield f"{path}.{key}", part
        yield from parts(part, f"{path}.{key}")
    for within_it in ("items", "additionalProperties"):
        if isinstance(part := schema.get(within_it), dict):
            yield from parts(part, path)
    for part in schema.get("anyOf", ()):
        yield from parts(part, path)


def patterned() -> Iterator[tuple[str, dict[str, Any]]]:
    """The columns that are written after a pattern, references and dates aside."""
    for files in FILES:
        for path, part in parts(schema_of(files)):
            if "examples" in part or str(part.get("pattern", "")).startswith(("^http", "^[A-Z]")):
                yield f"{files.name} {path}", part


@pytest.mark.parametrize("part", dict(patterned()).values(), ids=dict(patterned()))
def test_an_example_is_given_of_a_pattern_and_fits_it(part: dict[str, Any]) -> None:
    assert part["examples"]
    assert all(re.search(part["pattern"], example) for example in part["examples"])


@SORTS
def test_every_key_and_every_allowed_value_is_described(files: Files) -> None:
    found = dict(parts(schema_of(files)))
    assert len(found) >= len(files.section.keys)
    values = [
        (f"{path}={choice['const']}", choice)
        for path, part in found.items()
        for choice in part.get("anyOf", ())
        if "const" in choice
    ]
    assert [path for path, part in [*found.items(), *values] if not part.get("description")] == []


def test_every_shape_of_a_record_allows_no_other_key() -> None:
    for files in FILES:
        maps = [schema_of(files), *(part for _, part in parts(schema_of(files)))]
        assert all("additionalProperties" in part for part in maps if part.get("type") == "object")
    assert list(within(*(files.section for files in FILES)))


@pytest.mark.parametrize("root", [HERE, VALID], ids=["the dataset", "the valid example"])
def test_no_schema_refuses_what_is_right(root: Path) -> None:
    assert [words for file in find(root, Drafts([])) for words in refused(file)] == []


# What no schema can tell, though it stands in one file.
BEYOND_A_SCHEMA = {
    "what an event says, what is credited, a name, a publisher and a modality are spaces",
    "every date ends before it begins",
}
STRUCTURAL = [
    case
    for case in cases()
    if case.rule in {"asserts", "keys", "shapes", "values"} and case.about not in BEYOND_A_SCHEMA
]


@pytest.mark.parametrize("case", STRUCTURAL, ids=lambda case: f"{case.rule}: {case.about}")
def test_a_wrong_key_form_or_word_is_underlined(case: Case, tmp_path: Path) -> None:
    root = case.spoil(tmp_path / "fixtures")
    assert [words for file in find(root, Drafts([])) for words in refused(file)]


@given(st.from_regex(rf"\A{dates.LASTING_PATTERN}\Z", fullmatch=True))
def test_what_has_the_form_of_a_date_is_one_or_none_of_the_calendar(text: str) -> None:
    try:
        dates.read(text)
    except ValueError as error:
        told = str(error)
        assert "is not a date: " not in told


WRITTEN = st.from_regex(r"\A[0-9\[\]./~?%-]{4,21}\Z", fullmatch=True)


@given(WRITTEN | st.sampled_from(["2026-21~", "[..2026]", "2025-03/2026?", "[2025-03-04..]"]))
def test_every_date_has_the_form(text: str) -> None:
    try:
        dates.read(text)
    except ValueError:
        return
    assert re.fullmatch(dates.LASTING_PATTERN, text)


def test_the_command_prints_the_schema_of_a_sort_of_files_and_knows_no_other() -> None:
    shown = roster("schema", "person")
    assert json.loads(shown.output)["title"] == "people/<slug>.yaml"
    wrong = roster("schema", "people")
    assert wrong.exit_code == 1
    assert 'There is no schema "people"; there are person, organization, ' in wrong.output


def test_make_writes_each_schema() -> None:
    makefile = (HERE.parent / "Makefile").read_text("utf-8")
    kinds = re.search(r"^kinds := (.*)$", makefile, re.MULTILINE)
    assert kinds
    assert kinds[1].split() == [files.name for files in FILES]
