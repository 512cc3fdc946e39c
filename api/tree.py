"""The organization tree as of a day: what an organization is part of, and what stands on top."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam
from sqlmodel import col, select

import models
from api.context import Context
from api.listed import among, listed

TREE: Any = models.OrganizationAncestor
DAY: Any = bindparam("day", type_=Date())
ALL = (
    select(TREE.organization_id, models.Organization)
    .join(models.Organization, col(models.Organization.id) == TREE.ancestor_id)
    .where(among(TREE.organization_id, listed("ids")), TREE.from_day <= DAY, TREE.until_day >= DAY)
    .order_by(TREE.depth)
)
NEXT = ALL.where(TREE.depth == 1)
WHOLES = select(models.Organization.id).where(
    among(col(models.Organization.id), listed("ids")),
    select(TREE.ancestor_id)
    .where(TREE.ancestor_id == models.Organization.id, TREE.depth > 0)
    .exists(),
)


async def parents(context: Context, day: date, ids: list[str]) -> list[Any]:
    """Return what each organization is part of on a day, or None."""
    return await _above(context, day, ids, only_next=True)


async def tops(context: Context, day: date, ids: list[str]) -> list[Any]:
    """Return the top of each organization's tree on a day, which may be itself."""
    return await _above(context, day, ids, only_next=False)


async def have_parts(context: Context, ids: list[str]) -> list[bool]:
    """Tell which of some organizations ever had parts."""
    found = set(await context.rows(WHOLES, {"ids": ids}))
    return [each in found for each in ids]


async def _above(context: Context, day: date, ids: Sequence[str], *, only_next: bool) -> list[Any]:
    found = await context.rows(NEXT if only_next else ALL, {"ids": ids, "day": day})
    above = dict(found)  # of several, the last one, which stands highest
    return [above.get(each) for each in ids]
