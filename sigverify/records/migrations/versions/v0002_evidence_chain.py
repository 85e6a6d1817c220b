"""Signatories, mandates, four eyes, profiles, operators and the audit chain."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import (
    TEXT,
    TIME,
    bring_back,
    count_on,
    forbid_changes,
    forget,
    set_aside,
)
from sigverify.records.migrations.versions import v0001_first_tables as before
from sigverify.records.names import words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REBUILT = ("decisions", "verifications", "embeddings", "account_references")


def upgrade() -> None:
    set_aside(*REBUILT)
    op.create_index("old_by_sha256", "old_account_references", ["sha256"])
    op.create_index("old_by_verification", "old_decisions", ["verification_id"])
    make_people()
    make_references()
    make_evidence()
    make_profiles()
    make_operators()
    make_audit()
    for table, *unique in (
        ("mandates",),
        ("verifications",),
        ("decisions", ("supersedes",)),
        ("approvals", ("subject", "subject_id")),
        ("profiles", ("name",)),
        ("profile_activations",),
        ("audit",),
    ):
        forbid_changes(table, *unique)
    find_words()
    name_signatories()
    bring_back_references()
    bring_back_evidence()
    forget(*REBUILT)


def downgrade() -> None:
    """Go back; signatories, mandates, profiles, operators and the audit chain are lost."""
    for table in ("audit", "audit_head", "operators", "profile_activations", "profiles", "approvals"):
        op.drop_table(table)
    set_aside(*REBUILT)
    op.drop_table("mandates")
    before.make_references()
    before.make_evidence()
    op.execute(
        f"INSERT INTO account_references ({KEPT_OF_REFERENCES}, image) SELECT {KEPT_OF_REFERENCES}, "
        "(SELECT content FROM images WHERE images.sha256 = old_account_references.sha256) "
        "FROM old_account_references ORDER BY id"
    )
    count_on("account_references")
    op.execute("INSERT INTO embeddings SELECT reference_id, bundle, dimensions, vector FROM old_embeddings")
    bring_back("verifications", KEPT_OF_VERIFICATIONS)
    # That a decision was taken back could not be said: the cheque is for a clerk to look at again.
    op.execute("UPDATE old_decisions SET decision = 'PUT_ASIDE' WHERE decision = 'UNDONE'")
    bring_back("decisions", KEPT_OF_DECISIONS)
    forget(*REBUILT)
    for table in ("signatories", "account_words", "images"):
        op.drop_table(table)


KEPT_OF_REFERENCES = "id, account_id, file_name, page, box, sha256, added_at, retired_at, retired_reason"
KEPT_OF_VERIFICATIONS = (
    "id, account, file_name, page, sha256, box, recommendation, reason, similarity, threshold, log10_lr, "
    "distances, reference_ids, model, profile, at, seconds"
)
KEPT_OF_DECISIONS = "id, verification_id, decision, reason, note, operator, at"


def find_words() -> None:
    """Make search words of the holders' names."""
    accounts = sa.table("accounts", sa.column("id", sa.Integer), sa.column("holder", sa.String))
    account_words = sa.table("account_words", sa.column("word", sa.String), sa.column("account_id", sa.Integer))
    rows = op.get_bind().execute(sa.select(accounts.c.id, accounts.c.holder)).all()
    found = [{"word": word, "account_id": key} for key, holder in rows for word in words(holder)]
    if found:
        op.get_bind().execute(sa.insert(account_words), found)


def name_signatories() -> None:
    """Take each account's references for those of one person: its holder."""
    op.execute(
        "INSERT INTO signatories (account_id, name, added_at) "
        "SELECT id, CASE holder WHEN '' THEN number ELSE holder END, created_at FROM accounts "
        "WHERE EXISTS (SELECT 1 FROM old_account_references WHERE account_id = accounts.id) ORDER BY id"
    )


def bring_back_references() -> None:
    """Bring references back, their images in a table of their own."""
    op.execute(
        "INSERT INTO images (sha256, content) SELECT sha256, image FROM old_account_references AS one "
        "WHERE id = (SELECT min(id) FROM old_account_references WHERE sha256 = one.sha256)"
    )
    bring_back(
        "account_references",
        KEPT_OF_REFERENCES,
        signatory_id="(SELECT id FROM signatories WHERE account_id = old_account_references.account_id)",
        quality="''",
        added_by="''",
        needs_approval="FALSE",
    )
    op.execute("INSERT INTO embeddings SELECT reference_id, bundle, dimensions, vector FROM old_embeddings")


def bring_back_evidence() -> None:
    """Bring verifications and decisions back, each decision superseding the one before."""
    bring_back("verifications", KEPT_OF_VERIFICATIONS, cheque_number="''", operator="''")
    bring_back(
        "decisions",
        KEPT_OF_DECISIONS,
        supersedes="(SELECT max(id) FROM old_decisions AS earlier WHERE earlier.id < old_decisions.id "
        "AND earlier.verification_id = old_decisions.verification_id)",
        needs_approval="FALSE",
    )


def make_people() -> None:
    op.create_table(
        "account_words",
        sa.Column("word", TEXT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="account_words_account_id"),
        sa.PrimaryKeyConstraint("word", "account_id", name="account_words_key"),
    )
    op.create_index("account_words_by_account_id", "account_words", ["account_id"], unique=False)
    op.create_table(
        "signatories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.Column("retired_reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (retired_reason IS NULL)", name="signatories_retired_for_a_reason"
        ),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="signatories_threshold_range"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="signatories_account_id"),
        sa.PrimaryKeyConstraint("id", name="signatories_key"),
    )
    op.create_index("signatories_by_account_id", "signatories", ["account_id"], unique=False)
    op.create_table(
        "images",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="images_key"),
    )


