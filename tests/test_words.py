"""Words fall apart alike however they are written, and a mistyped one is near what was meant."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.words import (
    COMPARED,
    errors,
    forgiven,
    has_part,
    is_sought_inside,
    possible_errors,
    slips,
    tails,
    terms,
    words,
)

LETTERS = st.text("abcdnz", min_size=1, max_size=14)
ANYTHING = st.text("aA1-_ .éŁ林俊旸·ß", max_size=12)


@pytest.mark.parametrize("text", ["GPT-4o", "gpt 4 O", "ＧＰＴ４ｏ", "gpt4o"])
def test_signs_case_width_and_spaces_between_kinds_of_letters_do_not_matter(text: str) -> None:
    assert words(text) == ["gpt", "4", "o"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kai-Fu Lee", ["kai", "fu", "lee"]),
        ("Łukasz Kaiser", ["lukasz", "kaiser"]),
        ("阿里Qwen2.5", ["阿里", "qwen", "2", "5"]),
        ("埃隆·马斯克", ["埃隆", "马斯克"]),
        ("++ !", ["++", "!"]),
        (" ", []),
    ],
)
def test_words_are_runs_of_one_kind_of_letter(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(ANYTHING)
def test_the_words_of_words_are_the_same(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


def test_two_of_several_words_may_be_one() -> None:
    assert terms(["lee", "kai", "fu"]) == {"lee", "kai", "fu", "leekai", "kaifu"}
    assert terms(["kai", "fu"]) == {"kai", "fu"}
    assert terms(["gpt", "4", "o"]) == {"gpt", "4", "o"}


@given(ANYTHING, ANYTHING)
def test_what_is_sought_inside_a_word_begins_one_of_its_tails(text: str, part: str) -> None:
    for word in words(text):
        for each in words(part):
            ends = tails(word) if is_sought_inside(each) else [word]
            assert has_part(word, each) == any(end.startswith(each) for end in ends)


@pytest.mark.parametrize(
    ("word", "number"),
    [("lin", 0), ("qwen", 1), ("junyang", 1), ("deepmind", 2), ("2025", 0), ("林俊旸林", 0)],
)
def test_longer_words_of_letters_are_forgiven_more(word: str, number: int) -> None:
    assert forgiven(word) == number


def distance(one: str, other: str) -> int:
    """The errors between two words, as a textbook counts them."""
    table = [[max(i, j) for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i, j in itertools.product(range(1, len(one) + 1), range(1, len(other) + 1)):
        costs = [table[i - 1][j] + 1, table[i][j - 1] + 1]
        costs += [table[i - 1][j - 1] + (one[i - 1] != other[j - 1])]
        if one[i - 2 : i] == other[j - 2 : j][::-1] and min(i, j) > 1:
            costs += [table[i - 2][j - 2] + 1]
        table[i][j] = min(costs)
    return table[-1][-1]


@given(LETTERS, LETTERS, st.integers(0, 3))
def test_errors_are_those_of_a_textbook_up_to_the_most(one: str, other: str, most: int) -> None:
    number = distance(one, other)
    assert errors(one, other, most) == (number if number <= most else None)


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_errors_of_short_words_are_those_of_a_textbook(one: str, other: str) -> None:
    assert errors(one, other, 5) == distance(one, other)


def without(word: str, at: int, _: str) -> str:
    return word[:at] + word[at + 1 :]


def with_another(word: str, at: int, letter: str) -> str:
    return word[:at] + letter + word[at:]


def with_a_wrong_one(word: str, at: int, letter: str) -> str:
    return word[:at] + letter + word[at + 1 :]


def with_two_swapped(word: str, at: int, _: str) -> str:
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


EDITS: tuple[Callable[[str, int, str], str], ...] = (
    without,
    with_another,
    with_a_wrong_one,
    with_two_swapped,
)


@given(LETTERS, st.sampled_from(EDITS), st.integers(0, 13), st.sampled_from("abcxyz"))
def test_each_sort_of_edit_is_one_error(
    word: str, edit: Callable[[str, int, str], str], at: int, letter: str
) -> None:
    edited = edit(word, at % len(word), letter)
    assert errors(edited, word, 1) == (edited != word)


@given(LETTERS, st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 13)), max_size=2))
def test_what_is_forgiven_has_a_slip_in_common(
    meant: str, edits: list[tuple[Callable[[str, int, str], str], int]]
) -> None:
    typed = meant
    for edit, at in edits:
        typed = edit(typed, at % max(1, len(typed)), "b")
    assume(typed and errors(typed, meant, forgiven(meant)) is not None)

    assert slips(typed, possible_errors(typed)) & slips(meant, forgiven(meant))


def test_a_word_has_few_slips_however_long_it_is() -> None:
    assert len(slips("abcdefghijklmnopqrstuvwxyz", 2)) == 1 + COMPARED + 15
