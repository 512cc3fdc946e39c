"""How sure a fact is: the weight of each kind of evidence, what wins, and the laws of adding."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from models.confidence import (
    SUREST_FIRST,
    Confidence,
    confidence,
    independent_sources,
    lowest,
)

# Under its own name pytest would take it for a class of tests.
from models.confidence import Testimony as Heard
from models.evidence import Basis, Stance
from models.source import SourceTier

CONFIRMED, REPORTED, HEARSAY = Confidence.CONFIRMED, Confidence.REPORTED, Confidence.HEARSAY
DISPUTED, DENIED = Confidence.DISPUTED, Confidence.DENIED

TIERS = {
    "own page": SourceTier.FIRST_PARTY,
    "record": SourceTier.OFFICIAL_RECORD,
    "major": SourceTier.MAJOR_MEDIA,
    "trade": SourceTier.TRADE_MEDIA,
    "aggregator": SourceTier.AGGREGATOR,
    "dataset": SourceTier.DATASET,
}

# What a fact is that rests on one piece of evidence: C confirmed, R reported, H hearsay;
# a column for each tier, in the order above.
TABLE = {
    Basis.FIRST_PARTY: "C C C C R R",
    Basis.OFFICIAL_RECORD: "C C C C C C",
    Basis.NAMED_SOURCE: "R C R R R R",
    Basis.ANONYMOUS_SOURCE: "R C R R R R",
    Basis.UNSTATED: "C C R R R R",
    Basis.OTHER_MEDIA: "H H H H H H",
    Basis.SPECULATION: "H H H H H H",
}
LETTERS = {"C": CONFIRMED, "R": REPORTED, "H": HEARSAY}


def says(
    tier: str = "major",
    basis: Basis = Basis.UNSTATED,
    *fields: str,
    origin: str | None = None,
    asserts: str | None = None,
) -> Heard:
    """Evidence that supports the fact."""
    return Heard(
        Stance.SUPPORTS,
        basis,
        TIERS[tier],
        frozenset(fields),
        frozenset([asserts] if asserts else []),
        origin,
    )


def denies(tier: str = "major", basis: Basis = Basis.UNSTATED, *fields: str) -> Heard:
    """Evidence that disputes the fact."""
    return replace(says(tier, basis, *fields), stance=Stance.DISPUTES)


def test_the_table_has_every_basis() -> None:
    assert set(TABLE) == set(Basis)
    assert set(TIERS.values()) == set(SourceTier)


@pytest.mark.parametrize(
    ("basis", "tier", "expected"),
    [
        pytest.param(basis, tier, LETTERS[letter], id=f"{basis.value} in {tier}")
        for basis, row in TABLE.items()
        for tier, letter in zip(TIERS, row.split(), strict=True)
    ],
)
def test_one_piece_of_evidence(basis: Basis, tier: str, expected: Confidence) -> None:
    assert confidence("end", [says(tier, basis)]) is expected


PARTY = Basis.FIRST_PARTY
NAMED = Basis.NAMED_SOURCE
RETOLD = Basis.OTHER_MEDIA


@pytest.mark.parametrize(
    ("testimonies", "expected"),
    [
        pytest.param([], HEARSAY, id="nothing is on record"),
        pytest.param(
            [says("major"), denies("major", PARTY)],
            DENIED,
            id="a newspaper says so, and the company denies it there",
        ),
        pytest.param(
            [says("major"), denies("own page")],
            DENIED,
            id="a newspaper says so, and the company denies it on its own page",
        ),
        pytest.param(
            [says("major", PARTY), denies("major", PARTY)],
            DISPUTED,
            id="she says so, and the company denies it",
        ),
        pytest.param(
            [says("own page"), denies("major", PARTY)],
            DISPUTED,
            id="the company's own page says so, and she denies it in a newspaper",
        ),
        pytest.param(
            [says("record"), denies("trade", PARTY)],
            DISPUTED,
            id="a register says so, and the company denies it",
        ),
        pytest.param(
            [says("record"), denies("aggregator", PARTY)],
            CONFIRMED,
            id="a register says so; that the company denies it is only told by a blog",
        ),
        pytest.param(
            [says("major"), denies("aggregator", PARTY)],
            DENIED,
            id="a newspaper says so; a blog tells of the company's denial",
        ),
        pytest.param(
            [says("major"), says("aggregator", RETOLD), denies("major", PARTY)],
            DENIED,
            id="a newspaper and a blog say so, and she denies it",
        ),
        pytest.param(
            [says("major", RETOLD), denies("trade", NAMED)],
            DISPUTED,
            id="media retell it, and somebody named says that it is not so",
        ),
        pytest.param(
            [says("major", NAMED), denies("trade", NAMED)],
            DISPUTED,
            id="one named source says so, another that it is not so",
        ),
        pytest.param(
            [says("major", NAMED), denies("trade", RETOLD)],
            REPORTED,
            id="a named source says so; what media retell against it weighs less",
        ),
        pytest.param(
            [says("major", PARTY), denies("major", NAMED)],
            CONFIRMED,
            id="a party says so; a named source against it weighs less",
        ),
        pytest.param(
            [says("trade"), says("trade", asserts="end")],
            DISPUTED,
            id="two newsrooms give two days",
        ),
        pytest.param(
            [says("major", PARTY), says("trade", asserts="end")],
            CONFIRMED,
            id="a party gives one day, a newsroom another",
        ),
        pytest.param(
            [says("major"), says("own page", asserts="end")],
            DISPUTED,
            id="the company gives another day than a newspaper, and so does not deny the end",
        ),
        pytest.param(
            [says("major"), denies("major", PARTY, "start")],
            REPORTED,
            id="the company denies another detail of it",
        ),
        pytest.param(
            [says("major", Basis.UNSTATED, "start")],
            HEARSAY,
            id="a newspaper speaks of another detail only",
        ),
        pytest.param(
            [says("major"), replace(denies("major", PARTY, "start"), asserts=frozenset(["end"]))],
            DISPUTED,
            id="the company denies the start, and gives another end",
        ),
        pytest.param(
            [says("aggregator"), says("trade", RETOLD), says("own page")],
            CONFIRMED,
            id="the best of several counts",
        ),
        pytest.param([denies("major", PARTY)], DENIED, id="the company denies what no one said"),
        pytest.param([denies("trade", RETOLD)], DISPUTED, id="media retell that it is not so"),
    ],
)
def test_examples(testimonies: list[Heard], expected: Confidence) -> None:
    assert confidence("end", testimonies) is expected


def test_confidence_is_ordered_surest_first() -> None:
    assert SUREST_FIRST == (CONFIRMED, REPORTED, HEARSAY, DISPUTED, DENIED)
    for one, other in product(Confidence, repeat=2):
        position = max(SUREST_FIRST.index(one), SUREST_FIRST.index(other))
        assert lowest([one, other]) is SUREST_FIRST[position]


@pytest.mark.parametrize(
    ("testimonies", "expected"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([says(origin="A"), says(origin="B")], 2, id="two newsrooms"),
        pytest.param([says(origin="A")] * 10, 1, id="ten rewrites of one scoop"),
        pytest.param([says()] * 10, 1, id="ten rewrites of unknown origin"),
        pytest.param([says(), says(origin="A")], 2, id="a known and an unknown origin"),
        pytest.param([says(origin="A"), denies()], 1, id="who disputes it does not support it"),
        pytest.param(
            [says("major", NAMED, "end", asserts="end", origin="A")],
            0,
            id="who only gives another day does not support it",
        ),
        pytest.param(
            [says("major", NAMED, "title", "end", asserts="end", origin="A")],
            1,
            id="who gives another day supports the rest",
        ),
    ],
)
def test_independent_sources(testimonies: list[Heard], expected: int) -> None:
    assert independent_sources(testimonies) == expected


FIELDS = ("start", "end")
some_fields = st.frozensets(st.sampled_from(FIELDS))
any_testimony = st.builds(
    Heard,
    st.sampled_from(Stance),
    st.sampled_from(Basis),
    st.sampled_from(SourceTier),
    some_fields,
    some_fields,
    st.sampled_from([None, "A", "B", "C"]),
)
evidence = st.lists(any_testimony, max_size=6)
law = settings(deadline=None, max_examples=500)


def best_support(name: str, testimonies: list[Heard]) -> int:
    return max((t.strength for t in testimonies if t.supports(name)), default=0)


@law
@given(evidence, any_testimony)
@example(
    [says("record"), denies("major", PARTY)],
    says("aggregator", PARTY),
).via("a party's support that is weaker than a register's once turned DENIED into DISPUTED")
def test_evidence_weaker_than_the_best_support_changes_nothing(
    heard: list[Heard], weaker: Heard
) -> None:
    for name in FIELDS:
        if weaker.strength < best_support(name, heard):
            assert confidence(name, [*heard, weaker]) is confidence(name, heard)


@law
@given(evidence, any_testimony)
def test_evidence_on_another_field_changes_nothing(heard: list[Heard], other: Heard) -> None:
    for name in FIELDS:
        if not other.speaks_to(name) and name not in other.asserts:
            assert confidence(name, [*heard, other]) is confidence(name, heard)


@law
@given(evidence, any_testimony)
def test_more_support_never_lowers_confidence(heard: list[Heard], more: Heard) -> None:
    """But where it outweighs a party's support and leaves a party's denial standing alone."""
    for name in FIELDS:
        if not more.supports(name):
            continue
        before, after = confidence(name, heard), confidence(name, [*heard, more])
        outweighs = more.strength > best_support(name, heard) and not more.by_party
        if before is DISPUTED and after is DENIED:
            assert outweighs
            assert any(t.by_party and t.supports(name) for t in heard)
        else:
            assert lowest([before, after]) is before


@law
@given(evidence, any_testimony)
def test_more_against_it_never_raises_confidence(heard: list[Heard], more: Heard) -> None:
    for name in FIELDS:
        if more.contradicts(name):
            before, after = confidence(name, heard), confidence(name, [*heard, more])
            assert lowest([before, after]) is after


@law
@given(evidence, any_testimony)
def test_more_support_never_lowers_independent_sources(heard: list[Heard], more: Heard) -> None:
    assume(more.supportive)

    grown = independent_sources([*heard, more]) - independent_sources(heard)

    assert grown in (0, 1)


@law
@given(evidence, st.randoms(use_true_random=False))
def test_order_of_evidence_is_irrelevant(heard: list[Heard], shuffler: Random) -> None:
    shuffled = list(heard)
    shuffler.shuffle(shuffled)

    for name in FIELDS:
        assert confidence(name, shuffled) is confidence(name, heard)
    assert independent_sources(shuffled) == independent_sources(heard)


@law
@given(evidence)
def test_hearing_the_same_twice_changes_nothing(heard: list[Heard]) -> None:
    for name in FIELDS:
        assert confidence(name, heard * 2) is confidence(name, heard)
    assert independent_sources(heard * 2) == independent_sources(heard)


@law
@given(evidence)
def test_independent_sources_are_at_most_the_supporting_ones(heard: list[Heard]) -> None:
    supporting = [t for t in heard if t.supportive]

    assert bool(supporting) <= independent_sources(heard) <= len(supporting)
