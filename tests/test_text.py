"""How text is compared: what a search ignores, and what it does not."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.text import fold

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
LETTERS = st.text(st.characters(categories=["L", "Nd"]))
# From grave to double acute and on to caron and below: the accents of Latin, Greek and Cyrillic.
ACCENTS = st.text(st.characters(min_codepoint=0x0300, max_codepoint=0x030F), max_size=3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lin Junyang", "lin junyang"),
        ("  Lin\u3000Junyang \n", "lin junyang"),
        ("Ｑｗｅｎ３", "qwen3"),
        ("ｸｳｪﾝ", "クウェン"),
        ("林俊旸", "林俊旸"),
        ("Lǚ Zhìyuǎn", "lu zhiyuan"),
        ("LÜ", "lu"),
        ("u\u0308", "u"),
        ("Łukasz Kaiser", "lukasz kaiser"),
        ("Søren Ødegård", "soren odegard"),
        ("İlker IŞIK", "ilker isik"),
        ("Iliya Sutskever — Илья Суцкевер", "iliya sutskever — илья суцкевер"),
        ("Straße", "strasse"),
        ("Œuvre Æther", "oeuvre aether"),
        ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
        ("ﬁne-tuning", "fine-tuning"),
        ("김정은", "김정은"),
        ("GPT-4o", "gpt-4o"),
        ("100%_sure", "100%_sure"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_examples(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
@example("ᾳ\u0345")
@example("´ a")
@example("ﷺ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_once_and_for_all() -> None:
    again = [
        character
        for character in map(chr, range(0x3400))
        if fold(fold(character)) != fold(character)
    ]

    assert again == []


@given(st.text())
def test_spaces_are_single_and_inside(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(LETTERS)
def test_case_is_ignored(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_case_and_width_of_plain_letters_are_ignored(text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in text)

    assert fold(wide) == fold(text.upper()) == fold(text.lower()) == text.lower()


@given(st.lists(st.tuples(st.sampled_from("abcdefgABCDEFGαΑбБ"), ACCENTS)))
def test_accents_are_ignored(letters: list[tuple[str, str]]) -> None:
    bare = "".join(letter for letter, _ in letters)
    accented = "".join(letter + accents for letter, accents in letters)

    assert fold(accented) == fold(unicodedata.normalize("NFC", accented)) == fold(bare)


@given(HAN)
def test_han_is_untouched(text: str) -> None:
    assert fold(text) == text


@given(st.text())
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
