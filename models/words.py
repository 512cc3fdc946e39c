"""The words of a name as search sees them, and which words a mistyped one may stand for.

A word is a run of Han characters, of digits or of other letters, folded: case, diacritics, width
and signs make no difference, and neither does whether one writes `GPT-4`, `GPT 4` or `gpt4`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from models.text import fold

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN}]+")
WORD = re.compile(rf"[{_HAN}]+|\d+|[^\W\d_{_HAN}]+")

SHORTEST_INSIDE = 3
"""Fewer letters than these are looked for where a word begins, not inside it."""

FORGIVING = ((8, 2), (4, 1))
"""How many typing errors are forgiven in words of so many letters or more."""

COMPARED = 6
"""The first so many letters of a word decide which others it is compared with."""


def words(text: str) -> list[str]:
    """Return the words of a text; one that has none, such as `++`, is its own word."""
    folded = fold(text)
    return WORD.findall(folded) or folded.split()


def is_han(word: str) -> bool:
    """Tell whether a word is written in Han characters."""
    return bool(HAN.match(word))


def is_letters(word: str) -> bool:
    """Tell whether a word is written in letters, which one can mistype; others are not guessed."""
    return word.isalpha() and not is_han(word)


def terms(of: Sequence[str]) -> set[str]:
    """Return the words of a name, and each two of several that one may write as one: `Kai-Fu`."""
    joined = {a + b for a, b in pairwise(of) if is_letters(a) and is_letters(b)}
    return {*of, *(joined if len(of) > 2 else ())}  # noqa: PLR2004 - two are the whole name


def tails(word: str) -> Iterator[str]:
    """Yield the ends of a word from each place where one may look inside it."""
    yield from filter(is_sought_inside, (word[start:] for start in range(len(word))))


def is_sought_inside(part: str) -> bool:
    """Tell whether a typed word is long enough to mean what is inside a word, not its beginning."""
    return is_han(part) or (is_letters(part) and len(part) >= SHORTEST_INSIDE)


def has_part(word: str, part: str) -> bool:
    """Tell whether a typed part may stand for a word that goes on after it, or before it, too."""
    return part in word if is_sought_inside(part) else word.startswith(part)


def forgiven(word: str) -> int:
    """Return how many typing errors are forgiven whoever means this word."""
    if not is_letters(word):
        return 0
    return next((errors for length, errors in FORGIVING if len(word) >= length), 0)


def slips(word: str, most: int) -> set[str]:
    """Return what is left of the beginning of a word without each `most` of its letters.

    Two words that are `most` errors apart or fewer have one of these in common.
    """
    head = word[:COMPARED]
    kept = (combinations(head, len(head) - without) for without in range(min(most, len(head)) + 1))
    return {"".join(letters) for each in kept for letters in each}


def possible_errors(typed: str) -> int:
    """Return how many errors may be in a typed word, whatever word is meant by it."""
    if not is_letters(typed):
        return 0
    return next((e for length, e in FORGIVING if len(typed) >= length - e), 0)


def errors(typed: str, meant: str, most: int) -> int | None:
    """Count letters that are missing, superfluous or wrong, and neighbours that are swapped.

    None where there are more than `most`, which decides how long it takes.
    """
    if typed == meant:
        return 0
    if abs(len(typed) - len(meant)) > most or not most:
        return None
    same = next((at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), None)
    if same is None:  # the longer one goes on where the shorter one ends
        return abs(len(typed) - len(meant))
    a, b = typed[same:], meant[same:]
    rests = [(a[1:], b), (a, b[1:]), (a[1:], b[1:])]
    if a[:2] == b[1::-1]:
        rests.append((a[2:], b[2:]))
    found = [n for one, other in rests if (n := errors(one, other, most - 1)) is not None]
    return 1 + min(found) if found else None
