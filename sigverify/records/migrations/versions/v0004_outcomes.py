"""How cheques turned out."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TEXT, TIME, forbid_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("operator", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('GENUINE', 'SKILLED', 'RANDOM', 'UNKNOWN')", name="outcomes_known_outcome"
        ),
        sa.CheckConstraint("source <> ''", name="outcomes_has_source"),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name="outcomes_verification_id"),
        sa.PrimaryKeyConstraint("id", name="outcomes_key"),
    )
    op.create_index("outcomes_by_verification_id", "outcomes", ["verification_id"], unique=False)
    forbid_changes("outcomes")


def downgrade() -> None:
    """Go back; the outcomes are lost."""
    op.drop_table("outcomes")
