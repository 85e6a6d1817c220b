"""Images that were removed because they were old enough."""

import sqlalchemy as sa
from alembic import op

from sigverify.records.migrations.steps import TIME

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("images", sa.Column("removed_at", TIME))
    op.create_index("account_references_by_sha256", "account_references", ["sha256"])


def downgrade() -> None:
    """Go back; images that were removed stay so, and are then told to have been changed."""
    op.drop_index("account_references_by_sha256", "account_references")
    op.drop_column("images", "removed_at")
