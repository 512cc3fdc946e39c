"""Responses: what a party answered when asked."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import Documented, RecordFacts, choice, edtf, in_order, reference
from models.dates import Edtf


class Answer(Documented):
    """What a party answered."""

    CONFIRMED = "confirmed", "It said that it is so."
    NOT_CONFIRMED = "not_confirmed", "It is reported not to have confirmed; that is no denial."
    DENIED = "denied", "It said that it is not so."
    DECLINED_TO_COMMENT = "declined_to_comment", "It said that it would not comment."
    NO_RESPONSE = "no_response", "It did not answer."
    SIDESTEPPED = "sidestepped", "It answered, but not to the question."


class ResponseFacts(RecordFacts):
    """What a party to a fact answered, or did not, when asked about it."""

    kind = "response"

    answer: Answer = Field(sa_type=choice(Answer), description="What it answered.")
    says: str | None = Field(
        default=None,
        description="What it said, in the curator's words; null when nothing more is known.",
    )
    party_id: str = reference("record", "Who was asked.")
    subject_id: str = reference("record", "The record it was asked about.", index=False)
    source_id: str = reference("source", "Where the answer is reported.")
    on_edtf: Edtf | None = edtf("When it answered; null when not known.")


class Response(ResponseFacts, table=True):
    """All responses."""

    on_earliest: date | None = None
    on_latest: date | None = None
    on_sort: date = date.max

    __table_args__ = (
        *in_order("on"),
        CheckConstraint("id LIKE 'response/_%'", name="id_kind"),
        Index(None, "on_sort", "id"),
        Index(None, "subject_id", "id"),
    )
