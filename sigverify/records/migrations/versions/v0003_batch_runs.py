"""Runs over folders of cheques, and what was recommended for each page."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TEXT, TIME, forbid_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("setup", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="batch_runs_key"),
    )
    op.create_index("batch_runs_by_source", "batch_runs", ["source", "id"])
    op.create_table(
        "batch_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column(
            "page", sa.Integer(), sa.CheckConstraint("page >= 1", name="batch_items_page_from_1"), nullable=False
        ),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("is_back", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("account", TEXT, nullable=True),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("cheque_number", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.Column("recommendation", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("quality", TEXT, nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')", name="batch_items_known_recommendation"
        ),
        sa.CheckConstraint("similarity BETWEEN 0 AND 1", name="batch_items_similarity_range"),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="batch_items_threshold_range"),
        sa.UniqueConstraint("run_id", "file", "page", "sha256", name="batch_items_unique_run_id"),
        sa.ForeignKeyConstraint(["run_id"], ["batch_runs.id"], name="batch_items_run_id"),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name="batch_items_verification_id"),
        sa.ForeignKeyConstraint(["duplicate_of"], ["batch_items.id"], name="batch_items_duplicate_of"),
        sa.PrimaryKeyConstraint("id", name="batch_items_key"),
    )
    op.create_index("batch_items_by_sha256", "batch_items", ["sha256"])
    op.create_index("batch_items_by_cheque", "batch_items", ["account", "serial"])
    forbid_changes("batch_items", ("run_id", "file", "page", "sha256"))


def downgrade() -> None:
    """Go back; the runs are lost, the verifications that they made stay."""
    op.drop_table("batch_items")
    op.drop_table("batch_runs")
