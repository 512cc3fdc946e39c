"""In which form the client wants its answer: the headers Accept and Accept-Encoding."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from api.errors import Code
from api.http.refused import Refused


class Media(StrEnum):
    """The media types of answers."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"
    HTML = "text/html"


class Coding(StrEnum):
    """The content codings of answers, the dearest to us last."""

    IDENTITY = "identity"
    GZIP = "gzip"
    BROTLI = "br"
    ZSTD = "zstd"


@dataclass(frozen=True, eq=False)
class Terms:
    """What was agreed upon. There is one object for each combination."""

    media: Media
    coding: Coding


TERMS = {(media, coding): Terms(media, coding) for media in Media for coding in Coding}
PLAIN = TERMS[Media.JSON, Coding.IDENTITY]
"""The form of a refusal where nothing was agreed upon."""

OFFERED = {"GET": (Media.JSON, Media.RESPONSE, Media.HTML), "POST": (Media.JSON, Media.RESPONSE)}


@lru_cache(maxsize=200)
def agreed(method: str, accept: bytes, codings: bytes) -> Terms:
    """Return the terms for two headers, which are empty where there are none.

    Refuse what takes none of our media types. A coding is never a reason to refuse.
    """
    return TERMS[
        _media(OFFERED[method], accept.decode("latin-1")), _coding(codings.decode("latin-1"))
    ]


def _media(offered: tuple[Media, ...], accept: str) -> Media:
    wanted = _weights(accept) or {"*/*": 1.0}
    ranked = {each: _rank(each, wanted) for each in offered}
    best = max(offered, key=lambda each: ranked[each])
    if ranked[best][0] == 0:
        raise Refused(
            406,
            Code.NOT_ACCEPTABLE,
            f"An answer is {Media.RESPONSE} or {Media.JSON}, and Accept takes neither: name one.",
        )
    return best


def _rank(media: Media, wanted: dict[str, float]) -> tuple[float, int, bool]:
    """Rank by weight, then by how exactly it was named.

    Between equals that were named, the type with true status codes is better; where anything
    will do, the one that every client understands.
    """
    ranges = (media.value, f"{media.partition('/')[0]}/*", "*/*")
    for exactness, name in enumerate(ranges):
        if name in wanted:
            better = Media.RESPONSE if exactness == 0 else Media.JSON
            return wanted[name], -exactness, media is better
    return 0.0, 0, False


def _coding(accepted: str) -> Coding:
    weights = _weights(accepted)
    others = weights.get("*", 0.0)
    plain = weights.get(Coding.IDENTITY.value, 0.0)
    ranked = {
        each: weights.get(each.value, others) for each in Coding if each is not Coding.IDENTITY
    }
    best = max(reversed(ranked), key=lambda each: ranked[each])
    return best if ranked[best] > 0 and ranked[best] >= plain else Coding.IDENTITY


def _weights(header: str) -> dict[str, float]:
    """Read a list of names with weights, such as `a, b;q=0.5`, as RFC 9110, 12.4.2, has it."""
    found = {}
    for part in header.split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        if name:
            found[name] = _weight(parameters)
    return found


def _weight(parameters: Iterable[str]) -> float:
    for each in parameters:
        if each.startswith("q="):
            try:
                return min(max(float(each[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
