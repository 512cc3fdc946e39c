"""AI models and model families, who developed them and who is credited for what."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import ByteOrder, Facts, edtf, in_order, reference, spans
from models.claim import ClaimFacts, SourcedFacts
from models.dates import Edtf


class AIModelFacts(SourcedFacts):
    """An AI model, or a family of models."""

    kind = "model"

    open_weights: bool | None = Field(
        default=None,
        description="Whether its weights can be downloaded; null when not on record or only "
        "rumoured.",
    )
    license: str | None = Field(
        default=None,
        description="The licence of its weights, by its SPDX identifier "
        "(https://spdx.org/licenses/) where it has one; null when not on record.",
    )
    parameters: float | None = Field(
        default=None,
        gt=0,
        description="How many parameters (weights) it has; null when not on record.",
    )
    family_id: str | None = reference(
        "ai_model",
        "The family it belongs to; null when it belongs to none on record.",
        index=False,
        default=None,
    )
    released_edtf: Edtf | None = edtf(
        "When it was first made public: released, announced, or told of in a paper; null when not "
        "on record."
    )


class AIModel(AIModelFacts, table=True):
    """All models and families, with their sort keys."""

    released_earliest: date | None = None
    released_latest: date | None = None
    released_sort: date = date.max
    parameters_sort: float = float(2**63)
    name_sort: str = Field(sa_type=ByteOrder)
    name: str = Field(default="", description="Its primary name, as in the table `name`.")

    __table_args__ = (
        *in_order("released"),
        CheckConstraint("id LIKE 'model/_%'", name="id_kind"),
        CheckConstraint("family_id <> id", name="not_its_own_family"),
        CheckConstraint("parameters > 0", name="parameters_positive"),
        Index(None, "name_sort", "id"),
        Index(None, "released_sort", "id"),
        Index(None, "family_id", "released_sort", "id"),
        Index(None, "parameters_sort", "id"),
    )


class ModelDeveloper(Facts, table=True):
    """Which organizations developed a model, in the order its fixture lists them."""

    model_id: str = Field(
        primary_key=True, foreign_key="ai_model.id", sa_type=ByteOrder, description="The model."
    )
    organization_id: str = Field(
        primary_key=True,
        foreign_key="organization.id",
        sa_type=ByteOrder,
        index=True,
        description="Who developed it.",
    )
    position: int = Field(description="Its place in the list of developers, from 0.")


class ModelModality(Facts, table=True):
    """What a model reads or makes, such as text or image."""

    model_id: str = Field(
        primary_key=True, foreign_key="ai_model.id", sa_type=ByteOrder, description="The model."
    )
    modality: str = Field(
        primary_key=True,
        sa_type=ByteOrder,
        index=True,
        description="What it reads or makes, such as `text` or `image`.",
    )

    __table_args__ = (CheckConstraint("modality <> ''", name="not_empty"),)


class ModelCreditFacts(ClaimFacts):
    """What a person or an organization is credited with in the making of a model."""

    kind = "credit"

    contribution: str = Field(min_length=1, description="What they are credited with.")
    model_id: str = reference("ai_model", "The model.", index=False)
    person_id: str | None = reference("person", "The person credited.", index=False, default=None)
    organization_id: str | None = reference(
        "organization", "The organization credited.", index=False, default=None
    )
    start_edtf: Edtf | None = edtf("When the work began; null when not known.")
    end_edtf: Edtf | None = edtf("When the work ended; null when not known.")


class ModelCredit(ModelCreditFacts, table=True):
    """All credits."""

    start_earliest: date | None = None
    start_latest: date | None = None
    start_sort: date = date.max
    end_earliest: date | None = None
    end_latest: date | None = None

    __table_args__ = (
        *spans(),
        CheckConstraint("id LIKE 'credit/_%'", name="id_kind"),
        CheckConstraint("(person_id IS NULL) <> (organization_id IS NULL)", name="one_creditor"),
        CheckConstraint("contribution <> ''", name="contribution_not_empty"),
        Index(None, "start_sort", "id"),
        Index(None, "model_id", "start_sort", "id"),
        Index(None, "person_id", "start_sort", "id"),
        Index(None, "organization_id", "start_sort", "id"),
    )
