"""What is true: every table and public enum. Importing this fills the metadata."""

from sqlmodel import SQLModel

from models.ai_model import (
    AIModel,
    AIModelFacts,
    ModelCredit,
    ModelCreditFacts,
    ModelDeveloper,
    ModelModality,
)
from models.base import Documented, Facts, RecordFacts
from models.claim import ClaimFacts, FieldConfidence, Rank, SourcedFacts
from models.compensation import (
    CompensationKind,
    CompensationReport,
    CompensationReportFacts,
    CompensationScope,
    CompensationStage,
    PayPeriod,
)
from models.confidence import Confidence
from models.dates import DatePrecision, VagueDate
from models.dispute import Dispute, DisputedKind
from models.event import Event, EventFacts, EventKind, EventMention
from models.evidence import Basis, Evidence, EvidenceFacts, Stance
from models.exchange import ExchangeRate
from models.held import Held
from models.move import Move, MoveFacts, MoveKind
from models.name import Identifier, IdentifierFacts, Name, NameFacts, NameKind
from models.organization import (
    Organization,
    OrganizationAncestor,
    OrganizationFacts,
    OrganizationKind,
    OrganizationRelation,
    OrganizationRelationFacts,
    OrganizationRelationKind,
)
from models.person import Person, PersonFacts
from models.record import Record
from models.release import Change, ChangeAction, Release
from models.response import Answer, Response, ResponseFacts
from models.role import Role, RoleFacts, RoleKind, RoleStatus
from models.source import Source, SourceFacts, SourceTier
from models.spelling import Address, Spelling
from models.timeline import TimelineEntry, TimelineKind

# Checked at commit, so that seeding may replace rows in any order.
for _table in SQLModel.metadata.tables.values():
    for _key in _table.foreign_key_constraints:
        _key.deferrable, _key.initially = True, "DEFERRED"

TABLES: dict[str, type[RecordFacts]] = {
    table.kind: table
    for table in (
        Person,
        Organization,
        AIModel,
        Role,
        OrganizationRelation,
        ModelCredit,
        CompensationReport,
        Event,
        Source,
        Evidence,
        Response,
        Move,
    )
}
"""The table of each kind of record; the kind is the first part of an id."""

ENTITIES = (Person, Organization, AIModel)
"""The tables of what has names and a page."""

__all__ = [
    "ENTITIES",
    "TABLES",
    "AIModel",
    "AIModelFacts",
    "Address",
    "Answer",
    "Basis",
    "Change",
    "ChangeAction",
    "ClaimFacts",
    "CompensationKind",
    "CompensationReport",
    "CompensationReportFacts",
    "CompensationScope",
    "CompensationStage",
    "Confidence",
    "DatePrecision",
    "Dispute",
    "DisputedKind",
    "Documented",
    "Event",
    "EventFacts",
    "EventKind",
    "EventMention",
    "Evidence",
    "EvidenceFacts",
    "ExchangeRate",
    "Facts",
    "FieldConfidence",
    "Held",
    "Identifier",
    "IdentifierFacts",
    "ModelCredit",
    "ModelCreditFacts",
    "ModelDeveloper",
    "ModelModality",
    "Move",
    "MoveFacts",
    "MoveKind",
    "Name",
    "NameFacts",
    "NameKind",
    "Organization",
    "OrganizationAncestor",
    "OrganizationFacts",
    "OrganizationKind",
    "OrganizationRelation",
    "OrganizationRelationFacts",
    "OrganizationRelationKind",
    "PayPeriod",
    "Person",
    "PersonFacts",
    "Rank",
    "Record",
    "RecordFacts",
    "Release",
    "Response",
    "ResponseFacts",
    "Role",
    "RoleFacts",
    "RoleKind",
    "RoleStatus",
    "Source",
    "SourceFacts",
    "SourceTier",
    "SourcedFacts",
    "Spelling",
    "Stance",
    "TimelineEntry",
    "TimelineKind",
    "VagueDate",
]
