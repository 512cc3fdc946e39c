"""What `roster check` asks to look at, though it may be right."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.namesakes import keys, namesakes
from fixtures.pages import idle, without_address
from fixtures.read import HERE, read_all, survey
from fixtures.romanize import is_han, romanized
from fixtures.staleness import unreported
from models import Organization, Person
from tests.editing import replace, roster, valid_in_form, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return valid_in_form(tmp_path / "fixtures")


def add(root: Path, slug: str, *names: str, more: str = "", folder: str = "people") -> None:
    listed = "".join(f"  - {name}\n" for name in names)
    kind = "kind: lab\n" if folder == "organizations" else ""
    write(
        root,
        f"{folder}/{slug}.yaml",
        f"names:\n{listed}{more}evidence:\n  - {{source: daily-ada}}\n{kind}",
    )


def looked_at(root: Path) -> list[str]:
    return [str(problem).partition("/")[2] for problem in namesakes(survey(root)[0])]


LIKE_NAMES = {
    "the other order": (["Lin Junyang"], ["Junyang Lin"]),
    "Chinese and pinyin": (["Justin", "{text: 林俊旸, lang: zh-Hans}"], ["Lin Junyang"]),
    "Chinese and pinyin in the other order": (
        ["Justin", "{text: 林俊旸, lang: zh}"],
        ["Junyang LIN"],
    ),
    "the given name in two words": (["Lin Jun Yang"], ["Lin Junyang"]),
    "a hyphen, and marks of tone": (["Lin Jun-Yang"], ["Lín Jùnyáng"]),
    "other characters that are read alike": (
        ["A", "{text: 姚顺雨, lang: zh-Hans}"],
        ["B", "{text: 姚顺宇, lang: zh-Hans}"],
    ),
    "old and new characters": (
        ["A", "{text: 葉軍, lang: zh-Hant}"],
        ["B", "{text: 叶军, lang: zh}"],
    ),
    "a family name that is read in its own way": (
        ["A", "{text: 曾国藩, lang: zh}"],
        ["Zeng Guofan"],
    ),
    "a family name of two characters": (["A", "{text: 欧阳锋, lang: zh}"], ["Feng Ouyang"]),
    "letters that Unicode does not take apart": (["Łukasz Kaiser"], ["Lukasz Kaiser"]),
}


@pytest.mark.parametrize(("one", "two"), LIKE_NAMES.values(), ids=LIKE_NAMES)
def test_two_people_of_like_names_are_looked_at_once(
    one: list[str], two: list[str], root: Path
) -> None:
    add(root, "one", *one)
    add(root, "two", *two)
    (told,) = looked_at(root)
    assert told.startswith("people/two.yaml:")
    assert "may be person/one (" in told
    assert told.endswith('if not, add "distinct_from: [one]"')


UNLIKE_NAMES = {
    "another given name": (["Lin Junyang"], ["Lin Junying"]),
    "a name within a name": (["Lin Jun"], ["Lin Junyang"]),
    "Chinese that is read otherwise": (
        ["A", "{text: 林俊旸, lang: zh}"],
        ["B", "{text: 林俊杰, lang: zh}"],
    ),
}


@pytest.mark.parametrize(("one", "two"), UNLIKE_NAMES.values(), ids=UNLIKE_NAMES)
def test_people_of_other_names_are_not(one: list[str], two: list[str], root: Path) -> None:
    add(root, "one", *one)
    add(root, "two", *two)
    assert looked_at(root) == []


@pytest.mark.parametrize("silent", ["one", "two"])
def test_either_file_may_say_that_they_are_two(silent: str, root: Path) -> None:
    other = {"one": "two", "two": "one"}[silent]
    for slug in ("one", "two"):
        add(root, slug, "Li Wei", more=f"distinct_from: [{other}]\n" if slug == silent else "")
    add(root, "three", "Wei Li")
    assert len(looked_at(root)) == 2


def test_organizations_of_like_names_are_looked_at_but_no_person_and_organization(
    root: Path,
) -> None:
    add(root, "deep-seek", "Deep Seek", folder="organizations")
    add(root, "deepseek", "DeepSeek", folder="organizations")
    add(root, "moonshot", "M", "{text: 月之暗面, lang: zh}", folder="organizations")
    add(root, "yuezhianmian", "Yuezhi Anmian", folder="organizations")
    add(root, "example-lab", "Example Lab")
    found = looked_at(root)
    assert [told.partition(":")[0] for told in found] == [
        "organizations/deepseek.yaml",
        "organizations/yuezhianmian.yaml",
    ]


LIKE_ORGANIZATIONS = {
    "one or several": ("Example Robot", "Example Robots"),
    "one lab or several": ("Sample Lab", "Sample Labs"),
    "with its form and without": ("Sample", "Sample, Inc."),
    "with what it works on and without": ("Sample", "Sample AI"),
    "two forms": ("Sample AI Lab", "Sample Laboratories Ltd"),
}


@pytest.mark.parametrize(("one", "two"), LIKE_ORGANIZATIONS.values(), ids=LIKE_ORGANIZATIONS)
def test_the_form_of_an_organization_makes_no_other_of_it(one: str, two: str, root: Path) -> None:
    add(root, "one", one, folder="organizations")
    add(root, "two", two, folder="organizations")
    (told,) = looked_at(root)
    assert f'"{two}" may be organization/one ("{one}"' in told


@pytest.mark.parametrize(
    ("one", "two"), [("Sample Lab", "Other Labs"), ("AI", "Lab"), ("Sample AI", "SampleAI Ten")]
)
def test_organizations_of_one_form_and_other_names_are_two(one: str, two: str, root: Path) -> None:
    add(root, "one", one, folder="organizations")
    add(root, "two", two, folder="organizations")
    assert looked_at(root) == []


def test_organizations_that_are_related_are_two(root: Path) -> None:
    add(root, "sample", "Sample", folder="organizations")
    add(root, "sample-lab", "Sample Lab", folder="organizations")
    assert len(looked_at(root)) == 1
    relation = "other: sample, kind: part_of, evidence: [{source: daily-ada}]"
    path = root / "organizations/sample-lab.yaml"
    path.write_text(f"{path.read_text('utf-8')}relations:\n  sample: {{{relation}}}\n", "utf-8")
    assert looked_at(root) == []


def test_the_form_of_a_person_s_name_matters() -> None:
    assert not keys(Person, "Sample Lab") & keys(Person, "Sample")
    assert not keys(Person, "Ada Roberts") & keys(Person, "Ada Robert")


def test_the_order_of_words_matters_for_organizations() -> None:
    assert not keys(Organization, "Lab Example") & keys(Organization, "Example Lab")
    assert keys(Person, "Lab Example") & keys(Person, "Example Lab")


@given(st.text(st.characters(codec="ascii"), max_size=20))
def test_every_name_is_like_itself_in_any_case(name: str) -> None:
    assert keys(Person, name) == keys(Person, name.upper())


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("林俊旸", "Lin Junyang"),
        ("歐陽鋒", "Ouyang Feng"),
        ("单伟建", "Shan Weijian"),
        ("吕布", "Lü Bu"),
        ("王", "Wang"),
    ],
)
def test_a_chinese_name_is_read_family_name_first(name: str, read: str) -> None:
    assert romanized(name) == read


def test_what_is_no_chinese_alone_is_not_read() -> None:
    assert not any(map(is_han, ["", "Ada", "Ada 王", "さくら", "김"]))


def test_current_roles_not_reported_for_18_months_are_counted_and_listed_on_demand(
    root: Path,
) -> None:
    write(root, "sources/2025-07.yaml", source("late", "2025-07-20"))

    assert "current role" not in roster("check", "--fixtures", root).output

    write(root, "sources/2025-08.yaml", source("later", "2025-08-01"))
    shown = roster("check", "--fixtures", root)
    assert shown.exit_code == 0
    assert (
        "Look at 2 current roles, last reported before 2024-02-01, 18 months before" in shown.output
    )
    assert "or write that it ended" in shown.output
    assert "role/bo-example.chief" not in shown.output

    shown = roster("check", "--verbose", "--fixtures", root)
    assert (
        "bo-example.yaml:11:5: role/bo-example.chief is current, last reported on 2024-01-20"
        in shown.output
    )


def source(slug: str, day: str) -> str:
    return f'{slug}:\n  headline: It\n  publisher: P\n  tier: trade_media\n  published: "{day}"\n'


def test_roles_that_ended_or_are_set_aside_are_not_counted(root: Path) -> None:
    write(root, "sources/2025-08.yaml", source("later", "2025-08-01"))
    replace(root, "people/bo-example.yaml", "status: current", "status: unknown")
    replace(root, "people/ada-example.yaml", "rank: normal", "rank: deprecated")
    data, _ = read_all(root)
    old = unreported(data)
    assert old == (date(2024, 2, 1), [])


def idle_sources(root: Path) -> list[str]:
    return [problem.text.split(":")[0] for problem in idle(read_all(root)[0])]


def test_a_source_on_which_nothing_rests_is_looked_at(root: Path) -> None:
    before = idle_sources(root)
    write(root, "sources/2024-03.yaml", source("alone", "2024-03-01"))
    assert [*before, "nothing on record rests on source/alone"] == sorted(idle_sources(root))
    assert (
        "fixtures/sources/2024-03.yaml:2:1: nothing on record rests on source/alone: add the "
        "evidence that it gives, or remove it" in roster("check", "--fixtures", root).output
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("people/bo-example.yaml", "evidence:\n  - {source: daily-ada}", None),
        ("people/bo-example.yaml", "repeats: daily-ada", "repeats: alone"),
        ("people/ada-example.yaml", "source: weekly-ada\n", "source: alone\n"),
        ("sources/2024-01.yaml", "republishes: daily-ada", "republishes: alone"),
    ],
    ids=["evidence", "repeats", "a response", "republishes"],
)
def test_a_source_that_is_named_is_not(root: Path, name: str, old: str, new: str | None) -> None:
    write(root, "sources/2024-03.yaml", source("alone", "2024-03-01"))
    replace(root, name, old, new or f"{old}\n  - {{source: alone}}")
    assert "nothing on record rests on source/alone" not in idle_sources(root)


def test_sources_without_an_address_are_counted_and_listed_on_demand(root: Path) -> None:
    assert "nobody can look" not in roster("check", "--fixtures", root).output
    write(root, "sources/2024-03.yaml", source("spoken", "2024-03-01"))
    assert (
        'Look at 1 source with neither "url" nor "archived_url": nobody can look them up'
        in roster("check", "--fixtures", root).output
    )
    told = roster("check", "--verbose", "--fixtures", root).output
    assert '2024-03.yaml:2:1: source/spoken has neither "url" nor "archived_url"' in told


def test_an_archived_copy_is_an_address(root: Path) -> None:
    replace(root, "sources/2024-01.yaml", "  url: https://weekly.example/ada\n", "")
    assert not list(without_address(read_all(root)[0]))


def test_each_source_of_the_dataset_carries_something() -> None:
    assert [str(problem) for problem in idle(survey(HERE)[0])] == []


def test_without_a_dated_source_nothing_is_old(root: Path) -> None:
    data, _ = read_all(root)
    data.entries.clear()
    assert unreported(data) is None


def test_the_dataset_has_few_names_to_look_at() -> None:
    assert len(list(namesakes(survey(HERE)[0]))) < 10
