"""The organization tree as of a day: what an organization is part of, and what stands on top."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

import models
from api.context import Context


async def parents(context: Context, day: date, ids: list[str]) -> list[Any]:
    """Return what each organization is part of on a day, or None."""
    return await _above(context, day, ids, only_next=True)


async def tops(context: Context, day: date, ids: list[str]) -> list[Any]:
    """Return the top of each organization's tree on a day, which may be itself."""
    return await _above(context, day, ids, only_next=False)


async def _above(context: Context, day: date, ids: Sequence[str], *, only_next: bool) -> list[Any]:
    tree, organization = models.OrganizationAncestor, models.Organization
    found = (
        select(tree.organization_id, organization)
        .join(organization, col(organization.id) == tree.ancestor_id)
        .where(col(tree.organization_id).in_(ids), tree.from_day <= day, tree.until_day >= day)
        .order_by(col(tree.depth))
    )
    if only_next:
        found = found.where(tree.depth == 1)
    above = dict(await context.rows(found))  # of several, the last one, which stands highest
    return [above.get(each) for each in ids]
