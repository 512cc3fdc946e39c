"""The data dictionary tells of every table and column that the downloads hold."""

import re
from pathlib import Path

from api.downloads.dictionary import markdown
from api.downloads.tables import published

PAGE = Path(__file__).parent.parent / "docs" / "data-dictionary.md"


def test_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), (
        "docs/data-dictionary.md is not what the models say: run `make schema`"
    )


def test_nothing_published_is_without_a_description() -> None:
    for table in published():
        assert table.description, table.name
        for column in table.columns:
            assert column.description, f"{table.name}.{column.name}"
            assert all(column.words.values()), f"{table.name}.{column.name}"


def test_descriptions_use_the_words_of_the_files_and_not_those_of_the_api_or_of_python() -> None:
    foreign = re.compile(r"\bNone\b|`[a-z]+[A-Z]\w*`|\b[A-Z]+_[A-Z]+\b")

    assert foreign.findall(markdown()) == []


def test_every_column_and_word_is_on_the_page() -> None:
    page = markdown()

    for table in published():
        section = page.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        for column in table.columns:
            assert f"| `{column.name}` |" in section
            assert all(f"- `{word}`: " in section for word in column.words)
