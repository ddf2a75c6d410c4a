"""Lanes are looked up only where processes share them: SQLite has no use for their index.

It cost a page of the file for nearly every update, once when it came and once when it was handled.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEX = "ix_inbox_lane"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_INDEX, "inbox")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_INDEX, "inbox", ["bot", "chat", "seq"], sqlite_where=sa.text("state = 'new'"))
