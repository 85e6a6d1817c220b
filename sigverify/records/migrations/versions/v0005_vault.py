"""Images and embeddings that are encrypted, and how their key is kept."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("images", "embeddings"):
        op.add_column(table, sa.Column("seal", sa.LargeBinary()))
    op.create_table(
        "vault",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seals", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name="vault_one_row"),
        sa.PrimaryKeyConstraint("id", name="vault_key"),
    )


def downgrade() -> None:
    """Go back; decrypt before, for what is encrypted cannot be read any more."""
    op.drop_table("vault")
    for table in ("images", "embeddings"):
        op.drop_column(table, "seal")
