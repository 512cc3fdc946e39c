"""What a claim says, in one English sentence made from its fields."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import models
from api.context import Context
from api.edges import Few, few
from models import (
    CompensationKind,
    CompensationStage,
    DatePrecision,
    NameKind,
    OrganizationRelationKind,
    PayPeriod,
    RoleKind,
    RoleStatus,
)
from models.dates import read
from models.money import wording

NAMES = Few(models.Name, "record_id", ("position",))

WORK = {  # while it lasts, when it is over, when no source says which
    RoleKind.EMPLOYMENT: ("works", "worked", "works or worked"),
    RoleKind.FOUNDER: ("is a founder", "was a founder", "is or was a founder"),
    RoleKind.BOARD: ("sits on the board", "sat on the board", "sits or sat on the board"),
    RoleKind.ADVISER: ("advises", "advised", "advises or advised"),
    RoleKind.EDUCATION: ("studies", "studied", "studies or studied"),
    RoleKind.INTERNSHIP: ("is an intern", "was an intern", "is or was an intern"),
    RoleKind.OTHER: ("is active", "was active", "is or was active"),
}
SAID = {RoleKind.FOUNDER: "founder", RoleKind.INTERNSHIP: "intern"}
"""Titles that the verb says already."""
PLACE = {RoleKind.FOUNDER: "of", RoleKind.BOARD: "of", RoleKind.ADVISER: ""}
RELATED = {
    OrganizationRelationKind.PART_OF: ("is part of", "was part of"),
    OrganizationRelationKind.MERGED_INTO: ("was merged into", "was merged into"),
    OrganizationRelationKind.SPUN_OUT_OF: ("was spun out of", "was spun out of"),
    OrganizationRelationKind.ACQUIRED_BY: ("was acquired by", "was acquired by"),
    OrganizationRelationKind.SUCCEEDED_BY: ("was succeeded by", "was succeeded by"),
}
GOT = {
    CompensationStage.OFFERED: "offered ",
    CompensationStage.ACCEPTED: "agreed ",
    CompensationStage.PAID: "paid ",
    CompensationStage.DECLINED: "declined ",
    CompensationStage.POLICY: "usual ",
    CompensationStage.UNKNOWN: "",
}
FOR = {
    PayPeriod.YEAR: "a year",
    PayPeriod.MONTH: "a month",
    PayPeriod.DAY: "a day",
    PayPeriod.HOUR: "an hour",
}


async def primary_name(context: Context, record: str) -> str:
    """Return the name of an entity."""
    names = await context.load((few, NAMES), record)
    return next((name.text for name in names if name.kind is NameKind.PRIMARY), record)


async def role(row: Any, context: Context) -> str:
    """Tell who held which role, where and when."""
    person = await primary_name(context, row.person_id)
    organization = await primary_name(context, row.organization_id)
    lasting, over, either = WORK[row.role_kind]
    place = f"{PLACE.get(row.role_kind, 'at')} {organization}".strip()
    told = not row.title or row.title.casefold() == SAID.get(row.role_kind)
    title = "" if told else f" ({row.title})"
    if row.status is RoleStatus.PLANNED:
        return f"{person} is to join {organization}{title}{_span(row)}."
    if row.status is RoleStatus.NEVER_STARTED:
        return f"{person} was to join {organization}{title}{_span(row)}, and did not."
    verb = {RoleStatus.CURRENT: lasting, RoleStatus.ENDED: over}.get(row.status, either)
    reported = row.status is RoleStatus.CURRENT and row.last_reported_on
    last = f", as last reported on {_day(row.last_reported_on)}" if reported else ""
    return f"{person} {verb} {place}{title}{_span(row)}{last}."


async def relation(row: Any, context: Context) -> str:
    """Tell how two organizations are related, and when."""
    organization = await primary_name(context, row.organization_id)
    other = await primary_name(context, row.other_id)
    lasting, over = RELATED[row.relation_kind]
    return f"{organization} {over if row.end_edtf else lasting} {other}{_span(row)}."


async def credit(row: Any, context: Context) -> str:
    """Tell who is credited with what."""
    creditor = await primary_name(context, row.person_id or row.organization_id)
    model = await primary_name(context, row.model_id)
    return f"{creditor} is credited for {model}: {row.contribution}{_span(row)}."


async def pay(row: Any, context: Context) -> str:
    """Tell what was reported to be paid, by whom and to whom."""
    to = row.recipient_id and await primary_name(context, row.recipient_id)
    payer = f" from {await primary_name(context, row.payer_id)}" if row.payer_id else ""
    what = "pay" if row.compensation_kind is CompensationKind.OTHER else _kind(row)
    period = f" {FOR[row.period]}" if row.period in FOR else ""
    span = f" over {row.span_months} months" if row.span_months else ""
    at = f" ({read(row.at_edtf).text})" if row.at_edtf else ""
    how_much = f"{amount(row)}{period}{span}"
    return f"{to or row.audience}: {GOT[row.stage]}{what} of {how_much}{payer}{at}."


async def event(row: Any, _: Context) -> str:
    """Tell what happened, as the curator put it."""
    statement: str = row.statement
    return statement


def amount(row: Any) -> str:
    """Return a reported amount in words."""
    about = "about " if row.approximate else ""
    return about + wording(
        row.amount_min,
        row.amount_max,
        low_inclusive=row.min_inclusive,
        high_inclusive=row.max_inclusive,
        unit=row.currency,
    )


def _day(day: date) -> str:
    return read(day.isoformat()).text


def _kind(row: Any) -> str:
    kind: str = row.compensation_kind.value
    return kind.replace("_", " ")


def _span(row: Any) -> str:
    start = _when(row.start_edtf, "from", "beginning")
    end = _when(row.end_edtf, "until", "ending")
    return f"{start}{end}".replace(",,", ",").removesuffix(",")


def _when(edtf: str | None, plain: str, ranged: str) -> str:
    if edtf is None:
        return ""
    when = read(edtf)
    if when.precision is DatePrecision.RANGE:
        return f", {ranged} {when.text},"
    return f" {plain} {when.text}"


SENTENCES: dict[str, Callable[[Any, Context], Awaitable[str]]] = {
    "role": role,
    "relation": relation,
    "credit": credit,
    "pay": pay,
    "event": event,
}
