"""A tiny dataset with at least one row in every table, to be seeded and spoiled."""

from copy import deepcopy
from typing import Any

import models
from fixtures.rows import Rows
from models import Facts

LIFE = {"founded_edtf": "2001", "founded_earliest": "2001-01-01", "founded_latest": "2001-12-31"}
SPAN: dict[str, Any] = {
    "start_edtf": "2020-03",
    "start_earliest": "2020-03-01",
    "start_latest": "2020-03-31",
    "start_sort": "2020-03-01",
    "end_edtf": "2024",
    "end_earliest": "2024-01-01",
    "end_latest": "2024-12-31",
}

TINY: dict[type[Facts], list[dict[str, Any]]] = {
    models.Person: [
        {"id": "person/ada", "name": "Ada", "name_sort": "ada"},
        {"id": "person/bo", "name": "Bo", "name_sort": "bo"},
    ],
    models.Organization: [
        {
            "id": "organization/lab",
            "organization_kind": "lab",
            "country": "FR",
            "name": "Lab",
            "name_sort": "lab",
            **LIFE,
            "dissolved_edtf": "2025",
            "dissolved_earliest": "2025-01-01",
            "dissolved_latest": "2025-12-31",
        },
        {
            "id": "organization/firm",
            "organization_kind": "company",
            "name": "Firm",
            "name_sort": "firm",
        },
    ],
    models.OrganizationAncestor: [
        {
            "organization_id": "organization/lab",
            "ancestor_id": "organization/firm",
            "from_day": "2020-03-01",
            "until_day": "2024-12-31",
            "depth": 1,
        },
        {
            "organization_id": "organization/lab",
            "ancestor_id": "organization/lab",
            "from_day": "0001-01-01",
            "until_day": "9999-12-31",
            "depth": 0,
        },
    ],
    models.AIModel: [
        {
            "id": "model/owl",
            "name": "Owl",
            "name_sort": "owl",
            "family_id": "model/birds",
            "open_weights": True,
            "parameters": 7e9,
            "parameters_sort": 7e9,
            "released_edtf": "2024-05",
            "released_earliest": "2024-05-01",
            "released_latest": "2024-05-31",
        },
        {"id": "model/birds", "name": "Birds", "name_sort": "birds"},
    ],
    models.ModelDeveloper: [
        {"model_id": "model/owl", "organization_id": "organization/lab", "position": 0}
    ],
    models.ModelModality: [{"model_id": "model/owl", "modality": "text"}],
    models.Name: [
        {
            "record_id": "person/ada",
            "position": 0,
            "text": "Ada",
            "kind": "primary",
            "folded": "ada",
        },
        {
            "record_id": "person/ada",
            "position": 1,
            "text": "Adà",
            "kind": "former",
            "folded": "ada",
            "from_edtf": "1990",
            "from_earliest": "1990-01-01",
            "from_latest": "1990-12-31",
            "until_edtf": "1999",
            "until_earliest": "1999-01-01",
            "until_latest": "1999-12-31",
        },
    ],
    models.Identifier: [
        {"record_id": "person/ada", "scheme": "wikidata", "value": "Q1"},
        {"record_id": "person/bo", "scheme": "wikidata", "value": "Q2"},
    ],
    models.Spelling: [
        {
            "record_id": "person/ada",
            "position": 0,
            "number": 0,
            "text": "ada north",
            "bare": "adanorth",
            "place": 1,
        }
    ],
    models.Address: [{"address": "example.org/ada", "record_id": "person/ada", "facts": 0}],
    models.Role: [
        {
            "id": "role/ada.lead",
            "person_id": "person/ada",
            "organization_id": "organization/lab",
            "role_kind": "employment",
            "status": "ended",
            "title": "Lead",
            "title_folded": "lead",
            **SPAN,
        },
        {
            "id": "role/bo.lead",
            "person_id": "person/bo",
            "organization_id": "organization/lab",
            "role_kind": "employment",
            "status": "current",
            "predecessor_id": "role/ada.lead",
        },
    ],
    models.OrganizationRelation: [
        {
            "id": "relation/lab.firm",
            "relation_kind": "part_of",
            "organization_id": "organization/lab",
            "other_id": "organization/firm",
            **SPAN,
        }
    ],
    models.ModelCredit: [
        {
            "id": "credit/ada.owl",
            "model_id": "model/owl",
            "person_id": "person/ada",
            "contribution": "training",
            **SPAN,
        },
        {
            "id": "credit/lab.owl",
            "model_id": "model/owl",
            "organization_id": "organization/lab",
            "contribution": "data",
        },
    ],
    models.CompensationReport: [
        {
            "id": "pay/ada.package",
            "compensation_kind": "total_package",
            "stage": "accepted",
            "scope": "person",
            "period": "package",
            "span_months": 48,
            "currency": "EUR",
            "amount_min": 100.0,
            "amount_max": 200.0,
            "payer_id": "organization/lab",
            "recipient_id": "person/ada",
            "role_id": "role/ada.lead",
            "at_edtf": "2020",
            "at_earliest": "2020-01-01",
            "at_latest": "2020-12-31",
            "conversion_day": "2020-01-04",
            "rate_day": "2020-01-03",
            "usd_min": 111.47,
            "usd_max": 222.94,
            "usd_sort": 111.47,
        },
        {
            "id": "pay/lab.interns",
            "compensation_kind": "wage",
            "stage": "policy",
            "scope": "group",
            "audience": "interns",
            "period": "day",
            "currency": "EUR",
            "amount_min": 100.0,
            "payer_id": "organization/lab",
        },
    ],
    models.ExchangeRate: [
        {"day": "2020-01-03", "currency": "EUR", "per_euro": 1.0},
        {"day": "2020-01-03", "currency": "USD", "per_euro": 1.1147},
    ],
    models.Event: [
        {
            "id": "event/users",
            "event_kind": "market_figure",
            "statement": "Owl has ten users.",
            "on_edtf": "2024-06",
            "on_earliest": "2024-06-01",
            "on_latest": "2024-06-30",
            "figure_measure": "users",
            "figure_of": "Owl app",
            "figure_unit": "people",
            "figure_min": 10.0,
            "figure_max": 12.0,
            "figure_as_of_edtf": "2024-05",
            "figure_as_of_earliest": "2024-05-01",
            "figure_as_of_latest": "2024-05-31",
        },
        {"id": "event/launch", "event_kind": "launch", "statement": "Owl was released."},
    ],
    models.EventMention: [
        {"event_id": "event/users", "record_id": "organization/lab", "position": 0, "is_by": True},
        {"event_id": "event/users", "record_id": "model/owl", "position": 1, "is_about": True},
    ],
    models.Source: [
        {
            "id": "source/post",
            "headline": "We have an owl",
            "publisher": "Lab",
            "publisher_folded": "lab",
            "tier": "first_party",
            "published_edtf": "2024-05-02",
            "published_earliest": "2024-05-02",
            "published_latest": "2024-05-02",
        },
        {
            "id": "source/copy",
            "headline": "They have an owl",
            "publisher": "Daily",
            "publisher_folded": "daily",
            "tier": "aggregator",
            "republishes_id": "source/post",
        },
    ],
    models.Evidence: [
        {
            "id": "evidence/role.ada.lead.post",
            "source_id": "source/post",
            "subject_id": "role/ada.lead",
            "speaker_id": "person/ada",
            "basis": "first_party",
            "asserts": {"end": "2023"},
            "fields": ["end"],
        },
        {
            "id": "evidence/person.ada.copy",
            "source_id": "source/copy",
            "subject_id": "person/ada",
            "repeats_id": "source/post",
        },
    ],
    models.FieldConfidence: [
        {"record_id": "role/ada.lead", "field": "end", "confidence": "disputed"}
    ],
    models.Dispute: [
        {
            "record_id": "role/ada.lead",
            "field": "end",
            "sides": [{"value": "2024", "recorded": True, "evidence": []}],
        }
    ],
    models.Move: [
        {
            "id": "move/ada.lead",
            "move_kind": "between_groups",
            "weakest_confidence": "reported",
            "person_id": "person/ada",
            "from_role_id": "role/bo.lead",
            "to_role_id": "role/ada.lead",
            "origin_id": "organization/firm",
            "destination_id": "organization/lab",
            "origin_top_id": "organization/firm",
            "destination_top_id": "organization/lab",
            "left_edtf": "2020",
            "left_earliest": "2020-01-01",
            "left_latest": "2020-12-31",
            "joined_edtf": "2020-03",
            "joined_earliest": "2020-03-01",
            "joined_latest": "2020-03-31",
        }
    ],
    models.TimelineEntry: [
        {
            "entity_id": "person/ada",
            "item_id": "role/ada.lead",
            "item_kind": "role",
            "is_own": True,
            "on_edtf": "2020",
            "on_earliest": "2020-01-01",
            "on_latest": "2020-12-31",
            "on_sort": "2020-01-01",
        }
    ],
    models.Response: [
        {
            "id": "response/lab.why",
            "party_id": "organization/lab",
            "subject_id": "role/ada.lead",
            "source_id": "source/copy",
            "answer": "no_response",
            "on_edtf": "2024-06",
            "on_earliest": "2024-06-01",
            "on_latest": "2024-06-30",
        }
    ],
}

REDIRECTS = {"person/ada-old": "person/ada"}


def copy() -> dict[type[Facts], list[dict[str, Any]]]:
    """The dataset as values that a test may change."""
    return deepcopy(TINY)


def rows(
    values: dict[type[Facts], list[dict[str, Any]]] | None = None,
    redirects: dict[str, str] | None = None,
) -> Rows:
    """Such values as rows; the tiny dataset itself when none are given."""
    made = Rows(redirects=dict(REDIRECTS if redirects is None else redirects))
    for table, members in (TINY if values is None else values).items():
        made.of(table).extend(table.model_validate(member) for member in members)
    return made
