"""How sure a fact is, by what supports and what contradicts it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.base import Documented
from models.evidence import Basis, Stance
from models.source import SourceTier


class Confidence(Documented):
    """How sure the dataset is of a fact, computed from its evidence."""

    CONFIRMED = (
        "confirmed",
        "A party to it says so, itself or in major or trade media, or an official record does.",
    )
    REPORTED = "reported", "A source, named or not, or an outlet in its own voice says so."
    HEARSAY = "hearsay", "Only retold from other media, or speculation."
    DISPUTED = (
        "disputed",
        "Evidence at least as strong as the best support contradicts it or gives another value.",
    )
    DENIED = (
        "denied",
        "A party to it denies it, and neither a party to it nor an official record supports it.",
    )


SUREST_FIRST = tuple(Confidence)
HEARSAY, REPORTED, CONFIRMED = 1, 2, 3
BY_STRENGTH = {
    0: Confidence.HEARSAY,  # nothing speaks for it
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
        if self.retold:
            return HEARSAY
        if self.official:
            return CONFIRMED
        carried = self.tier in (SourceTier.AGGREGATOR, SourceTier.DATASET)
        return CONFIRMED if self.by_party and not carried else REPORTED

    @property
    def retold(self) -> bool:
        """Tell whether it is no more than what other media say, or a guess."""
        return self.basis in (Basis.OTHER_MEDIA, Basis.SPECULATION)

    @property
    def official(self) -> bool:
        """Tell whether an official record says so."""
        on_record = SourceTier.OFFICIAL_RECORD is self.tier and not self.retold
        return on_record or self.basis is Basis.OFFICIAL_RECORD

    @property
    def by_party(self) -> bool:
        """Tell whether a party to the fact says so: quoted, or in its own voice on its own page."""
        own_voice = self.tier is SourceTier.FIRST_PARTY and self.basis is Basis.UNSTATED
        return own_voice or self.basis is Basis.FIRST_PARTY

    @property
    def supportive(self) -> bool:
        """Tell whether this backs anything: it may do no more than give another value."""
        return self.stance is Stance.SUPPORTS and not (self.fields and self.fields <= self.asserts)

    def speaks_to(self, name: str) -> bool:
        """Tell whether this is about the field `name`."""
        return not self.fields or name in self.fields

    def supports(self, name: str) -> bool:
        """Tell whether this backs the recorded value of the field `name`."""
        agrees = self.stance is Stance.SUPPORTS and name not in self.asserts
        return agrees and self.speaks_to(name)

    def disputes(self, name: str) -> bool:
        """Tell whether this says that the recorded value of the field `name` is not so."""
        return self.stance is Stance.DISPUTES and self.speaks_to(name)

    def contradicts(self, name: str) -> bool:
        """Tell whether this disputes the field `name` or gives another value for it."""
        return self.disputes(name) or name in self.asserts


def confidence(name: str, testimonies: Iterable[Testimony]) -> Confidence:
    """Return how sure the field `name` is; evidence weaker than the best support never counts."""
    heard = list(testimonies)
    best = max((t.strength for t in heard if t.supports(name)), default=0)
    weighty = [t for t in heard if t.strength >= best]
    denied = any(t.disputes(name) for t in weighty if t.by_party)
    if denied and not any(t.supports(name) for t in weighty if t.by_party or t.official):
        return Confidence.DENIED
    if any(t.contradicts(name) for t in weighty):
        return Confidence.DISPUTED
    return BY_STRENGTH[best]


def lowest(values: Iterable[Confidence]) -> Confidence:
    """Return the least sure of several."""
    return max(values, key=SUREST_FIRST.index)


def independent_sources(testimonies: Iterable[Testimony]) -> int:
    """Count the distinct known origins of the support; unknown ones together are at most one."""
    return len({t.origin for t in testimonies if t.supportive})
