"""Search over all names of people, organizations and models, and over web addresses.

A name matches when it holds every word of the query, in any order; case, diacritics, width, signs
and spaces do not matter. What is typed as the name has it comes before what is mistyped: one error
is forgiven in words of four letters or more, two in words of eight or more.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from api.context import Context
from api.errors import BadUserInputError
from api.matches import READING_WEIGHT, WEIGHTS, Near, Typed, match
from api.seeks import SEEKS, in_use, misspelt, similar
from models import Address, Name, NameKind, Spelling
from models.address import address, is_url
from models.text import storable
from models.words import errors, forgiven, is_letters, possible_errors, words

LONGEST_QUERY = 200
LONGEST_URL = 2000
SOURCE_SCORE = 0.9


@dataclass(frozen=True)
class Hit:
    """A name that matched, in words why, and how well from 0 to 1; a lower place breaks a tie."""

    name: Name
    why: str
    score: float
    place: int = 0


async def search(context: Context, query: str, first: int) -> list[Hit]:
    """Return the best match of each record that a query may mean, the best first."""
    asked = storable(query).strip()
    if is_url(asked) and len(asked) <= LONGEST_URL:
        return await _at_address(context, asked, first)
    found = words(asked)
    if not found or len(query) > LONGEST_QUERY:
        raise BadUserInputError(
            f"`query` is a name or a part of one: 1 to {LONGEST_QUERY} characters; or the whole "
            f"address of a web page: up to {LONGEST_URL}."
        )
    hits = await _named(context, query, found, first)
    return hits or await _at_address(context, asked, first)


async def _named(context: Context, query: str, typed: list[str], first: int) -> list[Hit]:
    """Seek by one kind of match after the other, until none can be better than what is found."""
    ways = [Typed(typed)]
    ids: set[str] = set()
    for seek in SEEKS:
        if len(ids) >= first:
            break
        statement = seek(ways[0])
        if statement is not None:
            ids.update(await context.rows(statement.limit(first)))
    if len(ids) < first:
        others = [*_together(typed), *await _apart(context, typed)]
        ways += await _mistyped(context, others)
        ids |= await _misspelt(context, ways[1:], first)
    return await _hits(context, query, ways, ids, first)


def _together(typed: list[str]) -> list[list[str]]:
    """Return the words as they are, and all as one: `deep mnid` may be a word."""
    return [typed] if len(typed) == 1 else [typed, ["".join(typed)]]


async def _apart(context: Context, typed: list[str]) -> list[list[str]]:
    """Return the two words that one may be, if some name has either: `linjunyagn`."""
    if len(typed) > 1 or not is_letters(typed[0]):
        return []
    word = typed[0]
    halves = [[word[:at], word[at:]] for at in range(2, len(word) - 1)]
    known = set(await context.rows(in_use([half for pair in halves for half in pair])))
    return [pair for pair in halves if known.intersection(pair)]


async def _mistyped(context: Context, ways: list[list[str]]) -> list[Typed]:
    """Return what the words of each way to read a query may stand for."""
    sought = sorted({each for way in ways for each in way if possible_errors(each)})
    known: defaultdict[int, list[str]] = defaultdict(list)
    for word in await context.rows(similar(sought)) if sought else ():
        known[len(word)].append(word)
    near = {each: _near(each, known) for way in ways for each in way}
    return [Typed(way, [near[each] for each in way]) for way in ways]


def _near(typed: str, known: Mapping[int, list[str]]) -> Near:
    """Return the words, by their length, that a typed one may stand for; itself among them."""
    most = possible_errors(typed)
    lengths = range(len(typed) - most, len(typed) + most + 1)
    alike = (word for length in lengths if most for word in known.get(length, ()))
    # An error changes which letters there are by two at most; that is quick to see.
    letters = set(typed)
    alike = (word for word in alike if len(letters.symmetric_difference(word)) <= 2 * most)
    found = {word: errors(typed, word, forgiven(word)) for word in alike}
    return {typed: 0} | {word: n for word, n in found.items() if n is not None}


async def _misspelt(context: Context, ways: list[Typed], first: int) -> set[str]:
    return {id_ for way in ways for id_ in await context.rows(misspelt(way).limit(first))}


async def _hits(
    context: Context, query: str, ways: list[Typed], ids: set[str], first: int
) -> list[Hit]:
    """Look closely at all names of some records, and return the best of each."""
    same = sa.and_(
        col(Name.record_id) == Spelling.record_id, col(Name.position) == Spelling.position
    )
    statement = (
        select(Spelling, Name)
        .join(Name, same)
        .where(col(Spelling.record_id).in_(sorted(ids)))
        .order_by(Spelling.record_id, col(Spelling.position), col(Spelling.number))
    )
    best: dict[str, Hit] = {}
    for spelling, name in await context.rows(statement) if ids else ():
        if found := match(ways, spelling.text.split()):
            score, how = found
            weight = READING_WEIGHT if spelling.number else WEIGHTS[name.kind]
            why = f"`{query}` {how} the {_kind(spelling, name)} name."
            hit = Hit(name, why, round(score * weight, 4), spelling.place)
            other = best.setdefault(name.record_id, hit)
            if _order(hit) < _order(other):
                best[name.record_id] = hit
    return sorted(best.values(), key=_order)[:first]


def _order(hit: Hit) -> tuple[float, int, str]:
    return -hit.score, hit.place, hit.name.record_id


def _kind(spelling: Spelling, name: Name) -> str:
    kind = "abbreviated" if name.kind is NameKind.ABBREVIATION else name.kind.value
    return f"pinyin of the {kind}" if spelling.number else kind


async def _at_address(context: Context, asked: str, first: int) -> list[Hit]:
    """Return whose profile an address is, then of whom the source there speaks, most of all."""
    is_primary = sa.and_(
        col(Name.record_id) == Address.record_id, col(Name.kind) == NameKind.PRIMARY
    )
    statement = (
        select(Address.facts, Name)
        .join(Name, is_primary)
        .where(col(Address.address) == address(asked))
        .order_by(sa.case((col(Address.facts) == 0, 0), else_=1), col(Address.facts).desc())
        .order_by(Address.record_id)
        .limit(first)
    )
    return [_address_hit(asked, facts, name) for facts, name in await context.rows(statement)]


def _address_hit(asked: str, facts: int, name: Name) -> Hit:
    if not facts:
        return Hit(name, f"`{asked}` is its profile.", 1.0)
    number = "1 fact rests" if facts == 1 else f"{facts} facts rest"
    return Hit(name, f"`{asked}` is a source: {number} on it.", SOURCE_SCORE)
