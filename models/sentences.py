"""What a claim says, in one English sentence made from its fields."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.compensation import CompensationKind, CompensationStage, PayPeriod
from models.dates import DatePrecision, read
from models.money import wording
from models.organization import OrganizationRelationKind
from models.role import RoleKind, RoleStatus

Names = Mapping[str, str]
"""The primary names of the entities that a sentence names, by id."""

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


def role(row: Any, names: Names) -> str:
    """Tell who held which role, where and when."""
    person = names[row.person_id]
    organization = names[row.organization_id]
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


def relation(row: Any, names: Names) -> str:
    """Tell how two organizations are related, and when."""
    organization = names[row.organization_id]
    other = names[row.other_id]
    lasting, over = RELATED[row.relation_kind]
    return f"{organization} {over if row.end_edtf else lasting} {other}{_span(row)}."


def credit(row: Any, names: Names) -> str:
    """Tell who is credited with what."""
    creditor = names[row.person_id or row.organization_id]
    model = names[row.model_id]
    return f"{creditor} is credited for {model}: {row.contribution}{_span(row)}."


def pay(row: Any, names: Names) -> str:
    """Tell what was reported to be paid, by whom and to whom."""
    to = row.recipient_id and names[row.recipient_id]
    payer = f" from {names[row.payer_id]}" if row.payer_id else ""
    what = "pay" if row.compensation_kind is CompensationKind.OTHER else _kind(row)
    period = f" {FOR[row.period]}" if row.period in FOR else ""
    span = f" over {row.span_months} months" if row.span_months else ""
    at = f" ({read(row.at_edtf).text})" if row.at_edtf else ""
    how_much = f"{amount(row)}{period}{span}"
    return f"{to or row.audience}: {GOT[row.stage]}{what} of {how_much}{payer}{at}."


def event(row: Any, _: Names) -> str:
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


SENTENCES: dict[str, Callable[[Any, Names], str]] = {
    "role": role,
    "relation": relation,
    "credit": credit,
    "pay": pay,
    "event": event,
}

NAMED = {
    "role": ("person_id", "organization_id"),
    "relation": ("organization_id", "other_id"),
    "credit": ("person_id", "organization_id", "model_id"),
    "pay": ("recipient_id", "payer_id"),
    "event": (),
}
"""The columns that point at the entities which a sentence names."""
