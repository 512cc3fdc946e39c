"""First tables: the register of records, entities, sources, and what is claimed of them."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "release",
    "record",
    "change",
    "person",
    "organization",
    "ai_model",
    "name",
    "identifier",
    "model_developer",
    "model_modality",
    "organization_ancestor",
    "source",
    "evidence",
    "response",
    "field_confidence",
    "role",
    "organization_relation",
    "model_credit",
    "compensation_report",
    "event",
    "event_mention",
)

# Text that compares byte by byte on PostgreSQL too, whatever the language of the cluster.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WORD = sa.String(40)

RANK = "preferred normal deprecated"
CONFIDENCE = "confirmed reported hearsay disputed denied"
CURRENCIES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
    BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
    KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER
    ZAR ZMW ZWG
"""


def upgrade() -> None:
    _make_register()
    _make_entities()
    _make_sources()
    _make_claims()


def downgrade() -> None:
    # Backwards, because PostgreSQL drops no table that another refers to.
    for table in reversed(TABLES):
        op.drop_table(table)


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """Return a primary key with the name that the tables give it."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key that is checked at commit, so that rows may come in any order."""
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), deferrable=True, initially="DEFERRED"
    )


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """Return a named condition that each row of the table meets."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def one_of(table: str, name: str, column: str, words: str) -> sa.CheckConstraint:
    """Return the condition that a column holds one of some words."""
    listed = ", ".join(f"'{word}'" for word in words.split())
    return check(table, name, f"{column} IN ({listed})")


def index(table: str, *columns: str) -> None:
    """Make an index that is named by what it holds."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _make_register() -> None:
    """The register of ids, and what each release did to it."""
    op.create_table(
        "release",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        primary_key("release", "version"),
        check("release", "counts_from_one", "version >= 1"),
        check("release", "hash_is_sha256", "length(hash) = 64"),
    )
    op.create_table(
        "record",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("redirect_to", KEY, nullable=True),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("changed_in", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        primary_key("record", "id"),
        reference("record", "redirect_to", "record.id"),
        reference("record", "added_in", "release.version"),
        reference("record", "changed_in", "release.version"),
        reference("record", "removed_in", "release.version"),
        check("record", "added_before_changed", "added_in <= changed_in"),
        check("record", "id_starts_with_kind", "id LIKE kind || '/_%'"),
        check("record", "no_self_redirect", "redirect_to <> id"),
        check("record", "redirect_when_removed", "redirect_to IS NULL OR removed_in IS NOT NULL"),
        check("record", "removed_last", "changed_in <= removed_in"),
    )
    index("record", "kind", "changed_in", "id")
    index("record", "redirect_to")
    op.create_table(
        "change",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("action", WORD, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        primary_key("change", "version", "record_id"),
        reference("change", "version", "release.version"),
        reference("change", "record_id", "record.id"),
        one_of("change", "change_action", "action", "added changed removed"),
    )
    index("change", "record_id")


def _make_entities() -> None:
    """People, organizations and models, with what they are called."""
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("name_sort", KEY, nullable=False),
        primary_key("person", "id"),
        reference("person", "id", "record.id"),
        check("person", "id_kind", "id LIKE 'person/_%'"),
    )
    index("person", "name_sort", "id")
    op.create_table(
        "organization",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("organization_kind", WORD, nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("founded_edtf", sa.String(), nullable=True),
        sa.Column("dissolved_edtf", sa.String(), nullable=True),
        sa.Column("founded_earliest", sa.Date(), nullable=True),
        sa.Column("founded_latest", sa.Date(), nullable=True),
        sa.Column("founded_sort", sa.Date(), nullable=False),
        sa.Column("dissolved_earliest", sa.Date(), nullable=True),
        sa.Column("dissolved_latest", sa.Date(), nullable=True),
        sa.Column("name_sort", KEY, nullable=False),
        primary_key("organization", "id"),
        reference("organization", "id", "record.id"),
        check("organization", "country_code", "length(country) = 2"),
        check("organization", "dissolved_in_order", "dissolved_earliest <= dissolved_latest"),
        check("organization", "founded_before_dissolved", "founded_earliest <= dissolved_latest"),
        check("organization", "founded_in_order", "founded_earliest <= founded_latest"),
        check("organization", "id_kind", "id LIKE 'organization/_%'"),
        one_of(
            "organization",
            "organization_kind",
            "organization_kind",
            "company lab team university government fund other",
        ),
    )
    index("organization", "founded_sort", "id")
    index("organization", "name_sort", "id")
    op.create_table(
        "ai_model",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("open_weights", sa.Boolean(), nullable=True),
        sa.Column("license", sa.String(), nullable=True),
        sa.Column("parameters", sa.Float(), nullable=True),
        sa.Column("family_id", KEY, nullable=True),
        sa.Column("released_edtf", sa.String(), nullable=True),
        sa.Column("released_earliest", sa.Date(), nullable=True),
        sa.Column("released_latest", sa.Date(), nullable=True),
        sa.Column("released_sort", sa.Date(), nullable=False),
        sa.Column("parameters_sort", sa.Float(), nullable=False),
        sa.Column("name_sort", KEY, nullable=False),
        primary_key("ai_model", "id"),
        reference("ai_model", "id", "record.id"),
        reference("ai_model", "family_id", "ai_model.id"),
        check("ai_model", "id_kind", "id LIKE 'model/_%'"),
        check("ai_model", "not_its_own_family", "family_id <> id"),
        check("ai_model", "parameters_positive", "parameters > 0"),
        check("ai_model", "released_in_order", "released_earliest <= released_latest"),
    )
    index("ai_model", "family_id")
    index("ai_model", "name_sort", "id")
    index("ai_model", "parameters_sort", "id")
    index("ai_model", "released_sort", "id")
    op.create_table(
        "name",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("from_edtf", sa.String(), nullable=True),
        sa.Column("until_edtf", sa.String(), nullable=True),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_earliest", sa.Date(), nullable=True),
        sa.Column("from_latest", sa.Date(), nullable=True),
        sa.Column("until_earliest", sa.Date(), nullable=True),
        sa.Column("until_latest", sa.Date(), nullable=True),
        sa.Column("folded", KEY, nullable=False),
        primary_key("name", "record_id", "position"),
        reference("name", "record_id", "record.id"),
        check("name", "from_before_until", "from_earliest <= until_latest"),
        check("name", "from_in_order", "from_earliest <= from_latest"),
        one_of("name", "name_kind", "kind", "primary native romanized alias former abbreviation"),
        check("name", "text_not_empty", "text <> ''"),
        check("name", "until_in_order", "until_earliest <= until_latest"),
    )
    index("name", "folded")
    op.create_index(
        "uq_name_primary",
        "name",
        ["record_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'primary'"),
        postgresql_where=sa.text("kind = 'primary'"),
    )
    op.create_table(
        "identifier",
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("scheme", KEY, nullable=False),
        primary_key("identifier", "record_id", "scheme"),
        reference("identifier", "record_id", "record.id"),
        check("identifier", "not_empty", "scheme <> '' AND value <> ''"),
    )
    op.create_index("uq_identifier_scheme_value", "identifier", ["scheme", "value"], unique=True)
    op.create_table(
        "model_developer",
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("organization_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        primary_key("model_developer", "model_id", "organization_id"),
        reference("model_developer", "model_id", "ai_model.id"),
        reference("model_developer", "organization_id", "organization.id"),
    )
    index("model_developer", "organization_id")
    op.create_table(
        "model_modality",
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("modality", KEY, nullable=False),
        primary_key("model_modality", "model_id", "modality"),
        reference("model_modality", "model_id", "ai_model.id"),
        check("model_modality", "not_empty", "modality <> ''"),
    )
    index("model_modality", "modality")
    op.create_table(
        "organization_ancestor",
        sa.Column("organization_id", KEY, nullable=False),
        sa.Column("ancestor_id", KEY, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        primary_key("organization_ancestor", "organization_id", "ancestor_id", "from_day"),
        reference("organization_ancestor", "organization_id", "organization.id"),
        reference("organization_ancestor", "ancestor_id", "organization.id"),
        check("organization_ancestor", "days_in_order", "from_day <= until_day"),
        check("organization_ancestor", "depth_not_negative", "depth >= 0"),
        check(
            "organization_ancestor",
            "self_at_depth_0",
            "(depth = 0) = (organization_id = ancestor_id)",
        ),
    )
    index("organization_ancestor", "ancestor_id", "organization_id")


def _make_sources() -> None:
    """Sources, and how sure they make a field of a record."""
    op.create_table(
        "source",
        sa.Column("id", KEY, nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("archived_url", sa.String(), nullable=True),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("original_publisher", sa.String(), nullable=True),
        sa.Column("tier", WORD, nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("republishes_id", KEY, nullable=True),
        sa.Column("published_edtf", sa.String(), nullable=True),
        sa.Column("published_earliest", sa.Date(), nullable=True),
        sa.Column("published_latest", sa.Date(), nullable=True),
        sa.Column("published_sort", sa.Date(), nullable=False),
        sa.Column("publisher_folded", KEY, nullable=False),
        primary_key("source", "id"),
        reference("source", "id", "record.id"),
        reference("source", "republishes_id", "source.id"),
        check("source", "id_kind", "id LIKE 'source/_%'"),
        check("source", "no_self_republishing", "republishes_id <> id"),
        check("source", "not_empty", "headline <> '' AND publisher <> ''"),
        check("source", "published_in_order", "published_earliest <= published_latest"),
        one_of(
            "source",
            "source_tier",
            "tier",
            "first_party official_record major_media trade_media aggregator dataset",
        ),
    )
    index("source", "published_sort", "id")
    index("source", "publisher_folded")
    index("source", "republishes_id")
    op.create_table(
        "evidence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("stance", WORD, nullable=False),
        sa.Column("basis", WORD, nullable=False),
        sa.Column("attributed_to", sa.String(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("says", sa.String(), nullable=True),
        sa.Column("asserts", sa.JSON(), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("speaker_id", KEY, nullable=True),
        sa.Column("repeats_id", KEY, nullable=True),
        primary_key("evidence", "id"),
        reference("evidence", "id", "record.id"),
        reference("evidence", "source_id", "source.id"),
        reference("evidence", "subject_id", "record.id"),
        reference("evidence", "speaker_id", "record.id"),
        reference("evidence", "repeats_id", "source.id"),
        one_of(
            "evidence",
            "basis",
            "basis",
            "first_party official_record named_source anonymous_source other_media "
            "speculation unstated",
        ),
        check("evidence", "id_kind", "id LIKE 'evidence/_%'"),
        check("evidence", "no_self_repeating", "repeats_id <> source_id"),
        one_of("evidence", "stance", "stance", "supports disputes"),
    )
    index("evidence", "repeats_id")
    index("evidence", "source_id")
    index("evidence", "speaker_id")
    index("evidence", "subject_id", "id")
    op.create_table(
        "response",
        sa.Column("id", KEY, nullable=False),
        sa.Column("answer", WORD, nullable=False),
        sa.Column("says", sa.String(), nullable=True),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("on_edtf", sa.String(), nullable=True),
        sa.Column("on_earliest", sa.Date(), nullable=True),
        sa.Column("on_latest", sa.Date(), nullable=True),
        sa.Column("on_sort", sa.Date(), nullable=False),
        primary_key("response", "id"),
        reference("response", "id", "record.id"),
        reference("response", "party_id", "record.id"),
        reference("response", "subject_id", "record.id"),
        reference("response", "source_id", "source.id"),
        one_of(
            "response",
            "answer",
            "answer",
            "confirmed not_confirmed denied declined_to_comment no_response sidestepped",
        ),
        check("response", "id_kind", "id LIKE 'response/_%'"),
        check("response", "on_in_order", "on_earliest <= on_latest"),
    )
    index("response", "on_sort", "id")
    index("response", "party_id")
    index("response", "source_id")
    index("response", "subject_id", "id")
    op.create_table(
        "field_confidence",
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        primary_key("field_confidence", "record_id", "field"),
        reference("field_confidence", "record_id", "record.id"),
        one_of("field_confidence", "confidence", "confidence", CONFIDENCE),
    )


def _make_claims() -> None:
    """Dated statements about entities."""
    op.create_table(
        "role",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("rank", WORD, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("role_kind", WORD, nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("status", WORD, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("organization_id", KEY, nullable=False),
        sa.Column("predecessor_id", KEY, nullable=True),
        sa.Column("start_edtf", sa.String(), nullable=True),
        sa.Column("end_edtf", sa.String(), nullable=True),
        sa.Column("start_earliest", sa.Date(), nullable=True),
        sa.Column("start_latest", sa.Date(), nullable=True),
        sa.Column("start_sort", sa.Date(), nullable=False),
        sa.Column("end_earliest", sa.Date(), nullable=True),
        sa.Column("end_latest", sa.Date(), nullable=True),
        sa.Column("end_sort", sa.Date(), nullable=False),
        sa.Column("possible_from", sa.Date(), nullable=False),
        sa.Column("sure_from", sa.Date(), nullable=False),
        sa.Column("sure_until", sa.Date(), nullable=False),
        sa.Column("possible_until", sa.Date(), nullable=False),
        sa.Column("title_folded", KEY, nullable=False),
        primary_key("role", "id"),
        reference("role", "id", "record.id"),
        reference("role", "person_id", "person.id"),
        reference("role", "organization_id", "organization.id"),
        reference("role", "predecessor_id", "role.id"),
        one_of("role", "confidence", "confidence", CONFIDENCE),
        check("role", "current_has_no_end", "status <> 'current' OR end_edtf IS NULL"),
        check("role", "end_in_order", "end_earliest <= end_latest"),
        check("role", "id_kind", "id LIKE 'role/_%'"),
        check("role", "never_started_has_no_end", "status <> 'never_started' OR end_edtf IS NULL"),
        check("role", "not_its_own_predecessor", "predecessor_id <> id"),
        one_of("role", "rank", "rank", RANK),
        one_of(
            "role",
            "role_kind",
            "role_kind",
            "employment founder board adviser education internship other",
        ),
        one_of("role", "role_status", "status", "planned current ended unknown never_started"),
        check("role", "start_before_end", "start_earliest <= end_latest"),
        check("role", "start_in_order", "start_earliest <= start_latest"),
    )
    index("role", "end_sort", "id")
    index("role", "organization_id", "start_sort", "id")
    index("role", "person_id", "start_sort", "id")
    index("role", "predecessor_id")
    index("role", "start_sort", "id")
    op.create_table(
        "organization_relation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("rank", WORD, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        sa.Column("relation_kind", WORD, nullable=False),
        sa.Column("organization_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("start_edtf", sa.String(), nullable=True),
        sa.Column("end_edtf", sa.String(), nullable=True),
        sa.Column("start_earliest", sa.Date(), nullable=True),
        sa.Column("start_latest", sa.Date(), nullable=True),
        sa.Column("start_sort", sa.Date(), nullable=False),
        sa.Column("end_earliest", sa.Date(), nullable=True),
        sa.Column("end_latest", sa.Date(), nullable=True),
        primary_key("organization_relation", "id"),
        reference("organization_relation", "id", "record.id"),
        reference("organization_relation", "organization_id", "organization.id"),
        reference("organization_relation", "other_id", "organization.id"),
        one_of("organization_relation", "confidence", "confidence", CONFIDENCE),
        check("organization_relation", "end_in_order", "end_earliest <= end_latest"),
        check("organization_relation", "id_kind", "id LIKE 'relation/_%'"),
        check("organization_relation", "not_to_itself", "organization_id <> other_id"),
        one_of(
            "organization_relation",
            "organization_relation_kind",
            "relation_kind",
            "part_of merged_into spun_out_of acquired_by succeeded_by",
        ),
        one_of("organization_relation", "rank", "rank", RANK),
        check("organization_relation", "start_before_end", "start_earliest <= end_latest"),
        check("organization_relation", "start_in_order", "start_earliest <= start_latest"),
    )
    index("organization_relation", "organization_id")
    index("organization_relation", "other_id")
    index("organization_relation", "start_sort", "id")
    op.create_table(
        "model_credit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("rank", WORD, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        sa.Column("contribution", sa.String(), nullable=False),
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("organization_id", KEY, nullable=True),
        sa.Column("start_edtf", sa.String(), nullable=True),
        sa.Column("end_edtf", sa.String(), nullable=True),
        sa.Column("start_earliest", sa.Date(), nullable=True),
        sa.Column("start_latest", sa.Date(), nullable=True),
        sa.Column("start_sort", sa.Date(), nullable=False),
        sa.Column("end_earliest", sa.Date(), nullable=True),
        sa.Column("end_latest", sa.Date(), nullable=True),
        primary_key("model_credit", "id"),
        reference("model_credit", "id", "record.id"),
        reference("model_credit", "model_id", "ai_model.id"),
        reference("model_credit", "person_id", "person.id"),
        reference("model_credit", "organization_id", "organization.id"),
        one_of("model_credit", "confidence", "confidence", CONFIDENCE),
        check("model_credit", "contribution_not_empty", "contribution <> ''"),
        check("model_credit", "end_in_order", "end_earliest <= end_latest"),
        check("model_credit", "id_kind", "id LIKE 'credit/_%'"),
        check("model_credit", "one_creditor", "(person_id IS NULL) <> (organization_id IS NULL)"),
        one_of("model_credit", "rank", "rank", RANK),
        check("model_credit", "start_before_end", "start_earliest <= end_latest"),
        check("model_credit", "start_in_order", "start_earliest <= start_latest"),
    )
    index("model_credit", "model_id", "start_sort", "id")
    index("model_credit", "organization_id")
    index("model_credit", "person_id")
    index("model_credit", "start_sort", "id")
    op.create_table(
        "compensation_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("rank", WORD, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        sa.Column("compensation_kind", WORD, nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("scope", WORD, nullable=False),
        sa.Column("audience", sa.String(), nullable=True),
        sa.Column("period", WORD, nullable=False),
        sa.Column("span_months", sa.Integer(), nullable=True),
        sa.Column("currency", KEY, nullable=False),
        sa.Column("amount_min", sa.Float(), nullable=True),
        sa.Column("amount_max", sa.Float(), nullable=True),
        sa.Column("min_inclusive", sa.Boolean(), nullable=False),
        sa.Column("max_inclusive", sa.Boolean(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("package", sa.String(), nullable=True),
        sa.Column("payer_id", KEY, nullable=True),
        sa.Column("recipient_id", KEY, nullable=True),
        sa.Column("role_id", KEY, nullable=True),
        sa.Column("at_edtf", sa.String(), nullable=True),
        sa.Column("at_earliest", sa.Date(), nullable=True),
        sa.Column("at_latest", sa.Date(), nullable=True),
        sa.Column("at_sort", sa.Date(), nullable=False),
        primary_key("compensation_report", "id"),
        reference("compensation_report", "id", "record.id"),
        reference("compensation_report", "payer_id", "organization.id"),
        reference("compensation_report", "recipient_id", "person.id"),
        reference("compensation_report", "role_id", "role.id"),
        check("compensation_report", "amount_in_order", "amount_min <= amount_max"),
        check("compensation_report", "amount_not_negative", "amount_min >= 0 AND amount_max >= 0"),
        check("compensation_report", "at_in_order", "at_earliest <= at_latest"),
        check(
            "compensation_report", "audience_of_others", "scope = 'person' OR audience IS NOT NULL"
        ),
        one_of(
            "compensation_report",
            "compensation_kind",
            "compensation_kind",
            "total_package base_salary signing_bonus retention_bonus equity wage other",
        ),
        one_of(
            "compensation_report", "compensation_scope", "scope", "person group job_level sector"
        ),
        one_of(
            "compensation_report",
            "compensation_stage",
            "stage",
            "offered accepted paid declined policy unknown",
        ),
        one_of("compensation_report", "confidence", "confidence", CONFIDENCE),
        one_of("compensation_report", "currency_known", "currency", CURRENCIES),
        check(
            "compensation_report",
            "exact_amount_inclusive",
            "amount_min <> amount_max OR (min_inclusive AND max_inclusive)",
        ),
        check(
            "compensation_report", "has_amount", "amount_min IS NOT NULL OR amount_max IS NOT NULL"
        ),
        check("compensation_report", "id_kind", "id LIKE 'pay/_%'"),
        one_of(
            "compensation_report",
            "pay_period",
            "period",
            "one_off package year month day hour unknown",
        ),
        one_of("compensation_report", "rank", "rank", RANK),
        check(
            "compensation_report",
            "recipient_of_person_scope",
            "(scope = 'person') = (recipient_id IS NOT NULL)",
        ),
        check(
            "compensation_report", "span_of_package", "span_months IS NULL OR period = 'package'"
        ),
        check("compensation_report", "span_positive", "span_months > 0"),
    )
    index("compensation_report", "at_sort", "id")
    index("compensation_report", "package")
    index("compensation_report", "payer_id", "at_sort", "id")
    index("compensation_report", "recipient_id", "at_sort", "id")
    index("compensation_report", "role_id")
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("independent_source_count", sa.Integer(), nullable=False),
        sa.Column("last_reported_on", sa.Date(), nullable=True),
        sa.Column("rank", WORD, nullable=False),
        sa.Column("confidence", WORD, nullable=False),
        sa.Column("event_kind", WORD, nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("on_edtf", sa.String(), nullable=True),
        sa.Column("figure_measure", sa.String(), nullable=True),
        sa.Column("figure_of", sa.String(), nullable=True),
        sa.Column("figure_min", sa.Float(), nullable=True),
        sa.Column("figure_max", sa.Float(), nullable=True),
        sa.Column("figure_min_inclusive", sa.Boolean(), nullable=False),
        sa.Column("figure_max_inclusive", sa.Boolean(), nullable=False),
        sa.Column("figure_unit", sa.String(), nullable=True),
        sa.Column("figure_as_of_edtf", sa.String(), nullable=True),
        sa.Column("on_earliest", sa.Date(), nullable=True),
        sa.Column("on_latest", sa.Date(), nullable=True),
        sa.Column("on_sort", sa.Date(), nullable=False),
        sa.Column("figure_as_of_earliest", sa.Date(), nullable=True),
        sa.Column("figure_as_of_latest", sa.Date(), nullable=True),
        primary_key("event", "id"),
        reference("event", "id", "record.id"),
        one_of("event", "confidence", "confidence", CONFIDENCE),
        one_of(
            "event",
            "event_kind",
            "event_kind",
            "founding rename reorganization deal staffing appointment launch policy "
            "announcement departure_reason opinion market_figure legal other",
        ),
        check(
            "event",
            "exact_figure_inclusive",
            "figure_min <> figure_max OR (figure_min_inclusive AND figure_max_inclusive)",
        ),
        check("event", "figure_as_of_in_order", "figure_as_of_earliest <= figure_as_of_latest"),
        check("event", "figure_in_order", "figure_min <= figure_max"),
        check(
            "event",
            "figure_whole",
            "(figure_measure IS NULL AND figure_unit IS NULL AND figure_of IS NULL AND "
            "figure_as_of_edtf IS NULL AND figure_min IS NULL AND figure_max IS NULL) OR "
            "(figure_measure IS NOT NULL AND figure_unit IS NOT NULL AND (figure_min IS NOT "
            "NULL OR figure_max IS NOT NULL))",
        ),
        check("event", "id_kind", "id LIKE 'event/_%'"),
        check("event", "on_in_order", "on_earliest <= on_latest"),
        one_of("event", "rank", "rank", RANK),
        check("event", "statement_not_empty", "statement <> ''"),
    )
    index("event", "on_sort", "id")
    op.create_table(
        "event_mention",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_by", sa.Boolean(), nullable=False),
        sa.Column("is_about", sa.Boolean(), nullable=False),
        primary_key("event_mention", "event_id", "record_id"),
        reference("event_mention", "event_id", "event.id"),
        reference("event_mention", "record_id", "record.id"),
        check("event_mention", "by_or_about", "is_by OR is_about"),
    )
    index("event_mention", "record_id")
