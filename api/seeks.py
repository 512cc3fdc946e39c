"""The statements by which search finds records: each by an index, and the best of its kind first.

A statement yields the ids of the records with the best matches of one kind. It ranks all of them,
so that what its limit cuts off is surely worse, whatever order the rows are stored in.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from api.beginnings import begins
from api.matches import Near, Typed
from models import Spelling
from models.spelling import SPELLING_WORD, WORD_SLIP, WORD_TAIL
from models.words import is_sought_inside, possible_errors, slips

STEP = 2**24
"""What one step in how well a name matches weighs against its place, which is less."""

Statement = sa.Select[Any]
Condition = sa.ColumnElement[bool]

text, bare = col(Spelling.text), col(Spelling.bare)
word = SPELLING_WORD.c


def equal(typed: Typed) -> Statement:
    """Seek the names that are what was typed, but for spaces."""
    return _spellings(bare == typed.bare, first=[text == typed.text])


def same_words(typed: Typed) -> Statement | None:
    """Seek the names that have just the words that were typed."""
    if not 1 < len(typed.words) == len(set(typed.words)):
        return None
    found = _by_words(typed, word.word == typed.longest, _has_word)
    return found.where(word.size == len(typed.words))


def turned(typed: Typed) -> Statement | None:
    """Seek the names that were typed with the last name first, or the other way round."""
    halves = {tail + head: (head, tail) for head, tail in typed.turns()}
    if not halves:
        return None
    divided = (
        sa.and_(bare == each, sa.or_(text.endswith(f" {head}"), text.startswith(f"{tail} ")))
        for each, (head, tail) in halves.items()
    )
    return _spellings(bare.in_(halves), sa.or_(*divided))


def begun(typed: Typed) -> Statement:
    """Seek the names that begin with what was typed; first those where a word ends there."""
    first = [(text + " ").startswith(f"{typed.text} "), text.startswith(typed.text)]
    return _spellings(*begins(bare, typed.bare), first=first)


def with_words(typed: Typed) -> Statement:
    """Seek the names that have all words that were typed; first those that have them in a row."""
    seek = sa.and_(word.word == typed.longest, word.size > 0)
    return _by_words(typed, seek, _has_word, first=[_has_word(typed.text)])


def with_one_word(typed: Typed) -> Statement:
    """Seek the names that have what was typed, but for spaces, as a word or as two in a row."""
    return _by_words(typed, word.word == typed.bare)


def with_beginnings(typed: Typed) -> Statement:
    """Seek the names with words that begin with those that were typed."""
    return _by_words(typed, sa.and_(*begins(word.word, typed.longest)), _has_beginning)


def with_insides(typed: Typed) -> Statement | None:
    """Seek the names with words that hold those that were typed."""
    inside = [each for each in typed.words if is_sought_inside(each)]
    if not inside:
        return None
    longest = max(inside, key=len)
    holding = sa.select(WORD_TAIL.c.word).where(*begins(WORD_TAIL.c.tail, longest))
    return _by_words(typed, word.word.in_(holding), _has_part)


SEEKS: tuple[Callable[[Typed], Statement | None], ...] = (
    equal,
    same_words,
    turned,
    begun,
    with_words,
    with_one_word,
    with_beginnings,
    with_insides,
)
"""All but the last resort, in the order of `matches.MATCHES`."""


def misspelt(typed: Typed) -> Statement:
    """Seek the names whose words differ from those that were typed by the fewest errors."""
    longest = typed.words.index(typed.longest)
    costs = [_cost(word.word, typed.near[longest])]
    costs += [_cost_elsewhere(near) for near in typed.near if near is not typed.near[longest]]
    found = (
        sa.select(
            word.record_id,
            word.place,
            sum(costs[1:], costs[0]).label("cost"),
            sa.case((sa.func.abs(word.size) == len(typed.words), 0), else_=1).label("has_more"),
        )
        .where(word.word.in_(typed.near[longest]))
        .subquery()
    )
    key = (found.c.cost * 2 + found.c.has_more) * STEP + found.c.place
    return _best(found.c.record_id, key).where(found.c.cost.is_not(None))


def similar(typed: Sequence[str]) -> Statement:
    """Seek the words that may be meant by mistyped ones; some of them are too different."""
    sought = {slip for each in typed for slip in slips(each, possible_errors(each))}
    return select(WORD_SLIP.c.word).distinct().where(WORD_SLIP.c.slip.in_(sorted(sought)))


def in_use(typed: Sequence[str]) -> Statement:
    """Seek those of the words that some name has."""
    return select(word.word).distinct().where(word.word.in_(typed))


def _cost(column: Any, near: Near) -> sa.ColumnElement[int]:
    return sa.case(near, value=column)


def _cost_elsewhere(near: Near) -> sa.ColumnElement[int]:
    """Return what another word of the same name costs; null where it has none of these."""
    other = SPELLING_WORD.alias()
    return (
        sa.select(sa.func.min(_cost(other.c.word, near)))
        .where(other.c.word.in_(near), *_same_spelling(other.c))
        .scalar_subquery()
    )


def _spellings(*where: Condition, first: Sequence[Condition] = ()) -> Statement:
    key = _step(first) * STEP + col(Spelling.place)
    return _best(col(Spelling.record_id), key).where(*where)


def _step(first: Sequence[Condition]) -> Any:
    steps = ((condition, step) for step, condition in enumerate(first))
    return sa.case(*steps, else_=len(first)) if first else sa.literal(0)


def _by_words(
    typed: Typed,
    seek: Condition,
    others: Callable[[str], Condition] | None = None,
    first: Sequence[Condition] = (),
) -> Statement:
    """Select by one word; only where there are more does their text have to be looked at."""
    if not others or len(typed.words) == 1:
        return _best(word.record_id, word.place).where(seek)
    return (
        _best(word.record_id, _step(first) * STEP + word.place)
        .join(Spelling, sa.and_(*_same_spelling(_Columns)))
        .where(seek, *(others(each) for each in sorted(set(typed.words))))
    )


class _Columns:
    """The key of a spelling, by the names that the table of words has for it."""

    record_id, position = col(Spelling.record_id), col(Spelling.position)
    number = col(Spelling.number)


def _same_spelling(other: Any) -> list[Condition]:
    return [
        other.record_id == word.record_id,
        other.position == word.position,
        other.number == word.number,
    ]


def _best(record: Any, key: Any) -> Statement:
    return select(record).group_by(record).order_by(sa.func.min(key), record)


def _has_word(each: str) -> Condition:
    return (" " + text + " ").contains(f" {each} ", autoescape=True)


def _has_beginning(each: str) -> Condition:
    return (" " + text).contains(f" {each}", autoescape=True)


def _has_part(each: str) -> Condition:
    if is_sought_inside(each):
        return text.contains(each, autoescape=True)
    return _has_beginning(each)
