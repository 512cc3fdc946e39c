"""Flows: how many people moved from one organization or group to another."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

import models
from api.conditions import Use, at_any_time, below, surely_within
from api.context import Context
from api.errors import BadUserInputError
from api.lists import ROOT, Demand, Form
from models.confidence import SUREST_FIRST

KINDS_BETWEEN = (models.MoveKind.BETWEEN_GROUPS,)
KINDS_ANYWHERE = (*KINDS_BETWEEN, models.MoveKind.WITHIN_GROUP)


@dataclass(frozen=True)
class Flow:
    """A flow, its counts and those of the opposite one, and what was asked for."""

    origin_id: str
    destination_id: str
    certain_count: int
    possible_count: int
    back_certain: int
    back_possible: int
    demand: Demand

    @property
    def id(self) -> str:
        """What tells it from all other flows of the question, for `along`."""
        return json.dumps([self.origin_id, self.destination_id])

    @property
    def reverse(self) -> "Flow":
        """The flow the other way, of which there may be nothing."""
        return Flow(
            origin_id=self.destination_id,
            destination_id=self.origin_id,
            certain_count=self.back_certain,
            possible_count=self.back_possible,
            back_certain=self.certain_count,
            back_possible=self.possible_count,
            demand=self.demand,
        )


def _by_top(use: Use) -> bool:
    return use.beside.get("group_by_top_parent") is not False  # null is as nothing said


def _ends(table: Any, use: Use) -> tuple[Any, Any]:
    if _by_top(use):
        return table.origin_top_id, table.destination_top_id
    return table.origin_id, table.destination_id


def along(table: Any, parent: Any, use: Use) -> ColumnElement[bool]:
    """The move runs from one organization to another, surely enough; and along the given flow."""
    origin, destination = _ends(table, use)
    least = use.beside.get("min_confidence") or models.Confidence.REPORTED
    found = [
        table.move_kind.in_(KINDS_BETWEEN if _by_top(use) else KINDS_ANYWHERE),
        table.weakest_confidence.in_(SUREST_FIRST[: SUREST_FIRST.index(least) + 1]),
        origin != destination,
    ]
    if parent is not ROOT:
        found += [origin == _part(parent, 0), destination == _part(parent, 1)]
    return and_(*found)


def _part(pair: Any, index: int) -> ColumnElement[str]:
    """Return one of the two ids that are written as a JSON array; SQLite keeps JSON as text."""
    array = sa.cast(pair, sa.JSON().with_variant(sa.Text(), "sqlite"))
    return sa.type_coerce(array, sa.JSON)[index].as_string()


def between(table: Any, values: Any, use: Use) -> ColumnElement[bool]:
    """Both ends are among those named: their groups or, where that is not asked, their parts."""
    ids = {use.ids[("organization",), value] for value in values}
    if _by_top(use) and len(ids) < 2:  # noqa: PLR2004 - a flow has two ends
        raise BadUserInputError(
            "`between` needs two organizations or more, for a flow runs from one to another. Name "
            "the others, or ask for the `arrivals` and `departures` of the one."
        )
    return and_(*(_among(table, end, sorted(ids), use) for end in ("origin", "destination")))


def _among(table: Any, end: str, ids: list[str], use: Use) -> ColumnElement[bool]:
    tree = models.OrganizationAncestor
    when = {"origin": "left", "destination": "joined"}[end]
    span = (getattr(table, f"{when}_earliest"), getattr(table, f"{when}_latest"))
    if not _by_top(use):
        above, inside = col(tree.ancestor_id).in_(ids), getattr(table, f"{end}_id")
        return and_(inside.in_(at_any_time(above)), inside.in_(below(above, span=span)))
    its, top = col(tree.organization_id).in_(ids), getattr(table, f"{end}_top_id")
    ever, then = (
        group.with_only_columns(tree.ancestor_id)
        for group in (at_any_time(its), below(its, span=span))
    )
    return and_(top.in_(ever), top.in_(then))


async def largest(context: Context, demand: Demand, first: int) -> list[Flow]:
    """Return the largest flows of a question, of which the ids break ties."""
    found = await context.rows(_counted(demand.form, first), demand.parameters)
    return [Flow(**row._asdict(), demand=demand) for row in found]


def _counted(form: Form, first: int) -> Any:
    """Select the largest flows with their counts, each with those of the opposite one."""
    move = models.Move
    use = Use(form.ids, form.given)
    origin, destination = _ends(move, use)
    joined = form.given.get("joined")
    sure = surely_within(move, "joined", joined) if joined else sa.true()
    certain = sa.func.sum(sa.case((sure, 1), else_=0))
    flow = (
        select(
            origin.label("origin_id"),
            destination.label("destination_id"),
            certain.label("certain_count"),
            (sa.func.count() - certain).label("possible_count"),
        )
        .where(*form.conditions(move, ROOT))
        .group_by(origin, destination)
        .cte("flow")
    )
    back = aliased(flow)
    opposite = and_(
        back.c.origin_id == flow.c.destination_id, back.c.destination_id == flow.c.origin_id
    )
    numbers = flow.c.certain_count, flow.c.possible_count
    return (
        sa.select(
            *flow.c,
            sa.func.coalesce(back.c.certain_count, 0).label("back_certain"),
            sa.func.coalesce(back.c.possible_count, 0).label("back_possible"),
        )
        .outerjoin(back, opposite)
        .order_by(*(each.desc() for each in numbers), flow.c.origin_id, flow.c.destination_id)
        .limit(first)
    )
