"""How sure a fact is, by what supports and what contradicts it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.base import Documented
from models.evidence import Basis, Stance
from models.source import SourceTier


class Confidence(Documented):
    """How sure the dataset is of a fact, computed from its evidence."""

    CONFIRMED = "confirmed", (
        "A party to it says so on its own page or through major or trade media, "
        "or an official record does."
    )
    REPORTED = "reported", "A source, named or not, or an outlet in its own voice says so."
    HEARSAY = "hearsay", "Only retold from other media, or speculation."
    DISPUTED = "disputed", (
        "Evidence at least as strong as the best support contradicts it or gives another value."
    )
    DENIED = "denied", "A party to it denies it, and no party to it supports it."


SUREST_FIRST = tuple(Confidence)
HEARSAY, REPORTED, CONFIRMED = 1, 2, 3
BY_STRENGTH = {
    0: Confidence.HEARSAY,
    HEARSAY: Confidence.HEARSAY,
    REPORTED: Confidence.REPORTED,
    CONFIRMED: Confidence.CONFIRMED,
}


@dataclass(frozen=True)
class Testimony:
    """What one piece of evidence weighs: `fields` empty means that it speaks to all of them."""

    stance: Stance
    basis: Basis
    tier: SourceTier
    fields: frozenset[str] = frozenset()
    asserts: frozenset[str] = frozenset()
    origin: str | None = field(default=None, compare=False)

    @property
    def strength(self) -> int:
        """Return what a fact resting on this alone would be: 3 confirmed, 2 reported, 1 hearsay."""
        if self.basis in (Basis.OTHER_MEDIA, Basis.SPECULATION):
            return HEARSAY
        if Basis.OFFICIAL_RECORD is self.basis or self.tier is SourceTier.OFFICIAL_RECORD:
            return CONFIRMED
        own_page = self.tier is SourceTier.FIRST_PARTY
        carried = self.tier in (SourceTier.MAJOR_MEDIA, SourceTier.TRADE_MEDIA)
        if own_page and self.basis in (Basis.FIRST_PARTY, Basis.UNSTATED):
            return CONFIRMED
        return CONFIRMED if carried and self.basis is Basis.FIRST_PARTY else REPORTED

    def speaks_to(self, name: str) -> bool:
        """Tell whether this is about the field `name`."""
        return not self.fields or name in self.fields

    def supports(self, name: str) -> bool:
        """Tell whether this backs the recorded value of the field `name`."""
        agrees = self.stance is Stance.SUPPORTS and name not in self.asserts
        return agrees and self.speaks_to(name)

    def contradicts(self, name: str) -> bool:
        """Tell whether this disputes the field `name` or gives another value for it."""
        disputes = self.stance is Stance.DISPUTES and self.speaks_to(name)
        return disputes or name in self.asserts


def confidence(name: str, testimonies: Iterable[Testimony]) -> Confidence:
    """Return how sure the field `name` is; evidence weaker than the best support never counts."""
    heard = list(testimonies)
    support = [t for t in heard if t.supports(name)]
    best = max((t.strength for t in support), default=0)
    against = [t for t in heard if t.contradicts(name) and t.strength >= best]
    denied = any(t.basis is Basis.FIRST_PARTY and t.stance is Stance.DISPUTES for t in against)
    if denied and not any(t.basis is Basis.FIRST_PARTY for t in support):
        return Confidence.DENIED
    return Confidence.DISPUTED if against else BY_STRENGTH[best]


def lowest(values: Iterable[Confidence]) -> Confidence:
    """Return the least sure of several."""
    return max(values, key=SUREST_FIRST.index)


def independent_sources(testimonies: Iterable[Testimony]) -> int:
    """Count the distinct known origins of the support; unknown ones together are at most one."""
    return len({t.origin for t in testimonies if t.stance is Stance.SUPPORTS})
