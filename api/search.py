"""Search over all names of people, organizations and models.

A name matches when it holds every word of the query, in any order; case, diacritics, width and
the spaces inside a romanized name do not matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlmodel import col, select

import models
from api.context import Context
from api.errors import BadUserInputError
from models import NameKind
from models.text import fold, storable

LONGEST_QUERY = 200
MOST_NAMES = 1000
"""How many names are looked at closely; the database hands over the likeliest."""

# How a folded name can match a folded query, the best first: a score, and how to say it.
MATCHES: tuple[tuple[float, str, Callable[[str, str], bool]], ...] = (
    (1.0, "is", lambda name, query: name == query),
    (0.95, "is, but for spaces,", lambda name, query: bare(name) == bare(query)),
    (0.9, "has the words of", lambda name, query: sorted(name.split()) == sorted(query.split())),
    (0.8, "begins", lambda name, query: name.startswith(query)),
    (0.7, "begins, but for spaces,", lambda name, query: bare(name).startswith(bare(query))),
    (0.6, "has as words", lambda name, query: set(query.split()) <= set(name.split())),
    (0.5, "is inside", lambda name, query: bare(query) in bare(name)),
    (0.4, "has its words inside", lambda name, query: all(w in name for w in query.split())),
)
# Of two names that match alike, the one in wider use tells more.
WEIGHTS = {
    NameKind.PRIMARY: 1.0,
    NameKind.NATIVE: 0.99,
    NameKind.ROMANIZED: 0.98,
    NameKind.ALIAS: 0.97,
    NameKind.ABBREVIATION: 0.96,
    NameKind.FORMER: 0.95,
}


def bare(text: str) -> str:
    """Return a text without its spaces."""
    return text.replace(" ", "")


@dataclass(frozen=True)
class Hit:
    """A name that matched, in words why, and how well from 0 to 1."""

    name: models.Name
    why: str
    score: float


async def search(context: Context, query: str, first: int) -> list[Hit]:
    """Return the best match of each record that a query may mean, the best first."""
    wanted = fold(storable(query))
    if not wanted or len(query) > LONGEST_QUERY:
        raise BadUserInputError(
            f"`query` is a name or a part of one: 1 to {LONGEST_QUERY} characters."
        )
    hits: dict[str, Hit] = {}
    for name in await context.rows(_candidates(wanted)):
        score, how = _match(name.folded, wanted)
        why = f"`{query}` {how} the {_kind(name)} name."
        hit = Hit(name, why, round(score * WEIGHTS[name.kind], 4))
        best = hits.setdefault(name.record_id, hit)
        if hit.score > best.score:
            hits[name.record_id] = hit
    return sorted(hits.values(), key=lambda hit: (-hit.score, hit.name.record_id))[:first]


def _candidates(wanted: str) -> Any:
    """Select the names that hold every word of the query, the likeliest first."""
    folded = col(models.Name.folded)
    spaceless = func.replace(folded, " ", "")
    words = and_(*(folded.contains(word, autoescape=True) for word in wanted.split()))
    likely = case(
        (folded == wanted, 0),
        (spaceless == bare(wanted), 1),
        (folded.startswith(wanted, autoescape=True), 2),
        else_=3,
    )
    return (
        select(models.Name)
        .where(or_(words, spaceless.contains(bare(wanted), autoescape=True)))
        .order_by(
            likely, func.length(folded), col(models.Name.record_id), col(models.Name.position)
        )
        .limit(MOST_NAMES)
    )


def _match(name: str, wanted: str) -> tuple[float, str]:
    return next((score, how) for score, how, matches in MATCHES if matches(name, wanted))


def _kind(name: models.Name) -> str:
    return "abbreviated" if name.kind is NameKind.ABBREVIATION else name.kind.value
