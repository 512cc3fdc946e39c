"""The organizations of the made-up crowd that are alike in a crowd of every size.

`giant-0` to `giant-4` have about 1,000 roles each, `big-0` to `big-59` 200 to 400, and each of
both about 20 models, so that a question about one of them has as long an answer in any crowd.
"""

import random

from fixtures.rows import Rows
from models import (
    Name,
    NameKind,
    Organization,
    OrganizationKind,
    OrganizationRelation,
    OrganizationRelationKind,
)

GIANTS, BIG = 5, 60
KNOWN = GIANTS + BIG
SHARES = {
    "roles": [1000] * GIANTS + [200 + n * 200 // (BIG - 1) for n in range(BIG)],
    "models": [20] * KNOWN,
}
"""How many of all roles, and of all models, are those of each."""


class Share:
    """Deals out a share of `count` numbered things, from `first` on, to the known organizations."""

    def __init__(self, things: str, first: int, count: int) -> None:
        self._hands = [at for at, number in enumerate(SHARES[things]) for _ in range(number)]
        random.Random(things).shuffle(self._hands)  # noqa: S311 - no secret is made
        self._first, self._count = first, count

    def of(self, n: int) -> int | None:
        """Return which of the known organizations gets a thing; None when none does."""
        if not self._count:
            return None
        n += self._first
        before, after = (k * len(self._hands) // self._count for k in (n, n + 1))
        return self._hands[before] if after > before else None


def known(rows: Rows) -> list[str]:
    """Add the known organizations, and return their ids."""
    giants = [_organization(rows, f"giant-{n}", f"Giant {n}", n) for n in range(GIANTS)]
    big = [_organization(rows, f"big-{n}", f"Big Lab {n}", n) for n in range(BIG)]
    for n in range(1, BIG, 3):
        _part(rows, big[n], big[n - 1])
    return [*giants, *big]


def _organization(rows: Rows, slug: str, name: str, n: int) -> str:
    record = f"organization/{slug}"
    rows.of(Organization).append(
        Organization(
            id=record,
            organization_kind=OrganizationKind.COMPANY,
            country=("US", "CN")[n % 2],
            founded_edtf=str(1990 + n % 20),
            name_sort="",
        )
    )
    rows.of(Name).append(
        Name(record_id=record, position=0, text=name, kind=NameKind.PRIMARY, folded="")
    )
    return record


def _part(rows: Rows, part: str, whole: str) -> None:
    rows.of(OrganizationRelation).append(
        OrganizationRelation(
            id=f"relation/{part.partition('/')[2]}.whole",
            relation_kind=OrganizationRelationKind.PART_OF,
            organization_id=part,
            other_id=whole,
            start_edtf="2018-03",
        )
    )
