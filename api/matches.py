"""How a typed text and a name match, the best first: one scale for every script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.name import WIDEST_FIRST
from models.words import has_part, is_letters, terms

# A name in wider use tells more; least of all tells a guessed reading.
WEIGHTS = {kind: 1 - place / 100 for place, kind in enumerate(WIDEST_FIRST)}
READING_WEIGHT = 0.94

Near = Mapping[str, int]
"""The words that a typed one may stand for, by how many typing errors lie between."""


@dataclass(frozen=True)
class Typed:
    """The words of a query, and what each of them may stand for when it was mistyped."""

    words: Sequence[str]
    near: Sequence[Near] = field(default=())

    @property
    def text(self) -> str:
        """The words, with spaces between."""
        return " ".join(self.words)

    @property
    def bare(self) -> str:
        """The words without spaces."""
        return "".join(self.words)

    @property
    def longest(self) -> str:
        """The word that is most likely in few names."""
        return max(self.words, key=len)

    def turns(self) -> list[tuple[str, str]]:
        """Return all halves of what may be two names, with or without a space between."""
        if not is_letters(self.bare):
            return []
        return [(self.bare[:at], self.bare[at:]) for at in range(1, len(self.bare))]


Test = Callable[[Typed, list[str]], bool]


def _is_turned(typed: Typed, name: list[str]) -> bool:
    text, bare = " ".join(name), "".join(name)
    return any(
        bare == tail + head and (text.endswith(f" {head}") or text.startswith(f"{tail} "))
        for head, tail in typed.turns()
    )


def _all_in(typed: Typed, name: list[str], fits: Callable[[str, str], bool]) -> bool:
    """Tell whether each word fits one of the name; one alone may span two of them."""
    members = terms(name) if len(typed.words) == 1 else name
    return all(any(fits(word, part) for word in members) for part in typed.words)


# A score, and how to say it. Each times the least weight is above the next one, so that how a name
# matches counts for more than what sort of name it is.
MATCHES: tuple[tuple[float, str, Test], ...] = (
    (1.0, "is", lambda typed, name: name == typed.words),
    (0.93, "is, but for spaces,", lambda typed, name: "".join(name) == typed.bare),
    (
        0.87,
        "has the words of",
        lambda typed, name: (
            len(typed.words) == len(name)
            and len(set(name)) == len(name)
            and set(name) == set(typed.words)
        ),
    ),
    (0.81, "is, but for spaces and order,", _is_turned),
    (0.75, "begins", lambda typed, name: name[: len(typed.words)] == typed.words),
    (0.7, "begins", lambda typed, name: " ".join(name).startswith(typed.text)),
    (0.65, "begins, but for spaces,", lambda typed, name: "".join(name).startswith(typed.bare)),
    (0.6, "is a part of", lambda typed, name: f" {typed.text} " in f" {' '.join(name)} "),
    (0.56, "has its words in", lambda typed, name: set(typed.words) <= set(name)),
    (0.52, "is, but for spaces, a part of", lambda typed, name: typed.bare in terms(name)),
    (0.48, "begins words of", lambda typed, name: _all_in(typed, name, str.startswith)),
    (0.45, "is inside", lambda typed, name: _all_in(typed, name, has_part)),
)
MISSPELT = 0.4
PER_ERROR = 0.8
PART = 0.9
"""What is left of a score when the name has other words, too."""


def match(typed: Sequence[Typed], name: list[str]) -> tuple[float, str] | None:
    """Return how well a name's words match what was typed, and how; None where they do not.

    What was typed may be taken in several ways, of which the first is as it stands.
    """
    for score, how, matches in MATCHES:
        if matches(typed[0], name):
            return score, how
    costs = [cost for each in typed if (cost := _errors(each, name)) is not None]
    if not costs:
        return None
    number, has_more = min(costs)
    told = {0: "spaces", 1: "a typing error"}.get(number, f"{number} typing errors")
    score = MISSPELT * PER_ERROR**number * (PART if has_more else 1)
    return score, f"is, but for {told}," + (" a part of" if has_more else "")


def _errors(typed: Typed, name: list[str]) -> tuple[int, bool] | None:
    """Count the errors between the words that were typed and a name's, and note if it has more."""
    has = terms(name)
    costs = [min((near[word] for word in has & near.keys()), default=None) for near in typed.near]
    if not costs or None in costs:
        return None
    return sum(filter(None, costs)), len(name) != len(typed.words)
