"""Indices for what a message looks up: none of it reads through the whole survey."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEW = (
    ("messages", ("campaign", "person")),
    ("reports", ("campaign", "worker")),
    ("drafts", ("message",)),
    ("rechecks", ("campaign", "inspector", "unit")),
    ("rechecks", ("campaign", "ballot")),
    ("inspections", ("campaign", "inspector")),
    ("evidence", ("campaign", "person")),
    ("scopes", ("campaign", "code", "person")),
)


def upgrade() -> None:
    for table, columns in _NEW:
        op.create_index(_name(table, columns), table, columns)
    op.drop_index("ix_scopes_campaign_code", "scopes")


def downgrade() -> None:
    op.create_index("ix_scopes_campaign_code", "scopes", ["campaign", "code"])
    for table, columns in _NEW:
        op.drop_index(_name(table, columns), table)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f("_".join(("ix", table, *columns)))
