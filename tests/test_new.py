"""`roster new` begins a file that the check then helps to fill in, and none that is there."""

import re
from pathlib import Path

import pytest

from fixtures.formatting import find, put_in_form
from fixtures.placeholders import PLACEHOLDERS
from fixtures.read import read
from fixtures.skeleton import KINDS, skeleton
from models import Name, NameKind
from tests.editing import replace, roster, valid_in_form


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return valid_in_form(tmp_path / "fixtures")


def missing(root: Path) -> list[str]:
    """What the check says, without the name of the directory."""
    told = roster("check", "--fixtures", root).output.splitlines()
    return [line.partition("fixtures/")[2] for line in told if ".yaml:" in line]


def test_a_chinese_name_is_read_and_the_reading_called_a_guess(root: Path) -> None:
    done = roster("new", "person", "林俊旸", "--fixtures", root)

    assert done.exit_code == 0
    assert f"Wrote {root}/people/lin-junyang.yaml." in done.output
    assert '"Lin Junyang" is a guess at how 林俊旸 is read.' in done.output
    assert "Run `roster check`" in done.output
    text = (root / "people" / "lin-junyang.yaml").read_text("utf-8")
    assert text.startswith(f"{KINDS['person'].first_line}\nnames:\n  - Lin Junyang  # a guess")
    assert "{text: 林俊旸, lang: zh-Hans, kind: native}" in text


MISSING = {
    "person": [
        'people/new-one.yaml:6:5: "source": "SOURCE" is still to be filled in',
        'people/new-one.yaml:8:3: "ROLE" is still to be filled in: small letters',
        'people/new-one.yaml:9:5: "organization": "ORGANIZATION" is still to be filled in',
        'people/new-one.yaml:11:5: "kind" is still to be filled in; allowed values: employment, ',
        'people/new-one.yaml:12:5: "status" is still to be filled in; allowed values: planned, ',
        'people/new-one.yaml:16:9: "source": "SOURCE" is still to be filled in',
    ],
    "organization": [
        'organizations/new-one.yaml:6:5: "source": "SOURCE" is still to be filled in',
        'organizations/new-one.yaml:7:1: "kind" is still to be filled in; allowed values: company',
        'organizations/new-one.yaml:11:3: "RELATION" is still to be filled in: small letters',
        'organizations/new-one.yaml:13:5: "other": "ORGANIZATION" is still to be filled in',
        'organizations/new-one.yaml:16:9: "source": "SOURCE" is still to be filled in',
    ],
    "model": [
        'models/new-one.yaml:6:5: "source": "SOURCE" is still to be filled in',
        'models/new-one.yaml:8:14: "developers": "ORGANIZATION" is still to be filled in',
    ],
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_names_each_word_to_be_replaced_and_nothing_else(kind: str, root: Path) -> None:
    assert roster("new", kind, "New One", "--fixtures", root).exit_code == 0
    told = missing(root)
    assert len(told) == len(MISSING[kind])
    assert all(map(str.startswith, told, MISSING[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_all_words_in_capitals_are_known_as_such(kind: str) -> None:
    text = skeleton(KINDS[kind], "new", "new").text
    written = re.sub("#.*", "", text)
    assert set(re.findall(r"\b[A-Z]+\b", written)) <= PLACEHOLDERS


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_in_canonical_form(kind: str, root: Path) -> None:
    assert roster("new", kind, "New One", "--fixtures", root).exit_code == 0
    assert not any(put_in_form(file) for file in find(root, []))


def test_a_file_that_is_filled_in_is_well(root: Path) -> None:
    assert roster("new", "person", "林俊旸", "--fixtures", root).exit_code == 0
    path = root / "people" / "lin-junyang.yaml"
    text = path.read_text("utf-8")
    for word, said in {
        "ROLE": "researcher",
        "ORGANIZATION": "example-lab",
        "KIND": "employment",
        "STATUS": "unknown",
        "SOURCE": "daily-ada",
    }.items():
        text = text.replace(f" {word}", f" {said}")
    path.write_text(text, "utf-8")

    assert missing(root) == []
    names = [name for name in read(root).of(Name) if name.record_id == "person/lin-junyang"]
    assert [(name.text, name.kind) for name in names] == [
        ("Lin Junyang", NameKind.PRIMARY),
        ("林俊旸", NameKind.NATIVE),
    ]


TAKEN = {
    "the name itself": "Ada Example",
    "the order of its words": "Example, Ada",
    "a name in another script": "艾达",
    "the reading of one": "Ai Da",
    "a former name": "ada SAMPLE",
}


@pytest.mark.parametrize("name", TAKEN.values(), ids=TAKEN)
def test_a_name_on_record_is_refused_with_its_file(name: str, root: Path) -> None:
    done = roster("new", "person", name, "--fixtures", root)

    assert done.exit_code == 1
    assert f'"{name}" may be person/ada-example ("' in done.output
    assert "fixtures/people/ada-example.yaml): add to that file" in done.output
    assert len(list((root / "people").iterdir())) == 2


def test_another_bearer_of_a_name_gets_a_slug_of_its_own_and_is_told_apart(root: Path) -> None:
    done = roster("new", "person", "Ada Example", "--slug", "ada-in-paris", "--fixtures", root)

    assert done.exit_code == 0
    assert "distinct_from: [ada-example]" in (root / "people/ada-in-paris.yaml").read_text("utf-8")
    assert not [told for told in missing(root) if "distinct_from" in told]


def test_a_slug_that_is_taken_is_refused(root: Path) -> None:
    before = (root / "people/ada-example.yaml").read_bytes()
    done = roster("new", "person", "Somebody Else", "--slug", "ada-example", "--fixtures", root)
    assert done.exit_code == 1
    assert (
        "people/ada-example.yaml is there already: add to it, or give another slug" in done.output
    )
    assert (root / "people/ada-example.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["people", "Ada"], 'There are no files of a "people"; there are person, organization,'),
        (
            ["person", "さくら"],
            '"さくら" has no Latin letters to make a slug of: give one by --slug',
        ),
        (["person", " "], '"" has no Latin letters to make a slug of'),
        (["person", "Ada", "--slug", "Ada B"], '"Ada B" is no slug: '),
        (["person", "Ada", "--slug", "../ada"], '"../ada" is no slug: '),
    ],
)
def test_what_makes_no_file_is_refused_in_words(
    arguments: list[str], told: str, root: Path
) -> None:
    done = roster("new", *arguments, "--fixtures", root)
    assert done.exit_code == 1
    assert told in done.output


@pytest.mark.parametrize("name", ["NO", "A: b", "x # y", "O'Brien", "a, [b]", '"Q"', "12", "? x"])
def test_a_name_is_quoted_where_yaml_would_read_something_else(name: str, root: Path) -> None:
    assert roster("new", "model", name, "--slug", "m", "--fixtures", root).exit_code == 0
    replace(root, "models/m.yaml", "SOURCE", "daily-ada")
    replace(root, "models/m.yaml", "ORGANIZATION", "example-lab")
    assert name in [row.text for row in read(root).of(Name) if row.record_id == "model/m"]


def test_a_dataset_with_mistakes_elsewhere_takes_a_new_file(root: Path) -> None:
    replace(root, "people/bo-example.yaml", "status: current", "status: gone")
    assert roster("new", "person", "Cy Example", "--fixtures", root).exit_code == 0
