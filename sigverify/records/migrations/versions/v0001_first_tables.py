"""The first tables: accounts, references, embeddings, verifications, decisions."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TEXT, TIME, forbid_changes, make_forbidding_function

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_forbidding_function()
    make_accounts()
    make_references()
    make_evidence()


def downgrade() -> None:
    for table in ("decisions", "verifications", "embeddings", "account_references", "accounts"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sigverify_only_add()")


def make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("holder_key", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="accounts_key"),
        sa.UniqueConstraint("number", name="accounts_unique_number"),
    )
    op.create_index("accounts_by_holder_key", "accounts", ["holder_key", "number"], unique=False)


def make_references() -> None:
    op.create_table(
        "account_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column(
            "page",
            sa.Integer(),
            sa.CheckConstraint("page >= 1", name="account_references_page_from_1"),
            nullable=False,
        ),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.Column("retired_reason", TEXT, nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (retired_reason IS NULL)", name="account_references_retired_for_a_reason"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="account_references_account_id"),
        sa.PrimaryKeyConstraint("id", name="account_references_key"),
    )
    op.create_index("account_references_by_account_id", "account_references", ["account_id"], unique=False)
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
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", TEXT, nullable=True),
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
        sa.Column("at", TIME, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="verifications_known_recommendation"
        ),
        sa.CheckConstraint("similarity BETWEEN 0 AND 1", name="verifications_similarity_range"),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="verifications_threshold_range"),
        sa.PrimaryKeyConstraint("id", name="verifications_key"),
    )
    op.create_index("verifications_by_account", "verifications", ["account"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("decision IN ('ACCEPTED', 'FLAGGED', 'PUT_ASIDE')", name="decisions_known_decision"),
        sa.CheckConstraint("operator <> ''", name="decisions_has_operator"),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name="decisions_verification_id"),
        sa.PrimaryKeyConstraint("id", name="decisions_key"),
    )
    op.create_index("decisions_by_verification_id", "decisions", ["verification_id"], unique=False)
    forbid_changes("verifications")
    forbid_changes("decisions")
