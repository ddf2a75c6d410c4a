"""Several channels: what a channel names is text, and kinds of parcels are the channel's own words.

Numbers that stand for buttons, where a channel shows none, are kept with the chat's address.
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.columns import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('text', 'edit', 'toast', 'chart', 'file', 'view', 'menu')"
_COMMENTS = {
    "contacts": "person is who holds the phone now, null for a stranger; greeted_at: a stranger got the answer; "
    "choices: which taps numbers stand for, where no buttons are shown",
    "inbox": "raw updates, committed before the channel is told; seq is the order of arrival",
    "outbox": "kind: of any channel's, or its own; pieces: how many pieces of a long text have arrived",
    "reports": "append-only; live rows are neither superseded nor voided; position is the order of arrival; "
    "booked_by and reason: a supervisor's correction in the worker's stead",
}
_COMMENTS_BEFORE = {
    "contacts": "person is who holds the phone now, null for a stranger; greeted_at: a stranger got the answer",
    "inbox": "raw updates, committed before Telegram is told; seq is the order of arrival",
    "outbox": "pieces: how many pieces of a long text have arrived",
    "reports": "append-only; live rows are neither superseded nor voided; position is the update id; "
    "booked_by and reason: a supervisor's correction in the worker's stead",
}
_OPEN_BY = {False: ("bot", "priority", "id"), True: ("bot", "channel", "priority", "id")}
"""Columns of the index of what waits, without and with several channels."""
_OPEN = sa.text("state IN ('queued', 'sending')")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("choices", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(sa.BigInteger(), sa.String(), several=True)
        return
    op.add_column("inbox", sa.Column("channel", sa.String(), server_default="telegram", nullable=False))
    op.alter_column("inbox", "channel", server_default=None)
    op.drop_constraint(op.f("uq_inbox_bot_update_id"), "inbox")
    for table in ("inbox", "messages"):
        op.alter_column(table, "update_id", type_=sa.String(), postgresql_using="update_id::varchar")
    op.create_unique_constraint(
        op.f("uq_inbox_bot_channel_update_id"), "inbox", ["bot", "channel", "update_id"]
    )
    op.drop_constraint(op.f("ck_outbox_kind"), "outbox")
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index("ix_outbox_open", "outbox", _OPEN_BY[True], postgresql_where=_OPEN)
    for table, comment in _COMMENTS.items():
        op.create_table_comment(table, comment)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_column("contacts", "choices")
        _rebuild(sa.String(), sa.BigInteger(), several=False)
        return
    op.drop_column("contacts", "choices")
    op.drop_constraint(op.f("uq_inbox_bot_channel_update_id"), "inbox")
    op.drop_column("inbox", "channel")
    for table in ("inbox", "messages"):
        op.alter_column(table, "update_id", type_=sa.BigInteger(), postgresql_using="update_id::bigint")
    op.create_unique_constraint(op.f("uq_inbox_bot_update_id"), "inbox", ["bot", "update_id"])
    op.create_check_constraint(op.f("ck_outbox_kind"), "outbox", _KINDS)
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index("ix_outbox_open", "outbox", _OPEN_BY[False], postgresql_where=_OPEN)
    for table, comment in _COMMENTS_BEFORE.items():
        op.create_table_comment(table, comment)


def _rebuild(before: sa.BigInteger | sa.String, after: sa.BigInteger | sa.String, *, several: bool) -> None:
    """SQLite changes no column and drops no check: the tables are made anew, and their rows copied."""
    with op.batch_alter_table("messages", recreate="always", copy_from=_messages(before)) as batch:
        batch.alter_column("update_id", existing_type=before, type_=after)
    if several:  # with a default for the rows that are there, which the new table has no more
        op.add_column("inbox", sa.Column("channel", sa.String(), server_default="telegram"))
    with op.batch_alter_table(
        "inbox", recreate="always", copy_from=_inbox(before, several=not several)
    ) as batch:
        batch.alter_column("update_id", existing_type=before, type_=after)
        if several:
            batch.drop_constraint(op.f("uq_inbox_bot_update_id"), type_="unique")
            batch.create_unique_constraint(
                op.f("uq_inbox_bot_channel_update_id"), ["bot", "channel", "update_id"]
            )
        else:
            batch.drop_constraint(op.f("uq_inbox_bot_channel_update_id"), type_="unique")
            batch.drop_column("channel")
            batch.create_unique_constraint(op.f("uq_inbox_bot_update_id"), ["bot", "update_id"])
    with op.batch_alter_table("outbox", recreate="always", copy_from=_outbox(kinds=several)) as batch:
        batch.drop_index("ix_outbox_open")
        batch.create_index("ix_outbox_open", _OPEN_BY[several], sqlite_where=_OPEN)
        if several:
            batch.drop_constraint(op.f("ck_outbox_kind"), type_="check")
        else:
            batch.create_check_constraint(op.f("ck_outbox_kind"), _KINDS)


def _inbox(number: sa.BigInteger | sa.String, *, several: bool) -> sa.Table:
    names = ("bot", "channel", "update_id") if several else ("bot", "update_id")
    return sa.Table(
        "inbox",
        sa.MetaData(),
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("update_id", number, nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("received_at", Moment(timezone=True), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("done_at", Moment(timezone=True)),
        sa.PrimaryKeyConstraint("seq", name="pk_inbox"),
        sa.UniqueConstraint(*names, name=f"uq_inbox_{'_'.join(names)}"),
        sa.CheckConstraint("state IN ('new', 'done', 'ignored', 'parked')", name="ck_inbox_state"),
        sa.Index("ix_inbox_new", "bot", "seq", sqlite_where=sa.text("state = 'new'")),
    )


def _messages(number: sa.BigInteger | sa.String) -> sa.Table:
    return sa.Table(
        "messages",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("update_id", number, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("sent_at", Moment(timezone=True), nullable=False),
        sa.Column("received_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.code"], name="fk_messages_campaign"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_messages_person"),
        sa.Index("ix_messages_channel_address_message_id", "channel", "address", "message_id"),
        sa.Index("ix_messages_campaign_person", "campaign", "person"),
    )


def _outbox(*, kinds: bool) -> sa.Table:
    check = [sa.CheckConstraint(_KINDS, name="ck_outbox_kind")] if kinds else []
    return sa.Table(
        "outbox",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person", sa.Integer()),
        sa.Column("cause", sa.Integer()),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), server_default="queued", nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("not_before", Moment(timezone=True)),
        sa.Column("not_after", Moment(timezone=True)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pieces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", Moment(timezone=True)),
        sa.Column("message_id", sa.String()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["cause"], ["inbox.seq"], name="fk_outbox_cause"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_outbox_person"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled')", name="ck_outbox_state"
        ),
        *check,
        sa.Index("ix_outbox_open", *_OPEN_BY[not kinds], sqlite_where=_OPEN),
        sa.Index("ix_outbox_chat", "channel", "address", "bot", "priority", "id", sqlite_where=_OPEN),
    )