def make_references() -> None:
    op.create_table(
        "account_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column(
            "page",
            sa.Integer(),
            sa.CheckConstraint("page >= 1", name="account_references_page_from_1"),
            nullable=False,
        ),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("quality", TEXT, nullable=False),
        sa.Column("complexity", sa.Double(), nullable=True),
        sa.Column("grade", TEXT, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.Column("retired_reason", TEXT, nullable=True),
        sa.Column("retired_by", TEXT, nullable=True),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (retired_reason IS NULL)", name="account_references_retired_for_a_reason"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="account_references_account_id"),
        sa.ForeignKeyConstraint(["signatory_id"], ["signatories.id"], name="account_references_signatory_id"),
        sa.ForeignKeyConstraint(["sha256"], ["images.sha256"], name="account_references_sha256"),
        sa.PrimaryKeyConstraint("id", name="account_references_key"),
    )
    op.create_index("account_references_by_account_id", "account_references", ["account_id"], unique=False)
    op.create_index("account_references_by_signatory_id", "account_references", ["signatory_id"], unique=False)
    op.create_index(
        "references_in_use",
        "account_references",
        ["account_id", "sha256", "page", "box"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "embeddings",
        sa.Column("reference_id", sa.Integer(), nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(vector) = 4 * dimensions", name="embeddings_whole_vector"),
        sa.ForeignKeyConstraint(["reference_id"], ["account_references.id"], name="embeddings_reference_id"),
        sa.PrimaryKeyConstraint("reference_id", "bundle", name="embeddings_key"),
    )


def make_evidence() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="mandates_account_id"),
        sa.PrimaryKeyConstraint("id", name="mandates_key"),
    )
    op.create_index("mandates_by_account_id", "mandates", ["account_id"], unique=False)
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", TEXT, nullable=True),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column(
            "page", sa.Integer(), sa.CheckConstraint("page >= 1", name="verifications_page_from_1"), nullable=False
        ),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("recommendation", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("log10_lr", sa.Double(), nullable=True),
        sa.Column("distances", sa.JSON(), nullable=False),
        sa.Column("reference_ids", sa.JSON(), nullable=False),
        sa.Column("model", TEXT, nullable=True),
        sa.Column("profile", TEXT, nullable=True),
        sa.Column("part_of", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("cheque_number", TEXT, nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("mandate", TEXT, nullable=True),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="verifications_known_recommendation"
        ),
        sa.CheckConstraint("similarity BETWEEN 0 AND 1", name="verifications_similarity_range"),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="verifications_threshold_range"),
        sa.ForeignKeyConstraint(["signatory_id"], ["signatories.id"], name="verifications_signatory_id"),
        sa.ForeignKeyConstraint(["part_of"], ["verifications.id"], name="verifications_part_of"),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name="verifications_mandate_id"),
        sa.PrimaryKeyConstraint("id", name="verifications_key"),
    )
    op.create_index("verifications_by_account", "verifications", ["account"], unique=False)
    op.create_index("verifications_by_part_of", "verifications", ["part_of"], unique=False)
    op.create_index("verifications_by_sha256", "verifications", ["sha256"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('ACCEPTED', 'FLAGGED', 'PUT_ASIDE', 'UNDONE')", name="decisions_known_decision"
        ),
        sa.CheckConstraint("operator <> ''", name="decisions_has_operator"),
        sa.CheckConstraint("supersedes < id", name="decisions_supersedes_earlier"),
        sa.UniqueConstraint("supersedes", name="decisions_unique_supersedes"),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name="decisions_verification_id"),
        sa.ForeignKeyConstraint(["supersedes"], ["decisions.id"], name="decisions_supersedes"),
        sa.PrimaryKeyConstraint("id", name="decisions_key"),
    )
    op.create_index("decisions_by_verification_id", "decisions", ["verification_id"], unique=False)
    op.create_index(
        "decisions_first",
        "decisions",
        ["verification_id"],
        unique=True,
        sqlite_where=sa.text("supersedes IS NULL"),
        postgresql_where=sa.text("supersedes IS NULL"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "subject IN ('decision', 'reference', 'mandate', 'activation')", name="approvals_known_subject"
        ),
        sa.CheckConstraint("operator <> author", name="approvals_by_another_operator"),
        sa.PrimaryKeyConstraint("id", name="approvals_key"),
        sa.UniqueConstraint("subject", "subject_id", name="approvals_unique_subject"),
    )


def make_profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="profiles_key"),
        sa.UniqueConstraint("name", name="profiles_unique_name"),
    )
    op.create_table(
        "profile_activations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name="profile_activations_profile_id"),
        sa.PrimaryKeyConstraint("id", name="profile_activations_key"),
    )


def make_operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("full_name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", TIME, nullable=True),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.CheckConstraint("role IN ('clerk', 'supervisor', 'administrator')", name="operators_known_role"),
        sa.PrimaryKeyConstraint("id", name="operators_key"),
        sa.UniqueConstraint("name", name="operators_unique_name"),
    )


def make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=True),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="audit_key"),
    )
    op.create_index("audit_by_account", "audit", ["account"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("records", TEXT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.CheckConstraint("id = 1", name="audit_head_one_row"),
        sa.PrimaryKeyConstraint("id", name="audit_head_key"),
    )
