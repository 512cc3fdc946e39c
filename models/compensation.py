"""Reported pay: one row is one reported amount."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import SLUG, ByteOrder, Documented, choice, edtf, in_order, reference
from models.claim import ClaimFacts
from models.dates import Edtf
from models.money import CURRENCIES, Currency


class CompensationKind(Documented):
    """What sort of pay it is."""

    TOTAL_PACKAGE = "total_package", "All of it together."
    BASE_SALARY = "base_salary", "Salary without bonuses and shares."
    SIGNING_BONUS = "signing_bonus", "Paid once for joining."
    RETENTION_BONUS = "retention_bonus", "Paid for staying."
    EQUITY = "equity", "Shares or options."
    WAGE = "wage", "A wage by the month, day or hour."
    OTHER = "other", "Something else."


class CompensationStage(Documented):
    """How far it came."""

    OFFERED = "offered", "It was offered."
    ACCEPTED = "accepted", "It was agreed."
    PAID = "paid", "It was paid, or is being paid."
    DECLINED = "declined", "It was offered and turned down."
    POLICY = "policy", "It is what the payer pays in general."
    UNKNOWN = "unknown", "The source does not say."


class CompensationScope(Documented):
    """Whose pay it is."""

    PERSON = "person", "One person's."
    GROUP = "group", "A group's, described in `audience`."
    JOB_LEVEL = "job_level", "Everybody's at a job level, described in `audience`."
    SECTOR = "sector", "A whole sector's, described in `audience`."


class PayPeriod(Documented):
    """What span of time an amount is for; unlike spans are never converted silently."""

    ONE_OFF = "one_off", "Paid once."
    PACKAGE = "package", "For several months or years together, as many as its span says."
    YEAR = "year", "A year."
    MONTH = "month", "A month."
    DAY = "day", "A day."
    HOUR = "hour", "An hour."
    UNKNOWN = "unknown", "The source does not say."


class CompensationReportFacts(ClaimFacts):
    """One reported amount of pay. Rival reports of the same package are records of their own."""

    kind = "pay"

    compensation_kind: CompensationKind = Field(
        sa_type=choice(CompensationKind), description="What sort of pay it is."
    )
    stage: CompensationStage = Field(
        sa_type=choice(CompensationStage), description="How far it came."
    )
    scope: CompensationScope = Field(
        sa_type=choice(CompensationScope), description="Whose pay it is."
    )
    audience: str | None = Field(
        default=None,
        description="Whom it is for, in words, where that is not one person; null otherwise.",
    )
    period: PayPeriod = Field(
        sa_type=choice(PayPeriod), description="What span of time the amount is for."
    )
    span_months: int | None = Field(
        default=None,
        gt=0,
        description="How many months a package covers; null when not known, or no package.",
    )
    currency: Currency = Field(
        exclude=True, sa_type=ByteOrder, description="ISO 4217 code of the currency."
    )
    amount_min: float | None = Field(
        default=None, ge=0, exclude=True, description="The least it is; null when open."
    )
    amount_max: float | None = Field(
        default=None, ge=0, exclude=True, description="The most it is; null when open."
    )
    min_inclusive: bool = Field(
        default=True, exclude=True, description="Whether it may be exactly the least."
    )
    max_inclusive: bool = Field(
        default=True, exclude=True, description="Whether it may be exactly the most."
    )
    approximate: bool = Field(
        default=False,
        exclude=True,
        description="Whether the bounds are a reading of words such as 'tens of millions'.",
    )
    package: str | None = Field(
        default=None,
        schema_extra={"pattern": f"^{SLUG}$", "examples": ["example-lab-2025"]},
        index=True,
        exclude=True,
        description="Groups rival reports of one package; null when there are none.",
    )
    payer_id: str | None = reference(
        "organization",
        "Who pays; null when not known, or a whole sector.",
        index=False,
        default=None,
    )
    recipient_id: str | None = reference(
        "person", "Who is paid; null where it is not one person's.", index=False, default=None
    )
    role_id: str | None = reference(
        "role", "The role it is for; null when not known.", default=None
    )
    at_edtf: Edtf | None = edtf("When it was offered, agreed or paid; null when not known.")


NOT_IN_DOLLARS = -1.0
"""What an amount that is not known in US dollars sorts by: below every other."""


class CompensationReport(CompensationReportFacts, table=True):
    """All reports of pay, with what they are in US dollars and their sort keys."""

    at_earliest: date | None = None
    at_latest: date | None = None
    at_sort: date = date.max
    amount_sort: float = 0.0
    conversion_day: date | None = Field(
        default=None,
        description="The day by whose rates the amount is converted to other currencies: the "
        "earliest on which a source that supports the amount was published; where none of them "
        "is dated, the first day that `at` may mean. Null when there is neither.",
    )
    rate_day: date | None = Field(
        default=None,
        description="The day on which the rates of `conversion_day` were fixed: that day, or the "
        "last working day in the week before; null when no rates of that week are on record.",
    )
    usd_min: float | None = Field(
        default=None,
        description="The least it is in US dollars: as reported, or at the rate of `rate_day`; "
        "null when open, or when there is no rate.",
    )
    usd_max: float | None = Field(
        default=None,
        description="The most it is in US dollars: as reported, or at the rate of `rate_day`; "
        "null when open, or when there is no rate.",
    )
    usd_sort: float = NOT_IN_DOLLARS

    __table_args__ = (
        *in_order("at"),
        CheckConstraint("id LIKE 'pay/_%'", name="id_kind"),
        CheckConstraint("amount_min >= 0 AND amount_max >= 0", name="amount_not_negative"),
        CheckConstraint("amount_min <= amount_max", name="amount_in_order"),
        CheckConstraint("amount_min IS NOT NULL OR amount_max IS NOT NULL", name="has_amount"),
        CheckConstraint(
            "amount_min <> amount_max OR (min_inclusive AND max_inclusive)",
            name="exact_amount_inclusive",
        ),
        CheckConstraint(f"currency IN {CURRENCIES}", name="currency_known"),
        CheckConstraint("usd_min <= usd_max", name="usd_in_order"),
        CheckConstraint("rate_day <= conversion_day", name="rate_by_its_day"),
        CheckConstraint("span_months > 0", name="span_positive"),
        CheckConstraint("span_months IS NULL OR period = 'package'", name="span_of_package"),
        CheckConstraint(
            "(scope = 'person') = (recipient_id IS NOT NULL)", name="recipient_of_person_scope"
        ),
        CheckConstraint("scope = 'person' OR audience IS NOT NULL", name="audience_of_others"),
        Index(None, "at_sort", "id"),
        Index(None, "currency", "amount_sort", "id"),
        Index(None, "usd_sort", "id"),
        Index(None, "recipient_id", "at_sort", "id"),
        Index(None, "payer_id", "at_sort", "id"),
    )
