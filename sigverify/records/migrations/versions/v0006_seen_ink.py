"""What signatures looked like."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TEXT

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_ink",
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["verification_id"], ["verifications.id"], name="seen_ink_verification_id"),
        sa.PrimaryKeyConstraint("verification_id", name="seen_ink_key"),
    )
    op.create_table(
        "reference_ink",
        sa.Column("reference_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["reference_id"], ["account_references.id"], name="reference_ink_reference_id"),
        sa.PrimaryKeyConstraint("reference_id", name="reference_ink_key"),
    )


def downgrade() -> None:
    """Go back; copies of signatures seen so far are not known any more."""
    op.drop_table("reference_ink")
    op.drop_table("seen_ink")
